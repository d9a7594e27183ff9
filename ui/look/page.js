// What the whole page needs before Gradio starts: light or dark, Gradio's language, glossary sentences.
(() => {
  const KEY = 'terrarium-dark', html = document.documentElement;
  const remembered = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const wanted = () => {
    const asked = new URLSearchParams(location.search).get('__theme');
    if (asked === 'dark' || asked === 'light') return asked === 'dark';
    return remembered() === null ? matchMedia('(prefers-color-scheme: dark)').matches : remembered() === 'yes';
  };
  const paint = (dark) => {
    html.classList.toggle('dark', dark);
    document.body?.classList.toggle('dark', dark);
    document.dispatchEvent(new CustomEvent('terrarium:theme', { detail: { dark } }));
  };
  const setDark = (dark) => { try { localStorage.setItem(KEY, dark ? 'yes' : 'no'); } catch { /* private window */ } paint(dark); };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { if (remembered() === null) paint(wanted()); });
  window.terrarium = { setDark, isDark: () => html.classList.contains('dark') };
  paint(wanted());
  // Gradio sets its own class on <body> as it mounts; ours is the last word.
  addEventListener('DOMContentLoaded', () => {
    paint(wanted());
    new MutationObserver(() => { if (document.body.classList.contains('dark') !== html.classList.contains('dark')) document.body.classList.toggle('dark', html.classList.contains('dark')); })
      .observe(document.body, { attributes: true, attributeFilter: ['class'] });
  });
})();
