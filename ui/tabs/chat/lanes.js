// All lanes, one or two: which runs they may show, and what is said to them.

import { find } from '../../live/lib/dom.js';
import { showElsewhere } from '../../live/lib/empty_state.js';
import * as address from '../../live/page/address.js';
import { createLane } from './lane.js';
import { fillsBlanks } from './talk.js';

/** @typedef {import('./types.js').Chat} Chat */
/** @typedef {import('./types.js').Lane} Lane */
/** @typedef {import('./types.js').Lanes} Lanes */

/**
 * @param {Chat} chat
 * @returns {Lanes}
 */
export function createLanes(chat) {
  const { root } = chat;
  const box = find(root, '.lanes');
  /** @type {Lane[]} */
  const all = [];
  let addressed = address.says('chat').run; // the run that the address names, until it is taken

  function arrange() {
    const manners = all.map((lane) => lane.manner());
    const hasText = manners[0] === 'continue' && all[0].talk.turns.length > 0;
    root.dataset.lanes = String(all.length);
    all.forEach((lane) => lane.head.arrange());
    chat.composer.arrange(manners, { hasRuns: chat.runs.length > 0, hasText });
    chat.systems.show();
    root.classList.toggle('no-knobs', manners.every(fillsBlanks)); // probabilities as they are: nothing is drawn
  }
  /** The run that the address names, once, where there is one. */
  function takeAddress() {
    if (!addressed || !chat.runs.length || all[0].writer.isBusy()) return null;
    const named = addressed;
    addressed = '';
    if (chat.runs.some(({ id }) => id === named)) return named;
    address.note('chat', { run: null });
    return null;
  }
  async function refresh() {
    const answer = await chat.ask('runs_to_talk_to');
    if (answer.error) {
      chat.composer.note(answer.error);
      return;
    }
    Object.assign(chat, { runs: answer.runs, isWaiting: answer.waiting });
    showElsewhere(find(root, '.elsewhere'), answer.elsewhere, chat.words);
    root.classList.toggle('no-run', !chat.runs.length && !chat.isWaiting);
    const named = takeAddress();
    all.forEach((lane, i) => {
      const isNamed = i === 0 && named !== null;
      follow(lane, isNamed ? named : runFor(lane, chat, answer.default), isNamed);
    });
    arrange();
  }
  /**
   * @param {Lane} lane
   * @param {string | null} wanted
   * @param {boolean} isNamed by the address
   */
  function follow(lane, wanted, isNamed) {
    const isSame = wanted === lane.run;
    const byHand = isNamed || (isSame && lane.byHand);
    const isNew = lane.step === null && !lane.writer.isBusy();
    lane.head.showRuns(wanted);
    if (!isSame || isNew) {
      lane.choose(wanted, byHand);
    } else {
      lane.byHand = byHand;
      lane.head.describe(); // an answer that is being written goes on
    }
  }

  document.addEventListener('terrarium:address', (event) => {
    if (/** @type {CustomEvent} */ (event).detail !== 'chat') return;
    addressed = address.says('chat').run;
    if (addressed) refresh();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node) all.forEach((lane) => lane.tools.closeUnless(target));
  });

  return {
    all,
    arrange,
    refresh,
    isBusy: () => all.some((lane) => lane.writer.isBusy()),
    add(saved) {
      const lane = createLane(chat, saved);
      all.push(lane);
      box.append(lane.element);
      arrange();
      lane.takeUp(lane.run ? chat.shelf.talksOf(lane.run).find(({ id }) => id === saved?.talk) : null);
    },
    async remove(lane) {
      await lane.writer.hush();
      chat.keep();
      all.splice(all.indexOf(lane), 1);
      lane.element.remove();
      chat.opened.closeIf((opened) => opened.lane === lane);
      arrange();
      chat.keep();
    },
  };
}

/**
 * The run that a lane is to show: its own while there is a reason to stay with it, else one that suits.
 * @param {Lane} lane
 * @param {Chat} chat
 * @param {string | null} preferred
 */
function runFor(lane, { runs, lanes: { all } }, preferred) {
  const isFirst = lane === all[0];
  const isHere = runs.some(({ id }) => id === lane.run);
  const hasReason = lane.byHand || lane.talk.turns.length > 0 || lane.writer.isBusy() || !isFirst;
  if (isHere && hasReason) return lane.run;
  if (isFirst) return preferred;
  return runs.find(({ id }) => !all.some(({ run }) => run === id))?.id ?? preferred;
}

/**
 * Says something to every lane that has a run.
 * @param {string} text
 * @param {Chat} chat
 */
export async function tellAll(text, chat) {
  const { lanes, composer } = chat;
  const { all: words } = chat.words;
  composer.note();
  if (!text.trim()) {
    composer.note(words.empty);
    composer.focus();
    return;
  }
  if (lanes.isBusy()) return;
  if (!chat.runs.length) await lanes.refresh();
  const ready = lanes.all.filter(({ run }) => run);
  if (!ready.length) {
    composer.note(words[chat.isWaiting ? 'no-weights' : 'no-run']);
    return;
  }
  composer.clear();
  ready.forEach((lane) => lane.tell(text));
  lanes.arrange();
}
