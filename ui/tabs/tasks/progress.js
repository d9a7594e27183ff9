// A bar that says how far a measurement or a batch is.

import { find } from '../../live/lib/dom.js';

/**
 * @param {HTMLElement} bar
 * @param {import('./types.js').Progress} progress
 */
export function showProgress(bar, { done = 0, total = 0 }) {
  const part = Math.min(1, done / Math.max(1, total));
  bar.setAttribute('aria-valuemax', String(total || 1));
  bar.setAttribute('aria-valuenow', String(done));
  find(bar, 'i').style.width = `${100 * part}%`;
}
