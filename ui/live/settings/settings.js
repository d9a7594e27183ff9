// Settings of the draft: a few as a card, or all of them in a searchable drawer.

import { pageData } from '../lib/page.js';
import { layCard } from './card.js';
import { layDrawer } from './drawer.js';
import { createForm } from './form.js';

/** @param {import('../lib/part.js').Part} part */
export function mount({ element, props, trigger }) {
  const described = pageData().settings.fields;
  /** @param {string[]} names */
  const fieldsOf = (names) => names.map((name) => described[name]);
  const form = createForm(element, trigger);
  const fields = fieldsOf(props.fields);
  if (props.drawer) {
    layDrawer(element, form, fields);
  } else {
    const more = props.more.map((/** @type {any} */ { heading, fields: names }) => ({
      heading,
      fields: fieldsOf(names),
    }));
    layCard(element, form, { ...props, fields, more });
  }
  form.start();
}
