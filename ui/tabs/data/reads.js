// The files whose reading is asked about or can be chosen, one row each.

import { button, find, h } from '../../live/lib/dom.js';
import { canOtherwiseBeRead, readRow } from './read_row.js';

/** @typedef {import('./types.js').BroughtFile} BroughtFile */
/** @typedef {(id: string, choice: Record<string, string>, focus?: string) => void} Settle how a file is to be read */

const FIRST = 3; // conversations shown of many files, until all are asked for

/**
 * @param {import('./types.js').Card} card
 * @param {Settle} settle
 */
export function createReads({ element, words, view }, settle) {
  const host = find(element, '.reads');
  const state = { isAll: false };

  function show() {
    if (isListOpenIn(host)) return;
    const { files, format, encodings } = view();
    const rows = files.filter(isToBeRead);
    const shown =
      state.isAll || format !== 'conversations'
        ? rows
        : rows.filter((file, i) => i < FIRST || file.fault || !file.sure);
    host.replaceChildren(...shown.map((file) => readRow(file, { words, encodings, settle })));
    host.classList.toggle('many', shown.length > 1);
    if (shown.length < rows.length) host.append(more(rows.length));
  }
  /** @param {number} count */
  const more = (count) => {
    const showAll = () => {
      state.isAll = true;
      show();
    };
    return h('p', { class: 'read-more' }, button(words.say('more', { count }), 'small bare', showAll));
  };
  return { show };
}

/**
 * Whether a file has something to choose: all of conversations have, and faulty ones that another choice may save.
 * @param {BroughtFile} file
 */
export function isToBeRead(file) {
  if (file.fault) return canOtherwiseBeRead(file) || Boolean(file.talk);
  if (!file.used) return false;
  return !file.sure || file.confirmed || file.columns.length > 1 || file.warnings.length > 0 || Boolean(file.talk);
}

/**
 * Whether a person has a list open that new rows would close.
 * @param {HTMLElement} host
 */
function isListOpenIn(host) {
  const active = document.activeElement;
  if (!(active instanceof HTMLSelectElement) || !host.contains(active)) return false;
  return CSS.supports('selector(:open)') && active.matches(':open');
}
