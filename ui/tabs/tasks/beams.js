// How an answer is written: the likeliest word each time, or several answers side by side of which the likeliest is
// kept.

import { find, h } from '../../live/lib/dom.js';
import { press } from './pointing.js';

const CHOICES = [1, 4];

/**
 * @param {import('./types.js').Desk} desk
 * @param {() => void} onChange
 */
export function createBeams({ root, words, state }, onChange) {
  const host = find(root, '.ways');
  let chosen = CHOICES[0];
  const dress = () => {
    host.hidden = !state.task.beams;
    find(host, '.help').textContent = words.all[`beams.${chosen}.help`];
    press(buttons, (button) => button.dataset.beams === String(chosen));
  };
  const buttons = CHOICES.map((beams) =>
    h('button', {
      type: 'button',
      text: words.all[`beams.${beams}`],
      data: { beams },
      onclick: () => {
        chosen = beams;
        dress();
        onChange();
      },
    }),
  );
  find(host, '.seg').append(...buttons);
  return { dress, options: () => ({ beams: chosen }) };
}
