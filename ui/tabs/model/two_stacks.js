// The drawing of a model of two stacks: an encoder beside a decoder; below each other where the page is narrow.

import { embedding, head, probs, tie, tokens } from './ends.js';
import { LEFT, RIGHT } from './picture.js';
import { partsOf, sheetsWidth, stack } from './stack.js';

/** @typedef {import('./picture.js').Picture} Picture */
/** @typedef {import('./picture.js').Frame} Frame */
/** @typedef {ReturnType<typeof columnsOf>} Columns */
/** @typedef {ReturnType<typeof stack>} Stack as it was drawn */

const SIDE_BY_SIDE = 520; // the least width of two stacks beside each other
const GUTTER = 44;
const BETWEEN = 44; // an encoder and the decoder below it

/**
 * Answers its height.
 * @param {Picture} picture
 * @param {number} width
 */
export function drawTwo(picture, width) {
  const columns = columnsOf(picture.shape, width);
  const { source, embed, written } = (columns.isNarrow ? below : beside)(picture, columns);
  const { edge } = columns;
  const turn = source.y + 12;
  drawMemory(picture, columns, source, written.cross ?? { x: columns.right, y: turn });
  const out = head(picture, atRight(columns, written.y), written.stream);
  if (picture.shape.model.tied_embeddings) {
    tie(picture, { x: edge, right: width - 3, from: embed.middle, to: out.middle });
  }
  return Math.max(probs(picture, atRight(columns, out.y), endsOf(picture).probs), turn + 60);
}

/**
 * @param {Picture} picture
 * @param {Columns} columns
 */
function beside(picture, columns) {
  const { source: read, answer } = endsOf(picture);
  const top = 8;
  const y = Math.max(tokens(picture, atLeft(columns, top), read), tokens(picture, atRight(columns, top), answer));
  const embed = embedding(picture, { ...atLeft(columns, y), x1: columns.edge }, true);
  const source = encoder(picture, columns, embed.y);
  return { embed, source, written: decoder(picture, columns, embed.y) };
}

/**
 * @param {Picture} picture
 * @param {Columns} columns
 */
function below(picture, columns) {
  const { source: read, answer } = endsOf(picture);
  const first = embedding(picture, atLeft(columns, tokens(picture, atLeft(columns, 8), read)), true);
  const source = encoder(picture, columns, first.y);
  const y = tokens(picture, atRight(columns, source.y + BETWEEN), answer);
  const embed = embedding(picture, atRight(columns, y), true);
  return { embed, source, written: decoder(picture, columns, embed.y) };
}

/**
 * @param {Columns} columns
 * @param {number} y
 * @returns {Frame}
 */
const atLeft = ({ left, leftEdge }, y) => ({ x0: left, x1: leftEdge, y, flip: false });

/**
 * @param {Columns} columns
 * @param {number} y
 * @returns {Frame}
 */
const atRight = ({ right, edge }, y) => ({ x0: right, x1: edge, y, flip: true });

/**
 * @param {Picture} picture
 * @param {Columns} columns
 * @param {number} y
 */
function encoder(picture, columns, y) {
  const { words, shape } = picture;
  const blocks = { name: words.all['draw.encoder'], times: shape.E, make: partsOf(picture, ['all']) };
  return stack(picture, { ...atLeft(columns, y), x1: columns.left + columns.column }, blocks);
}

/**
 * @param {Picture} picture
 * @param {Columns} columns
 * @param {number} y
 */
function decoder(picture, columns, y) {
  const { words, shape } = picture;
  const blocks = { name: words.all['draw.decoder'], times: shape.L, make: partsOf(picture, ['past', 'source']) };
  return stack(picture, { ...atRight(columns, y), x1: columns.end }, blocks);
}

/**
 * @param {import('./shape.js').Shape} shape
 * @param {number} width
 */
function columnsOf({ E, L }, width) {
  const isNarrow = width < SIDE_BY_SIDE;
  const room = width - RIGHT - LEFT;
  const column = isNarrow ? room : (room - GUTTER) / 2;
  return {
    isNarrow,
    column,
    left: LEFT,
    leftEdge: LEFT + column - sheetsWidth(E),
    right: isNarrow ? 34 : LEFT + column + GUTTER,
    edge: width - RIGHT - sheetsWidth(L),
    end: width - RIGHT,
  };
}

/**
 * What stands at both ends of two stacks.
 * @param {Picture} picture
 */
function endsOf({ shape, words: { all: words, say }, count }) {
  const T = count(shape.T);
  const caption = (/** @type {string} */ key) => say(key, { T });
  const isPairs = shape.format === 'pairs';
  const [source, answer, likely] = isPairs
    ? ['pair', 'pair.answer', 'pair.probs']
    : ['source', 'answer', 'answer.probs'];
  return {
    source: { text: words[`draw.example.${source}`], caption: caption('draw.text.source') },
    answer: { text: words[`draw.example.${answer}`], caption: caption('draw.text.answer'), asksLast: true },
    probs: { likely: words[`draw.example.${likely}`], caption: words['draw.probs'] },
  };
}

/**
 * What was read, on its way to every block of the decoder.
 * @param {Picture} picture
 * @param {ReturnType<typeof columnsOf>} columns
 * @param {{ stream: number, y: number }} read
 * @param {{ x: number, y: number }} cross where it goes in
 */
function drawMemory({ pen, words, wrap: wrapped }, { isNarrow, left, right, column }, read, cross) {
  const via = isNarrow ? 14 : right - 18;
  const turn = read.y + 12;
  const line = pen.arrow(
    'stream memory',
    [read.stream, read.y - 2],
    [read.stream, turn],
    [via, turn],
    [via, cross.y],
    [cross.x - 2, cross.y],
  );
  line.style.strokeWidth = '2';
  const lines = wrapped([words.all['draw.memory']], column - 60);
  pen.paragraph(isNarrow ? 48 : left + 14, turn + (isNarrow ? 5 : 22), 'quiet', lines);
}
