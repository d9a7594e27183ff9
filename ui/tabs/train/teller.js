// Tells Python of each change of the run's state, so that what stands beside the card is drawn anew.

import { isInSight } from '../../live/lib/dom.js';
import { createWords } from '../../live/lib/words.js';
import * as link from '../../live/page/link.js';
import { createNoRun } from './no_run.js';

/** @typedef {import('../../live/lib/part.js').Part} Part */

const FIRST_PAUSE_MS = 900;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Tells Python of each change of state, and asks again while it says that it will know more of the draft in a moment (its
 * text, its pace): each time after twice as long, until something changes.
 * @param {Pick<Part, 'element' | 'props' | 'watch'>} part
 * @param {(sent: { run: string | null, status?: string | null }) => void} send
 */
export function createTeller({ element, props, watch }, send) {
  let told = '';
  let shown = /** @type {string | null} */ (null);
  let pause = 0;
  let timer = 0;
  const noRun = createNoRun(element, createWords(props.words));
  const soon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (isInSight(element) && !link.isLost()) send({ run: shown });
    }, pause);
  };
  watch('text', () => noRun(props.text ?? {}));
  watch('again', () => {
    pause = pause ? 2 * pause : FIRST_PAUSE_MS;
    if (props.again && pause < LONGEST_PAUSE_MS) soon();
    else {
      clearTimeout(timer);
      pause = 0;
    }
  });
  document.addEventListener('terrarium:setting', () => {
    pause = 0;
  });
  noRun(props.text ?? {});
  return {
    /**
     * @param {string} key
     * @param {{ run: string | null, status: string | null }} sent
     */
    tell: (key, sent) => {
      shown = sent.run;
      if (key === told) return;
      told = key;
      pause = 0;
      send(sent);
    },
  };
}
