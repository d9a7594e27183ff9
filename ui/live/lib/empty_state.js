// What a tab that needs a run says where none of its kind is here.

import { button, h } from './dom.js';
import { open } from '../page/tabs.js';

/** @typedef {import('./words.js').Words} Words */

/**
 * What stands in place of the tab while there is no run: the mark, a sentence, and the way to Train.
 * @param {Words} words
 * @param {string} mark our own drawing, as SVG
 */
export function emptyState({ all: words }, mark) {
  return h(
    'div',
    { class: 'empty' },
    h('span', { innerHTML: mark, 'aria-hidden': 'true' }),
    h('p', { class: 'h', text: words['no-run.title'] }),
    h('p', { text: words['no-run'] }),
    button(words['no-run.go'], 'go', () => open('train')),
  );
}

/**
 * Says of a person's run that has learnt a task, and so isn't offered here, where it answers.
 * @param {HTMLElement} box
 * @param {Words} words
 * @param {{ name: string, task: string } | null | undefined} other
 */
export function showElsewhere(box, words, other) {
  box.hidden = !other;
  if (!other) return;
  const go = () => document.dispatchEvent(new CustomEvent('terrarium:task', { detail: other.task }));
  box.replaceChildren(words.say('elsewhere', other), ' ', button(words.all['elsewhere.go'], 'small bare', go));
}
