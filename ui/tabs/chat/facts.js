// The line below an answer: what it took, how it was drawn, and how it compares.

import { fillsBlanks, textOf } from './talk.js';

/** @typedef {import('./types.js').Reply} Reply */

/**
 * What stands around an answer that its line tells of.
 * @typedef {object} Around
 * @property {import('../../live/lib/words.js').Words} words
 * @property {import('../../live/lib/numbers.js').Numbers} numbers
 * @property {string} [expected] the answer of the text kept for validation
 * @property {number | null} step that the lane's header names
 * @property {number | null} copied share of its characters, 0 to 1
 */

/**
 * @param {Reply} it
 * @param {Around} around
 * @returns {string[]}
 */
export function factsOf(it, around) {
  const { all } = around.words;
  const facts = it.tokens.length
    ? [comparedTo(it, around), it.waiting && all.waiting, ...taken(it, around), ...drawn(it, around)]
    : [it.waiting && all.waiting];
  return facts.filter((fact) => typeof fact === 'string');
}

/**
 * @param {Reply} it
 * @param {Around} around
 */
function comparedTo(it, { words, expected }) {
  if (expected === undefined || it.writing || it.error) return null;
  return textOf(it) === expected ? words.all['meta.right'] : words.say('meta.wrong', { answer: expected });
}

/**
 * How much was written, and how fast; blanks are filled all at once.
 * @param {Reply} it
 * @param {Around} around
 */
function taken(it, { words: { all, say }, numbers }) {
  if (fillsBlanks(it.manner)) {
    const blanks = it.tokens.filter((token) => token.blank !== undefined).length;
    return [blanks === 1 ? all['meta.blank'] : say('meta.blanks', { count: numbers.count(blanks) })];
  }
  return [
    say('meta.tokens', { count: numbers.count(it.tokens.length) }),
    it.firstMs ? say('meta.first', { time: numbers.latency(it.firstMs) }) : null,
    it.speed ? say('meta.speed', { speed: numbers.count(Math.round(it.speed)) }) : null,
  ];
}

/**
 * From which weights and by which draws it came, how much of it is copied, and whether it was stopped.
 * @param {Reply} it
 * @param {Around} around
 */
function drawn(it, { words: { all, say }, numbers, step, copied }) {
  const isOther = typeof it.step === 'number' && step !== null && it.step !== step;
  return [
    isOther ? say('meta.step', { step: numbers.count(it.step ?? 0) }) : null,
    drawnBy(it, say),
    copied === null || it.writing ? null : say('meta.copied', { share: `${Math.round(copied * 100)}%` }),
    it.stopped ? all['meta.stopped'] : null,
  ];
}

/**
 * @param {Reply} it
 * @param {Around['words']['say']} say
 */
function drawnBy({ manner, beams = 1, seed }, say) {
  if (beams > 1) return say('meta.beams', { count: beams });
  return fillsBlanks(manner) ? null : say('meta.seed', { seed });
}
