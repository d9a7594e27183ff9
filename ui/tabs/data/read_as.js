// What files are read as: one choice for all of them.

import { find, findAll } from '../../live/lib/dom.js';
import { choose } from '../../live/page/choices.js';
import { uploadsOf } from './source.js';

/** @param {import('./types.js').Card} card */
export function createReadAs({ element, words, trigger, view, expect }) {
  const root = find(element, '.read-as');
  const buttons = findAll(root, 'button');
  const hint = find(root, '.help');

  function show() {
    const { source, format } = view();
    root.hidden = !uploadsOf(source).length;
    buttons.forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.format === format)));
    hint.textContent = hintOf(view(), words);
    hint.hidden = !hint.textContent;
  }
  /** @param {string} format */
  function read(format) {
    if (view().format === format) return;
    expect({ format, task: '' });
    show();
    choose('format', (heard) => trigger('read_as', { format, heard }));
  }
  buttons.forEach((button) => button.addEventListener('click', () => read(button.dataset.format ?? '')));
  return { show };
}

/**
 * What to know of the choice, "" for nothing.
 * @param {import('./types.js').View} view
 * @param {import('./types.js').Words} words
 */
export function hintOf({ task, format, files }, words) {
  if (task) return words.say('format.task', { task });
  const talking = files.find((file) => file.used && file.talks);
  return talking && format !== 'conversations' ? words.say('talks', { name: talking.name }) : '';
}
