// Light or dark: as chosen here before, else as the system is; <html> holds the truth, Gradio reads <body>.
// ui/look/first.js has painted it before anything was drawn.

const KEY = 'terrarium-dark';
const html = document.documentElement;
const system = matchMedia('(prefers-color-scheme: dark)');

export function isDark() {
  return html.classList.contains('dark');
}

/**
 * Paints the page, and remembers that it was chosen.
 * @param {boolean} dark
 */
export function setDark(dark) {
  try {
    localStorage.setItem(KEY, dark ? 'yes' : 'no');
  } catch {
    /* a private window remembers nothing */
  }
  paint(dark);
}

/** @param {boolean} dark */
function paint(dark) {
  html.classList.toggle('dark', dark);
  document.body.classList.toggle('dark', dark);
  document.dispatchEvent(new CustomEvent('terrarium:theme', { detail: { dark } }));
}

function isChosen() {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

export function start() {
  paint(isDark());
  system.addEventListener('change', () => {
    if (!isChosen()) paint(system.matches);
  });
  new MutationObserver(() => {
    if (document.body.classList.contains('dark') !== isDark()) document.body.classList.toggle('dark', isDark());
  }).observe(document.body, { attributes: true, attributeFilter: ['class'] });
}
