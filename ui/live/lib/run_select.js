// The choosers of runs on several tabs: names that occur twice get their number.

import { h } from './dom.js';

/**
 * Shows runs in a list, keeping what a person chose where nothing else is said.
 * @param {HTMLSelectElement} select
 * @param {{ id: string, name: string, active?: boolean }[]} runs
 * @param {{ chosen?: string, training: string }} how training: the word beside a run that is at work
 */
export function showRuns(select, runs, { chosen, training }) {
  /** @type {Map<string, number>} */
  const times = new Map();
  runs.forEach(({ name }) => times.set(name, (times.get(name) ?? 0) + 1));
  const wanted = runs.map(({ id, name, active }) => {
    const parts = [name, (times.get(name) ?? 0) > 1 && id, active && training];
    return [id, parts.filter(Boolean).join(' · ')];
  });
  if (JSON.stringify(wanted) !== select.dataset.shown) {
    select.dataset.shown = JSON.stringify(wanted);
    select.replaceChildren(...wanted.map(([value, text]) => h('option', { value, text })));
  }
  if (chosen) select.value = chosen;
}
