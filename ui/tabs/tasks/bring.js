// A person's own examples, the third panel: dropped, read, shown as they read, changed where they read wrong, and
// trained on.

import { find } from '../../live/lib/dom.js';
import { open } from '../../live/page/tabs.js';
import { readingOf } from './reading.js';
import { createTurns, pause } from './turns.js';
import { dropInto } from './uploads.js';

/** @typedef {import('./reading.js').Reading} Reading */
/** @typedef {import('./types.js').Desk} Desk */
/** @typedef {{ source: string, reading: Reading | null }} Examples source: "sample:KEY" or "upload:ID,…" */

const POLL_MS = 500;

/**
 * @param {Desk} desk
 * @param {(draft: object) => void} plan makes a draft the page's own
 */
export function createBring(desk, plan) {
  const { root, words, ask, uploads, state } = desk;
  const host = find(root, '.bring');
  const turn = createTurns();
  /** @type {Record<string, Examples>} */
  const brought = {}; // by task
  let draft = /** @type {any} */ (null); // the page's own
  const own = () => brought[state.task.key];
  const question = () => ({ task: state.task.key, source: own()?.source, draft });

  const complain = (/** @type {string} */ sentence) => {
    const box = find(host, '.bring-wrong');
    box.hidden = !sentence;
    box.textContent = sentence;
  };
  const draw = () => {
    const reading = own()?.reading;
    root.classList.toggle('has-own', reading?.state === 'ready');
    const hooks = { onRead: choose, onStart: start, onSettings: toSettings };
    find(host, '.read-files').replaceChildren(
      ...(reading ? readingOf(reading, { task: state.task, source: own().source, words, ...hooks }) : []),
    );
  };

  /**
   * Asks how the examples read, until they are ready.
   * @param {string} name
   * @param {object} [more]
   */
  async function read(name, more = {}) {
    const isNewest = turn();
    const examples = own();
    const { task } = state;
    const found = await ask(name, { ...question(), ...more });
    if (!isNewest() || task !== state.task) return;
    if (found.error) {
      complain(found.error);
      return;
    }
    examples.reading = { ...examples.reading, ...found };
    draw();
    if (!['waiting', 'preparing'].includes(found.state)) return;
    await pause(POLL_MS);
    if (isNewest()) await read('files_state');
  }
  /** @param {string} source */
  const readSource = (source) => {
    brought[state.task.key] = { source, reading: null };
    return read('read_files');
  };
  /**
   * @param {string} id of a file
   * @param {'column' | 'target_column'} side
   * @param {string} column
   */
  const choose = (id, side, column) => read('choose_reading', { id, [side]: column });
  /** @param {File[]} files */
  const take = async (files) => {
    const drop = find(host, '.drop-file');
    complain('');
    drop.disabled = true;
    const { ids, fault } = await uploads.send(files);
    drop.disabled = false;
    if (fault || !ids.length) complain(fault || words.all.broken);
    else await readSource(`upload:${ids.join(',')}`);
  };

  /**
   * Asks for a draft of these examples, and goes on with it.
   * @param {string} name
   * @param {(found: any) => void} then
   */
  async function planned(name, then) {
    complain('');
    const found = await ask(name, question());
    if (found.error) {
      complain(found.error);
    } else {
      plan(found.draft);
      then(found);
    }
    draw();
  }
  const start = () => {
    const { key } = state.task;
    return planned('start_task', ({ run }) => {
      state.byHand[key] = run; // who comes back wants to try what they grew
      document.dispatchEvent(new CustomEvent('terrarium:run', { detail: run }));
      open('train');
    });
  };
  const toSettings = () => planned('plan_run', () => open('model'));

  find(host, '.drop-file').addEventListener('click', () => uploads.choose(state.task.accepts, true, take));
  find(host, '.use-sample').addEventListener('click', async () => {
    const found = await ask('sample_source', { task: state.task.key });
    if (found.source) readSource(found.source);
    else complain(found.error || words.all['bring.sample.none']);
  });
  dropInto(host, take);
  return {
    /** @param {any} next the page's own, as it is now */
    setDraft(next) {
      draft = next;
    },
    /** Shows the chosen task's examples. */
    show() {
      find(host, '.bring-help').textContent = state.task.formats;
      complain('');
      draw();
    },
    /** Reads on what was left half read. */
    readOn() {
      if (own() && own().reading?.state !== 'ready') read('read_files');
    },
  };
}
