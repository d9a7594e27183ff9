// Settings as cards and as a drawer: what a control shows, what it sends, where a mistake stands, what a search finds.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openPage, pageIn } from './page.js';

openPage();
const field = (name, set = {}) => ({
  name,
  group: name.split('.')[0],
  label: name,
  help: '',
  kind: 'number',
  optional: false,
  unit: '',
  stops: [],
  lines: 1,
  term: null,
  when: [],
  options: [],
  find: name,
  ...set,
});
const FIELDS = [
  field('model.d_model', { stops: [64, 128, 256], unit: 'numbers' }),
  field('model.nhead', { kind: 'number', optional: true, find: 'model.nhead heads köpfe' }),
  field('model.tied', { kind: 'switch' }),
  field('model.positions', {
    kind: 'choice',
    options: [
      { value: 'rotary', label: 'Rotary' },
      { value: 'none', label: 'None' },
    ],
  }),
  field('model.base', {
    when: [{ name: 'model.positions', values: ['rotary'], label: 'Positions', spelled: ['Rotary'] }],
  }),
];
const words = new Proxy({}, { get: (_, key) => String(key), ownKeys: () => [] });
const data = document.getElementById('terrarium-page');
data.textContent = JSON.stringify({
  ...pageIn('en'),
  settings: {
    words: {
      all: 'All {count}',
      automatic: 'automatic: {value}',
      'changed.count': '{count} changed',
      'counts-with': 'Only with {what}.',
      'counts-with.value': '{label}: {values}',
      default: 'default {value}',
      empty: 'automatic',
      none: 'No {query}',
    },
    fields: Object.fromEntries(FIELDS.map((one) => [one.name, one])),
  },
});
const { spelled, typed } = await import('../../ui/live/settings/spelled.js');
const { fits } = await import('../../ui/live/settings/drawer.js');
const { mount } = await import('../../ui/live/settings/settings.js');
const { draft } = await import('../../ui/live/page/draft.js');

const VALUES = {
  'model.d_model': 128,
  'model.nhead': null,
  'model.tied': false,
  'model.positions': 'rotary',
  'model.base': 10000,
};
const state = (set = {}) => ({
  values: VALUES,
  defaults: VALUES,
  changed: [],
  preset: 'tiny',
  family: 'ours',
  heard: last,
  sizes: { tiny: '0.81 M' },
  parts: 0,
  custom: false,
  mistake: '',
  wrong: [],
  derived: { 'model.nhead': 4 },
  begun: false,
  ...set,
});
const PROPS = {
  drawer: false,
  presets: [],
  families: [],
  shapes: {},
  owned: { preset: [], family: [] },
  more: [],
  area: '',
};
const NAMES = FIELDS.map(({ name }) => name);

let element;
let last = '';
const trigger = (_, message) => {
  last = message.heard;
};
const part = (set = {}) => {
  element = document.createElement('div');
  document.body.append(element);
  mount({ element, props: { ...PROPS, fields: NAMES, ...set }, trigger, watch: () => {}, server: {} });
  return element;
};
const row = (name) => element.querySelector(`[data-name="${name}"]`);
beforeEach(() => {
  document.body.replaceChildren();
  draft.take(state());
});

test('values are spelled as a person reads them', () => {
  const rate = field('train.rate', { stops: [0.001, 0.01] });
  assert.equal(spelled(FIELDS[0], 1024, words), '1,024');
  assert.equal(spelled(rate, 0.01, words), '0.010');
  assert.equal(spelled(rate, 0.00012, words), '0.00012');
  assert.equal(spelled(field('train.seed'), 1337, words), '1337');
  assert.equal(spelled(field('data.validation_fraction'), 0.125, words), '12.5%');
  assert.equal(spelled(FIELDS[2], true, words), 'on');
  assert.equal(spelled(FIELDS[3], 'none', words), 'None');
  assert.equal(spelled(FIELDS[1], null, words), 'empty');
});

