// The lists by which a person says how a file is read.

import { h } from '../../live/lib/dom.js';

/** @typedef {import('./types.js').BroughtFile} BroughtFile */

const LONG_NAME = 14; // characters that a list of half the width holds

/**
 * A list with its label.
 * @param {{ id: string, label: string, value: string | null, options: [value: string, text: string][],
 *   onChoose: (value: string) => void }} list
 * @returns {HTMLElement[]} the label and the list
 */
export function chooser({ id, label, value, options, onChoose }) {
  const select = h('select', { class: 'box', id }, ...options.map(([value, text]) => h('option', { value, text })));
  select.value = value ?? '';
  select.addEventListener('change', () => onChoose(select.value));
  return [h('label', { class: 'label', htmlFor: id, text: label }), select];
}

/**
 * Two lists side by side: the column of what is given, and that of the answer.
 * @param {BroughtFile} file
 * @param {string[]} columns
 * @param {[given: string, answer: string]} labels
 * @param {import('./reads.js').Settle} settle
 */
export function columnPair(file, columns, [given, answer], settle) {
  /**
   * @param {'column' | 'target_column'} name
   * @param {string | null} value
   * @param {string} label
   */
  const side = (name, value, label) => {
    const id = `${name}-${file.id}`;
    const options = columns.map((one) => /** @type {[string, string]} */ ([one, one]));
    const onChoose = (/** @type {string} */ chosen) => settle(file.id, { [name]: chosen }, id);
    return h('div', {}, chooser({ id, label, value, options, onChoose }));
  };
  const isLong = columns.some((name) => name.length > LONG_NAME);
  return h(
    'div',
    { class: `sides${isLong ? ' long' : ''}` },
    side('column', file.column, given),
    side('target_column', file.target, answer),
  );
}
