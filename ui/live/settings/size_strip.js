// The strip of sizes: Tiny, Small, Medium, and Custom, which stands for sizes of one's own.

import { h } from '../lib/dom.js';
import { pageNumbers } from '../lib/numbers.js';
import { draft } from '../page/draft.js';
import { open } from '../page/tabs.js';
import { createStrip } from './strip.js';

const CUSTOM = 'custom';
const TRIES = 20;
const TRY_MS = 50;

/**
 * Custom has nothing to set here by itself: it leads to the sliders of the shape. A pointer goes there at once; arrow keys pass
 * through, so they only bring up the button.
 * @param {HTMLElement} element the card
 * @param {import('./types.js').Form} form
 * @param {import('./card.js').Card} card
 */
export function sizeStrip(element, form, { presets, fields, owned }) {
  const words = form.words.all;
  const goToSliders = () => focusSlider(() => (fields.length ? element : document.getElementById('tab-model')));
  const shaping = h('button', {
    type: 'button',
    class: 'btn small bare shaping',
    hidden: true,
    text: words.shaping,
    onclick: goToSliders,
  });
  const showShaping = () => {
    shaping.hidden = fields.length > 0 || !custom.checked;
  };
  const options = presets.map((key) => ({ key, title: words[`preset.${key}`], small: '…' }));
  const what = { name: 'size', label: words.presets, group: `${form.unique}-size` };
  const strip = createStrip(what, options, (key) => {
    showShaping();
    if (key !== CUSTOM) draft.begin({ preset: key }, owned.preset, form.trigger);
  });
  const custom = strip.input(CUSTOM);
  custom.addEventListener('click', (event) => {
    if (event.detail) goToSliders();
  });
  document.addEventListener('terrarium:size', (event) => {
    const amount = pageNumbers().amount(/** @type {CustomEvent} */ (event).detail);
    strip.note(CUSTOM, draft.state()?.custom ? amount : '…');
  });
  document.addEventListener('terrarium:setting', (event) => {
    const { preset } = /** @type {CustomEvent} */ (event).detail;
    if (preset) strip.show(preset);
    showShaping();
  });
  form.follow(() => {
    const state = /** @type {import('./types.js').State} */ (draft.state());
    strip.show(state.custom ? CUSTOM : state.preset);
    presets.filter((key) => key !== CUSTOM).forEach((key) => strip.note(key, state.sizes[key] ?? '–'));
    showShaping();
  });
  return h('div', { class: 'field' }, h('span', { class: 'label', text: words.presets }), strip.node, shaping);
}

/**
 * Puts the focus on the slider of the width, which another tab may have to show first.
 * @param {() => HTMLElement | null} where
 * @param {number} [tries]
 */
function focusSlider(where, tries = TRIES) {
  /** @type {HTMLElement | null | undefined} */
  const slider = where()?.querySelector('[data-name="model.d_model"] input');
  if (slider?.offsetParent) {
    slider.focus();
    return;
  }
  if (tries === TRIES) open('model');
  if (tries) setTimeout(() => focusSlider(where, tries - 1), TRY_MS);
}
