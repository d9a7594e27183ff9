// A hyperparameter as it stands on the page: its label, its control, its help, and its mistake where it has one.

import { button, h } from '../lib/dom.js';
import { pageNumbers } from '../lib/numbers.js';
import { draft } from '../page/draft.js';
import { term } from '../page/terms.js';
import { createControl } from './controls.js';
import { spelled } from './spelled.js';

/** @typedef {import('./types.js').Field} Field */
/** @typedef {import('./types.js').Form} Form */
/** @typedef {import('./types.js').Row} Row */

/**
 * A row of a card, with a slider where the field has stops.
 * @param {Field} field
 * @param {Form} form
 */
export function cardRow(field, form) {
  const id = form.idOf(field);
  const labelId = field.term ? `${id}-label` : null;
  const label = field.term
    ? h('span', { class: 'label', id: labelId }, term(field.term, field.label))
    : h('label', { class: 'label', htmlFor: id, text: field.label });
  const control = createControl(field, form, { slides: true, labelled: labelId });
  const { help, wrong } = sentences(field, form);
  const top = h('div', { class: 'field-top' }, label, control.output);
  const root = h('div', { class: 'field', data: { name: field.name } }, top, control.node, help, wrong);
  return add({ field, root, wrong, show: control.show }, form);
}

/**
 * A row of those that fold away: label and control on one line.
 * @param {Field} field
 * @param {Form} form
 */
export function tightRow(field, form) {
  const label = h('label', { class: 'label', htmlFor: form.idOf(field), text: field.label });
  const control = createControl(field, form);
  const { help, wrong } = sentences(field, form);
  const set = { class: `field tight kind-${field.kind}`, data: { name: field.name } };
  return add({ field, root: h('div', set, label, control.node, help, wrong), wrong, show: control.show }, form);
}

/**
 * A row of the drawer: also its name in the code, its default, and the way back to that.
 * @param {Field} field
 * @param {Form} form
 */
export function drawerRow(field, form) {
  const { all: words, say } = form.words;
  const control = createControl(field, form);
  const { help, wrong } = sentences(field, form);
  const only = h('p', { class: 'help only', hidden: true });
  const unit = field.unit ? h('small', { text: field.unit }) : null;
  const normal = h('span', { class: 'normal num' });
  const reset = button(words.reset, 'small bare', () => {
    form.reset(field);
    control.node.focus();
  });
  reset.setAttribute('aria-label', pageNumbers().labelled(words.reset, field.label));
  const names = h(
    'div',
    { class: 'names' },
    h('label', { class: 'label', htmlFor: form.idOf(field), text: field.label }),
    h('b', { class: 'mark-changed', text: words.changed }),
    h('code', { text: field.name }),
  );
  const root = h(
    'div',
    { class: `set kind-${field.kind}${field.lines > 2 ? ' long' : ''}`, data: { name: field.name } },
    h('div', { class: 'what' }, names, help, only, wrong),
    h(
      'div',
      { class: 'how' },
      h('div', { class: 'line' }, control.node, unit),
      h('div', { class: 'after' }, normal, reset),
    ),
  );
  /** @type {Row['show']} */
  const show = (value) => {
    const own = draft.state()?.defaults[field.name];
    const differs = JSON.stringify(value ?? null) !== JSON.stringify(own ?? null);
    control.show(value);
    root.classList.toggle('is-changed', differs);
    reset.hidden = !differs;
    normal.textContent = say('default', { value: spelled(field, own, words) });
  };
  /** @type {Row['idle']} */
  const idle = (unmet) => {
    root.classList.toggle('is-idle', unmet.length > 0);
    only.hidden = !unmet.length;
    only.textContent = unmet.length ? countsWith(unmet, form) : '';
  };
  return add({ field, root, wrong, show, idle }, form);
}

/**
 * @param {Field} field
 * @param {Form} form
 */
function sentences(field, form) {
  const help = h('p', { class: 'help', id: `${form.idOf(field)}-help`, text: field.help });
  const wrong = h('p', { class: 'wrong', hidden: true, role: 'alert' });
  return { help, wrong };
}

/**
 * @param {import('./types.js').Condition[]} unmet
 * @param {Form} form
 */
function countsWith(unmet, { words: { all: words, say } }) {
  const what = unmet.map(({ label, spelled: values }) =>
    say('counts-with.value', { label, values: values.join(words.or) }),
  );
  return say('counts-with', { what: what.join(words.and) });
}

/**
 * @param {Row} row
 * @param {Form} form
 */
export function add(row, form) {
  form.rows.set(row.field.name, row);
  return row.root;
}
