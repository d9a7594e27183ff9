// A strip of choices that are seen side by side, as radios.

import { findAll, h } from '../lib/dom.js';

/** @typedef {{ key: string, title: string, small: string, art?: Node }} Option */

/**
 * @param {{ name: string, label: string, group: string }} what group: a name that no other strip on the page has
 * @param {Option[]} options
 * @param {(key: string) => void} onpick
 */
export function createStrip({ name, label, group }, options, onpick) {
  const node = h('div', { class: `presets ${name}`, role: 'radiogroup', 'aria-label': label });
  const labels = options.map(({ key, title, small, art }) =>
    h(
      'label',
      {},
      h('input', { type: 'radio', name: group, value: key, onchange: () => onpick(key) }),
      art,
      h('span', { text: title }),
      h('small', { class: 'num', text: small }),
    ),
  );
  node.append(...labels);
  const inputs = /** @type {HTMLInputElement[]} */ (findAll(node, 'input'));
  return {
    node,
    /** @param {string} key */
    show(key) {
      inputs.forEach((input) => {
        input.checked = input.value === key;
      });
    },
    /**
     * The radio of a choice.
     * @param {string} key
     */
    input: (key) => /** @type {HTMLInputElement} */ (inputs.find((input) => input.value === key)),
    /**
     * Says something else below a choice's name.
     * @param {string} key
     * @param {string} text
     */
    note(key, text) {
      const small = node.querySelector(`input[value="${key}"] ~ small`);
      if (small) small.textContent = text;
    },
  };
}
