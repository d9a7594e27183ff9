// The figure of validation curves, with a choice of what they show; it stays while what stands around it is drawn anew.

import { h } from '../../live/lib/dom.js';
import { createFigure } from '../../live/lib/figure.js';
import { fileNameOf, saveMenu } from '../../live/lib/figure_save.js';
import { isDark } from '../../live/page/theme.js';

/** @typedef {import('./types.js').Kind} Kind */
/** @typedef {import('./types.js').Run} Run */
/** @typedef {{ measures: Kind[], measure?: Kind, figure?: import('../../live/lib/figure_data.js').Spec }} Found */

/**
 * @param {import('./types.js').Tab} tab
 */
export function createChart({ words: { all: words }, figureWords, ask }) {
  const state = {
    kind: /** @type {Kind} */ ('bits_per_byte'), // stays as chosen when other runs are looked at
    runs: /** @type {Run[]} */ ([]),
    same: /** @type {import('./types.js').Same | undefined} */ (undefined),
    asked: 0,
  };
  const host = h('figure', { class: 'compare' });
  const none = h('p', { class: 'quiet', text: words['curves.none'], hidden: true });
  const about = h('span', { class: 'sub' });
  const choice = h('div', { class: 'seg', role: 'group', 'aria-label': words.curves });
  const figure = createFigure(host, {
    words: figureWords,
    step: words['col.step'],
    name: () => fileNameOf([...state.runs.map(({ name }) => name), state.kind].join(' ')),
  });
  const right = h('div', { class: 'right' }, choice, saveMenu(figureWords, figure.save));
  const head = h('div', { class: 'chart-head' }, h('h3', { class: 'h', text: words.curves }), about, right);
  const section = h('section', { class: 'curves' }, head, none, host);

  const look = async () => {
    const mine = (state.asked += 1);
    const ids = state.runs.map(({ id }) => id);
    const found = /** @type {Found} */ (await ask('curves', { ids, measure: state.kind, dark: isDark() }));
    if (mine !== state.asked || !found.measures) return;
    none.hidden = Boolean(found.figure);
    host.hidden = !found.figure;
    offer(found.measures, found.measure ?? state.kind);
    if (found.figure) figure.show(found.figure);
    else figure.clear();
  };
  /**
   * @param {Kind[]} kinds
   * @param {Kind} shown
   */
  const offer = (kinds, shown) => {
    const differs = Boolean(state.same && !state.same[shown]);
    about.textContent = words[`curves.${differs ? 'differ' : 'sub'}.${shown}`];
    about.classList.toggle('differ-note', differs);
    const focused = choice.contains(document.activeElement);
    const buttons = kinds.map((kind) => {
      const onclick = () => {
        state.kind = kind;
        look();
      };
      const set = { type: 'button', text: words[`curves.${kind}`], 'aria-pressed': String(kind === shown), onclick };
      return h('button', set);
    });
    choice.replaceChildren(...buttons);
    if (focused) buttons[kinds.indexOf(shown)]?.focus();
  };
  document.addEventListener('terrarium:theme', () => {
    if (section.isConnected) look();
  });

  /**
   * @param {Run[]} runs
   * @param {import('./types.js').Same} [same] of several runs
   */
  return (runs, same) => {
    const isOther = runs.map(({ id }) => id).join() !== state.runs.map(({ id }) => id).join();
    Object.assign(state, { runs, same });
    if (isOther) figure.clear();
    look();
    return section;
  };
}
