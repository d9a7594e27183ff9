// The Model tab: what a change makes of a shape, text in lines, rounded lines, amounts; and a drawing with all its parts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './page.js';

openPage();
const { afterChange, shapeOf } = await import('../../ui/tabs/model/shape.js');
const { wrap } = await import('../../ui/tabs/model/wrap.js');
const { rounded } = await import('../../ui/tabs/model/pen.js');
const { heat, nearestShown } = await import('../../ui/tabs/model/head_picture.js');
const { bytesOf, countOf, prefixed, timeOf } = await import('../../ui/tabs/model/amounts.js');
const { meaning } = await import('../../ui/tabs/model/costs.js');
const { drawNetwork } = await import('../../ui/tabs/model/drawing.js');
const { createWords } = await import('../../ui/live/lib/words.js');

const MODEL = {
  architecture: 'decoder-only',
  d_model: 128,
  nhead: 4,
  num_layers: 4,
  context_length: 64,
  num_kv_heads: null,
  head_dim: null,
  dim_feedforward: null,
  num_encoder_layers: null,
  activation: 'swiglu',
  positions: 'rotary',
  norm_first: true,
  norm: 'rmsnorm',
};
const KNOWN = {
  gated: ['swiglu'],
  choices: { preset: { small: { d_model: 256, nhead: 8 } }, family: { bert: { architecture: 'encoder-only' } } },
};
const TEXT = { V: 65, format: 'text' };
const shape = (set = {}) => shapeOf({ ...MODEL, ...set }, TEXT, KNOWN.gated);
const words = createWords(new Proxy({}, { get: (_, key) => String(key) }));

test('a shape has the letters of its model', () => {
  const { V, D, H, G, K, F, E, L, T } = shape();
  assert.deepEqual([V, D, H, G, K, F, E, L, T], [65, 128, 4, 4, 32, 344, 0, 4, 64]);
  assert.equal(shape({ activation: 'relu' }).F, 512);
  assert.deepEqual([shape({ architecture: 'encoder-only' }).E, shape({ architecture: 'encoder-only' }).L], [4, 0]);
  const two = shape({ architecture: 'encoder-decoder', num_encoder_layers: 2 });
  assert.deepEqual([two.E, two.L], [2, 4]);
});

test('sizes that do not fit each other make no shape', () => {
  const wrong = [
    { nhead: 3 },
    { num_kv_heads: 3 },
    { nhead: 128 },
    { head_dim: 31 },
    { parallel: true, norm_first: false },
  ];
  wrong.forEach((set) => assert.equal(shape(set), null, JSON.stringify(set)));
  assert.ok(shape({ head_dim: 31, positions: 'learned' }));
});

test('what is moved counts at once; what nothing is drawn of does not', () => {
  const change = (one) => afterChange(shape(), one, KNOWN);
  assert.equal(change({ name: 'model.d_model', value: 256 }).K, 64);
  assert.equal(change({ preset: 'small' }).H, 8);
  assert.equal(change({ family: 'bert' }).E, 4);
  assert.equal(change({ name: 'data.format', value: 'pairs' }).format, 'pairs');
  assert.equal(change({ name: 'model.d_model', value: 'wide' }), null);
  assert.equal(change({ name: 'train.seed', value: 3 }), null);
  assert.equal(change({ preset: 'custom' }), null);
});

test('facts share a line where they fit, and break between words or Chinese characters', () => {
  const widthOf = (text) => text.length;
  assert.deepEqual(wrap(['one', false, 'two', 'three'], 9, widthOf), ['one · two', 'three']);
  assert.deepEqual(wrap(['a long fact'], 6, widthOf), ['a long', 'fact']);
  assert.deepEqual(wrap(['春眠不觉，晓'], 4, widthOf), ['春眠不觉，', '晓'], 'a comma never begins a line');
  assert.deepEqual(wrap([], 10, widthOf), []);
});

test('a line is rounded at its corners, less where it is short', () => {
  const line = (...points) => rounded(points);
  assert.equal(line([0, 0], [0, 9]), 'M0,0L0 9');
  assert.equal(line([0, 0], [0, 40], [40, 40]), 'M0,0L0 31Q0 40 9 40L40 40');
  assert.equal(line([0, 0], [0, 4], [40, 4]), 'M0,0L0 2Q0 4 9 4L40 4');
});

test('heads look differently, and a window keeps them near', () => {
  const own = { index: 0, sees: 'past', isAlibi: false };
  assert.equal(heat(3, 2, own), 4);
  assert.equal(heat(3, 0, { ...own, index: 2 }), 4);
  assert.deepEqual(
    [0, 1, 2].map((key) => heat(2, key, { ...own, isAlibi: true })),
    [1, 2, 4],
  );
  assert.equal(nearestShown({ model: { window: 16 }, T: 64 }, 'past'), 2);
  assert.equal(nearestShown({ model: { window: 16 }, T: 64 }, 'source'), 6);
});

test('amounts stand in the unit that a person thinks in', () => {
  const text = ({ figure, unit }) => `${figure} ${unit}`.trim();
  assert.deepEqual([999, 12_345, 812_000, 4_770_000, 1.5e9].map(countOf).map(text), [
    '999',
    '12.3 k',
    '0.81 M',
    '4.77 M',
    '1.5 B',
  ]);
  assert.deepEqual([3_750, 44_400_000, 1.28e9].map(bytesOf).map(text), ['3.75 kB', '44.4 MB', '1.3 GB']);
  assert.equal(prefixed(6.5e12), '6.5 T');
  assert.equal(text(timeOf(790)), '13 min 10 s');
});

test('a part says what its parameters are', () => {
  assert.equal(meaning('attention', shape(), words, true), 'part.attention.means');
  assert.equal(meaning('attention', shape({ num_kv_heads: 2 }), words, true), 'part.attention.grouped');
  assert.equal(meaning('head', shape({ tied_embeddings: true }), words, true), 'part.tied');
  assert.equal(meaning('norms', shape({ norm: 'layernorm', bias: true }), words, true), 'part.norms.shift');
  assert.equal(meaning('embedding', shape(), words, true), 'part.embedding.means');
});

const draw = (set) => {
  const host = document.createElement('figure');
  const widthOf = (text) => text.length * 6;
  drawNetwork(host, { shape: shape(set), words, widthOf, count: String, isGated: true, option: (field) => field });
  return (selector) => host.querySelectorAll(selector).length;
};

test('each head sees what its stack lets it see', () => {
  const decoder = draw({});
  assert.deepEqual([decoder('.heads.past rect.head'), decoder('.heads.past rect.cell')], [4, 4 * 21]);
  assert.equal(draw({ architecture: 'encoder-only' })('.heads.all rect.cell'), 4 * 36);
  const two = draw({ architecture: 'encoder-decoder' });
  assert.deepEqual([two('rect.block'), two('.inner.cross'), two('.memory:not(.tip)')], [2, 1, 1]);
});

test('one sum joins parts that read the same, and each its own otherwise', () => {
  assert.equal(draw({})('circle.join'), 2);
  assert.equal(draw({ parallel: true })('circle.join'), 1);
  assert.equal(draw({ positions: 'learned' })('circle.join'), 3);
  assert.equal(draw({ positions: 'learned' })('rect.learnt'), 9);
  assert.equal(draw({ num_kv_heads: 2 })('rect.group'), 2);
});
