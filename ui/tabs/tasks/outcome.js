// An answer with its evidence, drawn by the task's own script: a module with one export, `evidence` (types.js).

import { find, h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';

/** @typedef {import('./types.js').Task} Task */
/** @typedef {import('./types.js').Found} Found */
/** @typedef {import('./types.js').Evidence} Evidence */
/** @typedef {{ task: Task, found: Found, evidence: Evidence }} Shown */

/**
 * The part of a task's script that this tab uses; a task brings a script of its own, so none is named here.
 * @param {Task} task
 * @returns {Promise<Evidence>}
 */
export async function evidenceOf({ script }) {
  return (await import(new URL(`../../${script}`, import.meta.url).href)).evidence;
}

/** @param {import('./types.js').Desk} desk */
export function createOutcome({ root, words }) {
  const host = find(root, '.outcome');
  /** @type {Record<string, string>} */
  const chosen = {}; // views, by task
  /** @type {Shown | null} */
  let shown = null;
  const tell = (/** @type {string} */ sentence) => {
    find(host, '.told').textContent = sentence;
  };
  const telling = { words, tell };

  /** @param {Shown} now */
  const draw = ({ task, found, evidence }) => {
    const view = evidence.views.includes(chosen[task.key]) ? chosen[task.key] : evidence.views[0];
    host.hidden = false;
    find(host, '.said').replaceChildren(...evidence.answer(found, telling));
    find(host, '.meta').textContent = [
      timeOf(found.waited ?? found.seconds, words),
      words.say('at-step', { step: pageNumbers().count(found.step) }),
    ].join(' · ');
    find(host, '.why').textContent = words.all[evidence.title];
    find(host, '.because').textContent = words.all[evidence.help];
    find(host, '.views').hidden = evidence.views.length < 2;
    find(host, '.views').replaceChildren(...evidence.views.map((name) => viewButton(name, name === view, task)));
    find(host, '.picture').replaceChildren();
    tell('');
    evidence.draw(find(host, '.picture'), found, view, telling);
  };
  /**
   * @param {string} name
   * @param {boolean} isPressed
   * @param {Task} task
   */
  const viewButton = (name, isPressed, task) =>
    h('button', {
      type: 'button',
      text: words.all[`view.${name}`],
      title: words.all[`view.${name}.help`],
      'aria-pressed': String(isPressed),
      data: { view: name },
      onclick: () => {
        chosen[task.key] = name;
        redraw();
        find(host, `.views [data-view="${name}"]`).focus();
      },
    });
  const redraw = () => {
    if (shown) draw(shown);
  };
  return {
    redraw,
    /**
     * @param {Task} task
     * @param {Found} found
     * @param {Evidence} evidence
     */
    show(task, found, evidence) {
      shown = { task, found, evidence };
      draw(shown);
    },
    clear() {
      shown = null;
      host.hidden = true;
      tell('');
    },
  };
}

/**
 * @param {number} seconds
 * @param {import('../../live/lib/words.js').Words} words
 */
export function timeOf(seconds, words) {
  if (seconds < 0.0095) return words.all['time.less'];
  return words.say('time', { seconds: pageNumbers().decimals(seconds, seconds < 0.095 ? 2 : 1) });
}
