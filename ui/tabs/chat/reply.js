// An answer as data: what is asked for it, and what a person's choices make of it.

import { contextOf, fillsBlanks } from './talk.js';

/** @typedef {import('./types.js').How} How */
/** @typedef {import('./types.js').Manner} Manner */
/** @typedef {import('./types.js').Reply} Reply */
/** @typedef {import('./types.js').Sampling} Sampling */
/** @typedef {import('./types.js').Talk} Talk */
/** @typedef {import('./types.js').Token} Token */
/** @typedef {import('./types.js').Turn} Turn */

const SEEDS = 2 ** 31;

/**
 * Makes an answer ready to be written, from the tokens that stay on.
 * @param {Reply} it
 * @param {How} how
 * @param {{ run: string | null, manner: Manner, sampling: Sampling }} by
 */
export function beginAnew(it, { kept = 0, seed = null, chosen = {} }, { run, manner, sampling }) {
  Object.assign(it, {
    manner,
    chosen,
    beams: fillsBlanks(manner) ? 1 : sampling.beams,
    tokens: it.tokens.slice(0, kept),
    run,
    writing: true,
    waiting: false,
    stopped: false,
    ended: false,
    copied: undefined,
    error: '',
    firstMs: null,
    speed: null,
    seed: seed ?? (kept ? it.seed : sampling.seed),
  });
}

/**
 * What the server is asked for an answer that was made ready; `Desk.write` reads it.
 * @param {Turn} turn
 * @param {How} how
 * @param {{ talk: Talk, manner: Manner, sampling: Sampling, blanks: number | null }} by
 */
export function questionOf(turn, { kept = 0, forced, chosen = {} }, { talk, manner, sampling, blanks }) {
  const { it } = turn;
  return {
    run: it.run,
    ...contextOf(manner, talk.turns.slice(0, talk.turns.indexOf(turn) + 1), talk.system),
    kept: it.tokens.map((token) => token.id),
    forced: forced?.id ?? null,
    blanks,
    chosen: Object.fromEntries(Object.entries(chosen).map(([blank, { id }]) => [blank, id])),
    sampling: { ...sampling, seed: kept ? (it.seed + kept) % SEEDS : it.seed }, // what follows is drawn anew
  };
}

/**
 * A token that a person put in place, with how likely it and the others were when it was chosen.
 * @param {Token} token
 * @param {How} how
 * @returns {Token}
 */
export function withChoice(token, { forced, chosen = {} }) {
  if (token.chosen && forced) return { ...token, p: forced.p, others: forced.others };
  const choice = token.blank === undefined ? undefined : chosen[token.blank];
  return choice ? { ...token, p: choice.p, others: choice.others, chosen: true } : token;
}
