// The template that writes conversations as one text: one of ours, or a person's own. What is chosen shows at once;
// what is typed is tried after a pause, and sent after a longer one.

import { find, findAll } from '../../live/lib/dom.js';
import { choose } from '../../live/page/choices.js';
import { term } from '../../live/page/terms.js';

const TRIED_MS = 250;
const SENT_MS = 1200;

/**
 * @param {import('./types.js').Card} card
 * @param {import('./shading.js').Shading} shading
 * @param {string} original the template that a person's own begins as
 */
export function createTemplate({ element, words, trigger, view, expect }, shading, original) {
  const root = find(element, '.template');
  const own = find(element, '.own');
  const box = find(own, 'textarea');
  const back = find(own, '.back');
  const buttons = findAll(root, 'button');
  const state = { typing: 0 };

  function show() {
    const { template, own: text } = view();
    buttons.forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.template === template)));
    find(root, '.about').textContent = words.all[`template.${template}.about`];
    own.hidden = template !== 'custom';
    if (document.activeElement !== box && !state.typing && box.value !== text) box.value = text;
    showBack();
  }
  const showBack = () => {
    back.hidden = box.value.trim() === original.trim();
  };
  /**
   * @param {string} template
   * @param {string | null} [text] a person's own; nothing: the one they had
   * @param {number} [delay]
   */
  function wish(template, text = null, delay = 0) {
    expect({ template, own: text ?? view().own });
    show();
    choose('template', (heard) => trigger('write_as', { template, own: text, heard }), delay);
  }
  function tryOut() {
    const { draft } = view();
    const changes = { ...draft.changes, 'data.chat_template': 'custom', 'data.custom_template': box.value };
    state.typing = 0;
    shading.look({ ...draft, changes }, true);
  }
  function typed() {
    clearTimeout(state.typing);
    state.typing = window.setTimeout(tryOut, TRIED_MS);
    if (box.value !== view().own) wish('custom', box.value, SENT_MS);
    showBack();
  }

  find(root, '.t-template').append(term('chat_template', words.all.template));
  buttons.forEach((button) => {
    const { template = '' } = button.dataset;
    button.addEventListener('click', () => view().template !== template && wish(template));
  });
  box.addEventListener('input', typed);
  box.addEventListener('change', () => wish('custom', box.value));
  back.addEventListener('click', () => {
    box.value = original;
    typed();
    box.focus();
  });
  return { show };
}
