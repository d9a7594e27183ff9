// Evidence of an answer in its source: the passages that were found, how well each matches, and the answer marked where
// it stands.

import { h } from '../../live/lib/dom.js';
import { pageNumbers, percent } from '../../live/lib/numbers.js';

/** @typedef {import('../../live/lib/words.js').Words} Words */
/** @typedef {[from: number, to: number, look: string]} Span in UTF-16 units */

/**
 * A passage that was found; places are counted in characters.
 * @typedef {object} Passage
 * @property {string} text
 * @property {string} source
 * @property {number} bm25
 * @property {number | null} start of the answer
 * @property {number | null} end
 * @property {[number, number] | null} sentence around the answer
 */

/** @typedef {{ answer: string | null, confidence: number | null, passages: Passage[] }} Answer null: refused */

const OPEN = 2; // passages whose text shows at once

/** @type {import('./types.js').Evidence} */
export const evidence = {
  views: [],
  title: 'passages',
  help: 'passages.because',
  answer(found, { words: { all: words } }) {
    const { answer, confidence } = /** @type {Answer} */ (found);
    if (!answer) return [h('p', { class: 'refusal' }, h('b', { text: words.refusal }), ' ', words['refusal.more'])];
    const sure = h('span', { class: 'num', text: percent(confidence ?? 0) });
    return [h('p', { class: 'verdict' }, h('span', { class: 'voice', text: answer }), sure)];
  },
  draw(host, found, _, { words }) {
    const { answer, passages } = /** @type {Answer} */ (found);
    if (!passages.length) {
      host.append(h('p', { class: 'quiet', text: words.all['passages.none'] }));
      return;
    }
    const most = Math.max(1e-6, ...passages.map(({ bm25 }) => bm25));
    const first = Math.max(
      0,
      passages.findIndex(({ start }) => start !== null && start !== undefined),
    );
    const items = passages.map((passage, i) => {
      const isAnswer = answer !== null && i === first;
      return passageItem(passage, { most, isAnswer, isOpen: i === first || i < OPEN }, words);
    });
    host.append(h('ol', { class: 'passages', 'aria-label': words.all.passages }, items));
  },
};

/**
 * @param {Passage} passage
 * @param {{ most: number, isAnswer: boolean, isOpen: boolean }} how
 * @param {Words} words
 */
function passageItem(passage, { most, isAnswer, isOpen }, words) {
  const { text, source, bm25 } = passage;
  const match = Math.max(0, Math.min(1, bm25 / most)).toFixed(2);
  const from = h(
    'summary',
    { class: 'from' },
    h('b', { text: source || words.all['shelf.unnamed'] }),
    h('span', { class: 'gauge', 'aria-hidden': 'true', style: { '--w': match } }, h('i')),
    h('span', { class: 'num', text: words.say('bm25', { score: pageNumbers().decimals(bm25, 1) }) }),
  );
  const body = h('p', { class: 'voice' }, marked(text, spansOf(passage, isAnswer)));
  return h('li', { class: isAnswer ? 'first' : '' }, h('details', { open: isOpen }, from, body));
}

/**
 * What is marked in a passage: the answer, and the sentence around it.
 * @param {Passage} passage
 * @param {boolean} isAnswer whether this passage has the answer that is given
 * @returns {Span[]}
 */
export function spansOf({ text, start, end, sentence }, isAnswer) {
  const at = unitsOf(text);
  const look = isAnswer ? 'hit' : 'maybe';
  const [before, after] = sentence ? sentence.map(at) : [0, 0];
  if (start === null || start === undefined || end === null) {
    return sentence && isAnswer ? [[before, after, 'about']] : [];
  }
  const [from, to] = [at(start), at(end)];
  if (!sentence || from < before || to > after) return [[from, to, look]];
  /** @type {Span[]} */
  const spans = [
    [before, from, 'about'],
    [from, to, look],
    [to, after, 'about'],
  ];
  return spans.filter(([low, high]) => high > low);
}

/**
 * Places in characters, as Python counts, made into places in UTF-16 units, as a script does.
 * @param {string} text
 * @returns {(place: number) => number}
 */
function unitsOf(text) {
  const ends = [0];
  for (const character of text) ends.push(ends[ends.length - 1] + character.length);
  return (place) => ends[Math.max(0, Math.min(ends.length - 1, place))];
}

/**
 * @param {string} text
 * @param {Span[]} spans in order
 * @returns {(string | Node)[]}
 */
function marked(text, spans) {
  /** @type {(string | Node)[]} */
  const parts = [];
  let at = 0;
  for (const [from, to, look] of spans) {
    parts.push(text.slice(at, from), h('mark', { class: look, text: text.slice(from, to) }));
    at = to;
  }
  return [...parts, text.slice(at)];
}
