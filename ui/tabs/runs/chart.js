// The figure of validation curves, with a choice of what they show.

import { h } from '../../live/lib/dom.js';
import { drawCurves, isOutgrown, kindsOf } from './curves.js';

/** @typedef {import('./types.js').Kind} Kind */

/**
 * @param {import('./types.js').Words} words
 */
export function createChart(words) {
  /** @type {Kind} */
  let kind = 'bits_per_byte'; // stays as chosen when other runs are looked at

  /**
   * @param {import('./types.js').Run[]} runs
   * @param {import('./types.js').Same} [same] of several runs
   */
  return function chart(runs, same) {
    const host = h('figure', { class: 'chart compare' });
    const choice = h('div', { class: 'seg', role: 'group', 'aria-label': words.all.curves });
    const about = h('span', { class: 'sub' });
    const kinds = kindsOf(runs);
    if (kinds.length && !kinds.includes(kind)) kind = kinds[0];
    const buttons = kinds.map((one) =>
      h('button', {
        type: 'button',
        text: words.all[`curves.${one}`],
        onclick: () => {
          kind = one;
          draw();
        },
      }),
    );
    choice.append(...buttons);
    const draw = () => {
      const differs = Boolean(same && !same[kind]);
      drawCurves(host, runs, kind, words);
      about.textContent = words.all[`curves.${differs ? 'differ' : 'sub'}.${kind}`];
      about.classList.toggle('differ-note', differs);
      buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(kinds[i] === kind)));
    };
    requestAnimationFrame(draw);
    new ResizeObserver(() => {
      if (isOutgrown(host)) draw();
    }).observe(host);
    const head = h(
      'div',
      { class: 'chart-head' },
      h('h3', { class: 'h', text: words.all.curves }),
      about,
      h('div', { class: 'right' }, choice),
    );
    return h('section', { class: 'curves' }, head, host);
  };
}
