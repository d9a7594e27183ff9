// How long the steps of a shape take on this machine: measured there once the shape has rested, and only while it is looked at.

import { find, isInSight } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { timeOf } from './amounts.js';
import { put } from './costs.js';

const REST_MS = 600;
const SOON_MS = 700;
const BUSY_MS = 5000;
const LONGEST_MS = 30_000;

/**
 * @param {HTMLElement} root
 * @param {import('../../live/lib/words.js').Words} words
 * @param {import('../../live/lib/rpc.js').Ask} ask
 */
export function createTiming(root, words, ask) {
  const value = find(root, '.v-time');
  const sentence = find(root, '.measured');
  const state = {
    asked: 0,
    timer: 0,
    pause: 0,
    /** @type {object | null} */
    waiting: null,
  };

  /**
   * @param {object} draft
   * @param {number} delay
   * @param {boolean} isAgain
   */
  const later = (draft, delay, isAgain) => {
    clearTimeout(state.timer);
    state.waiting = draft;
    state.timer = window.setTimeout(() => {
      if (!isInSight(root) || !state.waiting) return;
      state.waiting = null;
      measure(draft, isAgain);
    }, delay);
  };
  /**
   * @param {object} draft
   * @param {boolean} isAgain
   */
  const measure = async (draft, isAgain) => {
    const mine = (state.asked += 1);
    if (!isAgain) {
      state.pause = 0;
      put(root, '.v-time', { figure: words.all.measuring, unit: '' });
      value.classList.add('soft');
      sentence.textContent = '';
    }
    const found = await ask('time', draft);
    if (mine !== state.asked) return;
    const isComing = found.state === 'measuring' || found.state === 'waiting';
    if (isComing || found.state === 'busy') {
      state.pause = Math.min(LONGEST_MS, state.pause ? 2 * state.pause : isComing ? SOON_MS : BUSY_MS);
      later(draft, state.pause, true);
    }
    if (!isComing) show(found);
  };
  /** @param {any} found */
  const show = (found) => {
    value.classList.remove('soft');
    if (!found.step_s) {
      put(root, '.v-time', { figure: '–', unit: '' });
      sentence.textContent = found.mistake || words.all[`not-measured.${found.state}`] || '';
      return;
    }
    const { count, figures } = pageNumbers();
    const { figure, unit } = timeOf(found.total_s);
    put(root, '.v-time', { figure, unit: `${unit} · ${words.all.measured}` });
    sentence.textContent = [
      words.say('time.sub', { steps: count(found.steps) }),
      words.say('measured.sub', { ms: figures(found.step_s * 1000, 3) }),
    ].join(' · ');
  };

  return {
    /** @param {object} draft */
    measure: (draft) => later(draft, REST_MS, false),
    /** Goes on with what could not be measured while nobody looked. */
    goOn() {
      if (state.waiting) later(state.waiting, REST_MS, false);
    },
    /** Forgets what is being measured: the shape does not fit. */
    stop() {
      clearTimeout(state.timer);
      state.asked += 1;
      if (value.classList.contains('soft')) put(root, '.v-time', { figure: '–', unit: '' });
    },
  };
}
