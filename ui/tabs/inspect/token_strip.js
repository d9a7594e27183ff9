// The sentence as a strip of tokens, of which one looks; above it the tokens of another text that are looked at.

import { find, findAll, h, rove } from '../../live/lib/dom.js';
import { percent } from '../../live/lib/numbers.js';
import { spokenToken, visibleToken } from '../../live/lib/tokens.js';

/** @typedef {import('./types.js').Reading} Reading */

/**
 * @param {import('./types.js').Bench} bench
 * @param {(place: number) => void} choose
 */
export function createTokenStrip({ root, words, state }, choose) {
  const strip = find(root, '.toks');
  const keys = find(root, '.keys');
  const tokens = () => findAll(strip, '.tok');
  rove(strip, { items: tokens, columns: () => 1, onMove: (token) => token.click() });

  /**
   * @param {string} label
   * @param {number} place
   * @param {number | null} weight null where it isn't looked at
   */
  const nameOf = (label, place, weight) => {
    const token = spokenToken(label, words.all);
    if (weight === null) return words.say('token', { place: place + 1, token });
    return words.say('token.weight', { place: place + 1, token, weight: percent(weight) });
  };

  return {
    /** @param {Reading} reading */
    build({ answer }) {
      const labels = answer.labels.map(visibleToken);
      strip.replaceChildren(
        ...labels.map((text, place) =>
          h('button', { type: 'button', class: 'tok', text, onclick: () => choose(place) }),
        ),
      );
      keys.hidden = !answer.keys;
      keys.replaceChildren(
        ...(answer.keys ?? []).map((label) => h('li', { class: 'tok key', text: visibleToken(label) })),
      );
    },
    /**
     * @param {Reading} reading
     * @param {number} place
     */
    paint({ answer, shape, weightsOf }, place) {
      const weights = weightsOf(state.head);
      const isApart = Boolean(answer.keys);
      tokens().forEach((token, i) => {
        const isSeen = !isApart && i < shape.seen(place);
        const weight = isSeen ? weights(place, i) : null;
        shade(token, weight ?? 0);
        token.classList.toggle('far', !isApart && !isSeen);
        token.setAttribute('aria-pressed', String(i === place));
        token.tabIndex = i === place ? 0 : -1;
        token.setAttribute('aria-label', nameOf(answer.labels[i], i, weight));
      });
      findAll(keys, '.tok').forEach((key, column) => {
        shade(key, weights(place, column));
        key.title = percent(weights(place, column));
      });
      bringIntoView(strip, tokens()[place]);
    },
    clear() {
      strip.replaceChildren();
      keys.replaceChildren();
    },
  };
}

/**
 * @param {HTMLElement} token
 * @param {number} weight
 */
function shade(token, weight) {
  token.style.setProperty('--w', Math.sqrt(weight).toFixed(2));
}

/**
 * @param {HTMLElement} strip on a phone it is one line, which scrolls
 * @param {HTMLElement} token
 */
function bringIntoView(strip, token) {
  if (strip.scrollWidth > strip.clientWidth) {
    strip.scrollLeft = token.offsetLeft - strip.offsetLeft - strip.clientWidth / 2;
  }
}
