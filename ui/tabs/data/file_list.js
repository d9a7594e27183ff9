// The files that were brought: each can be used or not, and removed after a question.

import { button, h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';

/** @typedef {import('./types.js').BroughtFile} BroughtFile */
/** @typedef {import('./types.js').Words} Words */
/** @typedef {{ use: (file: BroughtFile, isOn: boolean) => void, remove: (file: BroughtFile) => void }} Doing */

const FIRST = 6; // files shown, besides those in use, until all are asked for

/**
 * @param {Words} words
 * @param {string} prefix of ids
 * @param {Doing} doing
 */
export function createFileList(words, prefix, { use, remove }) {
  const node = h('div', { class: 'files', data: { content: '' } });
  const state = { files: /** @type {BroughtFile[]} */ ([]), isAll: false, asking: /** @type {string | null} */ (null) };

  /** @param {string | null} id of the file whose removal is asked about */
  const askAbout = (id) => {
    state.asking = id;
    draw();
    if (id) /** @type {HTMLElement | null} */ (node.querySelector('.ask .btn'))?.focus();
  };
  /** @param {BroughtFile} file */
  const fileRow = (file) => {
    const id = `${prefix}-${file.id}`;
    const isAsking = state.asking === file.id;
    const disabled = Boolean(file.fault) && !file.used;
    const onchange = (/** @type {any} */ { target }) => use(file, target.checked);
    return h(
      'div',
      { class: `file${file.fault ? ' bad' : ''}` },
      h('input', { type: 'checkbox', id, checked: file.used, disabled, data: { file: file.id }, onchange }),
      fileLabel(file, id, words),
      h('button', {
        type: 'button',
        class: 'bin',
        text: '×',
        'aria-label': words.say('remove.name', { name: file.name }),
        onclick: () => askAbout(isAsking ? null : file.id),
      }),
      file.fault && h('p', { class: 'wrong', text: file.fault }),
      isAsking && removal(file),
    );
  };
  /** @param {BroughtFile} file */
  const removal = (file) => {
    const no = button(words.all['remove.no'], 'small', () => askAbout(null));
    const yes = button(words.all['remove.yes'], 'small', () => {
      state.asking = null;
      remove(file);
    });
    return h('div', { class: 'ask' }, h('p', { text: words.all['remove.ask'] }), h('div', { class: 'line' }, no, yes));
  };
  const showAll = () => {
    state.isAll = true;
    draw();
  };
  const draw = () => {
    const { files } = state;
    const shown = files.filter((file, i) => state.isAll || i < FIRST || file.used);
    node.hidden = !files.length;
    node.replaceChildren(h('p', { class: 'label', text: words.all.files }), ...shown.map(fileRow));
    if (shown.length < files.length) {
      node.append(button(words.say('more', { count: files.length }), 'small bare', showAll));
    }
  };

  return {
    node,
    /** @param {BroughtFile[]} files */
    show(files) {
      state.files = files;
      draw();
    },
    /** @param {string} id of the file whose box gets the focus */
    focus: (id) => /** @type {HTMLElement | null} */ (node.querySelector(`input[data-file="${id}"]`))?.focus(),
  };
}

/**
 * @param {BroughtFile} file
 * @param {string} htmlFor
 * @param {Words} words
 */
function fileLabel(file, htmlFor, { all: words }) {
  const size = pageNumbers().fileSize(file.size_bytes);
  const about = file.fault ? [size] : [size, words[`format.${file.format}`], shortEncoding(file.encoding)];
  return h(
    'label',
    { htmlFor },
    h('b', { text: file.name, title: file.name }),
    h('span', { class: 'help num', text: about.filter(Boolean).join(' · ') }),
  );
}

/**
 * An encoding as one says it: utf_8_sig is UTF-8.
 * @param {string} encoding
 */
export function shortEncoding(encoding) {
  return encoding
    .replace(/[-_]sig$/, '')
    .toUpperCase()
    .replace('_', '-');
}
