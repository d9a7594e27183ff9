// Settings of a draft: a few as a card, or all of them in a searchable drawer. Triggers 'set' with what a person changed.
const { words, fields, drawer, presets, sizes, area } = props;
const pending = {};            // changed here, not yet in the draft that came back
let state = null, timer = 0;
const rows = new Map();        // name -> { show(value), root, field }

const h = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'text') node.textContent = value;
    else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
};
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const unique = `s${Math.random().toString(36).slice(2, 8)}`;
const idOf = (field) => `${unique}-${field.name.replace(/\W/g, '-')}`;
const number = (value) => typeof value !== 'number' ? String(value)
  : Number.isInteger(value) && Math.abs(value) > 9999 ? value.toLocaleString('en-US') : Number.isInteger(value) ? String(value) : String(+value.toPrecision(4));
const percent = (field) => field.name === 'data.validation_fraction';
const spell = (field, value) => {
  if (value === null || value === undefined || value === '') return words.empty;
  if (field.kind === 'choice') return (field.options.find((option) => option.value === value) || { label: value }).label;
  if (field.kind === 'switch') return value ? words.on : words.off;
  if (percent(field)) return `${+(value * 100).toPrecision(3)}%`;
  return number(value);
};
const short = (count) => count >= 1e6 ? `${+(count / 1e6).toPrecision(count >= 1e7 ? 2 : 2)} M` : count >= 1e5 ? `${(count / 1e6).toFixed(2)} M` : count >= 1e3 ? `${+(count / 1e3).toPrecision(2)} k` : String(count);

const send = (delay) => {
  clearTimeout(timer);
  timer = setTimeout(() => trigger('set', { changes: { ...pending } }), delay);
};
const change = (field, value, delay = 120) => {
  pending[field.name] = value;
  rows.get(field.name)?.mark?.(value);
  document.dispatchEvent(new CustomEvent('terrarium:setting', { detail: { name: field.name, value } }));
  send(delay);
};

// One control for a field; answers { node, show(value) }.
function control(field, roomy) {
  const id = idOf(field), name = { id, 'aria-describedby': `${id}-help` };
  if (field.kind === 'choice') {
    const select = h('select', { class: 'box', ...name, onchange: () => change(field, select.value, 0) });
    field.options.forEach((option) => select.append(h('option', { value: option.value, text: option.label })));
    return { node: select, show: (value) => { select.value = value; } };
  }
  if (field.kind === 'switch') {
    const box = h('input', { type: 'checkbox', class: 'switch', ...name, onchange: () => change(field, box.checked, 0) });
    return { node: box, show: (value) => { box.checked = Boolean(value); } };
  }
  if (roomy && field.stops.length) return slider(field, name);
  const box = field.name === 'sampling.stop' ? h('textarea', { class: 'box', rows: 2, ...name }) : h('input', {
    class: 'box num', type: 'text', inputmode: field.kind === 'number' ? 'decimal' : 'text', autocomplete: 'off', spellcheck: 'false', ...name,
  });
  if (field.optional) box.placeholder = words.empty;
  const commit = () => {
    const text = field.kind === 'number' ? box.value.trim().replace(/(?<=\d)[,\s](?=\d{3}\b)/g, '') : box.value;
    const value = text === '' && field.kind === 'number' ? null : field.kind === 'number' && text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
    change(field, value, 0);
  };
  box.addEventListener('change', commit);
  return { node: box, show: (value) => { if (document.activeElement !== box) box.value = value === null || value === undefined ? '' : String(value); } };
}

// Back to the default. It is a change like any other, so that it can't be lost between two answers of the server.
function back(field) {
  change(field, state.defaults[field.name] ?? null, 0);
  rows.get(field.name)?.show(state.defaults[field.name]);
}

