// What writes a run onto the card: its parts, put together.

import { find } from '../../live/lib/dom.js';
import { createCurve } from './curve.js';
import { createCoach, createHead } from './head.js';
import { createKpis } from './kpis.js';
import { createSamples } from './samples.js';

/** @typedef {import('./types.js').Run} Run */
/** @typedef {import('./types.js').Answer} Answer */

/**
 * What writes a run onto the card.
 * @param {HTMLElement} element
 * @param {Record<string, any>} props
 * @param {import('./types.js').Words} words
 * @param {{ ask: import('./curve.js').Ask, attach: (run: string) => void, teach: () => void }} doing
 */
export function createPainters(element, props, words, { ask, attach, teach }) {
  const none = find(element, '.none');
  const some = find(element, '.some');
  const numbers = createKpis(element, words, props.terms);
  const head = createHead(element, words, attach);
  const coach = createCoach(element, words, teach);
  const curve = createCurve(find(element, '.curve'), { words, figure: props.figure, terms: props.terms, ask });
  const show = (/** @type {boolean} */ isRun) => {
    none.hidden = isRun;
    some.hidden = !isRun;
  };
  return {
    breathe: createBreath(find(element, '.panel')),
    samples: createSamples(find(element, '.writing'), words),
    none: () => {
      show(false);
      curve.show(null);
    },
    run: (/** @type {Run} */ run, /** @type {Answer} */ answer) => {
      show(true);
      curve.show(run);
      numbers(run);
      head(run, answer.next);
      coach(run, answer);
    },
  };
}

/**
 * The dot and the caret move when numbers arrive, in the same repaint: a sign of life that costs none of its own.
 * @param {HTMLElement} panel
 */
function createBreath(panel) {
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  let beat = 0;
  return () => {
    if (still.matches) return;
    beat = (beat + 1) % 4;
    panel.style.setProperty('--breath', String([1, 0.7, 0.4, 0.7][beat]));
    panel.style.setProperty('--blink', String([1, 1, 0, 0][beat]));
  };
}
