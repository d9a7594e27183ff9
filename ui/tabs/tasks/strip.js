// The strip of tasks: one is pressed, and arrow keys go along it.

import { h, rove } from '../../live/lib/dom.js';
import { press } from './pointing.js';

/** @typedef {import('./types.js').Task} Task */

/**
 * @param {HTMLElement} host
 * @param {Task[]} tasks
 * @param {(task: Task) => void} onChoose
 */
export function createStrip(host, tasks, onChoose) {
  const buttons = tasks.map((task) =>
    h(
      'button',
      { type: 'button', class: 'task', data: { task: task.key }, onclick: () => onChoose(task) },
      h('b', { text: task.name }),
      h('span', { text: task.line }),
    ),
  );
  host.append(...buttons);
  rove(host, { items: () => buttons, columns: () => 1, onMove: () => {} });
  return {
    /** @param {Task} task */
    show: (task) => press(buttons, (button) => button.dataset.task === task.key),
  };
}
