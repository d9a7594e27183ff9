// One hyperparameter on the screen: its slider, box, list or switch, its label, and how its value is spelled.
const {
  choices,
  settings: { words, fields: described },
} = window.terrarium;
const { drawer, presets, families, owned, shapes, area } = props;
const fields = props.fields.map((name) => described[name]),
  more = props.more.map(({ heading, fields: names }) => ({ heading, fields: names.map((name) => described[name]) }));
const pending = {}; // changed here, not yet taken into the draft
let state = null;
const rows = new Map(); // name -> { show(value), root, field }

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
const fill = filledIn;
const unique = `s${Math.random().toString(36).slice(2, 8)}`;
const idOf = (field) => `${unique}-${field.name.replace(/\W/g, '-')}`;
// Thousands apart; where a slider's stops have decimals, always as many of them.
const decimals = (field) => Math.max(0, ...field.stops.map((stop) => (String(stop).split('.')[1] || '').length));
const number = (field, value) => {
  if (typeof value !== 'number') return String(value);
  if (field.name.endsWith('.seed')) return String(value);
  const digits = decimals(field),
    fixed = value.toFixed(digits);
  if (digits && Number(fixed) === value) return fixed;
  return Number.isInteger(value) ? value.toLocaleString('en-US') : String(+value.toPrecision(4));
};
const percent = (field) => field.name === 'data.validation_fraction';
const spell = (field, value) => {
  if (value === null || value === undefined || value === '') return words.empty;
  if (field.kind === 'choice')
    return (field.options.find((option) => option.value === value) || { label: value }).label;
  if (field.kind === 'switch') return value ? words.on : words.off;
  if (percent(field)) return `${+(value * 100).toPrecision(3)}%`;
  return number(field, value);
};

const send = (delay) =>
  choices.choose(`set-${unique}`, (heard) => trigger('set', { heard, changes: { ...pending } }), delay);
const change = (field, value, delay = 120) => {
  pending[field.name] = value;
  rows.get(field.name)?.mark?.(value);
  document.dispatchEvent(new CustomEvent('terrarium:setting', { detail: { name: field.name, value } }));
  send(delay);
  showMeaning();
};
const value = (name) => (name in pending ? pending[name] : state.values[name]);
// Which fields mean anything beside the others: a card hides the rest, the drawer says when they count.
function showMeaning() {
  if (!state) return;
  rows.forEach((one) => {
    const idle = one.field.when.filter((other) => !other.values.includes(value(other.name)));
    if (drawer) one.idle(idle);
    else one.root.hidden = idle.length > 0;
  });
  element.querySelectorAll('.folded section').forEach((section) => {
    section.hidden = !section.querySelector('.field:not([hidden])');
  });
}

// One control for a field; answers { node, show(value) }.
function control(field, roomy) {
  const id = idOf(field),
    name = { id, 'aria-describedby': `${id}-help`, 'aria-labelledby': roomy && field.term ? `${id}-label` : null };
  if (field.kind === 'choice') {
    const select = h('select', { class: 'box', ...name, onchange: () => change(field, select.value, 0) });
    field.options.forEach((option) => select.append(h('option', { value: option.value, text: option.label })));
    return {
      node: select,
      show: (value) => {
        select.value = value;
      },
    };
  }
  if (field.kind === 'switch') {
    const box = h('input', {
      type: 'checkbox',
      class: 'switch',
      ...name,
      onchange: () => change(field, box.checked, 0),
    });
    return {
      node: box,
      show: (value) => {
        box.checked = Boolean(value);
      },
    };
  }
  if (roomy && field.stops.length) return slider(field, name);
  const box =
    field.lines > 1
      ? h('textarea', { class: 'box', rows: field.lines, spellcheck: 'false', ...name })
      : h('input', {
          class: 'box num',
          type: 'text',
          inputmode: field.kind === 'number' ? 'decimal' : 'text',
          autocomplete: 'off',
          spellcheck: 'false',
          ...name,
        });
  const placeholder = () => {
    const found = state?.derived?.[field.name];
    if (field.optional)
      box.placeholder =
        typeof found === 'number' ? fill(words.automatic, { value: number(field, found) }) : words.empty;
  };
  const commit = () => {
    const text = field.kind === 'number' ? box.value.trim().replace(/(?<=\d)[,\s](?=\d{3}\b)/g, '') : box.value;
    const value =
      text === '' && field.kind === 'number'
        ? null
        : field.kind === 'number' && text !== '' && !Number.isNaN(Number(text))
          ? Number(text)
          : text;
    change(field, value, 0);
  };
  box.addEventListener('change', commit);
  return {
    node: box,
    show: (value) => {
      placeholder();
      if (document.activeElement !== box) box.value = value === null || value === undefined ? '' : String(value);
    },
  };
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
    range.style.setProperty('--v', `${(100 * range.value) / (stops.length - 1)}%`);
    range.setAttribute('aria-valuetext', [spell(field, value), field.unit].filter(Boolean).join(' '));
    output.replaceChildren(spell(field, value), ...(field.unit ? [h('small', { text: ` ${field.unit}` })] : []));
  };
  range.addEventListener('input', () => {
    label();
    change(field, stops[range.value]);
  });
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

