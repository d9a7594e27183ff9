// How a file begins: who says what of conversations, rows of pairs, or plain text.

import { h } from '../../live/lib/dom.js';

/** @typedef {import('./types.js').BroughtFile} BroughtFile */
/** @typedef {import('../../live/lib/dom.js').Child} Child */

/**
 * @param {BroughtFile} file
 * @param {import('./types.js').Words} words
 */
export function previewOf(file, { all: words, say }) {
  const shared = { tabIndex: 0, 'aria-label': say('preview', { name: file.name }) };
  if (file.talk?.dialogues.length) {
    const dialogues = file.talk.dialogues.map((turns) => h('li', {}, h('ul', {}, ...turns.map(turnItem(words)))));
    return h('ol', { class: 'page-of dialogues', ...shared }, ...dialogues);
  }
  if (file.target !== null && !file.talk) {
    const pairs = file.examples.map(([given, answer]) =>
      pairItem(h('span', { text: given }), h('span', { text: answer })),
    );
    return h('ol', { class: 'page-of given-answer', ...shared }, ...pairs);
  }
  return h('p', { class: 'voice page-of', text: file.preview, role: 'group', ...shared });
}

/**
 * A line of pairs.
 * @param {Child} given
 * @param {Child} answer
 */
export function pairItem(given, answer) {
  return h(
    'li',
    {},
    h('span', { class: 'given' }, given),
    h('span', { class: 'to', text: '→' }),
    h('span', { class: 'answer' }, answer),
  );
}

/**
 * @param {Record<string, string>} words
 * @returns {(turn: import('./types.js').Turn) => HTMLElement}
 */
function turnItem(words) {
  return ([role, content]) => {
    if (role === 'more') return h('li', { class: 'more', text: '…' });
    const who = h('span', { class: 'who', text: words[`who.${role}`] });
    return h('li', { class: role }, who, h('span', { class: 'said', text: content }));
  };
}
