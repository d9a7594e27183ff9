// The Tasks tab: the strip of tasks, the runs that have learnt the chosen one, and four panels that follow both.

import { find, h, onSight } from '../../live/lib/dom.js';
import { createAsk } from '../../live/lib/rpc.js';
import { createWords } from '../../live/lib/words.js';
import * as address from '../../live/page/address.js';
import { choose } from '../../live/page/choices.js';
import { follow } from '../../live/page/clock.js';
import { open } from '../../live/page/tabs.js';
import { createBatch } from './batch.js';
import { createBring } from './bring.js';
import { createChoice } from './choice.js';
import { lastTask } from './remembered.js';
import { createScore } from './score.js';
import { createStrip } from './strip.js';
import { createTrial } from './trial.js';
import { createUploads } from './uploads.js';

/** @typedef {import('./types.js').Desk} Desk */
/** @typedef {import('./types.js').Task} Task */

/** @param {import('../../live/lib/part.js').Part} part */
export function mount({ element, props, trigger, watch, server }) {
  const words = createWords(props.words);
  words.speakTemplate(element);
  const root = find(element, '.tasks');
  /** @type {Task[]} */
  const tasks = props.tasks;
  const taskOf = (/** @type {string | null | undefined} */ key) => tasks.find((one) => one.key === key);
  const task = taskOf(address.says('tasks').task) ?? taskOf(lastTask()) ?? taskOf(props.first) ?? tasks[0];
  const uploads = createUploads(element, words.all.broken);
  /** @type {Desk} */
  const desk = {
    root,
    words,
    ask: createAsk(server, words.all.broken),
    uploads,
    state: { task, run: null, runs: [], waiting: false, byHand: {} },
  };
  find(root, '.none').append(emptyState(desk, props.mark));
  const panels = createPanels(desk, props.documents, (draft) =>
    choose('plan', (heard) => trigger('plan', { draft, heard })),
  );
  const strip = createStrip(find(root, '.strip'), tasks, (chosen) => choice.useTask(chosen));
  const choice = createChoice(desk, panels, strip.show);

  /** @param {string | undefined} key */
  const openTask = (key) => {
    const asked = taskOf(key);
    if (asked) choice.useTask(asked);
  };
  const take = () => {
    if (props.value?.draft) panels.bring.setDraft(props.value.draft);
    if (props.value?.added) uploads.arrived(props.value.added);
  };
  watch('value', take);
  take();
  listen(openTask, () => requestAnimationFrame(panels.trial.redraw));
  onSight(element, choice.seen);
  follow(element, choice.look, false);
}

/**
 * @param {Desk} desk
 * @param {{ accept: string, kinds: string }} documents that can be asked about: endings for a picker, and kinds
 * @param {(draft: object) => void} plan
 */
function createPanels(desk, documents, plan) {
  const batch = createBatch(desk, () => trial.options());
  const trial = createTrial(desk, documents, batch.take);
  const score = createScore(desk, trial.hear);
  const bring = createBring(desk, plan);
  return { trial, score, bring, batch };
}

/**
 * What other parts of the page say to this one.
 * @param {(task: string | undefined) => void} openTask
 * @param {() => void} onTheme
 */
function listen(openTask, onTheme) {
  const detailOf = (/** @type {Event} */ event) => /** @type {CustomEvent} */ (event).detail;
  document.addEventListener('terrarium:address', (event) => {
    if (detailOf(event) === 'tasks') openTask(address.says('tasks').task);
  });
  document.addEventListener('terrarium:task', (event) => {
    open('tasks');
    openTask(detailOf(event));
  });
  document.addEventListener('terrarium:theme', onTheme);
}

/**
 * What stands in the first panel while no run has learnt the task.
 * @param {Desk} desk
 * @param {string} mark our own drawing
 */
function emptyState({ root, words }, mark) {
  const go = () => {
    find(root, '.drop-file').scrollIntoView({ block: 'center' });
    find(root, '.drop-file').focus();
  };
  return h(
    'div',
    { class: 'empty' },
    h('span', { innerHTML: mark, 'aria-hidden': 'true' }),
    h('p', { class: 'h', text: words.all['empty.title'] }),
    h('p', { class: 'empty-line' }),
    h('button', { type: 'button', class: 'btn', text: words.all['empty.go'], onclick: go }),
  );
}
