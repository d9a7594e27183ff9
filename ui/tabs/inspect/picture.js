// The large picture of one head: as a grid, as arcs or as a table; by pointer and by keys, and in words for those who don't see it.

import { drawGrid, gridLayout } from '../../live/lib/attention_grid.js';
import { find, findAll } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { spokenToken, visibleToken } from '../../live/lib/tokens.js';
import { drawArcs } from './arcs.js';
import { cellInArcs, cellInGrid, moveOf } from './cells.js';
import { drawSheet } from './sheet.js';

/** @typedef {import('./types.js').Bench} Bench */
/** @typedef {import('./types.js').Reading} Reading */
/** @typedef {import('../../live/lib/attention_grid.js').Scene} Scene */

/**
 * How the picture is looked at.
 * @typedef {object} View
 * @property {'grid' | 'arcs' | 'table'} kind
 * @property {boolean} isLarge
 * @property {number | null} cursor the column that arrow keys have chosen
 * @property {import('../../live/lib/attention_grid.js').Layout | null} layout of the grid as drawn
 * @property {import('./arcs.js').Stand | null} stand of the arcs as drawn
 */

const LEGIBLE = 16; // pixels of a cell from which a larger grid says no more
const AROUND = 398; // pixels of a window that are not the picture's,
const SENTENCE = 118; // with a sentence of this height
const ABOVE = 24; // and of a caption above the picture

/**
 * @param {Bench} bench
 * @param {(place: number) => void} choosePlace paints the picture too
 */
export function createPicture(bench, choosePlace) {
  const { root } = bench;
  const picture = find(root, '.picture');
  /** @type {View} */
  const view = { kind: 'grid', isLarge: false, cursor: null, layout: null, stand: null };
  const paint = () => paintPicture(bench, view);

  listenToButtons(root, view, paint);
  listenToPointer(bench, view, choosePlace);
  listenToKeys(bench, view, choosePlace);
  ['focus', 'blur'].forEach((kind) => picture.addEventListener(kind, paint));

  return {
    paint,
    forgetCursor() {
      view.cursor = null;
    },
    clear() {
      for (const part of ['.picture', '.sheet', '.caption']) find(root, part).hidden = true;
      find(root, '.big-name').textContent = '';
    },
  };
}

/**
 * @param {HTMLElement} root
 * @param {View} view
 * @param {() => void} paint
 */
function listenToButtons(root, view, paint) {
  const larger = find(root, '.larger');
  larger.addEventListener('click', () => {
    view.isLarge = !view.isLarge;
    larger.setAttribute('aria-pressed', String(view.isLarge));
    paint();
  });
  const buttons = findAll(root, '[data-view]');
  buttons.forEach((button) =>
    button.addEventListener('click', () => {
      view.kind = /** @type {View['kind']} */ (button.dataset.view);
      buttons.forEach((other) => other.setAttribute('aria-pressed', String(other === button)));
      paint();
    }),
  );
}

/**
 * @param {Bench} bench
 * @param {View} view
 */
function paintPicture({ root, words, state }, view) {
  const { reading, place } = state;
  if (!reading || place === null) return;
  const { answer, shape } = reading;
  const [layer, head] = state.head.map((one) => one + 1);
  find(root, '.big-name').textContent = words.say('head', { layer, head });
  const room = roomIn(root);
  if (room.width <= 0) return;
  showKind(root, view.kind);
  const larger = find(root, '.larger');
  if (view.kind === 'table') {
    larger.hidden = true;
    drawSheet(find(root, '.sheet'), reading, { head: state.head, place, words });
    return;
  }
  if (view.cursor !== null) view.cursor = Math.min(view.cursor, shape.seen(place) - 1);
  const picture = find(root, '.picture');
  const scene = sceneOf(reading, { ...state, place }, cursorIn(picture, view, shape.seen(place), place));
  picture.setAttribute('aria-label', words.say(nameOf(view.kind, answer.sees), { layer, head }));
  const canvas = find(picture, 'canvas');
  const fitting = gridLayout(canvas, scene, room);
  larger.hidden = view.kind === 'grid' && fitting.cell >= LEGIBLE;
  if (view.kind === 'arcs') {
    view.stand = drawArcs(canvas, scene, { width: room.width, isLarge: view.isLarge });
    return;
  }
  view.layout = view.isLarge ? gridLayout(canvas, scene, { ...room, isLarge: true }) : fitting;
  drawGrid(canvas, view.layout, scene);
}

/**
 * How many pixels there are for the picture.
 * @param {HTMLElement} root
 */
