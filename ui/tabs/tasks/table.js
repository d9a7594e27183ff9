// A table of figures or words that scrolls within its own frame: the same as a picture says, or examples.

import { h } from '../../live/lib/dom.js';

/**
 * @param {string[]} head
 * @param {(string | number)[][]} rows the first cell of each names it
 * @param {string} caption
 */
export function tableOf(head, rows, caption) {
  const heads = head.map((text) => h('th', { scope: 'col', text }));
  const lines = rows.map(([name, ...cells]) =>
    h('tr', {}, h('th', { scope: 'row', text: name }), ...cells.map((text) => h('td', { text }))),
  );
  return h(
    'div',
    { class: 'sheet', tabIndex: 0, role: 'group', 'aria-label': caption, data: { scroll: '' } },
    h('table', {}, h('thead', {}, h('tr', {}, heads)), h('tbody', {}, lines)),
  );
}
