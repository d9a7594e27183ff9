// Which words belong together: the ones that a word looked at most, in a sentence.

import { pageNumbers, percent } from '../../live/lib/numbers.js';

/**
 * What a translation rests on.
 * @typedef {object} Alignment
 * @property {string[]} source_words
 * @property {string[]} answer_words
 * @property {number[][]} alignment weights: a row a word of the answer, a column a word of the source
 */

const LEAST = 0.05; // the weight from which a word is a partner
const MOST = 3;

/** @param {import('../../live/lib/words.js').Words} words */
export function createPartners(words) {
  /**
   * @param {string} word
   * @param {number[]} weights of the others
   * @param {string[]} others
   */
  return (word, weights, others) => {
    const best = others
      .map((other, i) => ({ other, weight: weights[i] }))
      .filter(({ weight }) => weight >= LEAST)
      .sort((a, b) => b.weight - a.weight)
      .slice(0, MOST);
    if (!best.length) return words.say('align.nobody', { word });
    const partners = best.map(({ other, weight }) =>
      words.say('align.partner', { word: other, percent: percent(weight) }),
    );
    return words.say('align.told', { word, partners: pageNumbers().enumerated(partners) });
  };
}
