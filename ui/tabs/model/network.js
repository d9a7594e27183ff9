// The network that the sliders describe, drawn as they move; and its price: parameters, memory, arithmetic, time.

import { find, isInSight } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { pageData } from '../../live/lib/page.js';
import { createAsk } from '../../live/lib/rpc.js';
import { createWords } from '../../live/lib/words.js';
import { isPassing } from '../../live/page/choices.js';
import { showCosts } from './costs.js';
import { bytesOf, textOf } from './amounts.js';
import { drawNetwork } from './drawing.js';
import { afterChange } from './shape.js';
import { createTiming } from './timing.js';
import { createMeasure } from './wrap.js';

/** @typedef {import('./shape.js').Shape} Shape */
/** @typedef {import('./costs.js').View} View */

const TEXT_MS = 1500;
const TEXT_TRIES = 8;

/** @param {import('../../live/lib/part.js').Part} part */
export function mount({ element, props, watch, server }) {
  const words = createWords(props.words);
  words.speakTemplate(element);
  const root = find(element, '.network');
  const ask = createAsk(server, '');
  const timing = createTiming(root, words, ask);
  const widthOf = createMeasure(element);
  const state = {
    /** @type {Shape | null} */
    shape: null,
    /** @type {View | null} */
    shown: null,
  };
  /** @param {Shape} shape */
  const isGated = ({ model }) => props.gated.includes(model.activation);

  const draw = () => {
    const { shape } = state;
    if (!shape) return;
    drawNetwork(find(root, '.net'), {
      shape,
      words,
      widthOf,
      count: pageNumbers().count,
      isGated: isGated(shape),
      option: (field) => optionOf(field, shape.model[field]),
    });
  };
  /** @param {View | null | undefined} view */
  const show = (view) => {
    if (!view?.draft || (state.shape && isPassing(view.draft.heard))) return; // what was moved since is drawn already
    state.shown = view;
    showNote(find(root, '.note'), view, words);
    element.classList.toggle('stale', Boolean(view.mistake));
    if (view.mistake) {
      timing.stop();
      return;
    }
    state.shape = view.shape;
    showCosts(root, view, words, isGated(view.shape));
    draw();
    timing.measure(view.draft);
    text.isRead(view);
  };
  const text = createTextWatch(root, ask, show);

  document.addEventListener('terrarium:setting', (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    const next = state.shape && afterChange(state.shape, detail, { gated: props.gated, choices: props.choices });
    if (!next) return;
    Object.assign(state, { shape: next, shown: null });
    draw(); // at once; the server's numbers follow
  });
  new ResizeObserver(() => {
    draw();
    timing.goOn();
  }).observe(element);
  watch('value', () => show(props.value));
  document.addEventListener('terrarium:settled', () => {
    if (state.shown !== props.value) show(props.value);
  });
  show(props.value);
}

/**
 * How a choice of the model is called.
 * @param {string} field
 * @param {string} value
 */
function optionOf(field, value) {
  /** @type {{ value: string, label: string }[]} */
  const options = pageData().settings.fields[`model.${field}`].options;
  return options.find((option) => option.value === value)?.label ?? value;
}

/**
 * A sentence above the drawing: what is wrong with the shape, that there is too little memory for it, or whose it is.
 * @param {HTMLElement} note
 * @param {View} view
 * @param {import('../../live/lib/words.js').Words} words
 */
function showNote(note, view, words) {
  const sentence = sentenceOn(view, words);
  note.classList.toggle('bad', Boolean(view.mistake || view.short));
  note.hidden = !sentence;
  if (note.textContent !== sentence) note.textContent = sentence;
}

/**
 * @param {View} view
 * @param {import('../../live/lib/words.js').Words} words
 */
function sentenceOn({ mistake, short, taken, training_bytes: need, free_bytes: free }, words) {
  if (mistake) return `${mistake} ${words.all.still}`;
  if (!short) return taken;
  return words.say('memory.short', { need: textOf(bytesOf(need)), free: textOf(bytesOf(free)) });
}

/**
 * While the text is still being read its vocabulary is a guess: it is asked again, each time later.
 * @param {HTMLElement} root
 * @param {import('../../live/lib/rpc.js').Ask} ask
 * @param {(view: View) => void} show
 */
function createTextWatch(root, ask, show) {
  const state = { timer: 0, tries: 0 };
  return {
    /** @param {View} view */
    isRead({ known, draft }) {
      clearTimeout(state.timer);
      state.tries = known ? 0 : state.tries + 1;
      if (known || state.tries >= TEXT_TRIES) return;
      state.timer = window.setTimeout(async () => {
        if (isInSight(root)) show(await ask('network', draft));
      }, TEXT_MS * state.tries);
    },
  };
}
