// The result card of Train: one run, asked for about twice a second while it is in sight and at work. The server answers with
// what is new since the last row seen; `props.value` holds {run}: the buttons read it.

import { find, findAll } from '../../live/lib/dom.js';
import { createWords } from '../../live/lib/words.js';
import * as address from '../../live/page/address.js';
import { follow } from '../../live/page/clock.js';
import * as link from '../../live/page/link.js';
import { put } from './kpis.js';
import { createPainters } from './painters.js';
import { createRemembered } from './remembered.js';
import { listenForStart } from './start.js';
import { createTeller } from './teller.js';
import { ALIVE } from './types.js';

/** @typedef {import('./types.js').Run} Run */
/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('../../live/lib/part.js').Part} Part */

const AT_WORK_MS = 600;
const EXPECTING_MS = 200; // while it runs and its first point is still to come
const LONGEST_WAIT_MS = 30_000;

/** @param {Part} part */
export function mount(part) {
  const { element, props, watch } = part;
  const words = createWords(props.words);
  fillTemplate(element, words, props);
  const card = createCard(part, words);
  const wake = follow(element, card.ask);
  const attach = (/** @type {string | null | undefined} */ run) => {
    if (run) card.attach(run);
    wake();
  };
  card.onAttach(attach);
  watch('value', () => {
    if (props.value?.attach) attach(props.value.attach);
  });
  document.addEventListener('terrarium:run', (event) => attach(/** @type {CustomEvent} */ (event).detail));
  document.addEventListener('terrarium:address', (event) => {
    const asked = address.says('train').run;
    if (/** @type {CustomEvent} */ (event).detail === 'train' && asked) attach(asked);
  });
  listenForStart(element);
}

/**
 * @param {HTMLElement} element
 * @param {import('./types.js').Words} words
 * @param {Record<string, any>} props
 */
function fillTemplate(element, words, props) {
  words.speakTemplate(element);
  findAll(element, 'dt[data-term]').forEach((node) => {
    node.innerHTML = props.terms[node.dataset.term ?? '']; // our own, from the glossary
  });
  find(element, '.picture').innerHTML = props.mark; // our own files
  find(element, '.coach .icon').innerHTML = props.sprout;
}

/**
 * The run that is shown, and what is known of it.
 * @param {Part} part
 * @param {import('./types.js').Words} words
 */
function createCard({ element, props, trigger, watch, server }, words) {
  const state = {
    run: /** @type {Run | null} */ (null),
    watched: address.says('train').run ?? null, // the run that the address names, where there is one
    after: 0,
    samples: /** @type {import('./types.js').Sample[]} */ ([]),
    told: '',
  };
  const remembered = createRemembered();
  let attachElsewhere = /** @type {(run: string) => void} */ (() => {});
  const paint = createPainters(element, props, words, {
    ask: (name, question) => link.ask(() => server[name](question)),
    attach: (run) => attachElsewhere(run),
    teach: () => trigger('teach', { run: state.run?.id }),
  });
  const teller = createTeller({ element, props, watch }, (sent) => trigger('state', sent));
  const poll = createPoll(element, server, state, remembered, take);

  /** @param {Answer} answer */
  function take(answer) {
    const before = state.run;
    forgetGone(before, answer.run);
    keep(answer);
    const key = stateKey(answer.run, answer.next);
    if (state.run) paintRun(state.run, before, answer, key !== state.told);
    else paint.none();
    state.told = key;
    teller.tell(key, { run: state.watched, status: state.run?.status ?? null });
  }
  /** @param {Answer} answer */
  function keep({ run, after, samples }) {
    const isAnother = run?.id !== state.run?.id;
    const left = isAnother ? [] : state.samples;
    Object.assign(state, { run, after, samples: samples ?? left, watched: run?.id ?? null });
    remembered.set(state.watched);
    const isOld = (props.value?.run ?? null) !== state.watched || props.value?.attach;
    if (isOld) props.value = { run: state.watched };
  }
  /**
   * @param {Run} run
   * @param {Run | null} before
   * @param {Answer} answer
   * @param {boolean} isChanged whether its state is another
   */
  function paintRun(run, before, answer, isChanged) {
    paint.run(run, answer);
    const hasGrown = run.points !== before?.points || run.looks !== before?.looks;
    if (hasGrown) paint.breathe();
    if (answer.samples || isChanged) paint.samples(run, state.samples);
  }

  return {
    ask: poll,
    /** @param {(run: string) => void} callback */
    onAttach: (callback) => {
      attachElsewhere = callback;
    },
    /**
     * Shows another run.
     * @param {string} id
     */
    attach: (id) => {
      if (id === state.watched) return;
      Object.assign(state, { watched: id, run: null, after: 0, samples: [] });
      remembered.set(id);
      address.note('train', { run: id });
    },
  };
}

/**
 * An address that names a run which is gone names none.
 * @param {Run | null} before
 * @param {Run | null} run
 */
function forgetGone(before, run) {
  const named = address.says('train').run;
  if (before === null && named && run?.id !== named) address.note('train', { run: null });
}

/**
 * Everything that Python's buttons depend on: they hear of every change of it, not of every number.
 * @param {Run | null} run
 * @param {import('./types.js').Next | null | undefined} next
 */
function stateKey(run, next) {
  const other = next ? `${next.id} ${next.status}` : '';
  return run ? `${run.id} ${run.status} ${run.place ?? ''} ${run.busy} ${other}` : 'none';
}

/**
 * Asks what is new, and says after how many milliseconds to ask again.
 * @param {HTMLElement} element
 * @param {import('../../live/lib/rpc.js').Server} server
 * @param {{ run: Run | null, watched: string | null, after: number }} state
 * @param {ReturnType<typeof createRemembered>} remembered
 * @param {(answer: Answer) => void} take
 */
function createPoll(element, server, state, remembered, take) {
  const ails = find(element, '.ails');
  let failures = 0;
  const ail = (/** @type {string} */ sentence) => {
    ails.hidden = !sentence;
    put(ails, sentence);
  };

  return async () => {
    const { watched, after, run } = state;
    const question = { run: watched ?? remembered.get(), after, attached: watched !== null, status: run?.status ?? '' };
    const answer = await link.ask(() => server.poll(question));
    if (!answer || !('run' in answer)) {
      failures += 1;
      ail(answer?.error ?? ''); // an answer that is only a sentence
      return Math.min(LONGEST_WAIT_MS, AT_WORK_MS * 2 ** failures);
    }
    failures = 0;
    ail('');
    if (watched !== state.watched) return 0;
    take(answer);
    if (state.run?.status === 'running' && !state.run.points) return EXPECTING_MS;
    return ALIVE.includes(state.run?.status ?? '') ? AT_WORK_MS : null;
  };
}
