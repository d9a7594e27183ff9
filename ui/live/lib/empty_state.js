// What a tab shows while it has no run to work with, and where a run of a person's answers instead.

import { open } from '../page/tabs.js';
import { button, h } from './dom.js';

/** @typedef {Pick<import('./words.js').Words, 'all' | 'say'>} Words */

/**
 * The mark, a sentence, and the way to Train.
 * @param {Words} words no-run, no-run.title, no-run.go
 * @param {string} mark our own SVG
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
 * A person's run that has learnt a task isn't offered here: a line says where it answers.
 * @param {HTMLElement} box
 * @param {{ name: string, task: string } | null | undefined} other
 * @param {Words} words elsewhere, elsewhere.go
 */
export function showElsewhere(box, other, { all: words, say }) {
  box.hidden = !other;
  if (!other) return;
  const go = button(words['elsewhere.go'], 'small bare', () =>
    document.dispatchEvent(new CustomEvent('terrarium:task', { detail: other.task })),
  );
  box.replaceChildren(say('elsewhere', other), ' ', go);
}
