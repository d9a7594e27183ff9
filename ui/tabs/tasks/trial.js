// Trying a run, the first panel: what is given, the answer, what it rests on. Only the answer to the newest question is
// shown.

import { find } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { createBeams } from './beams.js';
import { createOutcome, evidenceOf } from './outcome.js';
import { createShelf } from './shelf.js';
import { createSounds } from './sounds.js';
import { createTextBox } from './text_box.js';
import { createTries } from './tries.js';
import { createTurns } from './turns.js';
import { dropInto } from './uploads.js';

/** @typedef {import('./types.js').Desk} Desk */
/** @typedef {{ sound?: string, clip?: string }} Sound a recording in base64, or a clip of the run by its name */

const READING_MS = 500; // how long a question may take before something is said
const LOADING_MS = 700;

/**
 * @param {Desk} desk
 * @param {{ accept: string, kinds: string }} documents that can be asked about: endings for a picker, and kinds
 * @param {(files: File[]) => void} onFiles takes files that are inputs to be answered
 */
export function createTrial(desk, documents, onFiles) {
  const { root, words, ask, state } = desk;
  const turn = createTurns();
  const note = createNote(root);
  const again = () => attempt();
  const box = createTextBox(desk, again);
  const sounds = createSounds(desk, { note, onSound: (sound) => attempt(sound) });
  const beams = createBeams(desk, again);
  const shelf = createShelf(desk, documents, { note, onChange: again });
  const tries = createTries(desk, (one) => {
    if (one.clip && state.task.hears) attempt({ clip: one.clip });
    else {
      box.fill(one.input);
      attempt();
    }
  });
  const outcome = createOutcome(desk);
  const options = () => ({ ...beams.options(), ...shelf.options() });

  /**
   * Waits for an answer, and says that it takes a while where it does; nothing where something newer was asked since.
   * @template T
   * @param {Promise<T>} answer
   * @param {number} ms
   * @param {string} sentence
   */
  async function newest(answer, ms, sentence) {
    const isNewest = turn();
    const timer = setTimeout(() => isNewest() && note(sentence), ms);
    const found = await answer;
    clearTimeout(timer);
    return isNewest() ? found : null;
  }

  /** @param {Sound} [sound] */
  async function attempt(sound = {}) {
    const { task, run } = state;
    const input = box.settle();
    if (!run || (task.hears && !sound.sound && !sound.clip)) return;
    if (!task.hears && !input.trim()) {
      turn();
      outcome.clear();
      return;
    }
    const question = { run, task: task.key, input, ...options(), ...sound };
    const script = evidenceOf(task).catch(() => null); // fetched beside the answer
    const answer = await newest(Promise.all([ask('try_task', question), script]), READING_MS, words.all.reading);
    if (!answer) return;
    const [found, evidence] = answer;
    if (found.error || !evidence) {
      outcome.clear();
      note(found.error ?? words.all.broken);
      return;
    }
    const unknown = found.unknown && words.say('unknown', { characters: found.unknown });
    note(pageNumbers().sentences([unknown, ...(found.notes ?? [])]));
    if (found.wave) sounds.load(found.wave);
    outcome.show(task, found, evidence);
  }

  // A run is tried at once with one of its own validation examples, unless something is written already.
  async function begin() {
    outcome.clear();
    note('');
    const { task, run } = state;
    const found = await newest(ask('about_run', { run, task: task.key }), LOADING_MS, words.all.loading);
    if (!found) return;
    note(found.error ?? '');
    tries.show(found.tries ?? []);
    if (found.error) return;
    shelf.show(found.own ?? 0);
    const [first] = found.tries;
    if (task.hears) {
      attempt({ clip: first?.clip });
      return;
    }
    if (first && !box.text().trim()) box.fill(first.input);
    attempt();
  }

  dropInto(find(root, '.try'), (files) => {
    if (state.task.cites) shelf.take(files);
    else if (state.task.hears) sounds.take(files);
    else onFiles(files);
  });
  return {
    note,
    begin,
    options,
    redraw: outcome.redraw,
    hear: createHearing(desk, sounds, note),
    dress() {
      find(root, '.try .about').textContent = state.task.asks;
      box.dress();
      sounds.dress();
      beams.dress();
      shelf.dress();
    },
    clear() {
      turn();
      box.recall();
      outcome.clear();
      note('');
      tries.show([]);
      sounds.unload();
    },
  };
}

/** @param {HTMLElement} root */
function createNote(root) {
  const box = find(root, '.try .note');
  return (/** @type {string} */ sentence) => {
    box.hidden = !sentence;
    box.textContent = sentence;
  };
}

/**
 * @param {Desk} desk
 * @param {ReturnType<typeof createSounds>} sounds
 * @param {(sentence: string) => void} note
 */
function createHearing({ ask, words, state }, sounds, note) {
  return async (/** @type {string} */ clip) => {
    const found = await ask('hear_clip', { run: state.run, clip });
    note(found.wave ? '' : found.error || words.all['sound.unheard']);
    if (found.wave) sounds.play(found.wave);
  };
}
