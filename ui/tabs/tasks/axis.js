// A score on a line: its interval, and the baseline on the same scale.

import { h } from '../../live/lib/dom.js';
import { ofHundred } from '../../live/lib/numbers.js';

/** @typedef {import('./score_line.js').Report} Report */

const ROOM_BELOW = 0.12;
const ROOM_ABOVE = 0.06;

/**
 * A value as a score is written: in percent, whole where it is whole, "–" where there is none.
 * @param {number | null | undefined} value
 * @param {boolean} [isShare] of 0 to 1
 */
export function figure(value, isShare = false) {
  if (value === null || value === undefined) return '–';
  if (isShare) return `${ofHundred(100 * value)}%`;
  return Number.isInteger(value) ? String(value) : ofHundred(value);
}

/**
 * As much of 0 to 1 as makes an interval wide enough to see, in round tenths; errors may pass 1.
 * @param {number[]} values
 * @returns {[from: number, to: number]}
 */
export function reach(values) {
  const from = Math.max(0, Math.floor(10 * (Math.min(...values) - ROOM_BELOW)) / 10);
  const to = Math.ceil(10 * (Math.max(...values) + ROOM_ABOVE)) / 10;
  return [from, Math.max(...values) <= 1 ? Math.min(1, to) : to];
}

/**
 * @param {Report} report
 * @param {import('../../live/lib/words.js').Words} words
 */
export function axis({ value, low, high, baseline_value: base, percent, baseline_name: name }, words) {
  const unit = percent ? 1 : 100;
  const known = [low, value, high, base].filter((one) => one !== null && one !== undefined);
  const [from, to] = reach(known.map((one) => Number(one) / unit));
  const at = (/** @type {number} */ one) => {
    const part = (one / unit - from) / (to - from);
    return `${100 * Math.max(0, Math.min(1, part))}%`;
  };
  const hasBase = base !== null && base !== undefined;
  const label = words.say('axis.label', {
    value: figure(value, percent),
    low: figure(low, percent),
    high: figure(high, percent),
    baseline: hasBase ? `${name} ${figure(base, percent)}` : words.all['axis.none'],
  });
  const band = { left: at(low ?? value), width: `calc(${at(high ?? value)} - ${at(low ?? value)})` };
  const line = h(
    'div',
    { class: 'axis-line', role: 'img', 'aria-label': label },
    h('i', { class: 'band', style: band }),
    h('i', { class: 'dot', style: { left: at(value) } }),
    hasBase && h('i', { class: 'base', style: { left: at(base) } }),
  );
  const ends = [from, to].map((end) => h('span', { text: `${Math.round(100 * end)}${percent ? '%' : ''}` }));
  return h('div', { class: 'axis-of' }, line, h('div', { class: 'ends num quiet' }, ends));
}
