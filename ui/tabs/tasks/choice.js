// Which task and which run the panels follow: runs are asked for as the tab comes into sight, and the page's own choice
// stands until a person makes one.

import { find } from '../../live/lib/dom.js';
import { showRuns } from '../../live/lib/run_select.js';
import * as address from '../../live/page/address.js';
import { rememberTask } from './remembered.js';

/** @typedef {import('./types.js').Desk} Desk */
/** @typedef {import('./types.js').Task} Task */

/**
 * @param {Desk} desk
 * @param {{ trial: ReturnType<typeof import('./trial.js').createTrial>,
 *   score: ReturnType<typeof import('./score.js').createScore>,
 *   bring: ReturnType<typeof import('./bring.js').createBring>,
 *   batch: ReturnType<typeof import('./batch.js').createBatch> }} panels
 * @param {(task: Task) => void} onTask hears of the task that is shown
 */
export function createChoice(desk, panels, onTask) {
  const { root, words, ask, state } = desk;
  const { trial, score, bring, batch } = panels;
  /** @type {HTMLSelectElement} */
  const chooser = find(root, '.runs');
  let wantedRun = address.says('tasks').run; // of the address the page began with
  let isSeen = false;

  const dress = () => {
    const isNone = !state.run;
    root.dataset.task = state.task.key;
    onTask(state.task);
    chooser.hidden = isNone;
    find(root, '.none').hidden = !isNone;
    find(root, '.works').hidden = isNone;
    find(root, '.empty-line').textContent = words.all[state.waiting ? 'empty.waiting' : 'empty'];
    trial.dress();
    batch.dress();
  };

  const show = () => {
    dress();
    score.show();
    bring.show();
  };

  /** @param {string} run */
  const useRun = (run) => {
    state.run = run;
    score.show();
    trial.begin();
  };

  /** @param {Task} task */
  async function useTask(task) {
    if (task.key === state.task.key && state.run) return;
    Object.assign(state, { task, run: null, runs: [] });
    rememberTask(task.key);
    address.note('tasks', { task: task.key, run: null });
    trial.clear();
    batch.clear();
    show();
    await refresh();
    bring.readOn();
  }

  /** @param {{ runs: import('./types.js').Run[], default: string | null }} answer */
  function runAfter(answer) {
    const isThere = (/** @type {string | null | undefined} */ run) => answer.runs.some(({ id }) => id === run);
    if (wantedRun) {
      if (isThere(wantedRun)) state.byHand[state.task.key] = wantedRun;
      else address.note('tasks', { run: null });
      wantedRun = '';
    }
    const own = state.byHand[state.task.key];
    if (isThere(own)) return own;
    return isThere(state.run) ? state.run : answer.default;
  }

  async function refresh() {
    const { task } = state;
    const answer = await ask('runs_of_task', { task: task.key });
    if (task !== state.task) return;
    if (answer.error) {
      trial.note(answer.error);
      return;
    }
    const run = runAfter(answer);
    const isChanged = run !== state.run;
    Object.assign(state, { runs: answer.runs, waiting: answer.waiting, run });
    showRuns(chooser, answer.runs, { chosen: run ?? undefined, training: words.all.training });
    dress();
    if (run && isChanged) useRun(run);
  }

  chooser.addEventListener('change', () => {
    const run = chooser.value;
    state.byHand[state.task.key] = run;
    address.note('tasks', { task: state.task.key, run });
    useRun(run);
  });
  show();
  return {
    useTask,
    seen() {
      if (!isSeen) dress(); // the box for the input has no height before
      isSeen = true;
      refresh();
    },
    /** Asks for runs while there is none yet. */
    async look() {
      if (!batch.isBusy() && !score.isBusy() && (state.waiting || !state.run)) await refresh();
    },
  };
}
