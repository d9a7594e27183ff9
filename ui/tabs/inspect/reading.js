// What a model did with a sentence, ready to be drawn: the weights of all heads as they came, packed.

import { shapeOf } from '../../live/lib/attention_grid.js';

/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('./types.js').Head} Head */
/** @typedef {(row: number, column: number) => number} Weights of one head, 0 to 1 */
/** @typedef {ReturnType<typeof createReading>} Reading */

const END = '∎';

/** @param {string} text base64 */
export function unpackBytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** @param {string} text base64 of little-endian numbers of two bytes */
export function unpackExact(text) {
  const { buffer, length } = unpackBytes(text);
  return new Uint16Array(buffer, 0, length >> 1);
}

/** @param {Answer} answer with at least one label */
export function createReading(answer) {
  const keys = answer.keys ?? answer.labels;
  const shape = shapeOf(answer.labels.length, keys.length, answer.sees === 'causal');
  const bytes = unpackBytes(answer.grid);
  const exacts = new Map([[String(answer.head), unpackExact(answer.exact)]]);
  /** @param {Head} head */
  const startOf = ([layer, head]) => (layer * answer.heads + head) * shape.area;

  return {
    answer,
    /** The labels of what is looked at. */
    keys,
    shape,
    /** All heads: a byte a weight, 255·√weight. */
    bytes,
    startOf,
    /** @param {Head} head */
    isExact: (head) => exacts.has(String(head)),
    /**
     * @param {Head} head
     * @param {string} packed its exact weights
     */
    sharpen: (head, packed) => exacts.set(String(head), unpackExact(packed)),
    /**
     * The weights of a head: exact where these have come, else as its thumbnail is drawn.
     * @param {Head} head
     * @returns {Weights}
     */
    weightsOf(head) {
      const exact = exacts.get(String(head));
      const start = startOf(head);
      if (exact) return (row, column) => exact[shape.at(row, column)] / 65535;
      return (row, column) => (bytes[start + shape.at(row, column)] / 255) ** 2;
    },
  };
}

/**
 * Where a row looks, most first.
 * @param {Reading} reading
 * @param {Weights} weights
 * @param {number} row
 * @returns {[weight: number, column: number][]}
 */
export function looksOf({ shape }, weights, row) {
  const looks = Array.from({ length: shape.seen(row) }, (_, column) => [weights(row, column), column]);
  return /** @type {[number, number][]} */ (looks.sort((a, b) => b[0] - a[0]));
}

/**
 * The place to begin with: the last of which the truth is known; of what looks at another text, the middle.
 * @param {Answer} answer
 */
export function firstPlace({ keys, labels, real }) {
  if (keys) return labels.length >> 1;
  const known = real.findLastIndex((one) => one && one[4] !== END);
  return known < 0 ? Math.max(0, labels.length - 2) : known;
}

/**
 * The head to begin with: the one that is most itself. To look at the first token is what many do.
 * @param {Answer} answer
 * @returns {Head}
 */
export function clearestHead({ found }) {
  const best = found.find((one) => one.habit !== 'first') ?? found[0];
  return best ? [best.layer, best.head] : [0, 0];
}

/**
 * Whether another text or another kind of attention is shown now, and not the same at another step.
 * @param {Answer | undefined} before
 * @param {Answer} now
 */
export function isAnother(before, now) {
  if (!before) return true;
  const isChanged = before.run !== now.run || before.text !== now.text || before.answer !== now.answer;
  return isChanged || before.map !== now.map || String(before.labels) !== String(now.labels);
}

/**
 * How a head is named: layer and number, from 1.
 * @param {Head} head
 */
export function headName([layer, head]) {
  return `${layer + 1}·${head + 1}`;
}

/**
 * @param {Head | null} one
 * @param {Head | null} other
 */
export function isSameHead(one, other) {
  return String(one) === String(other);
}
