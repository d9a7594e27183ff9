// What stands above a lane: its run, what that does with words, and buttons for a second lane.

import { button, h } from '../../live/lib/dom.js';
import { showRuns } from '../../live/lib/run_select.js';
import { readsAll } from './talk.js';

/** @typedef {import('./types.js').Chat} Chat */
/** @typedef {import('./types.js').Lane} Lane */
/** @typedef {ReturnType<typeof createHead>} Head */

/**
 * @param {Lane} lane
 * @param {Chat} chat
 */
export function createHead(lane, chat) {
  const { all: words } = chat.words;
  const select = h('select', {
    class: 'box',
    'aria-label': words.run,
    onchange: () => lane.choose(select.value, true),
  });
  const mode = h('span', { class: 'mode' });
  const about = h('p', { class: 'sub about' });
  const add = button(words.add, 'small bare add', () => {
    chat.lanes.add();
    chat.lanes.refresh();
  });
  const remove = button(words.remove, 'small bare remove', () => chat.lanes.remove(lane));
  const element = h(
    'header',
    {},
    h('div', { class: 'who' }, select, mode, add, remove),
    h('div', { class: 'below' }, about, lane.tools.element),
  );

  return {
    element,
    describe() {
      const run = lane.about();
      const manner = lane.manner();
      lane.element.setAttribute('aria-label', labelOf(lane, chat));
      select.value = lane.run ?? '';
      mode.hidden = !run;
      mode.textContent = words[`mode.${manner}`];
      mode.classList.toggle('cont', manner === 'continue');
      about.textContent = aboutOf(lane, chat);
    },
    /** @param {string | null} wanted */
    showRuns(wanted) {
      const named = chat.runs.map((run) => ({ ...run, name: `${run.name} · ${words[`kind.${run.manner}`]}` }));
      showRuns(select, named, { chosen: wanted ?? undefined, training: words.training });
      select.disabled = !chat.runs.length;
    },
    arrange() {
      const { all } = chat.lanes;
      add.hidden = all.length > 1 || chat.runs.length < 2;
      remove.hidden = lane === all[0];
    },
  };
}

/**
 * @param {Lane} lane
 * @param {Chat} chat
 */
function labelOf(lane, { words }) {
  const run = lane.about();
  if (!run) return words.all.run;
  return words.say(lane.manner() === 'continue' ? 'lane.continue' : 'lane', { name: run.name });
}

/**
 * What a run does with words, from what it learnt that, and how large it is.
 * @param {Lane} lane
 * @param {Chat} chat
 */
function aboutOf(lane, { words: { all, say }, numbers, isWaiting }) {
  const run = lane.about();
  if (!run) return all[isWaiting ? 'no-weights' : 'no-run'];
  const { dialogues, exchanges } = lane.learnt;
  const { manner } = run;
  const does = dialogues ? say('about.dialogues', { count: numbers.count(dialogues) }) : all[`mode.${manner}.help`];
  const size = say(`about${readsAll(manner) ? '' : '.whole'}${run.active ? '.training' : ''}`, {
    parameters: numbers.many(run.parameters || 0),
    context: numbers.count(run.context),
    step: numbers.count(lane.step ?? run.step),
  });
  return numbers.sentences([does, manner === 'converse' && exchanges ? taughtOf(exchanges) : '', size]);

  /** @param {number} count */
  function taughtOf(count) {
    return count === 1 ? all['about.alone'] : say('about.exchanges', { count: numbers.count(count) });
  }
}
