// One head's attention as a table, a row a token, with what the model guesses there; and as a CSV file.

import { find, h } from '../../live/lib/dom.js';
import { download } from '../../live/lib/download.js';
import { pageNumbers, percent } from '../../live/lib/numbers.js';
import { visibleToken } from '../../live/lib/tokens.js';
import { headName, looksOf } from './reading.js';

/** @typedef {import('./types.js').Reading} Reading */
/** @typedef {import('./types.js').Head} Head */

const VOICED = [0, 2, 4]; // the columns of a row that hold tokens

/**
 * @param {HTMLElement} sheet
 * @param {Reading} reading
 * @param {{ head: Head, place: number, words: import('./types.js').Words }} shown
 */
export function drawSheet(sheet, reading, { head, place, words }) {
  const heads = columnsOf(reading.answer.hides).map((one) =>
    h('th', { scope: 'col', text: words.all[`table.${one}`] }),
  );
  find(sheet, 'thead tr').replaceChildren(...heads);
  const weights = reading.weightsOf(head);
  find(sheet, 'tbody').replaceChildren(
    ...reading.answer.labels.map((label, row) =>
      h(
        'tr',
        { class: row === place ? 'hit' : '' },
        h('td', { class: 'num', text: row + 1 }),
        h('th', { scope: 'row', text: visibleToken(label) }),
        rowOf(reading, weights, row).map((text, k) => h('td', { text, class: VOICED.includes(k) ? 'voice' : 'num' })),
      ),
    ),
  );
}

/** @param {boolean} hides */
function columnsOf(hides) {
  const of = hides ? '.hidden' : '';
  const looks = ['most', 'weight', 'second', 'weight'];
  return ['place', 'token', ...looks, `expects${of}`, 'prob', `real${of}`, 'surprise'];
}

/**
 * @param {Reading} reading
 * @param {import('./reading.js').Weights} weights
 * @param {number} row
 */
function rowOf(reading, weights, row) {
  const { keys, answer } = reading;
  const { decimals } = pageNumbers();
  const [most, second] = looksOf(reading, weights, row);
  /** @param {[number, number] | undefined} look */
  const look = (look) => (look ? [`${visibleToken(keys[look[1]])} (${look[1] + 1})`, decimals(look[0], 3)] : ['', '']);
  const guess = answer.next[row][0];
  const real = answer.real[row];
  return [
    ...look(most),
    ...look(second),
    ...(guess ? [visibleToken(guess[0]), percent(guess[2])] : ['', '']),
    ...(real ? [percent(real[0]), decimals(real[2], 2)] : ['', '']),
  ];
}

/** @param {import('./types.js').Bench} bench */
export function listenToExport({ root, state }) {
  find(root, '.export').addEventListener('click', () => {
    if (!state.reading) return;
    const text = csvOf(state.reading, state.head);
    download(fileName(state.reading, state.head), new Blob([text], { type: 'text/csv' }));
  });
}

/**
 * All weights of a head, a row a token, with the mark by which spreadsheets know UTF-8.
 * @param {Reading} reading
 * @param {Head} head
 */
export function csvOf({ answer, keys, shape, weightsOf }, head) {
  const weights = weightsOf(head);
  /** @param {string} text */
  const quoted = (text) => `"${text.replace(/"/g, '""')}"`;
  const rows = answer.labels.map((label, row) => {
    const cells = keys.map((_, column) => (column < shape.seen(row) ? weights(row, column).toFixed(5) : '0'));
    return [quoted(label), ...cells].join(',');
  });
  return `\ufeff${[['', ...keys.map(quoted)].join(','), ...rows].join('\r\n')}`;
}

/**
 * @param {Reading} reading
 * @param {Head} head
 */
function fileName({ answer: { maps, map, step } }, head) {
  const kind = maps.length > 1 ? `${map}-` : '';
  return `attention-${kind}step-${step}-head-${headName(head).replace('·', '-')}.csv`;
}
