// How places are told at the foot of a stack: waves or learnt vectors that are added to the stream, or nothing at all.

import { LINE } from './pen.js';

/** @typedef {import('./picture.js').Picture} Picture */

const ART = 64; // the width of waves and vectors
const POINTS = 27;
const VECTORS = 9;

/**
 * Answers how far down it came.
 * @param {Picture} picture
 * @param {import('./picture.js').Frame} frame
 * @param {number} stream
 */
export function placesTold({ pen, shape, words, wrap }, { x0, x1, y, flip }, stream) {
  const kind = shape.model.positions;
  const isAdded = kind === 'sinusoidal' || kind === 'learned';
  if (!isAdded && kind !== 'none') return y;
  const away = flip ? -1 : 1;
  const near = stream + away * 20;
  const far = near + (isAdded ? away * ART : 0);
  const lines = wrap([words.all[`draw.positions.${kind}`]], Math.abs((flip ? x0 : x1) - far) - 10);
  const height = Math.max(24, lines.length * LINE);
  const middle = y + height / 2;
  if (isAdded) {
    const left = Math.min(near, far) + (flip ? 4 : 8);
    pen.joint(stream, middle);
    pen.line('branch', [flip ? left + 54 : left - 2, middle], [stream + away * 8, middle]);
    (kind === 'sinusoidal' ? waves : vectors)(pen, left, middle);
  }
  const first = middle + 4.5 - (lines.length - 1) * 8.5;
  pen.paragraph(far + away * 6, first, 'quiet', lines, flip ? 'end' : 'start');
  return y + height + 14;
}

/**
 * @param {import('./pen.js').Pen} pen
 * @param {number} left
 * @param {number} middle
 */
function waves({ put, front }, left, middle) {
  /**
   * @param {number} turns
   * @param {number} phase
   */
  const curve = (turns, phase) =>
    Array.from({ length: POINTS }, (_, i) => {
      const y = middle - 8 * Math.sin(phase + (turns * Math.PI * i) / 13);
      return `${i ? 'L' : 'M'}${left + i * 2} ${y.toFixed(1)}`;
    }).join('');
  put(front, 'path', { class: 'wave', d: curve(3, 0) });
  put(front, 'path', { class: 'wave faint', d: curve(1, 1) });
}

/**
 * @param {import('./pen.js').Pen} pen
 * @param {number} left
 * @param {number} middle
 */
function vectors({ put, front }, left, middle) {
  for (let i = 0; i < VECTORS; i += 1) {
    const height = 5 + ((i * 7 + 3) % 11);
    put(front, 'rect', { x: left + i * 6, y: middle - height / 2, width: 4, height, rx: 1, class: 'learnt' });
  }
}
