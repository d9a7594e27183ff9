// One token of an answer, opened: how likely it was, and what else could have stood there.

import { find, h } from '../../live/lib/dom.js';
import { percent } from '../../live/lib/numbers.js';
import { probBar, spokenToken, visibleToken } from '../../live/lib/tokens.js';
import { characterAround } from './pieces.js';

/** @typedef {import('./types.js').Alternative} Alternative */
/** @typedef {import('./types.js').Choice} Choice */
/** @typedef {import('./types.js').Token} Token */

const MOST_SHOWN = 6;
const LEAST_PROB = 1e-9;

/**
 * @param {HTMLElement} aside
 * @param {import('../../live/lib/words.js').Words} words
 */
export function createPanel(aside, words) {
  const { all, say, sayInto } = words;
  /** @param {string} selector */
  const at = (selector) => find(aside, selector);

  /** @param {Token} token */
  function showRank({ id, p, chosen, others = [] }) {
    const line = at('.rank');
    const rank = others.findIndex(([, other]) => other === id) + 1;
    line.replaceChildren();
    if (p !== undefined) {
      const nats = Math.max(0, -Math.log(Math.max(p, LEAST_PROB))).toFixed(2);
      sayInto(line, rank ? 'opened.rank' : 'opened.far', { rank, count: others.length, nats });
    }
    if (chosen) line.append(` ${all['opened.chosen']}`);
  }
  /**
   * @param {Token} token
   * @param {(choice: Choice) => void} choose
   */
  function showAlternatives(token, choose) {
    const { others = [] } = token;
    const isBlank = token.blank !== undefined;
    const shown = shownOf(token);
    const use = isBlank ? 'use.fill' : 'use';
    at('.others').hidden = !others.length;
    at('.else').textContent = all[isBlank ? 'else.fill' : 'else'];
    at('.own').textContent = all[isBlank ? 'opened.help.fill' : 'opened.help'];
    const rows = shown.map(([label, id, p]) => {
      const bar = probBar({ token: label, prob: p, isHit: id === token.id });
      if (id === token.id) return bar;
      const name = say(use, { token: spokenToken(label, all), share: percent(p) });
      const onclick = () => choose({ label, id, p, others });
      return h('li', {}, h('button', { type: 'button', 'aria-label': name, onclick }, ...bar.childNodes));
    });
    at('.alts').replaceChildren(...rows);
    const rest = Math.max(0, 1 - shown.reduce((sum, [, , p]) => sum + p, 0));
    sayInto(at('.rest'), isBlank ? 'others.fill' : 'others', { share: percent(rest) });
  }

  return {
    /**
     * @param {Token[]} tokens of the answer
     * @param {number} index
     * @param {(choice: Choice) => void} choose goes on from another token than the model's
     */
    show(tokens, index, choose) {
      const token = tokens[index];
      const { from, to } = characterAround(tokens, index);
      at('.hint').hidden = true;
      at('.opened').hidden = false;
      at('.open-tok .voice').textContent = visibleToken(token.label);
      at('.share').textContent = token.p === undefined ? '' : percent(token.p);
      at('.part').textContent = to > from ? say('opened.part', { part: index - from + 1, parts: to - from + 1 }) : '';
      showRank(token);
      showAlternatives(token, choose);
    },
    close() {
      at('.hint').hidden = false;
      ['.opened', '.others', '.seen'].forEach((selector) => {
        at(selector).hidden = true;
      });
    },
  };
}

/**
 * The likeliest tokens, and the one that stands there whatever its place among them.
 * @param {Token} token
 * @returns {Alternative[]}
 */
export function shownOf({ label, id, p, others = [] }) {
  const likeliest = others.slice(0, MOST_SHOWN);
  if (!others.length || p === undefined || likeliest.some(([, other]) => other === id)) return likeliest;
  return [...likeliest, [label, id, p]];
}
