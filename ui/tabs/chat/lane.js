// A lane: a run, and a conversation with it.

import { h } from '../../live/lib/dom.js';
import * as address from '../../live/page/address.js';
import { createTools } from './history.js';
import { createHead } from './lane_head.js';
import { compare } from './seen.js';
import { newId, newTalk, readsAll } from './talk.js';
import { createTurns } from './turns.js';
import { createWriter } from './writer.js';

/** @typedef {import('./types.js').Chat} Chat */
/** @typedef {import('./types.js').Lane} Lane */
/** @typedef {import('./types.js').Learnt} Learnt */
/** @typedef {import('./types.js').Talk} Talk */

/** @returns {Learnt} */
const nothingLearnt = () => ({ tries: [] });

/**
 * @param {Chat} chat
 * @param {import('./types.js').SavedLane | null} [saved]
 * @returns {Lane}
 */
export function createLane(chat, saved) {
  const lane = /** @type {Lane} */ ({
    run: saved?.run || null,
    byHand: Boolean(saved?.byHand),
    talk: newTalk(),
    isChanged: false,
    step: null,
    learnt: nothingLearnt(),
    about: () => chat.runs.find(({ id }) => id === lane.run),
    manner: () => lane.about()?.manner ?? 'continue',
    choose: (id, byHand) => choose(lane, chat, id, byHand),
    takeUp: (talk) => takeUp(lane, chat, talk),
    tell(text) {
      const turn = { me: text, it: { run: lane.run, tokens: [], seed: chat.knobs.sampling.seed } };
      const before = lane.talk.turns[lane.talk.turns.length - 1];
      lane.talk.turns.push(turn);
      lane.isChanged = true;
      chat.keep();
      if (before) lane.turns.showFacts(before);
      lane.turns.append(turn);
      return lane.writer.write(turn);
    },
    sayAnew: (turn, text) => sayAnew(lane, chat, turn, text),
  });
  lane.writer = createWriter(lane, chat, (turn) => {
    lane.isChanged = true;
    chat.keep();
    compare(lane, turn, chat);
  });
  lane.turns = createTurns(lane, chat);
  lane.tools = createTools(lane, chat);
  lane.head = createHead(lane, chat);
  lane.element = h('section', { class: 'lane' }, lane.head.element, lane.turns.element);
  return lane;
}

/**
 * @param {Lane} lane
 * @param {Chat} chat
 * @param {Talk | null} [talk]
 */
function takeUp(lane, chat, talk) {
  chat.opened.closeIf((opened) => opened.lane === lane);
  lane.talk = talk ? { ...talk, turns: talk.turns.map((turn) => ({ ...turn })) } : newTalk(lane.talk.system);
  lane.isChanged = false;
  lane.turns.draw();
  lane.tools.show();
  chat.systems.show();
}

/**
 * @param {Lane} lane
 * @param {Chat} chat
 * @param {string | null} id
 * @param {boolean} byHand
 */
async function choose(lane, chat, id, byHand) {
  if (lane.writer.isBusy()) await lane.writer.hush(); // else at once: which runs the other lanes may show depends on it
  chat.keep();
  const isFirst = lane === chat.lanes.all[0];
  const isOther = lane.run !== id;
  Object.assign(lane, { run: id, byHand });
  const run = lane.about();
  if (isFirst && byHand) address.note('chat', { run: id });
  if (isFirst && run) chat.knobs.take(run.sampling);
  if (isOther) {
    Object.assign(lane, { step: null, learnt: nothingLearnt(), talk: newTalk() });
    lane.takeUp(newestOf(lane, chat));
  } else lane.turns.draw();
  lane.head.describe();
  chat.lanes.arrange();
  chat.keep();
  chat.composer.note();
  if (id) await warmUp(lane, chat, id);
}

/**
 * Has the run's weights loaded, and shows what the server says of it then.
 * @param {Lane} lane
 * @param {Chat} chat
 * @param {string} id
 */
async function warmUp(lane, chat, id) {
  const { error, step, ...learnt } = await chat.ask('warm_up', { run: id });
  if (lane.run !== id) return;
  if (error) {
    chat.composer.note(error);
    return;
  }
  Object.assign(lane, { step, learnt });
  offer(lane, chat);
  lane.head.describe();
  chat.systems.show();
  if (!lane.writer.isBusy() && !lane.turns.isEdited()) lane.turns.draw();
}

/**
 * A run that answers or fills has something to do at once: the composer holds what it offers.
 * @param {Lane} lane
 * @param {Chat} chat
 */
function offer(lane, chat) {
  if (lane !== chat.lanes.all[0]) return;
  chat.composer.offer(readsAll(lane.manner()) ? '' : (lane.learnt.tries[0]?.text ?? ''));
}

/**
 * The newest conversation with a lane's run that no other lane shows.
 * @param {Lane} lane
 * @param {Chat} chat
 */
function newestOf(lane, { shelf, lanes }) {
  const shown = lanes.all.filter((other) => other !== lane).map(({ talk }) => talk.id);
  return lane.run ? shelf.talksOf(lane.run).find(({ id }) => !shown.includes(id)) : null;
}

/**
 * Cuts the conversation before a turn and goes on with other words; what came after it stays among the earlier ones.
 * @param {Lane} lane
 * @param {Chat} chat
 * @param {import('./types.js').Turn} turn
 * @param {string} text
 */
async function sayAnew(lane, chat, turn, text) {
  await lane.writer.hush();
  const { turns } = lane.talk;
  const place = turns.indexOf(turn);
  if (place < 0) return;
  if (place < turns.length - 1) {
    chat.keep();
    Object.assign(lane.talk, { id: newId(), at: 0 });
  }
  const cut = turns.slice(place).map(({ it }) => it);
  chat.opened.closeIf(({ it }) => cut.includes(it));
  lane.talk.turns = turns.slice(0, place);
  lane.turns.draw();
  chat.composer.focus();
  await lane.tell(text);
}
