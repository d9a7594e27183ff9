// One look into the model: asks, and gives the newest answer to all that shows it.

import { pageNumbers } from '../../live/lib/numbers.js';
import { clearestHead, createReading, firstPlace, isAnother } from './reading.js';

/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('./types.js').Bench} Bench */
/** @typedef {import('./types.js').State} State */

const SLOW_MS = 500;

/**
 * What shows a look, part by part.
 * @typedef {object} Shown
 * @property {() => void} dress shows what there is without any look
 * @property {() => void} clear
 * @property {(answer: Answer) => void} boxes
 * @property {(answer: Answer) => void} time
 * @property {(isFresh: boolean, isRebuilt: boolean) => void} reading all of it, anew
 * @property {() => void} without the head that is switched off
 */

/**
 * @param {Bench} bench
 * @param {Shown} shown
 */
export function createLook(bench, shown) {
  const { state, words, answers, note } = bench;
  const asked = { latest: 0, open: 0 };

  /** The answer to the newest question; null where another was asked meanwhile. */
  async function newest() {
    const mine = (asked.latest += 1);
    const isNewest = () => mine === asked.latest;
    const slow = setTimeout(() => isNewest() && note(words.all.reading), SLOW_MS);
    asked.open += 1;
    const answer = await answers.look(state.step);
    asked.open -= 1;
    clearTimeout(slow);
    return isNewest() ? answer : null;
  }
  async function look() {
    shown.dress();
    if (!state.run) {
      asked.latest += 1; // what is under way is of a run that is gone
      shown.clear();
      note(state.isWaiting ? words.all['no-weights'] : '');
      return;
    }
    const answer = await newest();
    if (answer?.error) note(answer.error);
    else if (answer) show(answer);
  }
  /** @param {Answer} answer */
  function show(answer) {
    const before = state.reading?.answer;
    shown.boxes(answer);
    Object.assign(state, { text: answer.text, answer: answer.answer, map: answer.map });
    if (!answer.labels.length) {
      shown.clear();
      shown.time(answer);
      note(words.all.empty);
      return;
    }
    const isFresh = isAnother(before, answer);
    takeIn(state, answer, isFresh);
    note(limitsOf(answer, words)); // before the picture, which takes the room that the sentence leaves
    shown.time(answer);
    shown.reading(isFresh, before?.layers !== answer.layers || before.heads !== answer.heads);
    if (state.isOff) shown.without();
  }
  return { look, isLooking: () => asked.open > 0 };
}

/**
 * The answer becomes what is looked at, and the chosen head and place are ones that it has.
 * @param {State} state
 * @param {Answer} answer
 * @param {boolean} isFresh whether it is of another text, or another kind of attention
 */
function takeIn(state, answer, isFresh) {
  const [layer, head] = state.head;
  state.reading = createReading(answer);
  state.without = null;
  if (layer >= answer.layers || head >= answer.heads) state.isHeadByHand = false;
  if (!state.isHeadByHand && isFresh) state.head = clearestHead(answer);
  state.head = [Math.min(state.head[0], answer.layers - 1), Math.min(state.head[1], answer.heads - 1)];
  if (isFresh || state.place === null || state.place >= answer.labels.length) state.place = firstPlace(answer);
}

/**
 * What the model could not take in of a sentence.
 * @param {Answer} answer
 * @param {import('./types.js').Words} words
 */
function limitsOf({ labels, dropped, unknown }, { say }) {
  const { count, sentences } = pageNumbers();
  return sentences([
    dropped ? say('cut', { seen: labels.length, all: count(labels.length + dropped) }) : '',
    unknown ? say('unknown-characters', { characters: unknown }) : '',
  ]);
}
