// Follows a run that learns: says when it has got further, and looks for other runs now and then.

import { pageNumbers } from '../../live/lib/numbers.js';

const EVERY = 4; // so many looks are at the run's steps, but for one, which is at all runs

/**
 * @param {import('./types.js').Bench} bench
 * @param {ReturnType<typeof import('./run_choice.js').createRunChoice>} runs
 * @param {{ look: () => void, isLooking: () => boolean, showSteps: (answer: import('./types.js').Answer) => void }} then
 */
export function createWatch({ words, state, answers, note }, runs, { look, isLooking, showSteps }) {
  let count = 0;

  return async () => {
    const { reading } = state;
    if (isLooking()) return;
    if (!reading || !runs.isActive() || (count += 1) % EVERY === 0) {
      await runs.refresh(Boolean(reading));
      return;
    }
    const answer = await answers.steps(state.run);
    if (reading !== state.reading || answer.error) return;
    reading.answer.steps = answer.steps;
    showSteps(reading.answer);
    const [newest] = answer.steps.at(-1);
    if (newest > reading.answer.step && state.step === null && !state.isPlaying) {
      note(words.say('newer', { step: pageNumbers().count(newest) }), { text: words.all['newer.show'], press: look });
    }
  };
}
