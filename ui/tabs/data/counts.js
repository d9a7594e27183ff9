// The counts of a text that is ready: tokens, characters, kinds; of conversations also turns, and how much is learnt.

import { h } from '../../live/lib/dom.js';
import { pageNumbers, percent } from '../../live/lib/numbers.js';
import { term } from '../../live/page/terms.js';

/** @typedef {import('./types.js').Statistics} Statistics */
/** @typedef {import('./types.js').Words} Words */
/** @typedef {[label: string | Node, value: string, more?: string]} Count */

/**
 * @param {Statistics} found
 * @param {Words} words
 * @returns {HTMLElement[]}
 */
export function countsOf(found, words) {
  return (found.dialogues ? ofDialogues(found, words) : ofText(found, words)).map(([label, value, more], i) =>
    h(
      'div',
      { class: `kpi${i ? '' : ' main'}` },
      h('dt', {}, label),
      h('dd', {}, value, more && h('small', { text: ` ${more}` })),
    ),
  );
}

/**
 * @param {Statistics} found
 * @param {Words} words
 * @returns {Count[]}
 */
function ofText({ tokens, characters, kinds, vocab_size, rows, documents }, { all: words }) {
  const { count, decimals, many } = pageNumbers();
  return [
    [term('token', words.tokens), many(tokens)],
    [words.characters, many(characters)],
    [words.kinds, count(kinds)],
    [term('vocabulary', words.vocabulary), count(vocab_size)],
    [words['per-token'], decimals(characters / Math.max(1, tokens), 2)],
    [words[rows ? 'rows' : 'documents'], count(documents)],
  ];
}

/**
 * @param {Statistics} found
 * @param {Words} words
 * @returns {Count[]}
 */
function ofDialogues(
  { tokens, asked = 0, dialogues = 0, turns = 0, vocab_size, marks, characters },
  { all: words, say },
) {
  const { count, many } = pageNumbers();
  return [
    [term('token', words.tokens), many(tokens)],
    [words.learnt, percent(asked / Math.max(1, tokens)), say('learnt.sub', { count: many(asked) })],
    [words.dialogues, count(dialogues)],
    [words.turns, count(turns)],
    [term('vocabulary', words.vocabulary), count(vocab_size), marks ? say('vocabulary.marks', { count: marks }) : ''],
    [words.characters, many(characters)],
  ];
}
