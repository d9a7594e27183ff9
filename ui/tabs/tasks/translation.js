// Evidence of a translation: which word of the source each word of the answer looked at, as lines, as a grid, as a
// table.

import { drawGrid, gridLayout, shapeOf } from '../../live/lib/attention_grid.js';
import { h } from '../../live/lib/dom.js';
import { heatColors } from '../../live/lib/heat.js';
import { pageNumbers, percent } from '../../live/lib/numbers.js';
import { drawLines } from './alignment_lines.js';
import { createPartners } from './alignment.js';
import { tableOf } from './table.js';
import { voice } from './voice.js';

/** @typedef {import('./alignment.js').Alignment} Alignment */
/** @typedef {import('./types.js').Telling} Telling */

const LEAST_WIDTH = 240;
const HEIGHT = 420;
/** @type {Record<string, [down: number, right: number]>} */
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** @type {import('./types.js').Evidence} */
export const evidence = {
  views: ['lines', 'grid', 'table'],
  title: 'align',
  help: 'align.because',
  answer: ({ answer }, { words }) => [voice(answer || words.all.nothing, answer ? '' : 'quiet')],
  draw(host, found, view, telling) {
    const alignment = /** @type {Alignment} */ (found);
    if (view === 'lines') drawLines(host, alignment, telling);
    else if (view === 'grid') drawCells(host, alignment, telling);
    else host.append(weightTable(alignment, telling));
  },
};

/**
 * @param {Alignment} alignment
 * @param {Telling} telling
 */
function weightTable({ source_words: source, answer_words: answer, alignment }, { words: { all: words } }) {
  return tableOf(
    [words['align.answer'], ...source],
    answer.map((word, i) => [word, ...alignment[i].map((weight) => pageNumbers().decimals(weight, 2))]),
    words.align,
  );
}

/**
 * Rows are words of the answer; arrow keys move from cell to cell, and each cell is told in words.
 * @param {HTMLElement} host
 * @param {Alignment} found
 * @param {Telling} telling
 */
function drawCells(host, found, { words, tell }) {
  const { source_words: keys, answer_words: labels, alignment } = found;
  if (!keys.length || !labels.length) return;
  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const name = words.all['align.grid'];
  const frame = h(
    'div',
    { class: 'align-grid', tabIndex: 0, role: 'group', 'aria-label': name, data: { scroll: '' } },
    canvas,
  );
  host.append(frame);
  const partners = createPartners(words);
  const shape = shapeOf(labels.length, keys.length, false);
  const weights = (/** @type {number} */ i, /** @type {number} */ j) => alignment[i]?.[j] ?? 0;
  const at = { row: 0, column: /** @type {number | null} */ (null) };
  /** @type {import('../../live/lib/attention_grid.js').Layout | null} */
  let layout = null;

  const show = () => {
    const { row, column } = at;
    layout = gridLayout(canvas, { labels, keys }, { width: Math.max(LEAST_WIDTH, frame.clientWidth), height: HEIGHT });
    const colors = heatColors(canvas);
    drawGrid(canvas, layout, { shape, labels, keys, weights, place: row, colors, cursor: column });
    if (column === null) tell(partners(labels[row], alignment[row], keys));
    else {
      const weight = percent(weights(row, column));
      tell(words.say('align.cell', { word: labels[row], source: keys[column], weight }));
    }
  };
  frame.addEventListener('mousemove', (event) => {
    if (!layout) return;
    const box = canvas.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left - layout.left) / layout.cell);
    const row = Math.floor((event.clientY - box.top - layout.top) / layout.cell);
    if (row < 0 || column < 0 || row >= labels.length || column >= keys.length) return;
    if (row === at.row && column === at.column) return;
    Object.assign(at, { row, column });
    show();
  });
  frame.addEventListener('keydown', (event) => {
    if (!STEPS[event.key]) return;
    event.preventDefault();
    Object.assign(at, cellAfter(at, STEPS[event.key], labels.length, keys.length));
    show();
  });
  requestAnimationFrame(() => {
    if (frame.isConnected) show();
  });
}

/**
 * The cell next to one; the first step goes to the row's first cell.
 * @param {{ row: number, column: number | null }} at
 * @param {[down: number, right: number]} step
 * @param {number} rows
 * @param {number} columns
 */
export function cellAfter({ row, column }, [down, right], rows, columns) {
  const inside = (/** @type {number} */ value, /** @type {number} */ count) => Math.max(0, Math.min(count - 1, value));
  const from = column ?? (right < 0 ? 1 : -1);
  return { row: inside(row + down, rows), column: inside(from + right, columns) };
}
