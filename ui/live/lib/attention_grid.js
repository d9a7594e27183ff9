// One head's attention as a grid: a row is a token that looks, a column one that it looks at. Knows no page.

import { createType, cssValue, shortLabel, sizedContext } from './canvas.js';
import { shadeOf } from './heat.js';

/**
 * What can be seen: so many rows of queries look at so many columns of keys.
 * @typedef {object} Shape
 * @property {number} rows
 * @property {number} columns
 * @property {number} area how many weights there are
 * @property {(row: number) => number} seen how many columns a row sees
 * @property {(row: number, column: number) => number} at where a weight stands among all
 */

/**
 * Where the cells lie, in pixels.
 * @typedef {object} Layout
 * @property {number} left
 * @property {number} top
 * @property {number} right
 * @property {number} cell
 * @property {boolean} isTilted whether the labels on top are
 * @property {number} every of how many labels one is written
 */

/**
 * What is drawn.
 * @typedef {object} Scene
 * @property {Shape} shape
 * @property {string[]} labels of the rows
 * @property {string[]} keys of the columns: the very same list where a text looks at itself
 * @property {(row: number, column: number) => number} weights
 * @property {number} place the chosen row
 * @property {import('./canvas.js').Rgb[]} colors
 * @property {number | null} cursor the chosen column
 */

const READ = 0.1; // the weight from which a label is written in bold
const LABEL_SIZE = 15;
const WIDEST_LABEL = 96;
const UPRIGHT_WIDTH = 17; // wider labels stand tilted
const TILT = -Math.PI / 3.4;
const ROOMY = 8; // pixels of a cell from which cells have gaps and edges
const PALE = 40; // the shade below which a cell has an edge

/**
 * With `isCausal`, each looks back only, so that what is sent is a lower triangle, whose row i starts at i(i+1)/2.
 * @param {number} rows
 * @param {number} columns
 * @param {boolean} isCausal
 * @returns {Shape}
 */
export function shapeOf(rows, columns, isCausal) {
  return {
    rows,
    columns,
    area: isCausal ? (rows * (rows + 1)) / 2 : rows * columns,
    seen: (row) => (isCausal ? row + 1 : columns),
    at: (row, column) => (isCausal ? (row * (row + 1)) / 2 : row * columns) + column,
  };
}

/**
 * How large the cells are, and how much room the labels take.
 * @param {HTMLCanvasElement} canvas
 * @param {Pick<Scene, 'labels' | 'keys'>} scene
 * @param {{ width: number, height: number, isLarge?: boolean }} room in pixels; what is large may need more than there is
 * @returns {Layout}
 */
export function gridLayout(canvas, { labels, keys }, { width, height, isLarge = false }) {
  const type = createType(canvas);
  const [wide, high] = [labels, keys].map((some) => Math.min(WIDEST_LABEL, Math.max(...type.widths(some, LABEL_SIZE))));
  const isTilted = high > UPRIGHT_WIDTH;
  const left = Math.ceil(wide) + 14;
  const top = isTilted ? Math.ceil(high * 0.8) + 16 : 26;
  const right = isTilted ? 24 : 6;
  const fit = Math.floor(Math.min((width - left - right) / keys.length, (height - top - 4) / labels.length));
  const cell = isLarge ? Math.max(18, fit) : Math.max(4, Math.min(fit, 34));
  return { left, top, right, cell, isTilted, every: Math.ceil(12 / cell) };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Layout} layout
 * @param {Scene} scene
 */
export function drawGrid(canvas, layout, scene) {
  const { shape } = scene;
  const width = layout.left + shape.columns * layout.cell + layout.right;
  const context = sizedContext(canvas, width, layout.top + shape.rows * layout.cell + 4);
  const size = Math.max(10, Math.min(LABEL_SIZE, layout.cell * (layout.isTilted ? 0.82 : 0.95)));
  const type = createType(canvas);
  const chosen = cssValue(canvas, '--c-val');
  const ink = cssValue(canvas, '--ink-2');
  /** @param {boolean} isStrong */
  const pen = (isStrong) => {
    context.font = type.font(size, isStrong);
    context.fillStyle = isStrong ? chosen : ink;
  };
  context.textBaseline = 'middle';
  drawRowLabels(context, layout, scene, pen);
  drawKeyLabels(context, layout, scene, pen);
  drawCells(context, layout, scene, cssValue(canvas, '--line'));
  drawChosen(context, layout, scene, chosen);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {Scene} scene
 * @param {(isStrong: boolean) => void} pen
 */
function drawRowLabels(context, { left, top, cell, every }, { labels, place }, pen) {
  context.textAlign = 'right';
  labels.forEach((label, row) => {
    const isStrong = row === place;
    if (!isStrong && (row % every || Math.abs(row - place) < every)) return;
    pen(isStrong);
    context.fillText(shortLabel(label), left - 7, top + row * cell + cell / 2);
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {Scene} scene
 * @param {(isStrong: boolean) => void} pen
 */
function drawKeyLabels(context, { left, top, cell, isTilted, every }, { shape, labels, keys, weights, place }, pen) {
  const isOwn = keys === labels;
  keys.forEach((label, column) => {
    const isRead = column < shape.seen(place) && weights(place, column) > READ;
    const isPlace = isOwn && column === place;
    if (column % every && !isRead && !isPlace) return;
    if (isOwn && !isPlace && Math.abs(column - place) < every) return;
    context.save();
    context.translate(left + column * cell + cell / 2, top - 8);
    pen(isRead);
    context.textAlign = isTilted ? 'left' : 'center';
    if (isTilted) context.rotate(TILT);
    else context.translate(0, -3);
    context.fillText(shortLabel(label), 0, 0);
    context.restore();
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {Scene} scene
 * @param {string} edge
 */
function drawCells(context, { left, top, cell }, { shape, weights, colors }, edge) {
  const isRoomy = cell >= ROOMY;
  const inner = isRoomy ? cell - 1 : cell;
  context.strokeStyle = edge;
  context.lineWidth = 0.5;
  for (let row = 0; row < shape.rows; row++) {
    for (let column = 0; column < shape.seen(row); column++) {
      const shade = shadeOf(weights(row, column));
      const [x, y] = [left + column * cell, top + row * cell];
      context.fillStyle = `rgb(${colors[shade]})`;
      context.fillRect(x, y, inner, inner);
      if (isRoomy && shade < PALE) context.strokeRect(x + 0.25, y + 0.25, inner - 0.5, inner - 0.5);
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {Scene} scene
 * @param {string} color
 */
function drawChosen(context, { left, top, cell }, { shape, place, cursor }, color) {
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.beginPath();
  context.roundRect(left - 1.5, top + place * cell - 1.5, shape.seen(place) * cell + 2, cell + 2, 3);
  context.stroke();
  if (cursor === null) return;
  context.lineWidth = 2.5;
  context.strokeRect(left + cursor * cell - 1, top + place * cell - 1, cell + 1, cell + 1);
}
