// The same few questions as a run answered them along the way: a row a question, with what it said at first, in between and now.

import { find, h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';

/** @typedef {import('./types.js').Sample} Sample */
/** @typedef {import('./types.js').Exchange} Exchange */
/** @typedef {import('./types.js').Words} Words */

/**
 * @param {HTMLElement} table
 * @param {Sample[]} samples with as many exchanges each, the newest last
 * @param {Words} words
 */
export function talkTable(table, samples, words) {
  const newest = samples[samples.length - 1];
  const at = (/** @type {Sample} */ { step }) => words.say('samples.step', { step: pageNumbers().count(step) });
  const heads = samples.map((sample) => {
    return h('th', { scope: 'col', class: sample === newest ? 'at now' : 'at', text: at(sample) });
  });
  const question = h('span', { class: 'sr', text: words.all['samples.question'] });
  find(table, 'thead tr').replaceChildren(h('th', { scope: 'col' }, question), ...heads);
  const rows = newest.exchanges.map((exchange, number) => {
    const cells = samples.map((sample) => {
      return answerCell(sample.exchanges[number], sample === newest, at(sample), words);
    });
    return h('tr', {}, questionCell(exchange, words), cells);
  });
  find(table, 'tbody').replaceChildren(...rows);
}

/**
 * @param {Exchange} exchange
 * @param {Words} words
 */
function questionCell({ question, taught, expected }, { all: words }) {
  const isNew = !taught && isKnown(expected);
  const mark = h('span', { class: 'new', text: words['samples.new'], title: words['samples.new.means'] });
  const asked = h('span', { class: 'question', text: question, title: question });
  return h('th', { scope: 'row' }, asked, isNew && [' ', mark]);
}

/**
 * @param {Exchange} exchange
 * @param {boolean} isNewest
 * @param {string} at the step, for a narrow card
 * @param {Words} words
 */
function answerCell({ answer, expected }, isNewest, at, { all: words, say }) {
  const isRight = isKnown(expected) && answer === expected;
  const look = answer ? 'voice' : 'voice nothing';
  const said = h('span', { class: look, text: answer || words['samples.nothing'], title: answer ?? '' });
  const verdict = isRight ? ' right' : isKnown(expected) ? ' off' : '';
  const cell = h('td', { class: `${isNewest ? 'now' : 'then'}${verdict}`, data: { at } }, said);
  if (isRight)
    said.append(' ', h('span', { class: 'tick', role: 'img', 'aria-label': words['samples.right'], text: '✓' }));
  else if (isNewest && isKnown(expected)) {
    const text = say('samples.expected', { answer: expected });
    cell.append(h('span', { class: 'expected', text, title: String(expected) }));
  }
  return cell;
}

/** @param {string | null | undefined} text */
function isKnown(text) {
  return text !== null && text !== undefined;
}
