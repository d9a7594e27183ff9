// Text that is not sent yet: kept as it is typed, given back when the page is loaded anew or in the other language.

const LONGEST = 20_000;
const FOCUS = 'terrarium-focus';

/**
 * Keeps what is typed into a box; answers what was kept of it before.
 * @param {HTMLInputElement | HTMLTextAreaElement} box
 * @param {string} name
 * @param {() => string} [text] what of it is kept
 */
export function keepText(box, name, text = () => box.value) {
  const key = `terrarium-text-${name}`;
  const kept = read(key);
  const save = () => write(key, text());
  box.addEventListener('input', save);
  addEventListener('pagehide', () => {
    save();
    if (document.activeElement === box) write(FOCUS, name);
  });
  if (read(FOCUS) === name) giveFocus(box);
  return kept;
}

/**
 * Copies the draft of one language's page to the other's.
 * @param {string} from key of the browser's store
 * @param {string} to
 */
export function carryDraft(from, to) {
  try {
    const draft = localStorage.getItem(from);
    if (draft) localStorage.setItem(to, draft);
  } catch {
    /* a private window has none */
  }
}

/** @param {HTMLElement} box */
function giveFocus(box) {
  write(FOCUS, '');
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) box.focus();
  });
}

/** @param {string} key */
function read(key) {
  try {
    return (sessionStorage.getItem(key) ?? '').slice(0, LONGEST);
  } catch {
    return '';
  }
}

/**
 * @param {string} key
 * @param {string} text
 */
function write(key, text) {
  try {
    if (text) sessionStorage.setItem(key, text.slice(0, LONGEST));
    else sessionStorage.removeItem(key);
  } catch {
    /* a private window keeps nothing */
  }
}
