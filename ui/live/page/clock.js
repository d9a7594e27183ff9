// The one clock by which what is looked at is asked about again: each who follows is asked while in sight, again after as many
// milliseconds as its answer says, at rest REST_MS; none while the server doesn't answer.

import { isInSight, onSight } from '../lib/dom.js';

const REST_MS = 3600;
const SHORTEST_MS = 20;

/**
 * @typedef {() => Promise<number | null | undefined | void>} Look asks, and answers after how many ms to ask again;
 *   Infinity: only when it is woken or comes into sight
 */
/** @typedef {{ element: HTMLElement, look: Look, due: number, busy: boolean }} Follower */

/** @type {Set<Follower>} */
const followers = new Set();
let timer = 0;
const isLost = () => 'lost' in document.documentElement.dataset; // link.js says so

/**
 * Asks by `look` again and again while `element` is in sight.
 * @param {HTMLElement} element
 * @param {Look} look
 * @param {boolean} [atSight] whether coming into sight asks at once
 * @returns {() => void} asks at once, where `atSight`
 */
export function follow(element, look, atSight = true) {
  const one = { element, look, due: atSight ? 0 : performance.now() + REST_MS, busy: false };
  followers.add(one);
  const wake = () => {
    if (atSight) one.due = 0;
    tick();
  };
  onSight(element, wake);
  return wake;
}

/** Asks all that are in sight at once. */
export function wakeAll() {
  for (const one of followers) one.due = 0;
  tick();
}

export function start() {
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) wakeAll();
  });
}

function tick() {
  clearTimeout(timer);
  const now = performance.now();
  for (const one of followers) {
    if (!one.element.isConnected) followers.delete(one);
    else if (!one.busy && one.due <= now && isInSight(one.element) && !isLost()) run(one);
  }
  const next = [...followers].filter((one) => !one.busy && isInSight(one.element)).map((one) => one.due);
  const due = Math.min(...next);
  if (Number.isFinite(due) && !isLost()) {
    timer = window.setTimeout(tick, Math.max(SHORTEST_MS, due - performance.now()));
  }
}

/** @param {Follower} one */
async function run(one) {
  one.busy = true;
  one.due = Infinity;
  let wait = null;
  try {
    wait = await one.look();
  } catch (problem) {
    console.warn('Terrarium:', problem instanceof Error ? problem.message : String(problem));
  }
  one.busy = false;
  one.due = Math.min(one.due, performance.now() + (wait ?? REST_MS));
  tick();
}
