// The whole drawing of a model, from its tokens above to the probabilities below.

import { svg } from '../../live/lib/dom.js';
import { drawOne } from './one_stack.js';
import { createPen } from './pen.js';
import { drawTwo } from './two_stacks.js';
import { wrap } from './wrap.js';

/** @typedef {import('./picture.js').Picture} Picture */

const LEAST_WIDTH = 280;
const MOST_WIDTH = 720;
const MOST_OF_TWO = 820;

/**
 * Draws a model into an element.
 * @param {HTMLElement} host
 * @param {Pick<Picture, 'shape' | 'words' | 'widthOf' | 'count' | 'isGated' | 'option'>} what
 */
export function drawNetwork(host, what) {
  const { shape, widthOf } = what;
  const hasTwo = shape.model.architecture === 'encoder-decoder';
  const width = Math.max(LEAST_WIDTH, Math.min(hasTwo ? MOST_OF_TWO : MOST_WIDTH, host.clientWidth || 620));
  const paper = svg('svg');
  /** @type {Picture} */
  const picture = { ...what, pen: createPen(paper), wrap: (facts, room) => wrap(facts, room, widthOf) };
  const height = Math.ceil((hasTwo ? drawTwo : drawOne)(picture, width));
  const set = {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    class: shape.model.architecture,
    'aria-label': saidOf(picture),
  };
  Object.entries(set).forEach(([name, value]) => paper.setAttribute(name, String(value)));
  host.replaceChildren(paper);
}

/** @param {Picture} picture */
function saidOf({ shape, words, count }) {
  const { architecture, norm_first: normsFirst } = shape.model;
  const [V, D, F, T] = [shape.V, shape.D, shape.F, shape.T].map(count);
  const norm = words.all[normsFirst ? 'alt.pre' : 'alt.post'];
  return words.say(`alt.${architecture}`, { ...shape, V, D, F, T, norm });
}
