// Choosing a piece of an answer, by pointer or arrow keys, and going on from another token.

import { find, findAll } from '../../live/lib/dom.js';
import { createPanel } from './panel.js';
import { compare, showSeen } from './seen.js';

/** @typedef {import('./types.js').Chat} Chat */
/** @typedef {import('./types.js').Lane} Lane */
/** @typedef {import('./types.js').Reply} Reply */
/** @typedef {import('./types.js').Turn} Turn */
/** @typedef {{ lane: Lane, it: Reply, index: number }} Place */

/**
 * @typedef {object} Opened
 * @property {(lane: Lane, piece: HTMLElement, index?: number) => void} open
 * @property {(lane: Lane, event: Event) => void} hearClick
 * @property {(lane: Lane, event: KeyboardEvent) => void} hearKey
 * @property {(isLost: (place: Place) => boolean) => void} closeIf
 * @property {(it: Reply) => void} tellSeen once an answer was compared
 */

const BESIDE = 1180; // from this width on, in pixels, the panel stands beside the lanes
const STEPS = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowLeft: -1 });

/** Whether the panel is in sight without scrolling. */
export function isPanelBeside() {
  return innerWidth > BESIDE;
}

/**
 * @param {Chat} chat
 * @returns {Opened}
 */
export function createOpened(chat) {
  const aside = find(chat.root, 'aside');
  const seen = find(aside, '.seen');
  const panel = createPanel(aside, chat.words);
  /** @type {Place | null} */
  let opened = null;

  /**
   * @param {Lane} lane
   * @param {HTMLElement} piece
   * @param {number} [index] of the token in it
   */
  function open(lane, piece, index = Number(piece.dataset.from)) {
    const turn = lane.turns.turnOf(piece);
    if (!turn) return;
    press(chat.root, piece);
    opened = { lane, it: turn.it, index };
    panel.show(turn.it.tokens, index, (choice) => goOn(lane, turn, index, choice));
    showSeen(seen, turn.it, index, chat);
    if (!turn.it.copied?.spans && !turn.it.writing) compare(lane, turn, chat);
    if (!isPanelBeside()) aside.scrollIntoView({ block: 'nearest' });
  }
  /**
   * @param {Lane} lane
   * @param {HTMLElement} piece
   * @param {number} index
   */
  function openAndFocus(lane, piece, index) {
    piece.focus();
    open(lane, piece, index); // on a narrow screen the panel comes into sight last
  }
  /**
   * @param {Lane} lane
   * @param {Turn} turn
   * @param {number} index
   * @param {import('./types.js').Choice} choice
   */
  async function goOn(lane, turn, index, choice) {
    await lane.writer.hush();
    const { blank } = turn.it.tokens[index];
    if (blank === undefined) {
      await lane.writer.write(turn, { kept: index, forced: choice });
      return;
    }
    await lane.writer.write(turn, { chosen: { ...turn.it.chosen, [blank]: choice } });
    const filled = lane.turns.piecesOf(turn).find((piece) => Number(piece.dataset.from) === index);
    if (filled) openAndFocus(lane, filled, index);
  }
  /**
   * From one piece to the next, and among the tokens within an opened one.
   * @param {Lane} lane
   * @param {HTMLElement} piece
   * @param {number} step
   */
  function move(lane, piece, step) {
    const isOpen = piece.getAttribute('aria-pressed') === 'true';
    const inside = isOpen && opened ? opened.index + step : NaN;
    if (inside >= Number(piece.dataset.from) && inside <= Number(piece.dataset.to)) {
      openAndFocus(lane, piece, inside);
      return;
    }
    const all = findAll(/** @type {HTMLElement} */ (piece.parentElement), '.w');
    const next = all[all.indexOf(piece) + step];
    if (next) openAndFocus(lane, next, Number(step > 0 ? next.dataset.from : next.dataset.to));
  }

  return {
    open,
    hearClick(lane, event) {
      const piece = pieceOf(event);
      if (piece) open(lane, piece);
    },
    hearKey(lane, event) {
      const piece = pieceOf(event);
      const isPress = event.key === 'Enter' || event.key === ' ';
      if (!piece || !(isPress || STEPS[event.key])) return;
      event.preventDefault();
      if (isPress) open(lane, piece);
      else move(lane, piece, STEPS[event.key]);
    },
    closeIf(isLost) {
      if (!opened || !isLost(opened)) return;
      opened = null;
      panel.close();
    },
    tellSeen(it) {
      if (opened?.it === it) showSeen(seen, it, opened.index, chat);
    },
  };
}

/** @param {Event} event */
function pieceOf(event) {
  return event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('.w')) : null;
}

/**
 * Marks a piece as the opened one, and as its answer's stop for the Tab key.
 * @param {HTMLElement} root
 * @param {HTMLElement} piece
 */
function press(root, piece) {
  findAll(root, '.w[aria-pressed=true]').forEach((one) => one.setAttribute('aria-pressed', 'false'));
  findAll(/** @type {HTMLElement} */ (piece.parentElement), '.w[tabindex="0"]').forEach((one) => {
    one.tabIndex = -1;
  });
  piece.setAttribute('aria-pressed', 'true');
  piece.tabIndex = 0;
}
