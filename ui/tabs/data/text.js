// The chosen text: how far it is prepared, how its files are read, and what is in it. Asks while it is prepared and in
// sight.

import { find } from '../../live/lib/dom.js';
import { createAsk, faultOf } from '../../live/lib/rpc.js';
import { createWords } from '../../live/lib/words.js';
import { choose, isPassing } from '../../live/page/choices.js';
import { follow } from '../../live/page/clock.js';
import { createReadAs } from './read_as.js';
import { createReads } from './reads.js';
import { createShading } from './shading.js';
import { sampleOf } from './source.js';
import { createStatistics } from './statistics.js';
import { createStatus } from './status.js';
import { createTemplate } from './template.js';

/** @typedef {import('./types.js').View} View */
/** @typedef {import('./types.js').Card} Card */

const GOING_MS = 250;
const FAULT_MS = 3000;
const AT_REST = Infinity; // asked again when something is chosen, or when it comes into sight

/** @param {import('../../live/lib/part.js').Part} part */
export function mount({ element, props, trigger, watch, server }) {
  const words = createWords(props.words);
  words.speakTemplate(element);
  const state = { view: /** @type {View | null} */ (null), isChosen: false, read: '' };
  const ask = createAsk(server, words.all.broken);
  /** @type {Card} */
  const card = { element, words, ask, trigger, view: () => /** @type {View} */ (state.view), expect };
  const status = createStatus(card, (changes) => {
    wait();
    choose('mend', (heard) => trigger('mend', { changes, heard }));
  });
  const statistics = createStatistics(card);
  const shading = createShading(card);
  const template = createTemplate(card, shading, props.template);
  const readAs = createReadAs(card);
  const reads = createReads(card, settle);
  const wake = follow(element, look);

  /** Something is chosen: what is known of the text as it was no longer counts. */
  function wait() {
    state.isChosen = true;
    status.wait();
  }

  /** @param {Partial<View>} changes */
  function expect(changes) {
    state.view = { ...card.view(), ...changes };
    wait();
  }

  /** @param {View} view */
  function show(view) {
    Object.assign(state, { view, isChosen: false });
    find(element, '.name').textContent = titleOf(view, props.titles, words);
    const read = readingOf(view);
    if (read !== state.read) {
      state.read = read;
      status.wait();
      statistics.hide();
      shading.look();
    }
    readAs.show();
    reads.show();
    template.show();
    wake();
  }

  async function look() {
    const { view } = state;
    if (!view || state.isChosen) return AT_REST;
    const answer = await ask('status', view.draft);
    if (state.isChosen || state.view !== view) return AT_REST; // asked anew since
    if (answer.error) {
      status.complain(answer.error);
      return FAULT_MS;
    }
    const isGoing = status.show(answer);
    if (answer.state === 'ready') showStatistics(answer);
    if (answer.state === 'failed') statistics.hide();
    return isGoing ? GOING_MS : AT_REST;
  }

  /** @param {import('./types.js').Statistics} found */
  function showStatistics(found) {
    statistics.show(found);
    if (found.dialogues) shading.look();
    document.dispatchEvent(new CustomEvent('terrarium:tokens', { detail: found.example }));
  }

  /**
   * Tells how a file is to be read, and shows how it reads then.
   * @param {string} id of the file
   * @param {Record<string, string>} choice
   * @param {string} [focus] id of the element that has the focus then
   */
  async function settle(id, choice, focus) {
    const answer = await ask('choose', { id, ...choice, draft: card.view().draft });
    if (faultOf(answer)) status.complain(faultOf(answer));
    if (!answer.files) return;
    state.view = answer;
    reads.show();
    if (focus) document.getElementById(focus)?.focus();
    trigger('changed');
    wake();
  }

  function take() {
    const { view } = state;
    const value = /** @type {View | null} */ (props.value);
    if (!value?.files || (view && (value.at < view.at || isPassing(value.draft.heard)))) return; // it came late
    show(value);
  }

  watch('value', take);
  // What was chosen comes back as a new value, which asks again.
  document.addEventListener('terrarium:chosen', wait);
  document.addEventListener('terrarium:settled', () => {
    if (state.isChosen || state.view !== props.value) take();
  });
  take();
}

/**
 * What the text is called.
 * @param {View} view
 * @param {Record<string, string>} titles of samples
 * @param {import('./types.js').Words} words
 */
export function titleOf({ source, files }, titles, words) {
  const sample = sampleOf(source);
  if (sample) return titles[sample] ?? sample;
  const used = files.filter((file) => file.used);
  return used.length === 1 ? used[0].name : words.say('several', { count: used.length });
}

/**
 * All that decides how the text reads, as one string.
 * @param {View} view
 */
function readingOf({ source, format, template, own, files }) {
  const read = files.map(({ id, encoding, column, target, talk }) => [id, encoding, column, target, talk?.mark]);
  return JSON.stringify([source, format, template, own, read]);
}
