// The sampling settings below the composer: the run's own until a person moves one.

import { button, find, findAll, h } from '../../live/lib/dom.js';

/** @typedef {import('./types.js').Sampling} Sampling */
/** @typedef {ReturnType<typeof createKnobs>} Knobs */
/** @typedef {{ name: string, label: string, help: string, low: number, high: number, step: number, value: number }} Knob */

const LARGEST_SEED = 2 ** 31 - 1;
const OF_CHANCE = ['temperature', 'top_k', 'top_p', 'min_p', 'seed']; // what beam search has no use for
const OF_BEAMS = ['beams', 'length_penalty'];
/** @type {Sampling} */
const WITHOUT_EFFECT = { repetition_penalty: 1, min_p: 0 };

/**
 * @param {HTMLElement} root
 * @param {Knob[]} specs as ui/tabs/chat/service.py describes them
 * @param {{ words: Record<string, string>, saved: { sampling?: Sampling, knobsByHand?: boolean }, own: () => Sampling | undefined,
 *   keep: () => void }} how own: the settings of the run in the first lane
 */
export function createKnobs(root, specs, { words, saved, own, keep }) {
  /** @type {Sampling} */
  const sampling = { ...Object.fromEntries(specs.map(({ name, value }) => [name, value])), ...saved.sampling };
  const state = { isByHand: Boolean(saved.knobsByHand) };

  /** @param {HTMLInputElement} [moved] the one that a person has in hand */
  function show(moved) {
    const isBeamSearch = sampling.beams > 1;
    OF_CHANCE.forEach((name) => find(root, `#chat-field-${name}`).classList.toggle('idle', isBeamSearch));
    find(root, '#chat-field-length_penalty').hidden = !isBeamSearch;
    const told = toldOf(specs, sampling);
    find(root, '.knobs .values').replaceChildren(
      ...told.map(({ name, label }) => h('span', {}, `${label} `, h('b', { text: rounded(sampling[name]) }))),
    );
    findAll(root, '.sliders input').forEach((node) => {
      const input = /** @type {HTMLInputElement} */ (node);
      const value = sampling[input.dataset.knob ?? ''];
      if (input !== moved) input.value = String(value);
      showSlider(input, value);
    });
  }
  /** @param {HTMLInputElement} input */
  function hear(input) {
    if (!isAllowed(input)) return;
    sampling[input.dataset.knob ?? ''] = Number(input.value);
    state.isByHand = true;
    show(input);
    keep();
  }
  /** @param {HTMLInputElement} input */
  function settle(input) {
    if (!isAllowed(input)) show(); // what cannot be is not left standing
  }
  const reset = button(words.reset, 'small bare', () => {
    state.isByHand = false;
    Object.assign(sampling, own());
    show();
    keep();
  });

  find(root, '.sliders').replaceChildren(...specs.map((knob) => field(knob, hear, settle)), reset);
  openBelow(root, words);
  show();
  return {
    sampling,
    isByHand: () => state.isByHand,
    /**
     * Shows what a run has of its own, unless a person chose otherwise.
     * @param {Sampling} values
     */
    take(values) {
      if (state.isByHand) return;
      Object.assign(sampling, values);
      show();
    },
  };
}

/**
 * The settings worth a word: those that have an effect.
 * @param {Knob[]} specs
 * @param {Sampling} sampling
 */
export function toldOf(specs, sampling) {
  const idle = sampling.beams > 1 ? OF_CHANCE : OF_BEAMS;
  return specs.filter(({ name }) => !idle.includes(name) && sampling[name] !== WITHOUT_EFFECT[name]);
}

/** @param {number} value */
function rounded(value) {
  return String(Math.round(value * 100) / 100);
}

/** @param {HTMLInputElement} input */
function isAllowed(input) {
  return input.value !== '' && input.validity.valid;
}

/**
 * @param {HTMLInputElement} input
 * @param {number} value
 */
function showSlider(input, value) {
  const isRange = input.type === 'range';
  find(/** @type {HTMLElement} */ (input.parentElement), '.value').textContent = isRange ? rounded(value) : '';
  if (!isRange) return;
  const share = (value - Number(input.min)) / (Number(input.max) - Number(input.min));
  input.style.setProperty('--v', `${Math.max(0, Math.min(100, share * 100))}%`);
}

/**
 * @param {Knob} knob
 * @param {(input: HTMLInputElement) => void} hear
 * @param {(input: HTMLInputElement) => void} settle
 */
function field({ name, label, help, low, high, step }, hear, settle) {
  const isSeed = name === 'seed';
  const input = h('input', {
    type: isSeed ? 'number' : 'range',
    min: low,
    max: isSeed ? LARGEST_SEED : high,
    step,
    id: `chat-${name}`,
    class: isSeed ? 'box' : '',
    data: { knob: name },
    oninput: () => hear(input),
    onchange: () => settle(input),
  });
  return h(
    'div',
    { class: 'field', id: `chat-field-${name}` },
    h(
      'div',
      { class: 'field-top' },
      h('label', { class: 'label', htmlFor: input.id, text: label }),
      h('span', { class: 'value' }),
    ),
    input,
    h('p', { class: 'help', text: help }),
  );
}

/**
 * The button that opens all that can be changed.
 * @param {HTMLElement} root
 * @param {Record<string, string>} words
 */
function openBelow(root, words) {
  const change = find(root, '.change');
  const changes = find(root, '.changes');
  change.textContent = words.change;
  change.addEventListener('click', () => {
    const isOpen = changes.hidden;
    changes.hidden = !isOpen;
    change.setAttribute('aria-expanded', String(isOpen));
    change.textContent = words[isOpen ? 'change.done' : 'change'];
    if (isOpen) changes.scrollIntoView({ block: 'nearest' });
  });
}