function slider(field, name) {
  let stops = [...field.stops];
  const output = h('output', { class: 'value num', for: name.id });
  const range = h('input', { type: 'range', min: 0, step: 1, ...name });
  const label = () => {
    const value = stops[range.value];
    range.style.setProperty('--v', `${100 * range.value / (stops.length - 1)}%`);
    range.setAttribute('aria-valuetext', [spell(field, value), field.unit].filter(Boolean).join(' '));
    output.replaceChildren(spell(field, value), ...(field.unit ? [h('small', { text: ` ${field.unit}` })] : []));
  };
  range.addEventListener('input', () => { label(); change(field, stops[range.value]); });
  const show = (value) => {
    if (document.activeElement === range && field.name in pending) return;
    const shown = value ?? state?.derived?.[field.name] ?? field.stops[0];
    stops = [...new Set([...field.stops, ...(typeof shown === 'number' ? [shown] : [])])].sort((a, b) => a - b);
    range.max = stops.length - 1;
    range.value = Math.max(0, stops.indexOf(shown));
    label();
  };
  return { node: range, output, show };
}

function row(field, roomy) {
  const made = control(field, roomy), id = idOf(field);
  const label = h('label', { class: 'label', for: id, text: field.label });
  const help = h('p', { class: 'help', id: `${id}-help`, text: field.help });
  const wrong = h('p', { class: 'wrong', hidden: true, role: 'alert' });
  if (roomy) {
    const root = h('div', { class: 'field', 'data-name': field.name }, h('div', { class: 'field-top' }, label, made.output), made.node, help, wrong);
    rows.set(field.name, { root, show: made.show, wrong, field });
    return root;
  }
  const normal = h('span', { class: 'normal num' });
  const reset = h('button', { type: 'button', class: 'btn small bare', text: words.reset, 'aria-label': `${words.reset}: ${field.label}`, onclick: () => { back(field); document.getElementById(id)?.focus(); } });
  const code = h('code', { text: field.name });
  const unit = field.unit ? h('small', { text: field.unit }) : null;
  const root = h('div', { class: `set kind-${field.kind}`, 'data-name': field.name },
    h('div', { class: 'what' }, h('div', { class: 'names' }, label, h('b', { class: 'mark-changed', text: words.changed }), code), help, wrong),
    h('div', { class: 'how' }, h('div', { class: 'line' }, made.node, unit), h('div', { class: 'after' }, normal, reset)));
  const mark = (value) => {
    const differs = state ? JSON.stringify(value ?? null) !== JSON.stringify(state.defaults[field.name] ?? null) : false;
    root.classList.toggle('is-changed', differs);
    reset.hidden = !differs;
  };
  rows.set(field.name, { root, show: (value) => { made.show(value); mark(value); normal.textContent = fill(words.default, { value: spell(field, state.defaults[field.name]) }); }, wrong, mark, field });
  return root;
}

function show() {
  if (!props.value || !props.value.values) return;
  state = props.value;
  for (const name of Object.keys(pending)) {
    if (JSON.stringify(pending[name]) === JSON.stringify(state.values[name])) delete pending[name];
  }
  rows.forEach((one, name) => {
    one.show(name in pending ? pending[name] : state.values[name]);
    const wrong = state.mistake && state.wrong.includes(name);
    if (!drawer && one.field.when) one.root.hidden = state.values[one.field.when[0]] !== one.field.when[1];
    one.root.classList.toggle('is-wrong', Boolean(wrong));
    const first = wrong && state.wrong.find((other) => rows.has(other)) === name;
    one.wrong.hidden = !first;
    if (one.wrong.textContent !== (first ? state.mistake : '')) one.wrong.textContent = first ? state.mistake : '';
  });
  showPresets();
  showCount();
}

let showPresets = () => {}, showCount = () => {};

