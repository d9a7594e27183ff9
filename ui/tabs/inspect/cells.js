// Which cell of the large picture a pointer or an arrow key means.

/** @typedef {{ x: number, y: number }} Point in pixels of the canvas */
/** @typedef {{ row: number, column: number, pick: number | null }} Cell may lie outside; `pick` is the row that a click chooses */

/** @type {Record<string, [rows: number, columns: number]>} */
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * @param {import('../../live/lib/attention_grid.js').Layout | null} layout
 * @param {Point} at
 * @param {number} rows how many there are
 * @returns {Cell}
 */
export function cellInGrid(layout, { x, y }, rows) {
  if (!layout) return { row: -1, column: -1, pick: null };
  const row = Math.floor((y - layout.top) / layout.cell);
  const column = Math.floor((x - layout.left) / layout.cell);
  return { row, column, pick: row >= 0 && row < rows ? row : null };
}

/**
 * Of arcs, the token that is nearest; of two lines of tokens the lower one looks.
 * @param {import('./arcs.js').Stand | null} stand
 * @param {Point} at
 * @param {number} place the chosen row
 * @returns {Cell}
 */
export function cellInArcs(stand, { x, y }, place) {
  if (!stand) return { row: -1, column: -1, pick: null };
  const { middles, ends, height } = stand;
  const isChoice = middles === ends || y > height / 2;
  return { row: place, column: nearest(ends, x), pick: isChoice ? nearest(middles, x) : null };
}

/**
 * How far an arrow key moves; of arcs, left and right move the token that looks as well.
 * @param {string} key
 * @param {boolean} isArcs
 */
export function moveOf(key, isArcs) {
  const move = MOVES[key];
  if (!move) return null;
  const [rows, columns] = move;
  return { rows: isArcs ? rows + columns : rows, columns };
}

/**
 * @param {number[]} middles
 * @param {number} x
 */
function nearest(middles, x) {
  return middles.reduce((best, one, i) => (Math.abs(one - x) < Math.abs(middles[best] - x) ? i : best), 0);
}