test('what is typed is read as a number where it is one, and left to the server where it is none', () => {
  assert.equal(typed(FIELDS[0], ' 10,000 '), 10000);
  assert.equal(typed(FIELDS[0], '1e-3'), 0.001);
  assert.equal(typed(FIELDS[0], ''), null);
  assert.equal(typed(FIELDS[0], 'wide'), 'wide');
  assert.equal(typed(field('data.column', { kind: 'text' }), ' 7 '), ' 7 ');
});

test('a card shows the draft, and hides what counts only beside others', () => {
  part();
  assert.equal(row('model.d_model').querySelector('output').textContent, '128 numbers');
  assert.equal(row('model.nhead').querySelector('input').placeholder, 'automatic: 4');
  assert.equal(row('model.base').hidden, false);
  draft.take(state({ values: { ...VALUES, 'model.positions': 'none', 'model.d_model': 96 } }));
  assert.equal(row('model.base').hidden, true);
  assert.equal(row('model.d_model').querySelector('output').textContent, '96 numbers');
  assert.equal(
    row('model.d_model').querySelector('input').max,
    '3',
    'a value between the stops has a place of its own',
  );
});

test('what is set in one part shows in another at once', () => {
  const first = part();
  const second = part();
  const list = first.querySelector('[data-name="model.positions"] select');
  list.value = 'none';
  list.dispatchEvent(new Event('change'));
  assert.equal(second.querySelector('[data-name="model.positions"] select').value, 'none');
  assert.equal(second.querySelector('[data-name="model.base"]').hidden, true);
});

test('a mistake stands once, at the first setting it is about that is in sight', () => {
  part({ fields: ['model.d_model'], more: [{ heading: 'More', fields: ['model.nhead', 'model.tied'] }] });
  draft.take(state({ mistake: 'These do not fit.', wrong: ['model.nhead', 'model.d_model'] }));
  assert.equal(row('model.d_model').querySelector('.wrong').textContent, 'These do not fit.');
  assert.equal(row('model.nhead').querySelector('.wrong').hidden, true);
  assert.ok(row('model.nhead').classList.contains('is-wrong'));
  element.querySelector('.fold').click();
  assert.equal(row('model.nhead').querySelector('.wrong').hidden, false);
  assert.equal(row('model.d_model').querySelector('.wrong').hidden, true);
  draft.take(state());
  assert.equal(element.querySelectorAll('.is-wrong').length, 0);
});

test('a drawer marks what differs from its default, says when a setting counts, and finds it', () => {
  part({ drawer: true });
  element.querySelector('dialog').showModal = () => {};
  element.querySelector('button[aria-haspopup=dialog]').click();
  draft.take(state({ values: { ...VALUES, 'model.tied': true, 'model.positions': 'none' }, changed: ['model.tied'] }));
  assert.ok(row('model.tied').classList.contains('is-changed'));
  assert.equal(row('model.base').querySelector('.only').textContent, 'Only with Positions: Rotary.');
  assert.equal(element.querySelector('.chip').textContent, '1 changed');
  const search = element.querySelector('input[type=search]');
  search.value = 'Köpfe';
  search.dispatchEvent(new Event('input'));
  const seen = [...element.querySelectorAll('.set')].filter(({ hidden }) => !hidden);
  assert.deepEqual(seen, [row('model.nhead')]);
  assert.equal(fits(FIELDS[1], 'heads nothing'), false);
});

test('sizes show their parameters, and a choice of one shows at once in every strip', () => {
  const sizes = { presets: ['tiny', 'small', 'custom'], fields: [] };
  const first = part(sizes);
  const second = part(sizes);
  assert.equal(first.querySelector('input[value=tiny] ~ small').textContent, '0.81 M');
  first.querySelector('input[value=small]').click();
  assert.ok(second.querySelector('input[value=small]').checked);
});
