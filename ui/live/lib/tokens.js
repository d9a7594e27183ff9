// How a token is shown and read out, and how likely it is.

import { h } from './dom.js';
import { percent } from './numbers.js';

/**
 * A token as the eye should see it: spaces, tabs and ends of lines as signs.
 * @param {string} label
 */
export function visibleToken(label) {
  return label
    .replace(/[ \u00a0\u3000]/g, '␣')
    .replace(/\r?\n/g, '⏎')
    .replace(/\t/g, '⇥');
}

/**
 * A token as a screen reader should say it.
 * @param {string} label
 * @param {Record<string, string>} words newline, tab, space
 */
export function spokenToken(label, words) {
  /** @type {Record<string, string>} */
  const names = { '\n': words.newline, '\t': words.tab };
  return label.trim() ? label : [...label].map((one) => names[one] || words.space).join(', ');
}

/**
 * One line of a list of probabilities.
 * @param {{ token: string, prob: number, isHit?: boolean, note?: string }} row
 */
export function probBar({ token, prob, isHit = false, note }) {
  const label = visibleToken(token);
  return h(
    'li',
    { class: isHit ? 'hit' : '' },
    h('span', { class: 't', text: label, title: label }, note && h('small', { class: 'quiet', text: ` ${note}` })),
    h('span', { class: 'b' }, h('i', { style: { width: `${Math.min(1, prob) * 100}%` } })),
    h('span', { class: 'n', text: percent(prob) }),
  );
}
