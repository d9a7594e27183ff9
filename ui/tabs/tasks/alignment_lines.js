// An alignment as lines: words stand in two rows, and each pair has its curve, as thick as its weight.

import { h, svg } from '../../live/lib/dom.js';
import { visibleToken } from '../../live/lib/tokens.js';
import { createPartners } from './alignment.js';
import { pointable } from './pointing.js';
import { whenSized } from './sized.js';

/** @typedef {import('./alignment.js').Alignment} Alignment */
/** @typedef {{ i: number, j: number, path: SVGPathElement }} Line from word j of the source to word i of the answer */

/**
 * One row of words, seen from which the other row is `others`.
 * @typedef {object} Side
 * @property {string[]} words
 * @property {HTMLElement} group
 * @property {HTMLElement[]} items
 * @property {(line: Line) => number} end of a line at this side
 * @property {(at: number) => number[]} weights of a word to each of the others
 */

const FAINT = 0.06; // below it a pair has no line
const PARTNER = 0.1; // from it on a word is marked
const HEIGHT = 110;

/**
 * @param {HTMLElement} host
 * @param {Alignment} found
 * @param {import('./types.js').Telling} telling
 */
export function drawLines(host, { source_words: source, answer_words: answer, alignment }, { words, tell }) {
  const top = side(source, 'source', words.all['align.source']);
  const bottom = side(answer, 'answer', words.all['align.answer']);
  top.end = ({ j }) => j;
  top.weights = (at) => alignment.map((row) => row[at]);
  bottom.end = ({ i }) => i;
  bottom.weights = (at) => alignment[at];
  const lines = linesOf(alignment);
  const drawing = svg('svg', { 'aria-hidden': 'true' }, ...lines.map(({ path }) => path));
  const strip = h('div', { class: 'alignment', data: { scroll: '' } }, top.group, drawing, bottom.group);
  host.append(strip);

  const partners = createPartners(words);
  const hint = words.all['align.hint'];
  for (const [from, to] of [
    [top, bottom],
    [bottom, top],
  ]) {
    pointable(from.group, from.items, (at) => {
      light(lines, from, to, at);
      tell(at === null ? hint : partners(from.words[at], from.weights(at), to.words));
    });
  }
  const place = () => placeLines(lines, drawing, strip, [top, bottom]);
  whenSized(strip, place);
  tell(hint);
}

/**
 * @param {string[]} words
 * @param {string} look
 * @param {string} label
 * @returns {Side}
 */
function side(words, look, label) {
  const items = words.map((word) => h('button', { type: 'button', class: 'word voice', text: visibleToken(word) }));
  const group = h('div', { class: `words-line ${look}`, role: 'group', 'aria-label': label }, items);
  return { words, group, items, end: () => 0, weights: () => [] };
}

/**
 * @param {number[][]} alignment
 * @returns {Line[]}
 */
function linesOf(alignment) {
  return alignment.flatMap((row, i) =>
    row.flatMap((weight, j) => {
      if (weight < FAINT) return [];
      const path = svg('path');
      path.style.setProperty('--w', weight.toFixed(3));
      return [{ i, j, path }];
    }),
  );
}

/**
 * @param {Line[]} lines
 * @param {SVGSVGElement} drawing
 * @param {HTMLElement} strip
 * @param {[above: Side, below: Side]} sides
 */
function placeLines(lines, drawing, strip, [above, below]) {
  const width = Math.max(above.group.scrollWidth, below.group.scrollWidth, strip.clientWidth);
  const height = drawing.clientHeight || HEIGHT;
  const middle = (/** @type {HTMLElement} */ item) => item.offsetLeft + item.offsetWidth / 2;
  drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
  drawing.style.width = `${width}px`;
  for (const { i, j, path } of lines) {
    path.setAttribute('d', curve(middle(above.items[j]), middle(below.items[i]), height));
  }
}

/**
 * @param {number} from
 * @param {number} to
 * @param {number} height
 */
function curve(from, to, height) {
  const half = height / 2;
  return `M${from} 2C${from} ${half} ${to} ${half} ${to} ${height - 2}`;
}

/**
 * Shows whom a word is looked at from and looks at; with null nobody is pointed at.
 * @param {Line[]} lines
 * @param {Side} from
 * @param {Side} to
 * @param {number | null} at
 */
function light(lines, from, to, at) {
  for (const line of lines) {
    const isOn = at !== null && from.end(line) === at;
    line.path.classList.toggle('on', isOn);
    line.path.classList.toggle('off', at !== null && !isOn);
  }
  const weights = at === null ? [] : from.weights(at);
  to.items.forEach((item, k) => mark(item, { weight: weights[k] ?? 0, isOn: false }));
  from.items.forEach((item, k) => mark(item, { weight: 0, isOn: k === at }));
}

/**
 * @param {HTMLElement} item
 * @param {{ weight: number, isOn: boolean }} how
 */
function mark(item, { weight, isOn }) {
  item.style.setProperty('--w', Math.sqrt(weight).toFixed(2));
  item.classList.toggle('partner', weight >= PARTNER);
  item.classList.toggle('on', isOn);
}
