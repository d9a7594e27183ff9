// The one field that is a strip: which stacks there are, each with a picture of what may look where.

import { h, svg } from '../lib/dom.js';
import { term } from '../page/terms.js';
import { add } from './rows.js';
import { createStrip } from './strip.js';

/** @typedef {{ x: number, seesAll: boolean }} Square */

const SIZE = 18;
const TOP = 3;
const CELLS = 4; // a side
const MIDDLE = 3;
const ARROW = 'M10 12h3m-2 -2l2 2l-2 2';
/** @type {Record<string, Square[]>} */
const PICTURES = {
  'decoder-only': [{ x: MIDDLE, seesAll: false }],
  'encoder-only': [{ x: MIDDLE, seesAll: true }],
  'encoder-decoder': [
    { x: -9, seesAll: true },
    { x: 15, seesAll: false },
  ],
};

/**
 * @param {import('./types.js').Field} field
 * @param {import('./types.js').Form} form
 */
export function shapeRow(field, form) {
  const words = form.words.all;
  const options = field.options.map(({ value }) => ({
    key: value,
    title: words[`shape.${value}`],
    small: words[`shape.${value}.about`],
    art: pictureOf(PICTURES[value]),
  }));
  const what = { name: 'shape', label: words.shapes, group: `${form.unique}-shape` };
  const strip = createStrip(what, options, (key) => form.change(field, key));
  const wrong = h('p', { class: 'wrong', hidden: true, role: 'alert' });
  const label = h('span', { class: 'label' }, term(field.term ?? '', words.shapes));
  const root = h('div', { class: 'field', data: { name: field.name } }, label, strip.node, wrong);
  return add({ field, root, wrong, show: strip.show }, form);
}

/** @param {Square[]} squares */
function pictureOf(squares) {
  return svg(
    'svg',
    { viewBox: '-12 0 48 24', 'aria-hidden': 'true' },
    squares.map(cellsOf),
    squares.length > 1 && svg('path', { d: ARROW, class: 'to' }),
  );
}

/** @param {Square} square */
function cellsOf({ x, seesAll }) {
  const step = SIZE / CELLS;
  return Array.from({ length: CELLS * CELLS }, (_, i) => {
    const query = Math.floor(i / CELLS);
    const key = i % CELLS;
    return svg('rect', {
      x: x + key * step,
      y: TOP + query * step,
      width: step - 1,
      height: step - 1,
      class: seesAll || key <= query ? 'seen' : 'unseen',
    });
  });
}
