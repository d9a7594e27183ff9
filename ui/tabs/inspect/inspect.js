// The Inspect tab: one sentence, a grid of all heads, a large picture of one, three questions about it, and the steps of training.

import { find, onSight } from '../../live/lib/dom.js';
import { emptyState } from '../../live/lib/empty_state.js';
import { heatColors } from '../../live/lib/heat.js';
import { createAsk } from '../../live/lib/rpc.js';
import { createWords } from '../../live/lib/words.js';
import { follow } from '../../live/page/clock.js';
import { createAblation } from './ablation.js';
import { createAnswers } from './answers.js';
import { createHeads } from './heads.js';
import { createLook } from './look.js';
import { createMapChoice } from './map_choice.js';
import { createPicture } from './picture.js';
import { createQuestions } from './questions.js';
import { isSameHead } from './reading.js';
import { createRunChoice } from './run_choice.js';
import { createSentence } from './sentence.js';
import { listenToExport } from './sheet.js';
import { createTimeline } from './timeline.js';
import { createTokenStrip } from './token_strip.js';
import { createWatch } from './watch.js';

/** @typedef {import('./types.js').Bench} Bench */
/** @typedef {import('./types.js').Head} Head */
/** @typedef {import('./types.js').Kind} Kind */
/** @typedef {import('./types.js').State} State */
/** @typedef {ReturnType<typeof createParts>} Parts */

/** @param {import('../../live/lib/part.js').Part} part */
export function mount({ element, props, server }) {
  const words = createWords(props.words);
  words.speakTemplate(element);
  const root = find(element, '.inspect');
  const state = firstState(root);
  const answers = createAnswers(createAsk(server, words.all.broken), state);
  /** @type {Bench} */
  const bench = { root, words, state, answers, note: createNote(find(root, '.note')) };
  const parts = createParts(bench);
  find(root, '.none').append(emptyState(words, props.mark));
  listenToExport(bench);
  listenToTheme(bench, parts);
  listenToWidth(bench, parts);
  const watch = createWatch(bench, parts.runs, { ...parts.looking, showSteps: parts.timeline.show });
  follow(element, watch, false);
  onSight(element, () => parts.runs.refresh());
}

/**
 * @param {HTMLElement} root
 * @returns {State}
 */
function firstState(root) {
  return {
    run: null,
    isRunByHand: false,
    isWaiting: false,
    text: null,
    answer: null,
    isTyped: false,
    map: null,
    step: null,
    isPlaying: false,
    head: [0, 0],
    isHeadByHand: false,
    place: null,
    isOff: false,
    reading: null,
    without: null,
    colors: heatColors(root),
  };
}

/**
 * All parts of the tab, joined: what one chooses, the others show.
 * @param {Bench} bench
 */
function createParts(bench) {
  const { state } = bench;
  const look = () => looking.look();
  /** @param {Head} head */
  const chooseHead = (head) => {
    Object.assign(state, { head, isHeadByHand: true });
    runs.tellAddress();
    paint(bench, parts);
    sharpen(bench, parts);
    if (state.isOff) ablation.look();
  };
  /** @param {number} place */
  const choosePlace = (place) => {
    state.place = place;
    paint(bench, parts);
  };
  /** @param {Kind} map */
  const chooseMap = (map) => {
    if (map === state.map) return;
    Object.assign(state, { map, isHeadByHand: false, place: null });
    look();
  };
  const heads = createHeads(bench, chooseHead);
  const tokens = createTokenStrip(bench, choosePlace);
  const maps = createMapChoice(bench, chooseMap);
  const picture = createPicture(bench, choosePlace);
  const questions = createQuestions(bench);
  const ablation = createAblation(bench, { chooseHead, paintExpected: questions.paintExpected });
  const timeline = createTimeline(bench, look);
  const sentence = createSentence(bench, look);
  const looking = createLook(bench, {
    dress: () => dress(bench),
    clear: () => clear(bench, parts),
    boxes: sentence.show,
    time: timeline.show,
    reading: (isFresh, isRebuilt) => showReading(bench, parts, { isFresh, isRebuilt }),
    without: ablation.look,
  });
  const runs = createRunChoice(bench, { ...looking, dress: () => dress(bench) });
  const parts = { heads, tokens, maps, picture, questions, ablation, timeline, looking, runs };
  return parts;
}

/**
 * With no run there is an empty state and nothing else; while a run has no weights yet, the sentence alone.
 * @param {Bench} bench
 */
function dress({ root, state }) {
  root.classList.toggle('bare', !state.run);
  root.classList.toggle('no-run', !state.run && !state.isWaiting);
}

/**
 * @param {Bench} bench
 * @param {Parts} parts
 */
function clear({ state }, { heads, tokens, picture, questions }) {
  state.reading = null;
  [heads, tokens, picture, questions].forEach((part) => part.clear());
}

/**
 * @param {Bench} bench
 * @param {Parts} parts
 * @param {{ isFresh: boolean, isRebuilt: boolean }} how another text; a model of another size
 */
function showReading(bench, parts, { isFresh, isRebuilt }) {
  const { reading } = bench.state;
  if (!reading) return;
  const { heads, tokens, maps, picture } = parts;
  if (isRebuilt) heads.build(reading.answer);
  if (isFresh) {
    picture.forgetCursor();
    tokens.build(reading);
  }
  maps.show(reading);
  heads.show(reading);
  paint(bench, parts);
  sharpen(bench, parts);
}

/**
 * All that depends on the chosen head and place.
 * @param {Bench} bench
 * @param {Parts} parts
 */
function paint({ state: { reading, place } }, { heads, tokens, questions, ablation, picture }) {
  if (!reading || place === null) return;
  heads.paint(reading);
  tokens.paint(reading, place);
  questions.paint(reading, place);
  ablation.paint();
  picture.paint();
}

/**
 * The bytes draw at once; the exact weights of a head follow.
 * @param {Bench} bench
 * @param {Parts} parts
 */
async function sharpen(bench, parts) {
  const { state, answers } = bench;
  const { reading, head } = state;
  if (!reading || reading.isExact(head)) return;
  const answer = await answers.head(reading, head);
  if (reading !== state.reading || answer.error) return;
  reading.sharpen(head, answer.exact);
  if (isSameHead(head, state.head)) paint(bench, parts);
}

/**
 * Makes the function that says a sentence below the text, with a button where something can be done.
 * @param {HTMLElement} box
 * @returns {import('./types.js').Note}
 */
function createNote(box) {
  const button = find(box, 'button');
  return (sentence, act) => {
    box.hidden = !sentence;
    find(box, 'span').textContent = sentence;
    button.hidden = !act;
    button.textContent = act?.text ?? '';
    button.onclick = act?.press ?? null;
  };
}

/**
 * @param {Bench} bench
 * @param {Parts} parts
 */
function listenToTheme({ root, state }, { heads, picture }) {
  document.addEventListener('terrarium:theme', () =>
    requestAnimationFrame(() => {
      state.colors = heatColors(root);
      if (!state.reading) return;
      heads.draw(state.reading);
      picture.paint();
    }),
  );
}

/**
 * @param {Bench} bench
 * @param {Parts} parts
 */
function listenToWidth({ root, state }, { picture, timeline }) {
  let last = 0;
  new ResizeObserver(() => {
    const width = root.clientWidth;
    if (!width || width === last) return;
    last = width;
    if (!state.reading) return;
    picture.paint();
    timeline.show(state.reading.answer);
  }).observe(root);
}
