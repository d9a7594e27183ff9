// Which runs the list shows and in what order, and which of them are the best of those that can be compared.

import { valueOf } from './cells.js';

/** @typedef {import('./types.js').Run} Run */
/** @typedef {import('./types.js').Cells} Cells */
/** @typedef {{ by: string, up: boolean }} Order */
/** @typedef {Map<string, { value: number, count: number }>} Bests by name of those that can be compared */

export const WORDY = ['name', 'status', 'origin'];
export const LOW_IS_GOOD = ['val_loss', 'bits_per_byte'];
export const HIGH_IS_GOOD = ['score', 'tokens_per_s'];

/**
 * What a click on a column's head asks for: the other way round, or at first the way that is mostly wanted.
 * @param {Order} order
 * @param {string} column
 * @returns {Order}
 */
export function orderAfter(order, column) {
  const up = order.by === column ? !order.up : [...WORDY, ...LOW_IS_GOOD].includes(column);
  return { by: column, up };
}

/**
 * Runs in order; those that say nothing in the column stand last.
 * @param {Run[]} runs
 * @param {Order} order
 * @param {Cells} cells
 */
export function sorted(runs, { by, up }, cells) {
  /** @param {Run} run */
  const value = (run) => (WORDY.includes(by) ? cells.text(by, run) : valueOf(run, by));
  return [...runs].sort((a, b) => {
    const x = value(a) ?? null;
    const y = value(b) ?? null;
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return (typeof x === 'string' ? x.localeCompare(y) : x - y) * (up ? 1 : -1);
  });
}

/**
 * The runs whose row says every word of the question somewhere.
 * @param {Run[]} runs
 * @param {string} query
 * @param {Cells} cells
 */
export function matching(runs, query, cells) {
  const wanted = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  /** @param {Run} run */
  const told = (run) =>
    [...WORDY.map((column) => cells.text(column, run)), run.metric?.label ?? '', run.id].join(' ').toLowerCase();
  return wanted.length ? runs.filter((run) => wanted.every((word) => told(run).includes(word))) : runs;
}

/**
 * The best value of a column among several runs that are done and can be compared: the same text, asked the same way.
 * @param {Run[]} runs
 * @param {string} column
 * @returns {Bests}
 */
export function bests(runs, column) {
  /** @type {Map<string, Run[]>} */
  const groups = new Map();
  for (const run of runs.filter((one) => one.status === 'done' && valueOf(one, column) !== null)) {
    const name = run.alike[column];
    groups.set(name, [...(groups.get(name) ?? []), run]);
  }
  const several = [...groups].filter(([, some]) => some.length > 1);
  return new Map(
    several.map(([name, some]) => {
      const isLower = LOW_IS_GOOD.includes(column) || (column === 'score' && some[0].metric?.lower);
      return [
        name,
        { value: (isLower ? Math.min : Math.max)(...some.map((run) => valueOf(run, column))), count: some.length },
      ];
    }),
  );
}
