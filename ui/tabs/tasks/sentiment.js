// Evidence of a class: its probability among the others, and the words that spoke for it or against it, each by its
// ground, the line below it, and a number.

import { h } from '../../live/lib/dom.js';
import { pageNumbers, percent } from '../../live/lib/numbers.js';
import { probBar } from '../../live/lib/tokens.js';
import { pointable } from './pointing.js';
import { tableOf } from './table.js';

/** @typedef {import('./types.js').Telling} Telling */
/** @typedef {{ text: string, attribution: number | null, drop: number | null }} Word and what it moved, or would */
/** @typedef {{ label: string, probs: [label: string, prob: number][], words: Word[] }} Judgment */
/** @typedef {'attribution' | 'drop'} Measure */

const MOST_CLASSES = 6;
const PART = 0.08; // below this part of the largest, a word's share counts as none
const KEY_STRENGTH = 0.7; // of the shades that explain the others

/** @type {import('./types.js').Evidence} */
export const evidence = {
  views: ['attribution', 'drop', 'table'],
  title: 'shares',
  help: 'shares.because',
  answer: (found) => judged(/** @type {Judgment} */ (found)),
  draw(host, found, view, telling) {
    const judgment = /** @type {Judgment} */ (found);
    if (view === 'table') host.append(shareTable(judgment, telling));
    else drawShares(host, judgment, /** @type {Measure} */ (view), telling);
  },
};

/** @param {Judgment} judgment */
function judged({ label, probs }) {
  const prob = probs.find(([one]) => one === label)?.[1] ?? 0;
  const bars = probs
    .slice(0, MOST_CLASSES)
    .map(([one, share]) => probBar({ token: one, prob: share, isHit: one === label }));
  return [
    h(
      'p',
      { class: 'verdict' },
      h('span', { class: 'voice', text: label }),
      h('span', { class: 'num', text: percent(prob) }),
    ),
    h('ol', { class: 'bars probs' }, bars),
  ];
}

/**
 * A share with two digits that count.
 * @param {number} value
 */
export function sized(value) {
  const size = Math.abs(value);
  if (size < 0.0095) return size.toPrecision(1);
  return pageNumbers().decimals(size, size < 0.095 ? 3 : 2);
}

/** @param {number} value */
const signed = (value) => `${value >= 0 ? '+' : '−'}${sized(value)}`;

/**
 * Which side each word is on.
 * @param {number[]} values
 * @returns {('flat' | 'toward' | 'against')[]}
 */
export function sidesOf(values) {
  const floor = PART * Math.max(1e-9, ...values.map(Math.abs));
  return values.map((value) => {
    if (Math.abs(value) < floor) return 'flat';
    return value > 0 ? 'toward' : 'against';
  });
}

/**
 * @param {HTMLElement} host
 * @param {Judgment} judgment
 * @param {Measure} measure
 * @param {Telling} telling
 */
function drawShares(host, { label, words: all }, measure, { words, tell }) {
  const values = all.map((word) => word[measure] ?? 0);
  const sides = sidesOf(values);
  const most = Math.max(1e-9, ...values.map(Math.abs));
  const items = all.map((word, i) =>
    h(
      'button',
      { type: 'button', class: `share ${sides[i]}`, style: { '--w': (Math.abs(values[i]) / most).toFixed(2) } },
      h('span', { class: 'voice', text: word.text }),
      h('small', { class: 'num', text: sides[i] === 'flat' ? '·' : signed(values[i]) }),
    ),
  );
  const name = words.say(`shares.${measure}.label`, { label });
  const line = h('div', { class: 'shares', role: 'group', 'aria-label': name }, items);
  const key = ['toward', 'against'].map((side) =>
    h(
      'span',
      { class: `share ${side}`, style: { '--w': KEY_STRENGTH } },
      h('span', { text: words.say(`shares.${side}`, { label }) }),
    ),
  );
  const hint = words.all[`shares.${measure}.hint`];
  /** @param {number} i */
  const meaning = (i) =>
    words.say(`shares.${measure}.${sides[i]}`, {
      word: all[i].text.trim(),
      value: sized(values[i]),
      percent: percent(Math.abs(values[i])),
      label,
    });
  host.append(line, h('p', { class: 'shares-key' }, key));
  pointable(line, items, (at) => tell(at === null ? hint : meaning(at)));
  tell(hint);
}

/**
 * @param {Judgment} judgment
 * @param {Telling} telling
 */
function shareTable({ words: all }, { words: { all: words } }) {
  return tableOf(
    [words['shares.word'], words['view.attribution'], words['view.drop']],
    all.map(({ text, attribution, drop }) => [text, signed(attribution ?? 0), signed(drop ?? 0)]),
    words.shares,
  );
}
