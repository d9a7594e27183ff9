// The strip of families: whose parts the model is made of, and how many of them were changed since.

import { button, h } from '../lib/dom.js';
import { draft } from '../page/draft.js';
import { term } from '../page/terms.js';
import { createStrip } from './strip.js';

/**
 * @param {import('./types.js').Form} form
 * @param {import('./card.js').Card} card
 */
export function familyStrip(form, { families, owned, shapes }) {
  const { all: words, say } = form.words;
  const about = h('p', { class: 'help', 'aria-live': 'polite' });
  const changed = h('span', { class: 'help' });
  const again = button('', 'small bare', () => {
    const family = chosen();
    draft.begin({ family }, owned.family, form.trigger);
    strip.input(family).focus();
  });
  const differs = h('p', { class: 'differs', hidden: true }, changed, again);
  const options = families.map((key) => ({
    key,
    title: words[`family.${key}`],
    small: words[`family.${key}.year`],
  }));
  const what = { name: 'family', label: words.family, group: `${form.unique}-family` };
  const strip = createStrip(what, options, (family) => draft.begin({ family }, owned.family, form.trigger));
  /** @param {string} family */
  const show = (family) => {
    strip.show(family);
    about.textContent = words[`family.${family}.about`];
  };
  document.addEventListener('terrarium:setting', (event) => {
    const { family } = /** @type {CustomEvent} */ (event).detail;
    if (!family) return;
    show(family);
    // A family that has a shape of its own shows it at once: what stands as chosen can't be chosen.
    if (shapes[family]) form.rows.get('model.architecture')?.show(shapes[family]);
  });
  form.follow(() => {
    const parts = draft.state()?.parts ?? 0;
    show(chosen());
    differs.hidden = !parts;
    changed.textContent = parts === 1 ? words['parts.one'] : say('parts.many', { count: parts });
    again.textContent = say('parts.back', { family: words[`family.${chosen()}`] });
  });
  return h(
    'div',
    { class: 'field' },
    h('span', { class: 'label' }, term('family', words.family)),
    strip.node,
    about,
    differs,
  );
}

function chosen() {
  return draft.state()?.family ?? '';
}
