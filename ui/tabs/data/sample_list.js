// The samples to choose from, by their kinds.

import { findAll, h } from '../../live/lib/dom.js';
import { sampleOf } from './source.js';

/** @typedef {{ key: string, title: string, about: string, preview: string, kind: string }} Sample */

const KINDS = ['text', 'talk', 'job'];

/**
 * @param {import('./types.js').Words} words
 * @param {string} name of the group of radio buttons
 * @param {Sample[]} samples
 * @param {(source: string) => void} choose
 */
export function createSampleList({ all: words }, name, samples, choose) {
  /** @param {Sample} sample */
  const sampleLabel = ({ key, title, about, preview }) =>
    h(
      'label',
      { class: 'sample' },
      h('input', { type: 'radio', name, value: key, onchange: () => choose(`sample:${key}`) }),
      h('b', { text: title }),
      h('span', { class: 'help', text: about }),
      h('span', { class: 'voice', text: preview.replace(/\s*\n+\s*/g, ' / ') }),
    );
  const groups = KINDS.map((kind) => {
    const labels = samples.filter((sample) => sample.kind === kind).map(sampleLabel);
    const title = h('p', { class: 'sub', text: words[`kind.${kind}`] });
    return labels.length > 0 && h('div', { class: `kind ${kind}s` }, title, labels);
  });
  const node = h('fieldset', { class: 'samples' }, h('legend', { class: 'label', text: words.samples }), groups);

  return {
    node,
    /**
     * Ticks the sample that is chosen, if one is.
     * @param {string} source
     */
    show(source) {
      const chosen = sampleOf(source);
      findAll(node, 'input').forEach((node) => {
        const input = /** @type {HTMLInputElement} */ (node);
        input.checked = input.value === chosen;
      });
    },
  };
}