function row(field, roomy, tight = false) {
  const made = control(field, roomy && !tight),
    id = idOf(field);
  const label =
    roomy && field.term && !tight
      ? h('span', { class: 'label', id: `${id}-label` }, window.terrarium.term(field.term, field.label))
      : h('label', { class: 'label', for: id, text: field.label });
  const help = h('p', { class: 'help', id: `${id}-help`, text: field.help });
  const wrong = h('p', { class: 'wrong', hidden: true, role: 'alert' });
  if (tight) {
    const root = h(
      'div',
      { class: `field tight kind-${field.kind}`, 'data-name': field.name },
      label,
      made.node,
      help,
      wrong,
    );
    rows.set(field.name, { root, show: made.show, wrong, field });
    return root;
  }
  if (roomy) {
    const root = h(
      'div',
      { class: 'field', 'data-name': field.name },
      h('div', { class: 'field-top' }, label, made.output),
      made.node,
      help,
      wrong,
    );
    rows.set(field.name, { root, show: made.show, wrong, field });
    return root;
  }
  const normal = h('span', { class: 'normal num' });
  const reset = h('button', {
    type: 'button',
    class: 'btn small bare',
    text: words.reset,
    'aria-label': `${words.reset}: ${field.label}`,
    onclick: () => {
      back(field);
      document.getElementById(id)?.focus();
    },
  });
  const code = h('code', { text: field.name });
  const unit = field.unit ? h('small', { text: field.unit }) : null;
  const only = h('p', { class: 'help only', hidden: true });
  const idle = (others) => {
    root.classList.toggle('is-idle', others.length > 0);
    only.hidden = !others.length;
    const what = others.map((other) =>
      fill(words['counts-with.value'], { label: other.label, values: other.spelled.join(words.or) }),
    );
    only.textContent = others.length ? fill(words['counts-with'], { what: what.join(words.and) }) : '';
  };
  const root = h(
    'div',
    { class: `set kind-${field.kind}${field.lines > 2 ? ' long' : ''}`, 'data-name': field.name },
    h(
      'div',
      { class: 'what' },
      h('div', { class: 'names' }, label, h('b', { class: 'mark-changed', text: words.changed }), code),
      help,
      only,
      wrong,
    ),
    h(
      'div',
      { class: 'how' },
      h('div', { class: 'line' }, made.node, unit),
      h('div', { class: 'after' }, normal, reset),
    ),
  );
  const mark = (value) => {
    const differs = state
      ? JSON.stringify(value ?? null) !== JSON.stringify(state.defaults[field.name] ?? null)
      : false;
    root.classList.toggle('is-changed', differs);
    reset.hidden = !differs;
  };
  rows.set(field.name, {
    root,
    show: (value) => {
      made.show(value);
      mark(value);
      normal.textContent = fill(words.default, { value: spell(field, state.defaults[field.name]) });
    },
    wrong,
    mark,
    idle,
    field,
  });
  return root;
}
