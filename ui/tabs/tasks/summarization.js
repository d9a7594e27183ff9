// Evidence of a summary: the document's sentences with what the model made of each, how much it matters and how much
// was looked at while the summary was written.

import { h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { voice } from './voice.js';

/** @typedef {{ text: string, score: number | null, attention: number | null, chosen: boolean }} Sentence */
/** @typedef {{ abstractive: string, extractive: string, sentences: Sentence[] }} Summary */
/** @typedef {'score' | 'attention'} Measure */

/** @type {import('./types.js').Evidence} */
export const evidence = {
  views: ['score', 'attention'],
  title: 'sentences',
  help: 'sentences.because',
  answer(found, { words: { all: words } }) {
    const { abstractive, extractive } = /** @type {Summary} */ (found);
    const own = abstractive ? [h('p', { class: 'label', text: words['summary.own'] }), voice(abstractive)] : [];
    const picked = voice(extractive || words.nothing, extractive ? 'picked' : 'quiet');
    return [...own, h('p', { class: 'label', text: words['summary.picked'] }), picked];
  },
  draw(host, found, view, { words, tell }) {
    const { sentences } = /** @type {Summary} */ (found);
    const values = sentences.map((sentence) => sentence[/** @type {Measure} */ (view)] ?? 0);
    const most = Math.max(1e-6, ...values);
    const items = sentences.map((sentence, i) => sentenceRow(sentence, i, { value: values[i], most }, words.all));
    const name = words.all['sentences.label'];
    host.append(
      h('ol', { class: 'sentences', tabIndex: 0, role: 'list', 'aria-label': name, data: { scroll: '' } }, items),
    );
    tell(words.all[`sentences.${view}.hint`]);
  },
};

/**
 * @param {Sentence} sentence
 * @param {number} i
 * @param {{ value: number, most: number }} share
 * @param {Record<string, string>} words
 */
function sentenceRow({ text, chosen }, i, { value, most }, words) {
  const strength = Math.max(0, Math.min(1, value / most)).toFixed(2);
  return h(
    'li',
    { class: chosen ? 'chosen' : '', style: { '--w': strength } },
    h('span', { class: 'num at', text: i + 1 }),
    h('span', { class: 'gauge', 'aria-hidden': 'true' }, h('i')),
    h('span', { class: 'num value', text: pageNumbers().decimals(value, 2) }),
    h('span', { class: 'voice', text }),
    chosen && h('span', { class: 'tag', text: words['sentences.chosen'] }),
  );
}
