// The address says what is shown: /zh/inspect?run=…&layer=0&head=3. Tabs are steps of the browser's history, what is chosen on
// one stands in its query, and what was typed but not sent stays over a reload and a change of language.
(() => {
  const { tabs, first, home } = JSON.parse(document.getElementById('terrarium-page').textContent);
  const OWN = ['run', 'layer', 'head', 'task'],
    LONGEST = 200,
    KEPT = 20_000;
  const mount = location.pathname.replace(/[^/]*$/, ''); // where this language's page lies
  const named = () => location.pathname.slice(mount.length);
  const tabHere = () => (tabs.includes(named()) ? named() : first);
  const told = Object.fromEntries(tabs.map((tab) => [tab, {}])); // by tab, what its address says
  const listen = () =>
    Object.fromEntries(
      OWN.map((name) => [name, new URLSearchParams(location.search).get(name)]).filter(
        ([, value]) => value && value.length <= LONGEST,
      ),
    );
  let shown = tabHere();
  told[shown] = listen();

  const addressOf = (tab, base = mount) => {
    const query = new URLSearchParams(location.search);
    OWN.forEach((name) => query.delete(name));
    Object.entries(told[tab]).forEach(([name, value]) => query.set(name, value));
    return `${base}${tab}${query.size ? `?${query}` : ''}`;
  };
  // What a tab shows now; nothing stands for no choice.
  const note = (tab, values) => {
    told[tab] = Object.fromEntries(
      Object.entries({ ...told[tab], ...values }).filter(
        ([, value]) => value !== null && value !== undefined && value !== '',
      ),
    );
    if (tab === shown && (named() || Object.keys(told[tab]).length)) history.replaceState(null, '', addressOf(tab));
  };
  const says = (tab) => told[tab];
  const whole = (value, below) => (/^\d{1,4}$/.test(value ?? '') && Number(value) < below ? Number(value) : null);
  const go = (tab) => {
    if (tab === shown) return;
    shown = tab;
    history.pushState(null, '', addressOf(tab));
  };
  document.addEventListener(
    'click',
    (event) => {
      const tab = event.target.closest?.('[role=tab]')?.id.match(/^tab-(\w+)-button$/)?.[1];
      if (tabs.includes(tab)) go(tab);
    },
    true,
  );
  addEventListener('popstate', () => {
    const before = shown;
    shown = tabHere();
    told[shown] = listen();
    if (shown !== before) document.getElementById(`tab-${shown}-button`)?.click();
    document.dispatchEvent(new CustomEvent('terrarium:address', { detail: shown }));
  });

  // Gradio begins with the tab that the address names, and asks where the page lies, whatever a proxy made of its name.
  let config;
  Object.defineProperty(window, 'gradio_config', {
    configurable: true,
    get: () => config,
    set: (given) => {
      config = given;
      config.root = `${location.origin}${mount}`.replace(/\/$/, '');
      const strip = config.components?.find((part) => part.type === 'tabs' && part.props.elem_id === 'tabs');
      if (strip) strip.props.selected = shown;
    },
  });

  // Text that is not sent yet: kept as it is typed, given back when the page is loaded anew.
  const read = (key) => {
    try {
      return (sessionStorage.getItem(key) ?? '').slice(0, KEPT);
    } catch {
      return '';
    }
  };
  const write = (key, text) => {
    try {
      text ? sessionStorage.setItem(key, text.slice(0, KEPT)) : sessionStorage.removeItem(key);
    } catch {
      /* a private window keeps nothing */
    }
  };
  const keepText = (box, name, text = () => box.value) => {
    const key = `terrarium-text-${name}`,
      kept = read(key),
      focus = 'terrarium-focus';
    const save = () => write(key, text());
    box.addEventListener('input', save);
    addEventListener('pagehide', () => {
      save();
      if (document.activeElement === box) write(focus, name);
    });
    if (read(focus) === name) {
      write(focus, '');
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) box.focus();
      });
    }
    return kept;
  };
  // Another language's page, which lies at this address, at this tab.
  const inLanguage = (page) => addressOf(shown, home + page);
  const carryDraft = (from, to) => {
    try {
      const draft = localStorage.getItem(from);
      if (draft) localStorage.setItem(to, draft);
    } catch {
      /* a private window has none */
    }
  };
  Object.assign(window.terrarium, { address: { note, says, whole, keepText, inLanguage, carryDraft, home } });
})();
