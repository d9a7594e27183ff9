// Both ends of the drawing: tokens and their embedding above, the head and its probabilities below.

import { visibleToken } from '../../live/lib/tokens.js';
import { LINE } from './pen.js';

/** @typedef {import('./picture.js').Picture} Picture */
/** @typedef {import('./picture.js').Frame} Frame */

const CELL = 30;
const STEP = 33;
const STREAM = 24;
const PAD = 14;
const SHARES = [0.62, 0.2, 0.09]; // how long the bars of three tokens are

/**
 * Tokens in a row, the first (or, flipped, the last) above the stream; answers where the embedding begins.
 * @param {Picture} picture
 * @param {Frame} frame
 * @param {{ text: string, caption: string, asksLast?: boolean }} what asksLast: the last token is asked about, and stands out
 */
export function tokens({ pen, wrap }, { x0, x1, y, flip }, { text, caption, asksLast = false }) {
  const letters = [...text].slice(-Math.floor((x1 - x0 - 6) / STEP));
  const from = flip ? x1 - 9 - letters.length * STEP + 3 : x0 + 9;
  letters.forEach((letter, i) => {
    const isBlank = letter === '▢';
    const isAsked = asksLast && i === letters.length - 1;
    const look = isBlank ? ' blank' : isAsked && ' on';
    const x = from + i * STEP;
    pen.put(pen.front, 'rect', { x, y, width: CELL, height: 32, rx: 6, class: `tok${look || ''}` });
    if (isBlank) return;
    pen.write(x + CELL / 2, y + 22, `voice${isAsked ? ' on' : ''}`, visibleToken(letter), 'middle');
  });
  const stream = flip ? x1 - STREAM : x0 + STREAM;
  const lines = wrap([caption], x1 - x0 - 48);
  const end = y + 44 + lines.length * LINE;
  pen.paragraph(flip ? x1 - 40 : x0 + 40, y + 50, 'quiet', lines, flip ? 'end' : 'start');
  pen.arrow('thread', [stream, y + 34], [stream, end]);
  return end + 2;
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 * @param {boolean} isShared by an encoder and a decoder
 */
export function embedding(picture, frame, isShared) {
  const { shape, words, count } = picture;
  const [V, D] = [count(shape.V), count(shape.D)];
  const scale = `draw.scale.${shape.model.embed_scale}`;
  return table(picture, frame, {
    name: words.all[isShared ? 'draw.embed.shared' : 'draw.embed'],
    size: `${V} × ${D}`,
    facts: [words.say('draw.embed.sub', { D }), words.all[scale] && words.say(scale, { D })],
  });
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 * @param {number} stream
 */
export function head(picture, frame, stream) {
  const { pen, shape, words, count } = picture;
  const [V, D] = [count(shape.V), count(shape.D)];
  const { head_transform: transforms, tied_embeddings: isTied, logit_softcap: cap } = shape.model;
  const facts = [
    transforms && words.all['draw.head.transform'],
    isTied ? words.all['draw.head.tied'] : words.say('draw.head.sub', { V, D }),
    cap > 0 && words.say('draw.softcap', { cap }),
  ];
  pen.arrow('stream', [stream, frame.y - 2], [stream, frame.y + 10]);
  const below = { ...frame, y: frame.y + 12 };
  return table(picture, below, { name: words.all['draw.head'], size: `${D} × ${V}`, facts });
}

/**
 * A box with a name, a size and facts; answers where it ends, and the height of its name.
 * @param {Picture} picture
 * @param {Frame} frame
 * @param {{ name: string, size: string, facts: (string | false)[] }} what
 */
function table({ pen, wrap }, { x0, x1, y }, { name, size, facts }) {
  const lines = wrap(facts, x1 - x0 - 2 * PAD);
  const height = 37 + lines.length * LINE;
  pen.box(pen.back, { x0, x1, y, height }, 'part');
  pen.write(x0 + PAD, y + 23, 'name', name);
  pen.write(x1 - PAD, y + 23, 'shape', size, 'end');
  pen.paragraph(x0 + PAD, y + 43, 'quiet', lines);
  return { y: y + height, middle: y + 23 };
}

/**
 * The likeliest tokens with their bars; answers where they end.
 * @param {Picture} picture
 * @param {Frame} frame
 * @param {{ likely: string, caption: string }} what
 */
export function probs({ pen, wrap }, { x0, x1, y }, { likely, caption }) {
  const long = Math.min(150, (x1 - x0) / 2.4);
  [...likely].forEach((letter, i) => {
    const top = y + i * 21;
    const set = { x: x0 + 36, y: top + 12, width: Math.max(3, long * SHARES[i]), height: 8, rx: 2 };
    pen.write(x0 + 20, top + 21, 'voice small', letter, 'middle');
    pen.put(pen.front, 'rect', { ...set, class: i ? 'odd' : 'odd first' });
  });
  const left = x0 + 36 + long * SHARES[0] + PAD;
  pen.paragraph(left, y + 21, 'quiet', wrap([caption], x1 - x0 - 46 - long));
  return y + 74;
}

/**
 * The table that the embedding and the head share.
 * @param {Picture} picture
 * @param {{ x: number, right: number, from: number, to: number }} where
 */
export function tie({ pen }, { x, right, from, to }) {
  pen.line('tie', [x, from], [right, from], [right, to], [x, to]);
}
