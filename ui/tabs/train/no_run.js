// What the card says while there is no run: what will happen to this text.

import { find } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { put } from './kpis.js';

/**
 * @param {HTMLElement} element
 * @param {import('./types.js').Words} words
 */
export function createNoRun(element, { all: words, say }) {
  const box = find(element, '.none');

  return (/** @type {{ name?: string, task?: string, guessing?: number, vocabulary?: number }} */ text) => {
    const of = text.task && text.task !== 'continue' ? `.${text.task}` : '';
    const { count } = pageNumbers();
    put(find(box, '.what'), words[`empty.text${of}`]);
    put(find(box, '.what-more'), words[`empty.text.more${of}`]);
    put(find(box, '.about'), say(`empty.about${of}`, { name: text.name ?? words['empty.your-text'] }));
    const known = text.guessing && { loss: text.guessing.toFixed(2), vocabulary: count(text.vocabulary ?? 0) };
    put(find(box, '.line'), known ? say('empty.line.more', known) : words['empty.line.plain']);
  };
}
