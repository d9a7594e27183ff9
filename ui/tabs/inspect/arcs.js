// One head's attention as arcs. Tokens stand in a line, or in two where they look at another text, which then stands on top; the
// chosen one's arcs are violet, the others' faint, as thick as the weight.

import { createType, cssValue, shortLabel, sizedContext } from '../../live/lib/canvas.js';

/** @typedef {import('../../live/lib/attention_grid.js').Scene} Scene */

/**
 * Where the tokens stand, in pixels.
 * @typedef {object} Stand
 * @property {number} width
 * @property {number} height
 * @property {number} stretch how much wider than at full size
 * @property {number[]} middles of the tokens that look
 * @property {number[]} ends of those that are looked at: the very same list where a text looks at itself
 * @property {number} base where the arcs begin
 * @property {number} roof where those to another text end
 */

const EDGE = 12;
const LABEL_SIZE = 15;
const READ = 0.1; // the weight from which a label is written in bold
const FAINT = 0.08; // and those from which an arc is drawn: of the others,
const LEAST = 0.01; // and of the chosen one

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Scene} scene
 * @param {{ width: number, isLarge: boolean }} room
 * @returns {Stand}
 */
export function drawArcs(canvas, scene, { width, isLarge }) {
  const type = createType(canvas);
  /** @param {string[]} labels */
  const widths = (labels) => type.widths(labels, LABEL_SIZE).map((wide) => Math.max(12, wide + 7));
  const isOwn = scene.keys === scene.labels;
  const stand = standOf(widths(scene.labels), isOwn ? null : widths(scene.keys), { width, isLarge });
  const context = sizedContext(canvas, stand.width, stand.height);
  const look = {
    chosen: cssValue(canvas, '--c-val'),
    other: cssValue(canvas, '--leaf'),
    ink: cssValue(canvas, '--ink-2'),
    unseen: cssValue(canvas, '--ink-3'),
  };
  drawAllArcs(context, stand, scene, look);
  drawLabels(context, stand, scene, { ...look, font: type.font });
  return stand;
}

/**
 * Where tokens of such widths stand.
 * @param {number[]} looking widths at full size, in pixels
 * @param {number[] | null} looked those of another text
 * @param {{ width: number, isLarge: boolean }} room what is large may need more than there is
 * @returns {Stand}
 */
export function standOf(looking, looked, { width, isLarge }) {
  const total = Math.max(sum(looking), sum(looked ?? []));
  const room = width - 2 * EDGE;
  const scale = isLarge || total > room * 2.2 ? 1 : Math.max(0.5, room / total);
  const stretch = Math.min(scale, 2.4);
  const full = 2 * EDGE + total * stretch;
  const middles = middlesOf(looking, stretch, full);
  const height = looked ? 260 : Math.min(440, Math.max(180, full * 0.36));
  const base = height - 40;
  return {
    width: full,
    height,
    stretch,
    middles,
    ends: looked ? middlesOf(looked, stretch, full) : middles,
    base,
    roof: looked ? 34 : base - 4,
  };
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((all, one) => all + one, 0);
}

/**
 * @param {number[]} widths
 * @param {number} stretch
 * @param {number} full
 */
function middlesOf(widths, stretch, full) {
  let x = (full - sum(widths) * stretch) / 2;
  return widths.map((one) => {
    x += one * stretch;
    return x - (one * stretch) / 2;
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Stand} stand
 * @param {Scene} scene
 * @param {{ chosen: string, other: string }} colors
 */
function drawAllArcs(context, stand, { shape, weights, place }, { chosen, other }) {
  /**
   * @param {number} row
   * @param {number} least
   * @param {(weight: number) => number} alphaOf
   */
  const drawRow = (row, least, alphaOf) => {
    for (let column = 0; column < shape.seen(row); column++) {
      const weight = weights(row, column);
      if (weight <= least) continue;
      context.globalAlpha = alphaOf(weight);
      context.lineWidth = 0.5 + 4 * weight;
      drawArc(context, stand, row, column);
    }
  };
  context.strokeStyle = other;
  for (let row = 0; row < shape.rows; row++) if (row !== place) drawRow(row, FAINT, (weight) => 0.1 + 0.3 * weight);
  context.strokeStyle = chosen;
  drawRow(place, LEAST, (weight) => 0.35 + 0.65 * weight);
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Stand} stand
 * @param {number} row
 * @param {number} column
 */
function drawArc(context, { middles, ends, base, roof }, row, column) {
  const [from, to] = [middles[row], ends[column]];
  context.beginPath();
  if (middles === ends && row === column) {
    context.arc(from, base - 13, 7, 0, 2 * Math.PI);
  } else if (middles === ends) {
    const rise = base - 1.3 * Math.max(22, Math.min(base - 14, Math.abs(from - to) * 0.55));
    context.moveTo(from, base - 4);
    context.bezierCurveTo(from, rise, to, rise, to, base - 4);
  } else {
    const half = (base + roof) / 2;
    context.moveTo(from, base - 4);
    context.bezierCurveTo(from, half, to, half, to, roof);
  }
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Stand} stand
 * @param {Scene} scene
 * @param {{ chosen: string, ink: string, unseen: string, font: (size: number, isStrong: boolean) => string }} look
 */
function drawLabels(context, { stretch, middles, ends, base, roof }, scene, { chosen, ink, unseen, font }) {
  const { shape, labels, keys, weights, place } = scene;
  const isOwn = keys === labels;
  const size = Math.max(9, Math.min(LABEL_SIZE, LABEL_SIZE * stretch));
  /** @param {number} column */
  const isRead = (column) => column < shape.seen(place) && weights(place, column) > READ;
  /**
   * @param {string} label
   * @param {{ x: number, y: number }} at
   * @param {boolean} isStrong
   * @param {string} color
   */
  const write = (label, { x, y }, isStrong, color) => {
    context.font = font(size, isStrong);
    context.fillStyle = isStrong ? chosen : color;
    context.fillText(shortLabel(label), x, y);
  };
  context.textAlign = 'center';
  context.textBaseline = 'top';
  labels.forEach((label, row) => {
    const isUnseen = isOwn && row >= shape.seen(place);
    const isStrong = row === place || (isOwn && isRead(row));
    write(label, { x: middles[row], y: base + 4 }, isStrong, isUnseen ? unseen : ink);
  });
  if (isOwn) return;
  context.textBaseline = 'bottom';
  keys.forEach((label, column) => write(label, { x: ends[column], y: roof - 6 }, isRead(column), ink));
}
