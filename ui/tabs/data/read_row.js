// How one file is read: in which encoding, from which columns; and a preview of it.

import { button, h } from '../../live/lib/dom.js';
import { chooser, columnPair } from './choosers.js';
import { dialogueForm } from './dialogue_form.js';
import { previewOf } from './preview.js';

/** @typedef {import('./types.js').BroughtFile} BroughtFile */
/** @typedef {import('./reads.js').Settle} Settle */
/** @typedef {{ words: import('./types.js').Words, encodings: string[], settle: Settle }} Reading */

// Another encoding doesn't save these.
const UNREADABLE = [
  'not-text',
  'empty-file',
  'blank-file',
  'unknown-upload',
  'no-tabs',
  'no-second-column',
  'no-dialogues-in-file',
  'not-yaml',
  'yaml-alias',
  'deep-yaml',
];
/** @type {Record<string, string>} */
const ENCODINGS = {
  utf_8: 'UTF-8',
  'utf-8': 'UTF-8',
  'utf-8-sig': 'UTF-8',
  utf_8_sig: 'UTF-8',
  gb18030: 'GB18030 / GBK',
  big5: 'Big5',
  cp932: 'Shift-JIS',
  euc_jp: 'EUC-JP',
  cp949: 'EUC-KR',
  cp1252: 'Windows-1252',
  'latin-1': 'Latin-1',
  cp1251: 'Windows-1251',
  'koi8-r': 'KOI8-R',
  'utf-16': 'UTF-16',
  'utf-32': 'UTF-32',
};

/**
 * Whether a faulty file may be saved by another encoding.
 * @param {BroughtFile} file
 */
export function canOtherwiseBeRead(file) {
  return Boolean(file.fault) && !UNREADABLE.includes(file.code ?? '');
}

/**
 * @param {BroughtFile} file
 * @param {Reading} reading
 */
export function readRow(file, reading) {
  const { words } = reading;
  const isUnsure = !file.fault && !file.sure && !file.confirmed;
  return h(
    'section',
    { class: `read${isUnsure ? ' unsure' : ''}` },
    h(
      'div',
      {},
      h('h3', { class: 'h', text: file.name, title: file.name }),
      encodingOrFault(file, reading),
      file.talk ? dialogueForm(file, file.talk, reading) : columns(file, reading),
      (file.warnings ?? []).map((text) => h('p', { class: 'help', text })),
    ),
    !file.fault && previewOf(file, words),
  );
}

/**
 * @param {BroughtFile} file
 * @param {Reading} reading
 */
function encodingOrFault(file, reading) {
  if (canOtherwiseBeRead(file)) return encoding(file, reading);
  if (file.fault) return [h('p', { class: 'wrong', text: file.fault })];
  const isPlain = file.talk && file.sure && !file.confirmed; // conversations have more to choose already
  return isPlain ? [] : encoding(file, reading);
}

/**
 * @param {BroughtFile} file
 * @param {Reading} reading
 */
function encoding(file, { words: { all: words }, encodings, settle }) {
  const id = `enc-${file.id}`;
  const known = encodings.includes(file.encoding) ? encodings : [file.encoding, ...encodings];
  const [label, select] = chooser({
    id,
    label: words.encoding,
    value: file.encoding,
    options: known.map((value) => [value, nameOf(value)]),
    onChoose: (value) => settle(file.id, { encoding: value }, id),
  });
  const isAsked = !file.fault && !file.confirmed && !file.sure;
  const confirm = () => settle(file.id, { encoding: file.encoding }, id);
  return [
    label,
    h('div', { class: 'line' }, select, isAsked && button(words['encoding.confirm'], 'small', confirm)),
    aboutEncoding(file, words),
  ];
}

/**
 * @param {BroughtFile} file
 * @param {Record<string, string>} words
 */
function aboutEncoding(file, words) {
  if (file.fault) return h('p', { class: 'wrong', text: file.fault });
  if (file.confirmed) return h('p', { class: 'help', text: words['encoding.confirmed'] });
  if (file.sure) return h('p', { class: 'help', text: words['encoding.sure'] });
  return h('p', { class: 'ask-this', text: words['encoding.unsure'] });
}

/** @param {string} encoding */
function nameOf(encoding) {
  return encoding ? (ENCODINGS[encoding] ?? encoding.toUpperCase()) : '…';
}

/**
 * Which column holds the text, or which two what is given and its answer.
 * @param {BroughtFile} file
 * @param {Reading} reading
 */
function columns(file, { words: { all: words }, settle }) {
  if (file.fault || file.columns.length <= 1) return [];
  if (file.target !== null) {
    return [columnPair(file, file.columns, [words['column.given'], words['column.answer']], settle)];
  }
  const id = `column-${file.id}`;
  return chooser({
    id,
    label: words[file.format === 'table' ? 'column' : 'column.json'],
    value: file.column,
    options: file.columns.map((name) => [name, name]),
    onChoose: (column) => settle(file.id, { column }, id),
  });
}
