// What the parts of a block have in common: their box, their name with the norm before it, their facts.

import { normName, pill, pillWidth } from './picture.js';

/** @typedef {import('./picture.js').Picture} Picture */
/** @typedef {import('./picture.js').Frame} Frame */

/**
 * A part of a block, laid out for a width.
 * @typedef {object} BlockPart
 * @property {'attention' | 'cross' | 'feedforward'} kind
 * @property {number} height
 * @property {(frame: Frame, height: number) => void} paint
 */

export const PAD = 12;
export const TOP = 38; // above the facts' last line
const NARROW = 235;

/**
 * The box of a part with what stands at its top.
 * @param {Picture} picture
 * @param {Frame} frame
 * @param {{ kind: string, height: number, name: string, lines: string[] }} part
 */
export function paintTop(picture, frame, { kind, height, name, lines }) {
  const { pen } = picture;
  pen.box(pen.back, { ...frame, height }, `inner ${kind}`);
  heading(picture, frame, name);
  pen.paragraph(frame.x0 + PAD, frame.y + 46, 'quiet num', lines);
}

/**
 * Name and norm of a part; a norm that comes first stands where the branch comes in.
 * @param {Picture} picture
 * @param {Frame} frame
 * @param {string} name
 */
function heading(picture, { x0, x1, y, flip }, name) {
  const { pen, shape } = picture;
  const isFirst = shape.model.norm_first;
  const norm = normName(picture, x1 - x0 < NARROW);
  let left = x0 + PAD;
  if (isFirst && flip) pill(picture, x1 - PAD - pillWidth(picture, norm), y + 11, norm);
  else if (isFirst) left += pill(picture, left, y + 11, norm) + 9;
  pen.write(left, y + 25, 'name', name);
}
