// Attention as a part of a block: to the past, to all, or to a source that was read; its heads as small pictures.

import { heat, nearestShown, SIDE } from './head_picture.js';
import { LINE } from './pen.js';
import { PAD, paintTop, TOP } from './part.js';

/** @typedef {import('./picture.js').Picture} Picture */
/** @typedef {import('./head_picture.js').Sees} Sees */

const GAP = 6;
const NARROW = 260;

/**
 * @param {Picture} picture
 * @param {number} width
 * @param {Sees} sees
 * @returns {import('./part.js').BlockPart}
 */
export function attentionPart(picture, width, sees) {
  const { H, G } = picture.shape;
  const kind = sees === 'source' ? 'cross' : 'attention';
  const name = picture.words.all[`draw.${kind}`];
  const lines = picture.wrap(factsOf(picture, sees), width - 2 * PAD);
  const size = width < NARROW ? 26 : 30;
  const fitting = Math.max(1, Math.floor((width - 2 * PAD + GAP) / (size + GAP)));
  const shown = H > fitting ? Math.max(1, fitting - 1) : H;
  const top = TOP + lines.length * LINE;
  return {
    kind,
    height: top + size + (G < H ? 11 : 0) + PAD,
    paint(frame, height) {
      paintTop(picture, frame, { kind, height, name, lines });
      const row = { x: frame.x0 + PAD, y: frame.y + top, size, shown };
      paintHeads(picture, row, sees);
      if (G < H) paintGroups(picture, row);
    },
  };
}

/**
 * @param {Picture} picture
 * @param {Sees} sees
 */
function factsOf({ shape, words: { all: words, say }, count }, sees) {
  const { H, G, K, model } = shape;
  const cap = model.score_softcap;
  const own = sees !== 'source' && [
    model.positions === 'rotary' && rotaryFact(shape, say),
    model.positions === 'alibi' && words['draw.positions.alibi'],
    model.window && say('draw.window', { window: count(model.window) }),
  ];
  return [
    sees === 'source' && words['draw.cross.sub'],
    say(H === 1 ? 'draw.attention.one' : 'draw.attention.sub', { H, K }),
    G < H && say('draw.groups', { G }),
    model.qk_norm && words['draw.qk-norm'],
    ...(own || []),
    cap > 0 && say('draw.softcap', { cap }),
  ];
}

/**
 * @param {import('./shape.js').Shape} shape
 * @param {import('../../live/lib/words.js').Words['say']} say
 */
function rotaryFact({ model }, say) {
  const isScaled = model.rope_scaling !== 'none';
  return say(isScaled ? 'draw.positions.rotary.scaled' : 'draw.positions.rotary', { factor: model.rope_factor });
}

/** @typedef {{ x: number, y: number, size: number, shown: number }} Row of pictures */

/**
 * @param {Picture} picture
 * @param {Row} row
 * @param {Sees} sees
 */
function paintHeads({ pen, shape }, { x, y, size, shown }, sees) {
  const heads = pen.put(pen.front, 'g', { class: `heads ${sees}` });
  for (let index = 0; index < shown; index += 1) {
    paintHead(pen, heads, { x: x + index * (size + GAP), y, size, index }, shape, sees);
  }
  if (shown < shape.H) pen.write(x + shown * (size + GAP) + 2, y + size / 2 + 5, 'quiet', `+${shape.H - shown}`);
}

/**
 * @param {import('./pen.js').Pen} pen
 * @param {Element} heads
 * @param {{ x: number, y: number, size: number, index: number }} where
 * @param {import('./shape.js').Shape} shape
 * @param {Sees} sees
 */
function paintHead(pen, heads, { x, y, size, index }, shape, sees) {
  const step = (size - 6) / SIDE;
  const near = nearestShown(shape, sees);
  pen.put(heads, 'rect', { x, y, width: size, height: size, rx: 5, class: 'head' });
  for (let cell = 0; cell < SIDE * SIDE; cell += 1) {
    const query = Math.floor(cell / SIDE);
    const key = cell % SIDE;
    if ((sees === 'past' && key > query) || Math.abs(query - key) >= near) continue;
    pen.put(heads, 'rect', {
      x: x + 3 + key * step,
      y: y + 3 + query * step,
      width: step - 0.8,
      height: step - 0.8,
      class: `cell heat${heat(query, key, { index, sees, isAlibi: shape.model.positions === 'alibi' })}`,
    });
  }
}

/**
 * Bars below the heads that share keys and values.
 * @param {Picture} picture
 * @param {Row} row
 */
function paintGroups({ pen, shape: { H, G } }, { x, y, size, shown }) {
  const each = H / G;
  for (let from = 0; from < Math.min(H, shown); from += each) {
    const to = Math.min(shown, from + each);
    pen.put(pen.front, 'rect', {
      x: x + from * (size + GAP),
      y: y + size + 5,
      width: (to - from) * (size + GAP) - GAP,
      height: 5,
      rx: 2.5,
      class: 'group',
    });
  }
}
