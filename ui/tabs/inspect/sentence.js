// The two boxes of text: what the model reads, and the answer beside it; read when typing pauses, or at Enter.

import { find, isEnter } from '../../live/lib/dom.js';
import { keepText } from '../../live/page/typed.js';

/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('./types.js').State} State */

const PAUSE_MS = 280;
const TALLEST = 118; // pixels

/**
 * @param {import('./types.js').Bench} bench
 * @param {() => void} look
 */
export function createSentence({ root, words, state }, look) {
  const text = find(root, '#inspect-text textarea');
  const answer = find(root, '#inspect-answer textarea');
  const boxes = [text, answer];
  const read = () => {
    if (readBoxes(state, text, answer)) look();
  };
  boxes.forEach((box) => listen(box, { grow: () => grow(boxes), read }));
  giveBack(state, text, answer);

  return {
    /**
     * Fills the boxes; one that is typed in stays as it is. Comes before the state takes the answer in.
     * @param {Answer} found
     */
    show(found) {
      if (document.activeElement !== text || state.text === null) text.value = found.text;
      if (document.activeElement !== answer || state.answer === null) answer.value = found.answer ?? '';
      find(root, '#inspect-answer').hidden = !found.asks;
      answer.placeholder = words.all[hintOf(found)];
      grow(boxes);
    },
  };
}

/** @param {Answer} found */
function hintOf({ hides, pairs }) {
  if (hides) return 'answer.hint.blanks';
  return pairs ? 'answer.hint' : 'answer.hint.half';
}

/**
 * Takes what was typed; another text has another answer.
 * @param {State} state
 * @param {HTMLTextAreaElement} text
 * @param {HTMLTextAreaElement} answer
 * @returns {boolean} whether anything is new
 */
function readBoxes(state, text, answer) {
  const typed = text.value;
  const beside = typed === state.text ? answer.value || null : null;
  if (typed === state.text && beside === state.answer) return false;
  Object.assign(state, { text: typed, answer: beside, isTyped: Boolean(typed) });
  if (beside === null) answer.value = '';
  return true;
}

/**
 * @param {HTMLTextAreaElement} box
 * @param {{ grow: () => void, read: () => void }} then
 */
function listen(box, { grow: fit, read }) {
  let waiting = 0;
  let isComposing = false;
  const readLater = () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(read, PAUSE_MS);
  };
  box.addEventListener('input', () => {
    fit();
    clearTimeout(waiting);
    if (!isComposing) readLater();
  });
  box.addEventListener('compositionstart', () => {
    isComposing = true;
  });
  box.addEventListener('compositionend', () => {
    isComposing = false;
    readLater();
  });
  box.addEventListener('keydown', (event) => {
    if (!isEnter(event)) return;
    event.preventDefault();
    clearTimeout(waiting);
    read();
  });
}

/** @param {HTMLTextAreaElement[]} boxes */
function grow(boxes) {
  boxes.forEach((box) => {
    box.style.height = 'auto';
    box.style.height = `${Math.min(TALLEST, box.scrollHeight + 2)}px`;
  });
}

/**
 * What was typed before the page was loaded anew, or in the other language.
 * @param {State} state
 * @param {HTMLTextAreaElement} text
 * @param {HTMLTextAreaElement} answer
 */
function giveBack(state, text, answer) {
  const shown = () => state.reading?.answer;
  text.value = keepText(text, 'inspect', () =>
    state.isTyped || text.value !== (shown()?.text ?? '') ? text.value : '',
  );
  answer.value = keepText(answer, 'inspect-answer', () =>
    answer.value !== (shown()?.answer ?? '') ? answer.value : '',
  );
  if (text.value) Object.assign(state, { text: text.value, answer: answer.value || null, isTyped: true });
}
