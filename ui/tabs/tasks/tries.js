// Examples to try that the run never learnt, a chip each.

import { find, h } from '../../live/lib/dom.js';

/** @typedef {import('./types.js').Try} Try */

const MOST = 4;

/**
 * @param {import('./types.js').Desk} desk
 * @param {(one: Try) => void} onChoose
 */
export function createTries({ root, words }, onChoose) {
  const host = find(root, '.tries');
  /** @param {Try} one */
  const chip = (one) => {
    const label = one.input || one.clip || '';
    const title = one.answer ? words.say('tries.right', { answer: one.answer }) : label;
    return h('button', { type: 'button', class: 'chip try-this', text: label, title, onclick: () => onChoose(one) });
  };
  return {
    /** @param {Try[]} tries */
    show(tries) {
      host.hidden = !tries.length;
      host.replaceChildren(
        h('span', { class: 'sub', text: words.all['tries.line'] }),
        ...tries.slice(0, MOST).map(chip),
      );
    },
  };
}
