// Above a run's numbers and below them: its state and name, another run that can be watched, what the coach says, its plan.

import { find } from '../../live/lib/dom.js';
import { put } from './kpis.js';

/** @typedef {import('./types.js').Run} Run */
/** @typedef {import('./types.js').Words} Words */

/**
 * @param {HTMLElement} element
 * @param {Words} words
 * @param {(id: string) => void} attach shows another run
 */
export function createHead(element, { all: words, say }, attach) {
  const pill = find(element, '#run-state');
  const facts = find(element, '.of-run');
  const watch = find(element, '.watch');
  let other = '';
  watch.addEventListener('click', () => attach(other));

  return (/** @type {Run} */ run, /** @type {import('./types.js').Next | null | undefined} */ next) => {
    pill.className = `pill ${run.status}`;
    pill.dataset.status = run.status;
    pill.dataset.run = run.id;
    const isInLine = run.status === 'queued' && run.place;
    const state = isInLine ? say('state.queued.place', { place: run.place }) : words[`state.${run.status}`];
    put(find(pill, '.state'), state ?? run.status);
    put(find(element, '.runline .name'), run.name);
    put(facts, run.facts);
    facts.title = run.about;
    watch.hidden = !next;
    if (!next) return;
    other = next.id;
    put(watch, say(next.status === 'queued' ? 'watch.queued' : 'watch', { name: next.name }));
  };
}

/**
 * @param {HTMLElement} element
 * @param {Words} words
 * @param {() => void} onTeach
 */
export function createCoach(element, { all: words }, onTeach) {
  const box = find(element, '#coach');
  const teach = find(box, '.teach');
  const plan = find(element, '.plan');
  teach.addEventListener('click', () => {
    onTeach();
    teach.disabled = true;
    put(teach, words['teach.done']);
    document.getElementById('start')?.focus();
  });

  return (/** @type {Run} */ run, /** @type {import('./types.js').Answer} */ { coach, plan: planned = '' }) => {
    if (!coach) return;
    box.className = `coach ${coach.tone}`;
    box.dataset.code = coach.code;
    put(find(box, '.verdict'), coach.verdict);
    put(find(box, '.more'), coach.more);
    teach.hidden = !run.teachable;
    teach.disabled = false;
    put(teach, words.teach);
    plan.hidden = !planned;
    put(plan, planned);
  };
}
