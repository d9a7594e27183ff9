// Which attention is shown: what the encoder reads by, what the decoder writes by, or how it looks from one to the other.

import { find, findAll, h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';

const MARKS = ['∎', '▢'];

/**
 * @param {import('./types.js').Bench} bench
 * @param {(map: import('./types.js').Kind) => void} choose
 */
export function createMapChoice({ root, words: { all: words } }, choose) {
  const box = find(root, '.maps');
  const caption = find(root, '.caption');

  return {
    /** @param {import('./types.js').Reading} reading */
    show({ answer: { maps, map, labels, sees }, keys }) {
      box.hidden = maps.length < 2;
      root.classList.toggle('two', !box.hidden);
      if (box.childElementCount !== maps.length) {
        box.replaceChildren(
          ...maps.map((one) => h('button', { type: 'button', text: words[`map.${one}`], onclick: () => choose(one) })),
        );
      }
      findAll(box, 'button').forEach((button, i) => {
        button.setAttribute('aria-pressed', String(maps[i] === map));
        button.title = words[`map.${maps[i]}.help`];
      });
      const isCausal = sees === 'causal';
      const marks = MARKS.filter((mark) => labels.includes(mark) || keys.includes(mark));
      caption.textContent = pageNumbers().sentences([
        words[isCausal ? 'caption' : `caption.${sees}`],
        ...marks.map((mark) => words[`legend.${mark}`]),
      ]);
      caption.classList.toggle('above', !isCausal);
    },
  };
}
