// How the parts of a block follow each other: one after another with a norm before or after; or all of them reading the same.

import { pillOn } from './picture.js';

/** @typedef {import('./picture.js').Picture} Picture */
/** @typedef {import('./part.js').BlockPart} BlockPart */
/** @typedef {import('./picture.js').Frame & { stream: number }} Inside a block: the room of its parts, and where the stream runs */
/** @typedef {{ part: BlockPart, y: number }} Place where a part came to stand */
/** @typedef {{ y: number, places: Place[] }} Arranged down to where */

const IN = 21; // below a part's top: where a branch comes in
const SIDE_BY_SIDE = 190; // the least width of a part that has others beside it
const GAP = 12;

/**
 * @param {Picture} picture
 * @param {Inside} inside
 * @param {(width: number) => BlockPart[]} make
 * @returns {Arranged}
 */
export function arrange(picture, inside, make) {
  const parts = make(inside.x1 - inside.x0);
  if (!picture.shape.model.parallel) return oneAfterAnother(picture, inside, parts);
  const each = (inside.x1 - inside.x0 - GAP * (parts.length - 1)) / parts.length;
  return each >= SIDE_BY_SIDE ? sideBySide(picture, inside, make(each), each) : belowEachOther(picture, inside, parts);
}

/**
 * @param {Picture} picture
 * @param {Inside} inside
 * @param {BlockPart[]} parts
 */
function oneAfterAnother(picture, inside, parts) {
  const { pen, shape } = picture;
  const { stream, flip } = inside;
  const side = flip ? inside.x1 : inside.x0;
  const beside = stream + (flip ? -9 : 9);
  const places = [];
  let { y } = inside;
  for (const part of parts) {
    part.paint({ ...inside, y }, part.height);
    places.push({ part, y });
    const join = y + part.height - 17;
    pen.arrow('branch', [stream, y + IN], [side, y + IN]);
    pen.arrow('branch', [side, join], [beside, join]);
    pen.joint(stream, join);
    y += part.height + 14;
    if (!shape.model.norm_first) {
      pillOn(picture, stream, y - 8, flip);
      y += 20;
    }
  }
  return { y, places };
}

/**
 * @param {Picture} picture
 * @param {Inside} inside
 * @param {BlockPart[]} parts
 */
function belowEachOther({ pen }, inside, parts) {
  const { stream, flip } = inside;
  const side = flip ? inside.x1 : inside.x0;
  const away = flip ? -1 : 1;
  const into = stream + away * 11;
  const out = stream + away * 19;
  const top = inside.y - 6;
  const places = [];
  let { y } = inside;
  for (const part of parts) {
    part.paint({ ...inside, y }, part.height);
    places.push({ part, y });
    const middle = y + IN;
    pen.arrow('branch', [stream, top], [into, top], [into, middle], [side, middle]);
    y += part.height + GAP;
  }
  const join = y + 4;
  for (const place of places) {
    const leaves = place.y + place.part.height - 16;
    pen.line('branch', [side, leaves], [out, leaves], [out, join], [stream, join]);
  }
  pen.joint(stream, join);
  return { y: join + 16, places };
}

/**
 * One way in and one sum.
 * @param {Picture} picture
 * @param {Inside} inside
 * @param {BlockPart[]} parts
 * @param {number} each the width of a part
 */
function sideBySide({ pen }, { x0, y, stream, flip }, parts, each) {
  const height = Math.max(...parts.map((part) => part.height));
  const top = y + 14;
  const join = top + height + 20;
  const places = parts.map((part, i) => {
    const from = x0 + i * (each + GAP);
    const middle = from + each / 2;
    part.paint({ x0: from, x1: from + each, y: top, flip }, height);
    pen.arrow('branch', [stream, y], [middle, y], [middle, top]);
    pen.line('branch', [middle, top + height], [middle, join], [stream, join]);
    return { part, y: top };
  });
  pen.joint(stream, join);
  return { y: join + 16, places };
}
