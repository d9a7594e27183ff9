// What the whole page shares: light or dark, and the one sentence that a glossary term opens. Runs before Gradio.
(() => {
  const { glossary, settings } = JSON.parse(document.getElementById('terrarium-page').textContent);
  const html = document.documentElement,
    KEY = 'terrarium-dark';

  // light or dark: as chosen here before, else as the system is; <html> holds the truth, Gradio reads <body>
  const remembered = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };
  const isDark = () => html.classList.contains('dark');
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
  const setDark = (dark) => {
    try {
      localStorage.setItem(KEY, dark ? 'yes' : 'no');
    } catch {
      /* a private window remembers nothing */
    }
    paint(dark);
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    if (remembered() === null) paint(wanted());
  });

  // glossary: `.term` with data-term=KEY; hover, focus or tap shows what it means
  const term = (key, label) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'term';
    button.dataset.term = key;
    button.textContent = label ?? glossary[key] ?? key;
    return button;
  };
  let tip,
    shown = null;
  const show = (button) => {
    shown?.removeAttribute('aria-describedby');
    shown = button;
    tip.hidden = !button || !glossary[`${button.dataset.term}.means`];
    if (tip.hidden) return;
    tip.textContent = glossary[`${button.dataset.term}.means`];
    button.setAttribute('aria-describedby', 'term-tip');
    const at = button.getBoundingClientRect(),
      below = at.bottom + 8 + tip.offsetHeight < innerHeight;
    tip.style.left = `${Math.max(8, Math.min(at.left - 8, innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${below ? at.bottom + 8 : at.top - 8 - tip.offsetHeight}px`;
  };
  const termOf = (event) => (event.target instanceof Element ? event.target.closest('.term') : null);
  const watchTerms = () => {
    tip = document.createElement('div');
    tip.id = 'term-tip';
    tip.hidden = true;
    tip.setAttribute('role', 'tooltip');
    document.body.append(tip);
    document.addEventListener('pointerover', (event) => {
      const over = termOf(event);
      if (over) show(over);
      else if (shown && shown !== document.activeElement) show(null);
    });
    document.addEventListener('focusin', (event) => show(termOf(event)));
    document.addEventListener('click', (event) => {
      const on = termOf(event);
      if (on) event.preventDefault();
      show(on);
    });
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') show(null);
    });
    addEventListener('scroll', () => show(null), { capture: true, passive: true });
  };

  // a Gradio part with elem_classes "term-KEY" gets its label made into that term
  const markLabels = () =>
    document.querySelectorAll('.block[class*="term-"] [data-testid=block-info]:not(:has(.term))').forEach((label) => {
      const key = label.closest('.block').className.match(/(?:^|\s)term-([\w-]+)/)?.[1];
      if (!glossary[key]) return;
      const button = term(key, '');
      button.append(...label.childNodes); // moved, not copied: Gradio goes on updating its own text
      label.append(button);
    });

  // arrow keys among the tabs, as a tablist promises; Enter opens the one that has the focus
  document.addEventListener('keydown', (event) => {
    const tabs = [...(event.target.closest?.('[role=tab]')?.parentNode.querySelectorAll('[role=tab]') ?? [])],
      here = tabs.indexOf(event.target);
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (here < 0 || to === undefined) return;
    event.preventDefault();
    tabs[(to + tabs.length) % tabs.length].focus();
  });
  // Gradio's lists answer each key a moment late: after Tab has left a list and closed it, it opened it again
  document.addEventListener(
    'keydown',
    (event) => {
      if (
        ['Tab', 'Shift', 'Control', 'Alt', 'Meta'].includes(event.key) &&
        event.target.matches?.('input[role=combobox]')
      )
        event.stopPropagation();
    },
    true,
  );
  const open = (tab) => document.getElementById(`tab-${tab}-button`)?.click();

  // a live part's script, put together from the sources that /look/parts.js brought; the same ones are compiled once
  const NAMES = ['element', 'trigger', 'props', 'server', 'watch'],
    compiled = new Map();
  const live = (parts, given) => {
    const key = parts.join('+');
    if (!compiled.has(key))
      compiled.set(
        key,
        Function(
          ...NAMES,
          `${parts.map((part) => window.terrariumParts[part]).join('\n')}\n//# sourceURL=terrarium/${key}.js`,
        ),
      );
    compiled.get(key)(...NAMES.map((name) => given[name]));
  };

  window.terrarium = { setDark, isDark, term, open, live, settings };
  paint(wanted());
  addEventListener('DOMContentLoaded', () => {
    paint(wanted());
    watchTerms();
    new MutationObserver(() => {
      if (document.body.classList.contains('dark') !== isDark()) document.body.classList.toggle('dark', isDark());
    }).observe(document.body, { attributes: true, attributeFilter: ['class'] });
    let waiting = 0;
    new MutationObserver(() => {
      if (!waiting)
        waiting = setTimeout(() => {
          waiting = 0;
          markLabels();
        }, 60);
    }).observe(document.body, { childList: true, subtree: true });
  });

  // A page that is left drops the questions it has open, and Gradio reports each as an error: they are none.
  addEventListener('beforeunload', () => {
    const { error, warn } = console;
    console.error = console.warn = () => {};
    setTimeout(() => Object.assign(console, { error, warn }), 3000); // whoever stays after all hears of real ones again
  });
})();