function roomIn(root) {
  const sentence = Math.max(0, find(root, '.sentence').offsetHeight - SENTENCE);
  const caption = find(root, '.caption').classList.contains('above') ? ABOVE : 0;
  return {
    width: find(root, '.frame').clientWidth - 40,
    height: Math.max(360, Math.min(640, innerHeight - AROUND - sentence - caption)),
  };
}

/**
 * @param {HTMLElement} root
 * @param {View['kind']} kind
 */
function showKind(root, kind) {
  find(root, '.picture').hidden = kind === 'table';
  find(root, '.sheet').hidden = kind !== 'table';
  find(root, '.caption').hidden = kind !== 'grid';
}

/**
 * The key of the sentence that names the picture.
 * @param {View['kind']} kind
 * @param {import('./types.js').Answer['sees']} sees
 */
function nameOf(kind, sees) {
  return `${kind === 'arcs' ? 'arcs' : 'heat'}${sees === 'causal' ? '' : '.wide'}`;
}

/**
 * The column to be marked: only while the picture has the focus.
 * @param {HTMLElement} picture
 * @param {View} view
 * @param {number} seen
 * @param {number} place
 */
function cursorIn(picture, { cursor }, seen, place) {
  return document.activeElement === picture ? (cursor ?? Math.min(place, seen - 1)) : null;
}

/**
 * @param {Reading} reading
 * @param {Pick<import('./types.js').State, 'head' | 'colors'> & { place: number }} state
 * @param {number | null} cursor
 * @returns {Scene}
 */
function sceneOf({ answer, shape, weightsOf }, { head, colors, place }, cursor) {
  const labels = answer.labels.map(visibleToken);
  const keys = answer.keys?.map(visibleToken) ?? labels;
  return { shape, labels, keys, weights: weightsOf(head), place, colors, cursor };
}

/**
 * @param {Bench} bench
 * @param {View} view
 * @param {(place: number) => void} choosePlace
 */
function listenToPointer({ root, state }, view, choosePlace) {
  const picture = find(root, '.picture');
  const tip = find(picture, '.cell-tip');
  /** @param {MouseEvent} event */
  const cellUnder = (event) => {
    const box = find(picture, 'canvas').getBoundingClientRect();
    const at = { x: event.clientX - box.left, y: event.clientY - box.top };
    const cell =
      view.kind === 'arcs'
        ? cellInArcs(view.stand, at, state.place ?? 0)
        : cellInGrid(view.layout, at, state.reading?.shape.rows ?? 0);
    return { ...at, ...cell };
  };

  picture.addEventListener('pointermove', (/** @type {PointerEvent} */ event) => {
    const { reading } = state;
    if (!reading) return;
    const { x, y, row, column } = cellUnder(event);
    const { answer, keys, shape, weightsOf } = reading;
    tip.hidden = row < 0 || column < 0 || row >= shape.rows || column >= shape.seen(row);
    if (tip.hidden) return;
    const weight = pageNumbers().decimals(weightsOf(state.head)(row, column), 4);
    tip.textContent = `${visibleToken(answer.labels[row])} → ${visibleToken(keys[column])}  ${weight}`;
    tip.style.left = `${Math.min(x + 14, picture.scrollLeft + picture.clientWidth - tip.offsetWidth - 4)}px`;
    tip.style.top = `${Math.max(picture.scrollTop, y - 38)}px`;
  });
  picture.addEventListener('pointerleave', () => {
    tip.hidden = true;
  });
  picture.addEventListener('click', (/** @type {MouseEvent} */ event) => {
    const pick = state.reading ? cellUnder(event).pick : null;
    if (pick !== null) choosePlace(pick);
  });
}

/**
 * @param {Bench} bench
 * @param {View} view
 * @param {(place: number) => void} choosePlace
 */
function listenToKeys({ root, words, state }, view, choosePlace) {
  const said = find(root, '.cell-said');
  find(root, '.picture').addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    const move = moveOf(event.key, view.kind === 'arcs');
    const { reading, place } = state;
    if (!reading || !move || place === null) return;
    event.preventDefault();
    const { answer, keys, shape, weightsOf } = reading;
    const row = Math.max(0, Math.min(shape.rows - 1, place + move.rows));
    const column = Math.max(0, Math.min(shape.seen(row) - 1, (view.cursor ?? place) + move.columns));
    view.cursor = column;
    choosePlace(row);
    said.textContent = words.say('cell', {
      from: spokenToken(answer.labels[row], words.all),
      i: row + 1,
      to: spokenToken(keys[column], words.all),
      j: column + 1,
      weight: pageNumbers().decimals(weightsOf(state.head)(row, column), 4),
    });
  });
}
