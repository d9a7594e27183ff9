// Settings as a card: sizes and families as strips, then a few rows, then more that fold away.

import { h } from '../lib/dom.js';
import { familyStrip } from './family_strip.js';
import { cardRow, tightRow } from './rows.js';
import { shapeRow } from './shape_row.js';
import { sizeStrip } from './size_strip.js';

/** @typedef {import('./types.js').Field} Field */
/** @typedef {import('./types.js').Form} Form */

/**
 * What a card consists of, as ui/live/controls.py tells it.
 * @typedef {object} Card
 * @property {Field[]} fields
 * @property {{ heading: string, fields: Field[] }[]} more that fold away
 * @property {string[]} presets
 * @property {string[]} families
 * @property {Record<string, string>} shapes the shape of each family that has one of its own
 * @property {{ preset: string[], family: string[] }} owned the settings that a size or a family decides
 * @property {string} area a heading
 */

/**
 * @param {HTMLElement} element
 * @param {Form} form
 * @param {any} card
 */
export function layCard(element, form, card) {
  const { fields, more, presets, families, area } = /** @type {Card} */ (card);
  if (presets.length) element.append(sizeStrip(element, form, card));
  if (families.length) element.append(familyStrip(form, card));
  if (area) element.append(h('h3', { class: 'h area', text: area }));
  const rows = fields.map((field) => (field.name === 'model.architecture' ? shapeRow : cardRow)(field, form));
  element.append(...rows);
  if (more.length) element.append(...folded(form, more));
}

/**
 * Fields that fold away: one press shows them all, under headings.
 * @param {Form} form
 * @param {Card['more']} more
 */
function folded(form, more) {
  const inside = h('div', { class: 'folded', id: `${form.unique}-more`, hidden: true });
  const toggle = h('button', {
    type: 'button',
    class: 'btn small bare fold',
    'aria-expanded': 'false',
    'aria-controls': inside.id,
    text: form.words.all.more,
    onclick: () => {
      inside.hidden = !inside.hidden;
      toggle.setAttribute('aria-expanded', String(!inside.hidden));
      form.show();
    },
  });
  const sections = more.map(({ heading, fields }) =>
    h(
      'section',
      { 'aria-label': heading },
      h('h3', { class: 'h', text: heading }),
      fields.map((field) => tightRow(field, form)),
    ),
  );
  inside.append(...sections);
  return [toggle, inside];
}
