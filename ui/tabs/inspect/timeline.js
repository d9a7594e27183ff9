// How the model came to be: the steps whose weights are kept, as a slider that plays.

import { find, h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';

/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('./types.js').Bench} Bench */

const FRAME_MS = 620;
const SHORTEST_MS = 60;
const NARROW = 600;
const PLAY_SIGN = 'M3 1.5v11l9-5.5z';
const PAUSE_SIGN = 'M3 2h3v10H3zM8 2h3v10H8z';

/**
 * @param {Bench} bench
 * @param {() => Promise<void>} look
 */
export function createTimeline(bench, look) {
  const { root, words, state, answers } = bench;
  const slider = find(root, '.track input');
  const button = find(root, '.play');
  let turn = 0; // of several that began to play, the newest goes on

  /** @param {boolean} isPlaying */
  const setPlaying = (isPlaying) => {
    state.isPlaying = isPlaying;
    find(button, 'path').setAttribute('d', isPlaying ? PAUSE_SIGN : PLAY_SIGN);
    find(button, 'span').textContent = words.all[isPlaying ? 'pause' : 'play'];
    button.setAttribute('aria-label', words.all[isPlaying ? 'pause' : 'play.help']);
  };
  const steps = () => state.reading?.answer.steps ?? [];
  /** @param {number} index */
  const goTo = async (index) => {
    const step = steps()[index];
    if (!step) return;
    const isNewest = index === steps().length - 1 && !state.isPlaying;
    state.step = isNewest ? null : step[0];
    await look();
  };
  const play = async () => {
    const mine = (turn += 1);
    const first = slider.valueAsNumber >= Number(slider.max) ? 0 : slider.valueAsNumber;
    setPlaying(true);
    for (let index = first; state.isPlaying && mine === turn && index < steps().length; index++) {
      const began = performance.now();
      await goTo(index);
      const next = steps()[index + 1];
      if (next) answers.look(next[0]); // it is there when its turn comes
      await wait(Math.max(SHORTEST_MS, FRAME_MS - (performance.now() - began)));
    }
    if (mine === turn) setPlaying(false);
  };

  slider.addEventListener('input', () => {
    setPlaying(false);
    goTo(slider.valueAsNumber);
  });
  button.addEventListener('click', () => (state.isPlaying ? setPlaying(false) : play()));
  setPlaying(false);
  return {
    /** @param {Answer} answer */
    show: (answer) => showSteps(bench, answer),
  };
}

/** @param {number} ms */
function wait(ms) {
  return new Promise((done) => {
    setTimeout(done, ms);
  });
}

/**
 * @param {Bench} bench
 * @param {Answer} answer
 */
function showSteps({ root, words }, { steps, step, name }) {
  const { count, clauses } = pageNumbers();
  const slider = find(root, '.track input');
  const last = steps.length - 1;
  const here = steps.findIndex(([one]) => one === step);
  const loss = lossOf(steps[here], words);
  const stepSaid = words.say('step', { step: count(step) });
  slider.max = Math.max(0, last);
  slider.value = here;
  slider.disabled = last < 1;
  find(root, '.play').disabled = last < 1;
  slider.style.setProperty('--v', `${last > 0 ? (here / last) * 100 : 100}%`);
  slider.setAttribute('aria-valuetext', clauses([stepSaid, loss]));
  find(root, '.now span').textContent = stepSaid;
  find(root, '.now small').textContent = loss || words.all['loss.none'];
  const isMarked = marked(last, innerWidth < NARROW ? 5 : 11);
  find(root, '.marks').replaceChildren(
    ...steps.map(([one], i) =>
      h('span', { text: isMarked(i) ? count(one) : '', style: { left: `${last ? (i / last) * 100 : 0}%` } }),
    ),
  );
  find(root, '.about').textContent = words.say(last ? 'snapshots' : 'snapshots.one', { name, count: steps.length });
}

/**
 * @param {import('./types.js').Step | undefined} step
 * @param {import('./types.js').Words} words
 */
function lossOf(step, words) {
  const loss = step?.[1] ?? null;
  return loss === null ? '' : words.say('loss', { loss: pageNumbers().decimals(loss, 2) });
}

/**
 * Which steps are written below the slider: about as many as there is room for, and the last always.
 * @param {number} last
 * @param {number} room
 * @returns {(index: number) => boolean}
 */
export function marked(last, room) {
  const every = Math.max(1, Math.ceil(last / room));
  return (index) => index === last || (index % every === 0 && last - index >= every * 0.7);
}
