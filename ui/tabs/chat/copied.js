// What of an answer stands word for word in the training text, counted in characters.

import { textOf } from './talk.js';

/** @typedef {import('./types.js').Limits} Limits */
/** @typedef {import('./types.js').Reply} Reply */
/** @typedef {import('./types.js').Span} Span */

const HAN = /\p{Script=Han}/gu;

/**
 * How long a text is where a Chinese character says as much as `heavy` letters.
 * @param {string} text
 * @param {Limits} limits
 */
export function weightOf(text, { heavy }) {
  return [...text].length + (heavy - 1) * (text.match(HAN)?.length ?? 0);
}

/**
 * Where each token begins, and where the last one ends.
 * @param {Reply} reply
 */
export function placesOf(reply) {
  const places = [0];
  reply.tokens.forEach(({ text }, i) => places.push(places[i] + [...text].length));
  return places;
}

/**
 * The places of all characters that are copied.
 * @param {Reply} reply
 */
export function coveredIn(reply) {
  /** @type {Set<number>} */
  const covered = new Set();
  for (const { from, to } of reply.copied?.spans ?? []) {
    for (let place = from; place < to; place += 1) covered.add(place);
  }
  return covered;
}

/**
 * The share of an answer's characters that are copied, blanks left out; null where that says nothing.
 * @param {Reply} reply
 * @param {Limits} limits
 */
export function copiedShare(reply, limits) {
  const text = textOf(reply);
  if (!reply.copied?.spans || weightOf(text.trim(), limits) < limits.least) return null;
  const covered = coveredIn(reply);
  const letters = [...text]
    .slice(0, reply.copied.compared)
    .map((letter, place) => ({ letter, place }))
    .filter(({ letter }) => letter.trim());
  return letters.filter(({ place }) => covered.has(place)).length / Math.max(1, letters.length);
}

/**
 * The longest copied stretch that a token has a part in.
 * @param {Reply} reply
 * @param {number} index
 * @returns {Span | undefined}
 */
export function spanAt(reply, index) {
  const places = placesOf(reply);
  const from = places[index];
  const to = Math.max(places[index + 1], from + 1);
  const touching = (reply.copied?.spans ?? []).filter((span) => span.from < to && from < span.to);
  return touching.sort((a, b) => b.to - b.from - (a.to - a.from))[0];
}

/**
 * Whether a copied stretch is all that an answer says.
 * @param {Reply} reply
 * @param {Span} span
 */
export function isWhole(reply, { from, to }) {
  const letters = [...textOf(reply)];
  return ![...letters.slice(0, from), ...letters.slice(to)].join('').trim();
}

/**
 * A text cut where copied characters begin and end.
 * @param {string} text
 * @param {number} at where its first character stands
 * @param {Set<number>} covered
 * @returns {{ text: string, isCopied: boolean }[]}
 */
export function stretchesOf(text, at, covered) {
  /** @type {{ text: string, isCopied: boolean }[]} */
  const stretches = [];
  [...text].forEach((letter, i) => {
    const isCopied = covered.has(at + i);
    const last = stretches[stretches.length - 1];
    if (last?.isCopied === isCopied) last.text += letter;
    else stretches.push({ text: letter, isCopied });
  });
  return stretches;
}
