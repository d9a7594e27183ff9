// What one hyperparameter is set by: a list, a switch, a slider or a box.

import { h } from '../lib/dom.js';
import { draft } from '../page/draft.js';
import { figure, spelled, typed } from './spelled.js';

/** @typedef {import('./types.js').Field} Field */
/** @typedef {import('./types.js').Form} Form */
/** @typedef {import('./types.js').Control} Control */

/**
 * @param {Field} field
 * @param {Form} form
 * @param {{ slides?: boolean, labelled?: string | null }} [how] slides: by its stops, where it has some. labelled: the id of
 *   its label, where that can't point at it.
 * @returns {Control}
 */
export function createControl(field, form, { slides = false, labelled = null } = {}) {
  const id = form.idOf(field);
  const name = { id, 'aria-describedby': `${id}-help`, 'aria-labelledby': labelled };
  if (field.kind === 'choice') return list(field, form, name);
  if (field.kind === 'switch') return switch_(field, form, name);
  return slides && field.stops.length ? slider(field, form, name) : box(field, form, name);
}

/** @typedef {Record<string, string | null>} Name attributes by which a control is known */

/**
 * @param {Field} field
 * @param {Form} form
 * @param {Name} name
 * @returns {Control}
 */
function list(field, form, name) {
  const options = field.options.map(({ value, label }) => h('option', { value, text: label }));
  const node = h('select', { class: 'box', ...name, onchange: () => form.change(field, node.value) }, options);
  return {
    node,
    show: (value) => {
      node.value = value;
    },
  };
}

/**
 * @param {Field} field
 * @param {Form} form
 * @param {Name} name
 * @returns {Control}
 */
function switch_(field, form, name) {
  const set = { type: 'checkbox', class: 'switch', ...name };
  const node = h('input', { ...set, onchange: () => form.change(field, node.checked) });
  return {
    node,
    show: (value) => {
      node.checked = Boolean(value);
    },
  };
}

/**
 * @param {Field} field
 * @param {Form} form
 * @param {Name} name
 * @returns {Control}
 */
function box(field, form, name) {
  const shared = { spellcheck: false, ...name, onchange: () => form.change(field, typed(field, node.value)) };
  const inputmode = field.kind === 'number' ? 'decimal' : 'text';
  const node =
    field.lines > 1
      ? h('textarea', { class: 'box', rows: field.lines, ...shared })
      : h('input', { class: 'box num', type: 'text', inputmode, autocomplete: 'off', ...shared });
  return {
    node,
    show: (value) => {
      if (field.optional) node.placeholder = leftToTheCode(field, form);
      if (document.activeElement !== node) node.value = String(value ?? '');
    },
  };
}

/**
 * What stands in an empty box: what the setting comes to where nobody sets it.
 * @param {Field} field
 * @param {Form} form
 */
function leftToTheCode(field, { words }) {
  const value = draft.state()?.derived[field.name];
  return typeof value === 'number' ? words.say('automatic', { value: figure(field, value) }) : words.all.empty;
}

/**
 * @param {Field} field
 * @param {Form} form
 * @param {Name} name
 * @returns {Control}
 */
function slider(field, form, name) {
  const state = { stops: field.stops };
  const output = h('output', { class: 'value num', for: name.id });
  const node = h('input', { type: 'range', min: 0, step: 1, ...name });
  const label = () => {
    const value = spelled(field, state.stops[Number(node.value)], form.words.all);
    node.style.setProperty('--v', `${(100 * Number(node.value)) / (state.stops.length - 1)}%`);
    node.setAttribute('aria-valuetext', [value, field.unit].filter(Boolean).join(' '));
    output.replaceChildren(value, ...(field.unit ? [h('small', { text: ` ${field.unit}` })] : []));
  };
  node.addEventListener('input', () => {
    label();
    form.slide(field, state.stops[Number(node.value)]);
  });
  return {
    node,
    output,
    show(value) {
      if (document.activeElement === node && draft.isPending(field.name)) return; // it is being moved
      const shown = value ?? draft.state()?.derived[field.name] ?? field.stops[0];
      if (shown === state.stops[Number(node.value)] && output.hasChildNodes()) return;
      state.stops = withStop(field.stops, shown);
      node.max = String(state.stops.length - 1);
      node.value = String(Math.max(0, state.stops.indexOf(shown)));
      label();
    },
  };
}

/**
 * A slider's stops with one more, where a value lies between them.
 * @param {number[]} stops
 * @param {any} value
 */
function withStop(stops, value) {
  const all = typeof value === 'number' ? [...stops, value] : stops;
  return [...new Set(all)].sort((a, b) => a - b);
}
