// All runs: a list that keeps itself up to date; ticked ones are shown below, one in detail, several compared.

import { find } from '../../live/lib/dom.js';
import { createAsk } from '../../live/lib/rpc.js';
import { createWords } from '../../live/lib/words.js';
import * as address from '../../live/page/address.js';
import { follow } from '../../live/page/clock.js';
import { createCells } from './cells.js';
import { createChart } from './chart.js';
import { createList } from './list.js';
import { oneRun } from './one.js';
import { severalRuns } from './several.js';

/** @typedef {import('./types.js').Run} Run */
/** @typedef {import('./types.js').Tab} Tab */

const COMPARED = 6; // as many as ui/tabs/runs/view.py compares
const AT_WORK_MS = 1500;

/** @param {import('../../live/lib/part.js').Part} part */
export function mount({ element, props, trigger, server }) {
  const words = createWords(props.words);
  words.speakTemplate(element);
  const root = find(element, '.runs');
  const fault = find(root, '.fault');
  /** @type {Tab} */
  const tab = {
    words,
    cells: createCells(words),
    ask: createAsk(server, words.all.broken),
    complain: (sentence) => {
      fault.hidden = !sentence;
      fault.textContent = sentence;
    },
    trigger,
    terms: props.terms,
    figureWords: props.figure,
    desktop: props.desktop,
  };
  const runs = createRuns(root, tab);
  document.addEventListener('terrarium:address', (event) => {
    if (/** @type {CustomEvent} */ (event).detail === 'runs') runs.chooseOnly(named());
  });
  find(root, '.clear').addEventListener('click', runs.clear);
  follow(element, createPoll(runs, tab, fault));
}

function named() {
  return (address.says('runs').run ?? '').split(',').filter(Boolean).slice(0, COMPARED);
}

/**
 * All runs that are known, and those of them that are chosen.
 * @param {HTMLElement} root
 * @param {Tab} tab
 */
function createRuns(root, tab) {
  const state = { runs: /** @type {Run[]} */ ([]), chosen: named(), tag: '' };
  const details = createDetails(find(root, '.about'), tab, {
    chosen: () => state.chosen,
    renamed: take,
    removed: (answer, gone) => {
      state.chosen = state.chosen.filter((id) => id !== gone);
      take(answer);
      details.look(true);
      find(root, '.scroller').focus();
    },
  });
  const list = createList(root, tab, (id, on) => {
    const others = state.chosen.filter((other) => other !== id);
    setChosen(on ? [...others, id].slice(-COMPARED) : others);
  });
  const tellAddress = () => address.note('runs', { run: state.chosen.join(',') });
  const watched = () => JSON.stringify(state.runs.filter((run) => state.chosen.includes(run.id)));

  /** @param {string[]} ids */
  function show(ids) {
    state.chosen = ids;
    details.setBusy(false);
    list.show(state.runs, state.chosen);
    details.look(true);
  }
  /** @param {string[]} ids */
  function setChosen(ids) {
    state.chosen = ids;
    tellAddress();
    show(ids);
  }
  /** @param {{ tag: string, runs?: Run[] }} answer */
  function take(answer) {
    state.tag = answer.tag;
    if (!answer.runs) return; // as they were
    const before = watched();
    const here = new Set(answer.runs.map((run) => run.id));
    const left = state.chosen.filter((id) => here.has(id));
    const isShorter = left.length < state.chosen.length;
    Object.assign(state, { runs: answer.runs, chosen: left });
    if (isShorter) tellAddress();
    list.show(state.runs, state.chosen);
    if (before !== watched()) details.look(false);
  }

  return {
    take,
    clear: () => setChosen([]),
    tag: () => state.tag,
    isAnyAtWork: () => state.runs.some((run) => run.active || run.status === 'queued'),
    /** @param {string[]} ids */
    chooseOnly: (ids) => show(ids.filter((id) => state.runs.some((run) => run.id === id))),
  };
}

/**
 * @param {ReturnType<typeof createRuns>} runs
 * @param {Tab} tab
 * @param {HTMLElement} fault
 */
function createPoll(runs, { ask, complain }, fault) {
  let ailing = ''; // what the list itself has to say

  return async () => {
    const answer = await ask('runs', { tag: runs.tag() });
    if (ailing && !answer.error && fault.textContent === ailing) complain('');
    ailing = answer.error || answer.odd || ''; // rows that can't be read hide no others
    if (ailing) complain(ailing);
    if (!answer.error) runs.take(answer);
    return runs.isAnyAtWork() ? AT_WORK_MS : null;
  };
}

/**
 * What stands below the list: one run, or several.
 * @param {HTMLElement} about
 * @param {Tab} tab
 * @param {{ chosen: () => string[], renamed: (answer: any) => void, removed: (answer: any, id: string) => void }} runs
 */
function createDetails(about, tab, { chosen, renamed, removed }) {
  const state = { asked: 0, shown: '', isBusy: false, isMissed: false };
  const chart = createChart(tab);
  /** @param {boolean} busy */
  const setBusy = (busy) => {
    state.isBusy = busy;
    if (busy || !state.isMissed) return;
    state.isMissed = false;
    look(false);
  };

  /** @param {any} answer */
  const draw = (answer) => {
    const [run] = answer.runs;
    about.hidden = !run;
    if (answer.one) {
      const doing = {
        setBusy,
        renamed: (/** @type {any} */ said) => {
          state.shown = '';
          renamed(said);
        },
        removed: (/** @type {any} */ said) => removed(said, run.id),
      };
      about.replaceChildren(...oneRun(run, answer.one, tab, { chart, doing }));
    } else if (run) {
      about.replaceChildren(...severalRuns(answer, tab, chart));
    }
  };
  /** @param {boolean} isAnew drawn even where it is as it was, or where something is being typed */
  const look = async (isAnew) => {
    const mine = (state.asked += 1);
    if (!chosen().length) {
      about.hidden = true;
      about.replaceChildren();
      state.shown = '';
      return;
    }
    const answer = state.isBusy && !isAnew ? null : await tab.ask('details', { ids: chosen() });
    if (mine !== state.asked) return;
    if (state.isBusy && !isAnew) {
      state.isMissed = true; // a name is being typed, or a question stands, perhaps since this was asked
      return;
    }
    if (answer.error) {
      tab.complain(answer.error);
      return;
    }
    const now = JSON.stringify(answer);
    if (now === state.shown && !isAnew) return;
    state.shown = now;
    draw(answer);
  };
  return { look, setBusy };
}
