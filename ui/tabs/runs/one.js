// One run in detail: its figures, its curve, its settings, the command that repeats it.

import { button, h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { runActions } from './actions.js';
import { valueOf } from './cells.js';
import { copyable } from './copyable.js';

/** @typedef {import('./types.js').Run} Run */
/** @typedef {import('./types.js').One} One */
/** @typedef {import('./types.js').Tab} Tab */

/**
 * @param {Run} run
 * @param {One} one
 * @param {Tab} tab
 * @param {{ chart: ReturnType<typeof import('./chart.js').createChart>, doing: import('./actions.js').Doing }} with_
 * @returns {HTMLElement[]}
 */
export function oneRun(run, one, tab, { chart, doing }) {
  const words = tab.words.all;
  const openFolder = tab.desktop
    ? button(words['folder.open'], 'small', () => tab.trigger('folder', { run: run.id }))
    : null;
  const left = h(
    'div',
    { class: 'left' },
    chart([run]),
    copyable(words.command, one.command, words),
    copyable(words.folder, one.folder, words, openFolder),
  );
  return [
    ...runActions(run, tab, doing),
    ...(one.error ? [h('p', { class: 'wrong', text: one.error })] : []),
    figures(run, one, tab),
    h('div', { class: 'cols' }, left, settings(one, tab.words)),
  ];
}

/**
 * @param {Run} run
 * @param {One} one
 * @param {Tab} tab
 */
function figures(run, one, tab) {
  const { cells } = tab;
  const words = tab.words.all;
  const judged = ['score', 'taught'].filter((key) => valueOf(run, key) !== null);
  const columns = ['step', 'val_loss', 'bits_per_byte', ...judged, 'tokens_per_s', 'peak_memory_bytes', 'parameters'];
  const measured = columns.map((key) => {
    const unit = key === 'tokens_per_s' && run.tokens_per_s ? ` ${words['unit.speed']}` : '';
    const value = cells.text(key, run);
    return h(
      'div',
      {},
      figureName(key, run, tab),
      h('dd', { text: value ? `${value}${unit}` : words.none }),
      key === 'score' && h('dd', { class: 'on', text: cells.measuredOn(run) }),
    );
  });
  const besides = [
    [words.took, run.elapsed_s ? pageNumbers().duration(run.elapsed_s) : ''],
    [words.device, one.device],
  ].filter(([, value]) => value);
  const other = besides.map(([name, value]) => h('div', {}, h('dt', { text: name }), h('dd', { text: value })));
  return h('dl', { class: 'facts-row num' }, measured, other);
}

/**
 * @param {string} key
 * @param {Run} run
 * @param {Tab} tab
 */
function figureName(key, run, { terms, words }) {
  const hasOwnName = key === 'score' && run.metric;
  if (!terms[key] || hasOwnName) return h('dt', { text: words.all[`col.${key}`] });
  return h('dt', { innerHTML: terms[key] }); // our own, from the glossary
}

/**
 * @param {One} one
 * @param {import('./types.js').Words} words
 */
function settings(one, { all: words, say }) {
  const more = one.more_files ? [say('files.more', { count: pageNumbers().count(one.more_files) })] : [];
  const files = [...one.files, ...more].join(', ');
  return h(
    'section',
    { class: 'side' },
    h('h3', { class: 'h', text: words.settings }),
    h('p', {
      class: 'sub',
      text: say(one.settings.length ? 'settings.preset' : 'settings.none', { preset: one.preset }),
    }),
    h(
      'dl',
      { class: 'pairs num' },
      one.files.length ? [h('dt', { text: words.files }), h('dd', { text: files })] : null,
      one.settings.map(([text, title, value]) => [h('dt', { text, title }), h('dd', { text: value })]),
    ),
  );
}
