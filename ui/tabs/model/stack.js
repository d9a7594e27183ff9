// A stack: places told at its foot, then its blocks, whose parts read the residual stream and add to it, then the last norm.

import { arrange } from './arrange.js';
import { attentionPart } from './attention_part.js';
import { feedforwardPart } from './feedforward_part.js';
import { pillOn } from './picture.js';
import { placesTold } from './places.js';

/** @typedef {import('./picture.js').Picture} Picture */
/** @typedef {import('./picture.js').Frame} Frame */

/**
 * @typedef {object} Blocks
 * @property {string} name
 * @property {number} times how many there are
 * @property {(width: number) => import('./part.js').BlockPart[]} make their parts, for a width
 */

const STREAM_SIDE = 58; // beside a block's parts: where the stream runs
const OTHER_SIDE = 14;
const SHEET = 5; // pixels by which one block stands out behind another
const MOST_SHEETS = 3;
const STREAM = 24;

/**
 * How far the blocks behind the first stand out.
 * @param {number} times
 */
export function sheetsWidth(times) {
  return Math.min(times - 1, MOST_SHEETS) * SHEET;
}

/**
 * From the embedding to what the head, or a decoder, reads; answers where that comes out, and where a source comes in.
 * @param {Picture} picture
 * @param {Frame} frame
 * @param {Blocks} what
 */
export function stack(picture, frame, what) {
  const { pen, shape } = picture;
  const { flip } = frame;
  const { embed_norm: normsEmbedding, norm_first: normsFirst } = shape.model;
  const x1 = frame.x1 - sheetsWidth(what.times);
  const stream = flip ? x1 - STREAM : frame.x0 + STREAM;
  let y = placesTold(picture, { ...frame, x1, y: frame.y + 20 }, stream);
  const norm = () => {
    pillOn(picture, stream, y, flip);
    y += 34;
  };
  if (normsEmbedding) norm();
  const found = blocks(picture, { ...frame, x1, y, stream }, what);
  y = found.y + 16;
  if (normsFirst) norm();
  const line = pen.line('stream', [stream, frame.y], [stream, y]);
  line.style.strokeWidth = String(Math.max(2, Math.min(6, 1 + Math.log2(shape.D / 8))));
  return { y, stream, cross: found.cross };
}

/**
 * The blocks of a stack: the first in full, the others as sheets behind it.
 * @param {Picture} picture
 * @param {import('./arrange.js').Inside} frame
 * @param {Blocks} what
 */
function blocks(picture, { x0, x1, y, stream, flip }, { name, times, make }) {
  const { pen } = picture;
  const from = flip ? x0 + OTHER_SIDE : x0 + STREAM_SIDE;
  const to = flip ? x1 - STREAM_SIDE : x1 - OTHER_SIDE;
  const behind = pen.put(pen.back, 'g', {});
  const whole = pen.put(pen.back, 'g', {});
  const found = arrange(picture, { x0: from, x1: to, y: y + 44, stream, flip }, make);
  const height = found.y - y + 2;
  const sheets = sheetsWidth(times);
  for (let out = sheets; out > 0; out -= SHEET) {
    pen.box(behind, { x0: x0 + out, x1: x1 + out, y: y + out, height }, 'sheet');
  }
  pen.box(whole, { x0, x1, y, height }, 'block');
  pen.write(from + 1, y + 27, 'name', name);
  pen.write(to, y + 28, 'times', `× ${times}`, 'end');
  const cross = found.places.find(({ part }) => part.kind === 'cross');
  return { y: y + height + sheets, cross: cross && { x: from, y: cross.y + 40 } };
}

/**
 * The parts of a block: attention of each kind, then the feed-forward part.
 * @param {Picture} picture
 * @param {import('./head_picture.js').Sees[]} sees
 * @returns {(width: number) => import('./part.js').BlockPart[]}
 */
export function partsOf(picture, sees) {
  return (width) => [...sees.map((one) => attentionPart(picture, width, one)), feedforwardPart(picture, width)];
}
