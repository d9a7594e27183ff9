// What a tab shows while there is no run of its kind: the mark, a sentence, and the way to Train; or where another run answers.

import { button, h } from './dom.js';
import { open } from '../page/tabs.js';

/**
 * @param {Record<string, string>} words
 * @param {string} mark our own picture, as SVG
 */
export function emptyState(words, mark) {
  return h(
    'div',
    { class: 'empty' },
    h('span', { 'aria-hidden': 'true', innerHTML: mark }),
    h('p', { class: 'h', text: words['no-run.title'] }),
    h('p', { text: words['no-run'] }),
    button(words['no-run.go'], 'go', () => open('train')),
  );
}

/**
 * A person's run that has learnt a task isn't offered here: a line says where it answers.
 * @param {HTMLElement} box
 * @param {{ task: string } & Record<string, string> | null | undefined} other
 * @param {import('./words.js').Words} words
 */
export function showElsewhere(box, other, { all: words, say }) {
  box.hidden = !other;
  if (!other) return;
  const go = button(words['elsewhere.go'], 'small bare', () => {
    document.dispatchEvent(new CustomEvent('terrarium:task', { detail: other.task }));
  });
  box.replaceChildren(say('elsewhere', other), ' ', go);
}
