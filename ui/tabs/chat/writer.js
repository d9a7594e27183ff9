// Has a run write an answer, token by token, until it ends, fails or is stopped.

import { isPanelBeside } from './opened.js';
import { beginAnew, questionOf, withChoice } from './reply.js';
import { fillsBlanks, textOf } from './talk.js';

/** @typedef {import('./types.js').Chat} Chat */
/** @typedef {import('./types.js').How} How */
/** @typedef {import('./types.js').Lane} Lane */
/** @typedef {import('./types.js').Reply} Reply */
/** @typedef {import('./types.js').Token} Token */
/** @typedef {import('./types.js').Turn} Turn */
/** @typedef {{ tokens: Token[], waiting: boolean, seconds: number }} Piece of an answer, as the server sends it */

/**
 * @typedef {object} Writer
 * @property {() => boolean} isBusy
 * @property {(turn: Turn, how?: How) => Promise<void>} write an answer anew, or from some of its tokens on
 * @property {() => Promise<void>} hush stops what is being written
 */
/**
 * An answer that is being written.
 * @typedef {object} Writing
 * @property {string | null} job
 * @property {number} began
 * @property {number} got tokens
 * @property {boolean} isStopped
 * @property {Promise<null>} halted
 * @property {() => void} halt
 * @property {Promise<void>} done
 */

const PAUSE_MS = 40;
const LEAST_TIMED_S = 0.05;
const LONGEST_SAID = 400;

/**
 * @param {Lane} lane
 * @param {Chat} chat
 * @param {(turn: Turn) => void} written is told of each answer once it is complete
 * @returns {Writer}
 */
export function createWriter(lane, chat, written) {
  /** @type {Writing | null} */
  let current = null;

  /**
   * @param {Turn} turn
   * @param {How} [how]
   */
  function write(turn, how = {}) {
    const writing = newWriting();
    current = writing;
    writing.done = run(turn, how, writing).finally(() => {
      current = null;
      chat.composer.showBusy(chat.lanes.isBusy());
      written(turn);
    });
    chat.composer.showBusy(true);
    return writing.done;
  }
  /**
   * @param {Turn} turn
   * @param {How} how
   * @param {Writing} writing
   */
  async function run(turn, how, writing) {
    const mine = turn.it.run === lane.run ? how : { ...how, kept: 0, forced: null }; // another run's tokens mean nothing to it
    makeReady(turn, mine);
    let answer = await begin(turn, mine, writing);
    while (answer && !answer.error) {
      writing.job = answer.job;
      take(turn, answer, mine, writing);
      if (answer.done) break;
      if (answer.tokens.length) await new Promise((done) => setTimeout(done, PAUSE_MS));
      answer = await readOn(writing);
    }
    end(turn, answer);
    openFirstBlank(turn, mine);
  }
  /**
   * @param {Turn} turn
   * @param {How} how
   */
  function makeReady(turn, how) {
    beginAnew(turn.it, how, { run: lane.run, manner: lane.manner(), sampling: chat.knobs.sampling });
    const kept = turn.it.tokens.length;
    chat.opened.closeIf(({ it, index }) => it === turn.it && index >= kept);
    lane.turns.redraw(turn);
    lane.turns.showFacts(turn);
    lane.turns.toEnd();
  }
  /**
   * @param {Turn} turn
   * @param {How} how
   * @param {Writing} writing
   * @returns {Promise<any>} the first piece of the answer, or null where it was stopped before
   */
  async function begin(turn, how, writing) {
    const by = {
      talk: lane.talk,
      manner: lane.manner(),
      sampling: chat.knobs.sampling,
      blanks: chat.composer.blanks(),
    };
    const asked = chat.ask('write_answer', questionOf(turn, how, by));
    const answer = await Promise.race([asked, writing.halted]);
    if (!answer) asked.then(({ job }) => job && chat.ask('stop_answer', { job }));
    else tellAbout(turn.it, answer);
    return answer;
  }
  /**
   * @param {Reply} it
   * @param {{ unknown?: string, step?: number }} answer
   */
  function tellAbout(it, { unknown, step }) {
    const { words, numbers, composer } = chat;
    if (unknown) {
      const name = lane.about()?.name ?? '';
      composer.note(
        numbers.sentences([composer.said(), words.say('unknown-characters', { name, characters: unknown })]),
      );
    }
    it.step = step;
    if (typeof step !== 'number') return;
    lane.step = step; // the header names the step that answers
    lane.head.describe();
  }
  /**
   * @param {Turn} turn
   * @param {Piece} piece
   * @param {How} how
   * @param {Writing} writing
   */
  function take(turn, { tokens, waiting, seconds }, how, writing) {
    const { it } = turn;
    const from = it.tokens.length;
    const isAtEnd = lane.turns.isNearEnd();
    it.tokens.push(...tokens.map((token) => withChoice(token, how)));
    writing.got += tokens.length;
    if (tokens.length) it.firstMs ??= performance.now() - writing.began;
    it.speed = seconds > LEAST_TIMED_S ? writing.got / seconds : null;
    it.waiting = waiting;
    lane.isChanged = true;
    lane.turns.addTokens(turn, from);
    lane.turns.showFacts(turn);
    if (tokens.length && isAtEnd) lane.turns.toEnd();
  }
  /** @param {Writing} writing */
  async function readOn({ isStopped, job, halted, got }) {
    return isStopped ? null : Promise.race([chat.ask('read_answer', { job, after: got }), halted]);
  }
  /**
   * @param {Turn} turn
   * @param {any} answer its last piece; null where the person stopped it
   */
  function end(turn, answer) {
    const { it } = turn;
    const isWhole = Boolean(answer?.done) && !answer.error;
    it.error = answer?.error ?? '';
    it.stopped = isWhole ? answer.stopped : !answer;
    it.ended = isWhole && Boolean(answer.ended);
    it.writing = false;
    it.waiting = false;
    lane.turns.showFacts(turn);
    if (lane.turns.isNearEnd()) lane.turns.toEnd();
    const said = /** @type {HTMLElement} */ (chat.root.querySelector('.said'));
    said.textContent = chat.words.say('done', { text: textOf(it).trim().slice(0, LONGEST_SAID) });
  }
  /**
   * What filling blanks is for: the first stands open at once, where the panel can be seen.
   * @param {Turn} turn
   * @param {How} how
   */
  function openFirstBlank(turn, { chosen = {} }) {
    if (!fillsBlanks(turn.it.manner) || Object.keys(chosen).length) return;
    const [first] = lane.turns.piecesOf(turn);
    if (first && isPanelBeside() && lane === chat.lanes.all[0]) chat.opened.open(lane, first);
  }

  return {
    write,
    isBusy: () => current !== null,
    async hush() {
      if (!current) return;
      current.isStopped = true;
      if (current.job) chat.ask('stop_answer', { job: current.job });
      current.halt();
      await current.done;
    },
  };
}

/** @returns {Writing} */
function newWriting() {
  /** @type {(nothing: null) => void} */
  let resolve = () => {};
  /** @type {Promise<null>} */
  const halted = new Promise((done) => {
    resolve = done;
  });
  return {
    job: null,
    began: performance.now(),
    got: 0,
    isStopped: false,
    halted,
    halt: () => resolve(null),
    done: Promise.resolve(),
  };
}
