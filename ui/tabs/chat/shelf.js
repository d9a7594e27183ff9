// Conversations by run, newest first, kept in this browser. The oldest go when there are too many.

import { newId } from './talk.js';

/** @typedef {import('./types.js').Talk} Talk */
/** @typedef {import('./types.js').Turn} Turn */
/** @typedef {ReturnType<typeof createShelf>} Shelf */

const PREFIX = 'terrarium-chats-';
const MOST_TALKS = 20;
// In characters of JSON:
const MOST_OF_RUN = 600_000;
const MOST_OF_ALL = 4_000_000;
const MOST_WITH_PROBS = 150_000;

/** @param {() => void} tellFull says, once, that the browser takes nothing more */
export function createShelf(tellFull) {
  /** @type {Map<string, Talk[]>} */
  const unkept = new Map(); // by run: what the browser would not take stays here until the page closes
  let isTold = false;

  /** @param {string} run */
  const talksOf = (run) => unkept.get(run) ?? read(PREFIX + run);

  /**
   * @param {string} run
   * @param {Talk[]} talks
   */
  function put(run, talks) {
    const fitting = newestWithin(talks, MOST_OF_RUN);
    try {
      makeRoom(PREFIX + run, JSON.stringify(fitting).length);
      write(PREFIX + run, fitting);
      unkept.delete(run);
    } catch {
      unkept.set(run, fitting); // full, or forbidden in a private window
      if (!isTold) tellFull();
      isTold = true;
    }
  }

  return {
    talksOf,
    /**
     * Puts a conversation away, and notes in it when. Where another window went on with it, both stay: this one gets a new id.
     * @param {string} run
     * @param {Talk} talk
     */
    keep(run, talk) {
      const talks = talksOf(run);
      const there = talks.find(({ id }) => id === talk.id);
      if (there && there.at !== talk.at) talk.id = newId();
      talk.at = Date.now();
      const others = talks.filter(({ id }) => id !== talk.id);
      put(run, [plainTalk(talk), ...others].slice(0, MOST_TALKS));
    },
    /**
     * @param {string} run
     * @param {string} id
     */
    remove(run, id) {
      put(
        run,
        talksOf(run).filter((talk) => talk.id !== id),
      );
    },
  };
}

/**
 * A conversation as plain data. The probabilities of what else could have been said are most of it, so they are the first to
 * go: of all turns but the last, then of that too.
 * @param {Talk} talk
 * @returns {Talk}
 */
export function plainTalk(talk) {
  const last = talk.turns[talk.turns.length - 1];
  /** @param {(turn: Turn) => boolean} hasProbs */
  const plain = (hasProbs) => ({ ...talk, turns: talk.turns.map((turn) => plainTurn(turn, hasProbs(turn))) });
  const fuller = [() => true, (/** @type {Turn} */ turn) => turn === last].map(plain);
  return fuller.find((one) => JSON.stringify(one).length <= MOST_WITH_PROBS) ?? plain(() => false);
}

/**
 * @param {Turn} turn
 * @param {boolean} hasProbs
 * @returns {Turn}
 */
function plainTurn({ me, it }, hasProbs) {
  const tokens = hasProbs ? it.tokens : it.tokens.map((token) => ({ ...token, others: undefined }));
  return { me, it: { ...it, writing: false, waiting: false, tokens } };
}

/**
 * @param {Talk[]} talks
 * @param {number} size characters that they may take; the newest stays whatever it takes
 */
function newestWithin(talks, size) {
  let count = talks.length;
  while (count > 1 && JSON.stringify(talks.slice(0, count)).length > size) count -= 1;
  return talks.slice(0, count);
}

/**
 * Lets the oldest conversations of other runs give way.
 * @param {string} key of the run that needs it
 * @param {number} size
 */
function makeRoom(key, size) {
  const others = Object.keys(localStorage).filter((one) => one.startsWith(PREFIX) && one !== key);
  const sizeOf = (/** @type {string} */ one) => localStorage.getItem(one)?.length ?? 0;
  while (others.reduce((sum, one) => sum + sizeOf(one), size) > MOST_OF_ALL) {
    const shelves = others.map((one) => ({ key: one, talks: read(one) })).filter(({ talks }) => talks.length);
    if (!shelves.length) return;
    const age = (/** @type {Talk[]} */ talks) => talks[talks.length - 1].at;
    const oldest = shelves.reduce((a, b) => (age(b.talks) < age(a.talks) ? b : a));
    write(oldest.key, oldest.talks.slice(0, -1));
  }
}

/**
 * @param {string} key
 * @param {Talk[]} talks
 */
function write(key, talks) {
  if (talks.length) localStorage.setItem(key, JSON.stringify(talks));
  else localStorage.removeItem(key);
}

/**
 * @param {string} key
 * @returns {Talk[]}
 */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]').filter(isTalk);
  } catch {
    return [];
  }
}

/** @param {any} one whatever the browser has there */
function isTalk(one) {
  if (typeof one?.id !== 'string' || !Array.isArray(one.turns)) return false;
  return one.turns.every((/** @type {any} */ turn) => typeof turn?.me === 'string' && Array.isArray(turn.it?.tokens));
}
