// What a shape costs: its parameters by part, memory, arithmetic, and what the chosen steps amount to.

import { find, h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { pageData } from '../../live/lib/page.js';
import { bytesOf, countOf, prefixed, textOf } from './amounts.js';

/** @typedef {import('./shape.js').Shape} Shape */
/** @typedef {import('../../live/lib/words.js').Words} Words */

/**
 * What Python says of a draft, ui/tabs/model/tab.py: view.
 * @typedef {object} View
 * @property {{ heard?: string }} draft
 * @property {string} mistake
 * @property {string} taken
 * @property {Shape} shape
 * @property {Record<string, number>} parts parameters
 * @property {number} training_bytes
 * @property {number} use_bytes
 * @property {number} free_bytes
 * @property {boolean} short whether it needs more than is free
 * @property {number} flops a token
 * @property {number} training_flops a token
 * @property {boolean} known whether the vocabulary is counted
 * @property {number} steps
 * @property {number} step_tokens
 * @property {number | null} train_tokens
 */

/**
 * Puts an amount into one of the figures at the top.
 * @param {HTMLElement} root
 * @param {string} selector
 * @param {import('./amounts.js').Amount} amount
 */
export function put(root, selector, { figure, unit }) {
  find(root, selector).replaceChildren(figure, h('small', { text: unit ? ` ${unit}` : '' }));
}

/**
 * @param {HTMLElement} root
 * @param {View} view
 * @param {Words} words
 * @param {boolean} isGated
 */
export function showCosts(root, view, words, isGated) {
  const { shape, parts, known, flops } = view;
  const total = Object.values(parts).reduce((sum, value) => sum + value, 0);
  const counted = words.say(known ? 'vocab.known' : 'vocab.guess', { V: pageNumbers().count(shape.V) });
  find(root, '.vocab').textContent = counted;
  find(root, '.parts').replaceChildren(...partRows(view, total, words, isGated));
  find(root, '.reading dl').replaceChildren(...readingRows(view, words.all));
  put(root, '.v-parameters', countOf(total));
  put(root, '.v-train', bytesOf(view.training_bytes));
  put(root, '.v-use', bytesOf(view.use_bytes));
  put(root, '.v-flops', { figure: textOf(countOf(flops)), unit: `FLOPs ${words.all['flops.unit']}` });
  document.dispatchEvent(new CustomEvent('terrarium:size', { detail: total }));
}

/**
 * @param {View} view
 * @param {number} total
 * @param {Words} words
 * @param {boolean} isGated
 */
function partRows({ shape, parts }, total, words, isGated) {
  const most = Math.max(...Object.values(parts), 1);
  const shown = Object.entries(parts).filter(([name, value]) => value || name === 'head');
  return shown.map(([name, value]) =>
    h(
      'li',
      {},
      h(
        'div',
        { class: 'top' },
        h('b', { text: words.all[`part.${name}`] }),
        h('span', { class: 'n num', text: pageNumbers().count(value) }),
        h('span', { class: 'p num', text: total ? share(value / total) : '' }),
      ),
      h('div', { class: 'b' }, h('i', { style: { width: `${(100 * value) / most}%` } })),
      h('p', { class: 'help', text: meaning(name, shape, words, isGated) }),
    ),
  );
}

/** @param {number} part of 1 */
function share(part) {
  return `${(100 * part).toFixed(part < 0.0995 ? 1 : 0)}%`;
}

/**
 * What a part's parameters are, as this shape has them.
 * @param {string} name
 * @param {Shape} shape
 * @param {Words} words
 * @param {boolean} isGated
 */
export function meaning(name, shape, words, isGated) {
  const { count } = pageNumbers();
  const { V, D, H, G, K, F, E, L, T } = shape;
  return words.say(`part.${keyOf(name, shape)}`, {
    V: count(V),
    D: count(D),
    F: count(F),
    T: count(T),
    Q: count(H * K),
    R: count(G * K),
    M: isGated ? 3 : 2,
    L: name === 'cross' ? L : E + L,
  });
}

/**
 * @param {string} name
 * @param {Shape} shape
 */
function keyOf(name, { D, H, G, K, E, L, model }) {
  const isGrouped = G < H || H * K !== D;
  const attention = isGrouped ? 'attention.grouped' : 'attention.means';
  /** @type {Record<string, string>} */
  const keys = {
    attention,
    cross: attention,
    positions: E && L ? 'positions.means.two' : 'positions.means',
    norms: model.norm === 'layernorm' && model.bias ? 'norms.shift' : 'norms.means',
    head: headKey(model),
  };
  return keys[name] ?? `${name}.means`;
}

/** @param {import('./shape.js').Model} model */
function headKey({ head_transform: transforms, tied_embeddings: isTied }) {
  if (transforms) return isTied ? 'head.transform.tied' : 'head.transform';
  return isTied ? 'tied' : 'head.means';
}

/**
 * What the chosen steps amount to.
 * @param {View} view
 * @param {Record<string, string>} words
 */
function readingRows({ steps, step_tokens: stepTokens, train_tokens: trainTokens, training_flops: flops }, words) {
  const { count, figures } = pageNumbers();
  const tokens = steps * stepTokens;
  const rows = [
    [words['reading.step'], count(stepTokens), words['reading.tokens']],
    [words['reading.all'], textOf(countOf(tokens)), words['reading.tokens']],
    ...(trainTokens ? [[words['reading.passes'], figures(tokens / trainTokens), pageData().units.passes]] : []),
    [words['reading.work'], prefixed(tokens * flops), 'FLOPs'],
  ];
  return rows.flatMap(([name, figure, unit]) => [
    h('dt', { text: name }),
    h('dd', {}, figure, h('small', { text: ` ${unit}` })),
  ]);
}
