// What lies behind the score line: the other metrics, classes taken for others, each speaker, and what else was
// measured.

import { find, findAll, h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { figure } from './axis.js';
import { tableOf } from './table.js';

/** @typedef {import('../../live/lib/words.js').Words} Words */
/** @typedef {Record<string, number>} Counts */

const OF_HUNDRED = /^(chrf|bleu|rouge)/i;

/**
 * @param {HTMLElement} host
 * @param {import('./score_line.js').Report | null} report
 * @param {Words} words
 */
export function drawDetails(host, report, words) {
  const details = Object.entries(report?.details ?? {});
  const plain = details.filter(([, value]) => ['string', 'number'].includes(typeof value));
  const lines = [
    ...(report?.others ?? []),
    ...plain.map(([key, value]) => [nameOf(key, words), plainFigure(value)]),
  ].flatMap(([name, value]) => [h('dt', { text: name }), h('dd', { text: value })]);
  const tables = details.flatMap(([key, value]) => described(key, value, report?.details ?? {}, words));
  find(host, '.details').replaceChildren(...(lines.length ? [h('dl', { class: 'others num' }, lines)] : []), ...tables);
  host.hidden = !lines.length && !tables.length;
}

/**
 * @param {string} key
 * @param {Words} words
 */
function nameOf(key, { all: words }) {
  return words[`detail.${key}`] || words[`metric.${key}`] || key.replace(/_/g, ' ');
}

/**
 * @param {any} value
 * @param {string} [key] of a metric, where it is one
 */
export function plainFigure(value, key = '') {
  if (typeof value !== 'number') return String(value ?? '–');
  const { count, decimals } = pageNumbers();
  if (OF_HUNDRED.test(key)) return decimals(value, 1);
  if (Number.isInteger(value)) return count(value);
  return value <= 1 ? figure(value, true) : decimals(value, 1);
}

/**
 * A table with its heading; nothing of what is no table.
 * @param {string} key
 * @param {any} value
 * @param {Record<string, any>} details all of them
 * @param {Words} words
 */
function described(key, value, details, words) {
  const isConfusion = key === 'confusion';
  const table = isConfusion ? confusion(value, details.labels, words) : tableFor(key, value, words);
  if (!table) return [];
  const help = isConfusion && h('p', { class: 'help', text: words.all['detail.confusion.help'] });
  return [h('p', { class: 'label', text: nameOf(key, words) }), ...(help ? [help] : []), table];
}

const isObject = (/** @type {any} */ value) => Boolean(value) && typeof value === 'object' && !Array.isArray(value);
/** @returns {value is Counts} */
const isCounts = (/** @type {any} */ value) =>
  isObject(value) &&
  Object.keys(value).length > 0 &&
  Object.values(value).every((/** @type {any} */ one) => typeof one === 'number');

/**
 * @param {string} key
 * @param {any} value
 * @param {Words} words
 */
function tableFor(key, value, words) {
  if (Array.isArray(value) && value.length && value.every(isObject)) return records(key, value, words);
  if (isCounts(value)) {
    const rows = Object.entries(value).map(([name, one]) => [nameOf(name, words), plainFigure(one)]);
    return tableOf(['', words.all['detail.value']], rows, nameOf(key, words));
  }
  const isSheet = isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(isCounts);
  return isSheet ? sheet(key, value, words) : null;
}

/**
 * A row each, such as one speaker.
 * @param {string} key
 * @param {Record<string, any>[]} rows
 * @param {Words} words
 */
function records(key, rows, words) {
  const columns = Object.keys(rows[0]);
  const cell = (/** @type {any} */ value) =>
    typeof value === 'boolean' ? words.all[value ? 'yes' : 'no'] : plainFigure(value);
  return tableOf(
    columns.map((column) => nameOf(column, words)),
    rows.map((row) => columns.map((column) => cell(row[column]))),
    nameOf(key, words),
  );
}

/**
 * Named rows of the same figures, such as baselines.
 * @param {string} key
 * @param {Record<string, Counts>} value
 * @param {Words} words
 */
function sheet(key, value, words) {
  const columns = [...new Set(Object.values(value).flatMap(Object.keys))];
  return tableOf(
    ['', ...columns.map((column) => nameOf(column, words))],
    Object.entries(value).map(([name, row]) => [
      words.all[`baseline.${name}`] || name,
      ...columns.map((column) => plainFigure(row[column], column)),
    ]),
    nameOf(key, words),
  );
}

/**
 * Which class was taken for which.
 * @param {number[][]} rows counts: a row a right class, a column a class that was said
 * @param {string[]} labels
 * @param {Words} words
 */
function confusion(rows, labels, words) {
  const most = Math.max(1, ...rows.flat());
  const table = tableOf(
    [words.all['detail.truth'], ...labels],
    rows.map((row, i) => [labels[i], ...row.map(pageNumbers().count)]),
    words.all['detail.confusion'],
  );
  findAll(table, 'tbody td').forEach((cell, k) => {
    const i = Math.floor(k / labels.length);
    const j = k % labels.length;
    cell.style.setProperty('--w', (rows[i][j] / most).toFixed(2));
    cell.classList.add('heat');
    cell.classList.toggle('hit', i === j);
  });
  return table;
}