if (presets.length) {
  const group = h('div', { class: 'presets', role: 'radiogroup', 'aria-label': words.presets });
  presets.forEach((key) => {
    const input = h('input', { type: 'radio', name: `${unique}-preset`, value: key, onchange: () => {
      if (key === 'custom') { rows.values().next().value?.root.querySelector('input, select')?.focus(); return; }
      for (const name of Object.keys(pending)) delete pending[name];
      trigger('set', { preset: key });
    } });
    group.append(h('label', {}, input, h('span', { text: words[`preset.${key}`] }), h('small', { class: 'num', text: sizes[key] ? short(sizes[key]) : '…' })));
  });
  showPresets = () => {
    const key = state.custom ? 'custom' : state.preset;
    group.querySelectorAll('input').forEach((input) => { input.checked = input.value === key; });
  };
  document.addEventListener('terrarium:size', (event) => {
    const small = group.querySelector('input[value=custom]')?.parentNode.querySelector('small');
    if (small) small.textContent = state?.custom ? short(event.detail) : '…';
  });
  element.append(h('div', { class: 'field' }, h('span', { class: 'label', text: words.presets }), group));
}
if (area) element.append(h('h3', { class: 'h area', text: area }));

if (!drawer) fields.forEach((field) => element.append(row(field, true)));
else {
  const openButton = h('button', { type: 'button', class: 'btn small bare', 'aria-haspopup': 'dialog', text: fill(words.all, { count: fields.length }) });
  const search = h('input', { type: 'search', class: 'box', placeholder: words['search.hint'], 'aria-label': words.search, autocomplete: 'off' });
  const count = h('button', { type: 'button', class: 'chip', 'aria-pressed': 'false' });
  const resetAll = h('button', { type: 'button', class: 'btn small', text: words['reset.all'] });
  const close = h('button', { type: 'button', class: 'btn small', text: words.close });
  const list = h('div', { class: 'list', tabindex: '0', role: 'group', 'aria-label': words.title });
  const none = h('p', { class: 'none', hidden: true, role: 'status' });
  const dialog = h('dialog', { class: 'drawer', 'aria-labelledby': `${unique}-title` },
    h('header', {}, h('div', {}, h('h2', { class: 'h', id: `${unique}-title`, text: words.title }), h('p', { class: 'sub', text: words.about })), close),
    h('div', { class: 'find' }, search, count, resetAll), list);
  const filter = () => {
    const query = search.value.trim().toLowerCase(), only = count.getAttribute('aria-pressed') === 'true';
    let found = 0;
    list.querySelectorAll('section').forEach((section) => {
      let some = 0;
      section.querySelectorAll('.set').forEach((node) => {
        const { field } = rows.get(node.dataset.name);
        const fits = query.split(/\s+/).every((part) => field.find.includes(part)) && (!only || node.classList.contains('is-changed'));
        node.hidden = !fits; some += fits;
      });
      section.hidden = !some; found += some;
    });
    none.hidden = found > 0;
    none.textContent = fill(words.none, { query: search.value.trim() });
  };
  const build = () => {
    if (rows.size) return;
    [...new Set(fields.map((field) => field.group))].forEach((group) => {
      const section = h('section', { 'aria-label': words[`group.${group}`] }, h('h3', { class: 'h', text: words[`group.${group}`] }));
      fields.filter((field) => field.group === group).forEach((field) => section.append(row(field, false)));
      list.append(section);
    });
    list.append(none);
    show();
  };
  showCount = () => {
    const changed = state.changed.filter((name) => rows.has(name) || !rows.size).length;
    count.textContent = fill(words['changed.count'], { count: changed });
    count.hidden = resetAll.hidden = !changed;
    if (!changed) count.setAttribute('aria-pressed', 'false');
    filter();
  };
  search.addEventListener('input', filter);
  count.addEventListener('click', () => { count.setAttribute('aria-pressed', String(count.getAttribute('aria-pressed') !== 'true')); filter(); });
  resetAll.addEventListener('click', () => { fields.filter((field) => state.changed.includes(field.name) || field.name in pending).forEach(back); search.focus(); });
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener('close', () => openButton.focus());
  openButton.addEventListener('click', () => { build(); search.value = ''; filter(); dialog.showModal(); search.focus(); });
  element.append(openButton, dialog);
}
watch('value', show);
show();
