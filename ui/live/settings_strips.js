// Choices that are seen side by side: the size, whose parts, and the shape with its pictures.
const SHAPES = {
  // what may look where, as the heads of the drawing show it: past only, all, and one stack beside the other
  'decoder-only': [[3, 3, 18, 'past']],
  'encoder-only': [[3, 3, 18, 'all']],
  'encoder-decoder': [
    [-9, 3, 18, 'all'],
    [15, 3, 18, 'past'],
  ],
};

function picture(key) {
  const NS = 'http://www.w3.org/2000/svg',
    svg = document.createElementNS(NS, 'svg');
  const put = (tag, attributes) => {
    const node = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    svg.append(node);
  };
  svg.setAttribute('viewBox', '-12 0 48 24');
  svg.setAttribute('aria-hidden', 'true');
  for (const [x, y, size, sees] of SHAPES[key]) {
    const cell = size / 4;
    for (let q = 0; q < 4; q += 1)
      for (let k = 0; k < 4; k += 1) {
        put('rect', {
          x: x + k * cell,
          y: y + q * cell,
          width: cell - 1,
          height: cell - 1,
          class: sees === 'all' || k <= q ? 'seen' : 'unseen',
        });
      }
  }
  if (SHAPES[key].length > 1) put('path', { d: 'M10 12h3m-2 -2l2 2l-2 2', class: 'to' });
  return svg;
}

// A strip of radios; answers { node, show(key) }.
function strip(name, label, options, onpick) {
  const group = h('div', { class: `presets ${name}`, role: 'radiogroup', 'aria-label': label });
  options.forEach(({ key, title, small, art }) => {
    const input = h('input', { type: 'radio', name: `${unique}-${name}`, value: key, onchange: () => onpick(key) });
    group.append(h('label', {}, input, art, h('span', { text: title }), h('small', { class: 'num', text: small })));
  });
  return {
    node: group,
    show: (key) => {
      group.querySelectorAll('input').forEach((input) => {
        input.checked = input.value === key;
      });
    },
  };
}

const begin = (message) => {
  // the server knows what a size or a family changes; the drawing moves at once
  for (const name of owned[Object.keys(message)[0]]) delete pending[name];
  document.dispatchEvent(new CustomEvent('terrarium:setting', { detail: message }));
  choices.choose(`${Object.keys(message)[0]}-${unique}`, (heard) =>
    trigger('set', { ...message, heard, changes: { ...pending } }),
  );
};
const strips = []; // { show() } of those that are here

function sizeStrip() {
  const options = presets.map((key) => ({ key, title: words[`preset.${key}`], small: '…' }));
  const made = strip('size', words.presets, options, (key) => {
    showShaping();
    if (key !== 'custom') begin({ preset: key });
  });
  // Custom has nothing to set here by itself: it leads to the sliders of the shape. A pointer goes there at once;
  // arrow keys pass through, so they only bring up the button.
  const custom = made.node.querySelector('input[value=custom]');
  const shaping = h('button', {
    type: 'button',
    class: 'btn small bare shaping',
    hidden: true,
    text: words.shaping,
    onclick: () => shape(),
  });
  const showShaping = () => {
    shaping.hidden = fields.length > 0 || !custom.checked;
  };
  const shape = (tries = 20) => {
    const first = (fields.length ? element : document.getElementById('tab-model'))?.querySelector(
      '[data-name="model.d_model"] input',
    );
    if (first?.offsetParent) return first.focus();
    if (tries === 20) window.terrarium.open('model');
    if (tries) setTimeout(() => shape(tries - 1), 50);
  };
  custom.addEventListener('click', (event) => {
    if (event.detail) shape();
  });
  document.addEventListener('terrarium:size', (event) => {
    const small = custom.parentNode.querySelector('small');
    small.textContent = state?.custom ? amountOf(event.detail) : '…';
  });
  strips.push({
    show: () => {
      made.show(state.custom ? 'custom' : state.preset);
      presets
        .filter((key) => key !== 'custom')
        .forEach((key) => {
          made.node.querySelector(`input[value=${key}] ~ small`).textContent = state.sizes[key] ?? '–';
        });
      showShaping();
    },
  });
  return h('div', { class: 'field' }, h('span', { class: 'label', text: words.presets }), made.node, shaping);
}

function familyStrip() {
  const options = families.map((key) => ({ key, title: words[`family.${key}`], small: words[`family.${key}.year`] }));
  // A family that has a shape of its own shows it at once: what stands as chosen can't be chosen.
  const pick = (key) => {
    tell(key);
    begin({ family: key });
    if (shapes[key]) rows.get('model.architecture')?.show(shapes[key]);
  };
  const made = strip('family', words.family, options, pick);
  const about = h('p', { class: 'help', 'aria-live': 'polite' }),
    changed = h('span', { class: 'help' });
  const again = h('button', {
    type: 'button',
    class: 'btn small bare',
    onclick: () => {
      pick(state.family);
      made.node.querySelector(':checked').focus();
    },
  });
  const differs = h('p', { class: 'differs', hidden: true }, changed, again);
  const tell = (key) => {
    about.textContent = words[`family.${key}.about`];
  };
  strips.push({
    show: () => {
      made.show(state.family);
      tell(state.family);
      differs.hidden = !state.parts;
      changed.textContent = fill(state.parts === 1 ? words['parts.one'] : words['parts.many'], { count: state.parts });
      again.textContent = fill(words['parts.back'], { family: words[`family.${state.family}`] });
    },
  });
  return h(
    'div',
    { class: 'field' },
    h('span', { class: 'label' }, window.terrarium.term('family', words.family)),
    made.node,
    about,
    differs,
  );
}

// The one field that is a strip: which stacks there are.
function shapeRow(field) {
  const options = field.options.map(({ value }) => ({
    key: value,
    title: words[`shape.${value}`],
    small: words[`shape.${value}.about`],
    art: picture(value),
  }));
  const made = strip('shape', words.shapes, options, (key) => change(field, key, 0));
  const wrong = h('p', { class: 'wrong', hidden: true, role: 'alert' });
  const root = h(
    'div',
    { class: 'field', 'data-name': field.name },
    h('span', { class: 'label' }, window.terrarium.term(field.term, words.shapes)),
    made.node,
    wrong,
  );
  rows.set(field.name, { root, show: made.show, wrong, field });
  return root;
}

// Fields that fold away: one press shows them all, under headings.
function folded() {
  const inside = h('div', { class: 'folded', id: `${unique}-more`, hidden: true });
  const toggle = h('button', {
    type: 'button',
    class: 'btn small bare fold',
    'aria-expanded': 'false',
    'aria-controls': inside.id,
    text: words.more,
    onclick: () => {
      inside.hidden = !inside.hidden;
      toggle.setAttribute('aria-expanded', String(!inside.hidden));
      show();
    },
  });
  more.forEach(({ heading, fields: some }) =>
    inside.append(
      h(
        'section',
        { 'aria-label': heading },
        h('h3', { class: 'h', text: heading }),
        ...some.map((field) => row(field, true, true)),
      ),
    ),
  );
  return [toggle, inside];
}
