// What a person should know of a text that is ready, in sentences.

import { pageNumbers } from '../../live/lib/numbers.js';

/** @typedef {import('./types.js').Statistics} Statistics */
/** @typedef {import('./types.js').Words} Words */

/**
 * @param {Statistics} found
 * @param {Words} words
 * @returns {string[]}
 */
export function notesOf(found, words) {
  return [...ofDialogues(found, words), ...found.warnings, ...repeated(found, words), ...unknown(found, words)];
}

/**
 * @param {Statistics} found
 * @param {Words} words
 */
function ofDialogues({ dialogues = 0, context = 0, text_tokens, left_out, cut }, { say }) {
  const { count, many } = pageNumbers();
  const of = { count: count(dialogues), context: count(context) };
  return [
    text_tokens && say('text.beside', { count: many(text_tokens) }),
    left_out && say('left-out', { ...of, left: count(left_out) }),
    cut && say('cut', { ...of, cut: count(cut) }),
  ].filter((sentence) => typeof sentence === 'string');
}

/**
 * @param {Statistics} found
 * @param {Words} words
 */
function repeated({ duplicates, dialogues, rows, documents }, { say }) {
  if (!duplicates || dialogues) return [];
  const { count } = pageNumbers();
  return [say(rows ? 'rows.repeated' : 'duplicates', { count: count(duplicates), documents: count(documents) })];
}

/**
 * @param {Statistics} found
 * @param {Words} words
 */
function unknown({ unknown: characters, warnings }, { say }) {
  return characters && !warnings.length ? [say('unknown', { count: pageNumbers().count(characters) })] : [];
}
