// How good a run is, the second panel: what was measured before, a measurement under way, its details and single
// answers.

import { find } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { drawDetails } from './details.js';
import { createJudged } from './judged.js';
import { showProgress } from './progress.js';
import { scoreLine } from './score_line.js';
import { pause } from './turns.js';

/** @typedef {import('./score_line.js').Report} Report */
/** @typedef {{ report: Report | null, stale?: boolean, newest?: number, job?: string }} Score */

const POLL_MS = 500;

/**
 * @param {import('./types.js').Desk} desk
 * @param {(clip: string) => void} hear plays a clip of the run
 */
export function createScore({ root, words, ask, state }, hear) {
  const host = find(root, '.good');
  const wrong = find(host, '.measure-wrong');
  const measure = find(host, '.measure');
  const judged = createJudged(find(host, '.answers'), words, hear);
  /** @type {string | null} */
  let job = null; // the measurement under way
  /** @type {Report | null} */
  let shown = null;

  const complain = (/** @type {string} */ sentence) => {
    wrong.hidden = !sentence;
    wrong.textContent = sentence;
  };
  /** @param {Score} score */
  const draw = ({ report, stale = false, newest }) => {
    shown = report;
    const help = find(host, '.measure-help');
    const count = pageNumbers().count;
    measure.hidden = Boolean(job) || !state.run || (Boolean(report) && !stale);
    measure.textContent = words.all[report ? 'measure.again' : 'measure'];
    help.hidden = Boolean(report) && !stale;
    help.textContent =
      report && stale
        ? words.say('measure.stale', { step: count(report.step), newest: count(newest ?? 0) })
        : words.all['measure.help'];
    find(host, '.score').replaceChildren(...(report ? scoreLine(report, words) : []));
    drawDetails(find(host, '.more'), report, words);
    judged.show(report?.judged ?? {});
  };
  /** @param {boolean} isOn */
  const showMeasuring = (isOn) => {
    find(host, '.measuring').hidden = !isOn;
    if (!isOn) return;
    measure.hidden = true;
    find(host, '.measure-help').hidden = true;
  };
  /** @param {import('./types.js').Progress} progress */
  const drawProgress = (progress) => {
    const { done = 0, total } = progress;
    const count = pageNumbers().count;
    showProgress(find(host, '.measuring .progress'), progress);
    find(host, '.measuring p').textContent = total
      ? words.say('measuring.of', { done: count(done), total: count(total) })
      : words.all['measuring.wait'];
  };
  /** @param {string} begun the measurement to follow until it is over or another run is looked at */
  async function follow(begun) {
    const { run } = state;
    job = begun;
    showMeasuring(true);
    for (;;) {
      const found = await ask('measuring', { run, job: begun });
      if (job !== begun || run !== state.run) return;
      if (found.over || found.error) {
        job = null;
        showMeasuring(false);
        draw(found.error ? { report: shown } : found);
        complain(found.error ?? '');
        if (found.error) measure.hidden = false;
        return;
      }
      drawProgress(found);
      await pause(POLL_MS);
    }
  }

  measure.addEventListener('click', async () => {
    const found = await ask('measure_run', { run: state.run });
    if (found.error) complain(found.error);
    else follow(found.job);
  });
  return {
    isBusy: () => job !== null,
    /** Shows the chosen run's score. */
    async show() {
      const { run } = state;
      job = null;
      showMeasuring(false);
      complain('');
      if (!run) {
        draw({ report: null });
        return;
      }
      const found = await ask('score_of_run', { run });
      if (run !== state.run) return;
      draw(found.error ? { report: null } : found);
      complain(found.error ?? '');
      if (found.job) follow(found.job);
    },
  };
}
