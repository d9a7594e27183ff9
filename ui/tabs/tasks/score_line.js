// What a measurement says: the metric with its interval, the baseline, and in plain words who is ahead.

import { h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { pageData } from '../../live/lib/page.js';
import { term } from '../../live/page/terms.js';
import { axis, figure } from './axis.js';

/** @typedef {import('../../live/lib/words.js').Words} Words */
/** @typedef {{ input: string, answer: string, right: string, clip?: string }} Judged one answer beside the right one */

/**
 * A measurement that was kept, ui/tabs/tasks/scores.py: shown.
 * @typedef {object} Report
 * @property {string} metric
 * @property {string} label
 * @property {number} value
 * @property {number | null} low
 * @property {number | null} high
 * @property {string} baseline_name
 * @property {number | null} baseline_value
 * @property {boolean} beats_baseline
 * @property {boolean} percent whether a share of 0 to 1
 * @property {boolean} lower whether less of it is better
 * @property {number} n
 * @property {number} step
 * @property {string[]} notes
 * @property {[name: string, value: string][]} others
 * @property {Record<string, any>} details
 * @property {Record<string, Judged[]>} judged
 */

/** @type {Record<string, string>} */
const GLOSSARY = { rouge1: 'rouge', rouge2: 'rouge', rougel: 'rouge', rougeL: 'rouge', em: 'exact_match' };

/**
 * @param {Report} report
 * @param {Words} words
 */
export function scoreLine(report, words) {
  const { value, low, high, percent, n, step, lower } = report;
  const numbers = pageNumbers();
  const interval = words.say('interval', { low: figure(low, percent), high: figure(high, percent) });
  const about = [
    words.say(lower ? 'score.n.lower' : 'score.n', { n: numbers.count(n) }),
    words.say('at-step', { step: numbers.count(step) }),
  ];
  return [
    h(
      'p',
      { class: 'score-head' },
      metricName(report),
      h('strong', { class: 'num', text: figure(value, percent) }),
      h('span', { class: 'num quiet', text: interval }),
    ),
    axis(report, words),
    ...baseline(report, words),
    verdictLine(report, words),
    ...report.notes.map((text) => h('p', { class: 'help', text })),
    h('p', { class: 'quiet num', text: numbers.clauses(about) }),
  ];
}

/** @param {Report} report */
function metricName({ metric, label }) {
  const key = GLOSSARY[metric] ?? metric;
  return key in pageData().glossary ? term(key, label) : h('span', { text: label });
}

/**
 * @param {Report} report
 * @param {Words} words
 */
function baseline({ baseline_value: base, baseline_name: name, percent }, words) {
  if (base === null || base === undefined) return [];
  const mark = h('i', { class: 'base', 'aria-hidden': 'true' });
  const named = ` ${pageNumbers().labelled(words.all.baseline, name)} `;
  return [h('p', { class: 'score-base' }, mark, named, h('b', { class: 'num', text: figure(base, percent) }))];
}

/**
 * @param {Report} report
 * @param {Words} words
 */
function verdictLine(report, words) {
  const { key, values, tone } = verdict(report);
  const line = h('p', { class: `score-verdict ${tone}` });
  const isFirst = words.all[key].startsWith('{name}');
  words.sayInto(line, key, isFirst ? { ...values, name: capitalized(values.name) } : values);
  return line;
}

/** @param {string} name */
function capitalized(name) {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

/**
 * Who is ahead. The interval says when it is too close to tell.
 * @param {Report} report
 * @returns {{ key: string, values: Record<string, string>, tone: string }}
 */
export function verdict({
  value,
  low,
  high,
  baseline_value: base,
  beats_baseline: beats,
  baseline_name: name,
  percent,
}) {
  if (base === null || base === undefined) return { key: 'score.alone', values: {}, tone: '' };
  const gap = (percent ? 100 : 1) * Math.abs(value - base);
  const values = { name, gap: pageNumbers().decimals(gap, 1) };
  if (value === base && !beats) return { key: 'score.even', values, tone: '' };
  const isClose = low !== null && high !== null && base >= low && base <= high;
  const key = `${beats ? 'score.beats' : 'score.loses'}${isClose ? '.close' : ''}`;
  return { key, values, tone: beats ? 'ahead' : 'behind' };
}
