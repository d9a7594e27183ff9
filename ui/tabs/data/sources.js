// Which text: your files and the samples. Triggers `choose` with a source; asks the server to remove a file.

import { h } from '../../live/lib/dom.js';
import { createAsk, faultOf } from '../../live/lib/rpc.js';
import { createWords } from '../../live/lib/words.js';
import { choose as send, isPassing } from '../../live/page/choices.js';
import { createFileList } from './file_list.js';
import { createSampleList } from './sample_list.js';
import { uploadsOf, withSource } from './source.js';

/** @typedef {import('./types.js').View} View */
/** @typedef {import('./types.js').BroughtFile} BroughtFile */

/** @param {import('../../live/lib/part.js').Part} part */
export function mount({ element, props, trigger, watch, server }) {
  const words = createWords(props.words);
  const ask = createAsk(server, words.all.broken);
  const name = `samples-${Math.random().toString(36).slice(2, 7)}`; // of the radio buttons, and before ids
  const state = { view: /** @type {View | null} */ (null) };
  const fault = h('p', { class: 'wrong', hidden: true, role: 'alert' });
  const files = createFileList(words, name, { use, remove });
  const samples = createSampleList(words, name, props.samples, choose);
  element.append(
    h('p', { class: 'help upload-help', text: words.all['upload.help'] }),
    fault,
    files.node,
    samples.node,
  );

  /** @param {View} view */
  function show(view) {
    state.view = view;
    fault.hidden = !view.fault;
    fault.textContent = view.fault;
    samples.show(view.source);
    files.show(view.files);
  }

  /**
   * Shows a choice at once, and the next one builds on it: the server's answer may take a moment, and older ones may
   * come first.
   * @param {string} source
   */
  function choose(source) {
    if (state.view) show(withSource(state.view, source));
    document.dispatchEvent(new CustomEvent('terrarium:chosen'));
    send('source', (heard) => trigger('choose', { source, heard }));
  }

  /**
   * @param {BroughtFile} file
   * @param {boolean} isOn
   */
  function use(file, isOn) {
    if (!state.view) return;
    const { files: all, source } = state.view;
    const good = uploadsOf(source).filter((id) => all.some((other) => other.id === id && !other.fault));
    const next = isOn ? [...good, file.id] : good.filter((id) => id !== file.id);
    choose(next.length ? `upload:${next.join(',')}` : `sample:${props.samples[0].key}`);
    files.focus(file.id);
  }

  /** @param {BroughtFile} file */
  async function remove(file) {
    const said = faultOf(await ask('remove', { id: file.id }));
    if (!state.view) return;
    show({ ...state.view, files: state.view.files.filter(({ id }) => id !== file.id), fault: said });
    if (uploadsOf(state.view.source).includes(file.id)) use(file, false);
  }

  function take() {
    const value = /** @type {View | null} */ (props.value);
    if (!value?.files || (state.view && isPassing(value.draft.heard))) return;
    show(value);
  }

  watch('value', take);
  document.addEventListener('terrarium:settled', () => {
    if (state.view !== props.value) take();
  });
  take();
}
