// Several runs compared: their curves, their results, and the settings that differ.

import { h } from '../../live/lib/dom.js';
import { valueOf } from './cells.js';

/** @typedef {import('./types.js').Run} Run */
/** @typedef {import('./types.js').Tab} Tab */

/** As the figure colors them, ui/figures/theme.py: COLORWAY. */
const COLORS = ['c-train', 'c-val', 'c-third', 'c-past', 'copied-edge', 'bad'];

/**
 * @param {{ runs: Run[], differences: import('./types.js').Differences, same: import('./types.js').Same }} found
 * @param {Tab} tab
 * @param {ReturnType<typeof import('./chart.js').createChart>} chart
 * @returns {HTMLElement[]}
 */
export function severalRuns({ runs, differences, same }, tab, chart) {
  const { all: words, say } = tab.words;
  const title = h('h2', { class: 'h', text: say('compare', { count: runs.length }) });
  const scroller = h(
    'div',
    { class: 'scroller', tabIndex: 0, data: { scroll: '' }, role: 'group', 'aria-label': words.differences },
    table(runs, differences, tab),
  );
  return [
    h('div', { class: 'runline' }, title),
    ...(same.text ? [] : [h('p', { class: 'texts', text: words['differences.text'] })]),
    h('div', { class: 'cols even' }, chart(runs, same), scroller),
  ];
}

/**
 * @param {Run[]} runs
 * @param {import('./types.js').Differences} differences
 * @param {Tab} tab
 */
function table(runs, differences, { words: { all: words }, cells }) {
  const colSpan = runs.length + 1;
  const judged = ['score', 'taught'].filter((key) => runs.some((run) => valueOf(run, key) !== null));
  const columns = ['val_loss', 'bits_per_byte', ...judged, 'tokens_per_s', 'peak_memory_bytes', 'parameters', 'step'];
  const results = columns.map((key) => {
    const values = runs.map((run) => cells.text(key, run) ?? words.none);
    return line(words[`col.${key}`], values);
  });
  const none = h('tr', {}, h('td', { colSpan, class: 'quiet', text: words['differences.none'] }));
  const rows = differences.map(([label, name, values]) => line(label, values, name));
  /** @param {string} text */
  const group = (text) => h('tr', { class: 'group' }, h('th', { colSpan, scope: 'colgroup', text }));
  return h(
    'table',
    { class: 'num differ' },
    h('thead', {}, names(runs, words['differences.setting'])),
    h('tbody', {}, group(words.results), results, group(words.differences), rows.length ? rows : none),
  );
}

/**
 * @param {Run[]} runs
 * @param {string} text
 */
function names(runs, text) {
  const heads = runs.map(({ name }, i) =>
    h('th', { scope: 'col', title: name }, h('i', { style: { background: `var(--${COLORS[i]})` } }), name),
  );
  return h('tr', {}, h('th', { scope: 'col', text }), heads);
}

/**
 * @param {string} text
 * @param {string[]} values
 * @param {string} [title]
 */
function line(text, values, title) {
  const cells = values.map((value) => h('td', { text: value }));
  return h('tr', {}, h('th', { scope: 'row', text, title }), cells);
}
