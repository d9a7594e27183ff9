// What all parts of the drawing are drawn with and from: pen, shape, words; and the norm, which stands in many of them.

/** @typedef {import('./pen.js').Pen} Pen */
/** @typedef {import('./shape.js').Shape} Shape */
/** @typedef {import('../../live/lib/words.js').Words} Words */

/**
 * @typedef {object} Picture
 * @property {Pen} pen
 * @property {Shape} shape
 * @property {Words} words
 * @property {(facts: Parameters<typeof import('./wrap.js').wrap>[0], width: number) => string[]} wrap
 * @property {import('./wrap.js').WidthOf} widthOf
 * @property {(value: number) => string} count
 * @property {boolean} isGated
 * @property {(field: string) => string} option how a choice of the model is called, such as SwiGLU
 */

/**
 * Where something is drawn; flipped, it stands left of its stream.
 * @typedef {{ x0: number, x1: number, y: number, flip: boolean }} Frame
 */

export const LEFT = 4; // the drawing's edges
export const RIGHT = 10;

/**
 * @param {Picture} picture
 * @param {boolean} [isShort]
 */
export function normName({ words, option }, isShort = false) {
  return isShort ? words.all['draw.norm'] : option('norm');
}

/**
 * @param {Picture} picture
 * @param {string} name
 */
export function pillWidth({ widthOf }, name) {
  return Math.round(widthOf(name, '12px')) + 18;
}

/**
 * The norm as a pill, its left edge at x; answers its width.
 * @param {Picture} picture
 * @param {number} x
 * @param {number} y
 * @param {string} [name]
 */
export function pill(picture, x, y, name = normName(picture)) {
  const { pen } = picture;
  const width = pillWidth(picture, name);
  pen.put(pen.front, 'rect', { x, y, width, height: 20, rx: 10, class: 'norm' });
  pen.write(x + width / 2, y + 14, 'tiny', name, 'middle');
  return width;
}

/**
 * A norm that the stream itself runs through.
 * @param {Picture} picture
 * @param {number} stream
 * @param {number} y
 * @param {boolean} flip
 */
export function pillOn(picture, stream, y, flip) {
  pill(picture, flip ? stream + 14 - pillWidth(picture, normName(picture)) : stream - 14, y);
}
