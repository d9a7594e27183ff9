// What a model has written, in the letters that are kept for that.

import { h } from '../../live/lib/dom.js';

/**
 * @param {string} text
 * @param {string} [look]
 */
export function voice(text, look = '') {
  return h('p', { class: `voice ${look}`, text });
}
