// The first two questions beside the picture, of the token that looks: where does it look, and what is expected there.

import { find } from '../../live/lib/dom.js';
import { pageNumbers, percent } from '../../live/lib/numbers.js';
import { probBar, visibleToken } from '../../live/lib/tokens.js';
import { headName, looksOf } from './reading.js';

/** @typedef {import('./types.js').Bench} Bench */
/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('./types.js').Reading} Reading */
/** @typedef {import('./types.js').Real} Real */
/** @typedef {import('./types.js').Words} Words */

const LOOKS = 3;
const LEAST_LOOK = 0.005;
const GUESSES = 5;
const WORDS_BEFORE = 8;
const LETTERS_BEFORE = 24;

/** @param {Bench} bench */
export function createQuestions(bench) {
  const { root, state } = bench;
  return {
    /**
     * @param {Reading} reading
     * @param {number} place
     */
    paint(reading, place) {
      paintLooks(bench, reading, place);
      paintExpected(bench, reading, place);
    },
    /** What is expected alone: the head was switched off, or on. */
    paintExpected() {
      if (state.reading && state.place !== null) paintExpected(bench, state.reading, state.place);
    },
    clear() {
      for (const list of ['.look-bars', '.probs']) find(root, list).replaceChildren();
      for (const line of ['.q1', '.q2', '.q2-real']) find(root, line).textContent = '';
    },
  };
}

/**
 * @param {Bench} bench
 * @param {Reading} reading
 * @param {number} place
 */
function paintLooks({ root, words, state }, reading, place) {
  const { answer, keys, weightsOf } = reading;
  const looks = looksOf(reading, weightsOf(state.head), place)
    .slice(0, LOOKS)
    .filter(([weight], k) => k === 0 || weight >= LEAST_LOOK);
  const most = looks[0][1];
  words.sayInto(find(root, '.q1'), whereKey(most, place, Boolean(answer.keys)), {
    from: quoted(answer.labels[place]),
    i: place + 1,
    to: quoted(keys[most]),
    j: most + 1,
    back: Math.abs(place - most),
  });
  find(root, '.look-bars').replaceChildren(
    ...looks.map(([prob, column]) => probBar({ token: keys[column], prob, note: String(column + 1) })),
  );
}

/**
 * @param {number} most
 * @param {number} place
 * @param {boolean} isApart whether another text is looked at
 */
function whereKey(most, place, isApart) {
  if (isApart) return 'q1.cross';
  if (most === place) return 'q1.self';
  return most > place ? 'q1.ahead' : 'q1.most';
}

/**
 * @param {Bench} bench
 * @param {Reading} reading
 * @param {number} place
 */
function paintExpected({ root, words, state }, { answer }, place) {
  const without = state.isOff ? state.without : null;
  const shown = without ?? answer;
  const known = answer.real[place];
  const [key, values] = expectedSentence(answer, without, place);
  words.sayInto(find(root, '.q2'), key, values);
  find(root, '.probs').replaceChildren(
    ...shown.next[place]
      .slice(0, GUESSES)
      .map(([token, id, prob]) => probBar({ token, prob, isHit: known !== null && id === known[3] })),
  );
  sayReal(find(root, '.q2-real'), shown.real[place], answer, words);
}

/**
 * Of what the guesses are.
 * @param {Answer} answer
 * @param {Answer | null} without
 * @param {number} place
 * @returns {[key: string, values?: Record<string, any>]}
 */
function expectedSentence(answer, without, place) {
  const known = answer.real[place];
  if (!answer.next[place].length) return [answer.map === 'encoder' ? 'q2.reads' : 'q2.given'];
  if (without?.off) return ['q2.off', { head: headName(without.off) }];
  const values = {
    context: `“${lastWords(answer.labels.slice(0, place + 1))}”`,
    next: known ? quoted(known[4]) : '',
    i: place + 1,
  };
  return [`${known ? 'q2.real' : 'q2.after'}${answer.hides ? '.hidden' : ''}`, values];
}

/**
 * What it gave to what is really there.
 * @param {HTMLElement} box
 * @param {Real | null} real
 * @param {Answer} answer
 * @param {Words} words
 */
function sayReal(box, real, { hides, together }, words) {
  if (!real) {
    box.textContent = '';
    return;
  }
  const [prob, rank, nats] = real;
  words.sayInto(box, `q2.rank${rank ? '' : '.far'}${hides ? '.hidden' : ''}`, {
    share: percent(prob),
    rank,
    nats: pageNumbers().decimals(nats, 2),
  });
  if (together > 1) box.append(` ${words.say('q2.together', { count: together })}`);
}

/** @param {string} label */
function quoted(label) {
  return `“${visibleToken(label)}”`;
}

/**
 * The last whole tokens, as many as fit a line.
 * @param {string[]} labels
 */
export function lastWords(labels) {
  const before = labels.slice(-WORDS_BEFORE);
  let text = visibleToken(before.pop() ?? '');
  for (const label of before.reverse()) {
    if (text.length + label.length > LETTERS_BEFORE) break;
    text = visibleToken(label) + text;
  }
  return text;
}
