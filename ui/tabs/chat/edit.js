// What a person said, and saying it anew: the conversation is cut there, and goes on from the new words.

import { button, h, isComposing, isEnter } from '../../live/lib/dom.js';

/** @typedef {import('./types.js').Lane} Lane */
/** @typedef {import('./types.js').Turn} Turn */

const LONGEST_NAME = 60;
const LONGEST = 20_000;
const MOST_HEIGHT = 200;

/**
 * @param {Turn} turn
 * @param {Lane} lane
 * @param {import('./types.js').Chat} chat
 */
export function createMine(turn, lane, { words: { all, say }, numbers }) {
  const edit = button(all.edit, 'small bare edit', () => openForm(mine, turn, lane, all));
  edit.title = all['edit.help'];
  edit.setAttribute('aria-label', say('edit.label', { text: turn.me.slice(0, LONGEST_NAME) }));
  const who = h('span', { class: 'sr', text: numbers.labelled(all.you, '') });
  const mine = h('div', { class: 'mine' }, edit, h('p', { class: 'me' }, who, h('span', { text: turn.me })));
  return mine;
}

/**
 * @param {HTMLElement} mine
 * @param {Turn} turn
 * @param {Lane} lane
 * @param {Record<string, string>} words
 */
function openForm(mine, turn, lane, words) {
  const close = () => {
    form.replaceWith(mine);
    /** @type {HTMLElement | null} */ (mine.querySelector('.edit'))?.focus();
  };
  const box = h('textarea', {
    class: 'box',
    rows: 1,
    maxLength: LONGEST,
    value: turn.me,
    'aria-label': words['edit.box'],
    oninput: fit,
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (isComposing(event)) return;
      const act = isEnter(event) ? () => form.requestSubmit() : event.key === 'Escape' && close;
      if (!act) return;
      event.preventDefault();
      act();
    },
  });
  const form = h(
    'form',
    {
      class: 'editing',
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        if (box.value.trim()) lane.sayAnew(turn, box.value);
        else box.focus();
      },
    },
    box,
    h(
      'div',
      { class: 'row' },
      h('span', { class: 'quiet', text: words['edit.keys'] }),
      button(words['edit.cancel'], 'small bare', close),
      h('button', { type: 'submit', class: 'btn small', text: words.send }),
    ),
  );
  function fit() {
    box.style.height = 'auto';
    box.style.height = `${Math.min(MOST_HEIGHT, box.scrollHeight + 2)}px`;
  }
  mine.replaceWith(form);
  fit();
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}
