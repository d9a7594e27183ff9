// Which run is looked into: the page's choice until a person makes one, or the one that the address names.

import { find } from '../../live/lib/dom.js';
import { showElsewhere } from '../../live/lib/empty_state.js';
import { showRuns } from '../../live/lib/run_select.js';
import * as address from '../../live/page/address.js';

/** @typedef {import('./types.js').Bench} Bench */
/** @typedef {import('./types.js').Head} Head */
/** @typedef {import('./types.js').Run} Run */

const MOST_HEADS = 1000; // of a layer, or layers of a model, in an address

/**
 * @param {Bench} bench
 * @param {{ look: () => void, dress: () => void, isLooking: () => boolean }} then
 */
export function createRunChoice({ root, words, state, answers, note }, { look, dress, isLooking }) {
  const chooser = find(root, '.runs');
  const asked = createAsked();
  /** @type {Run[]} */
  let runs = [];

  const tellAddress = () => {
    const [layer, head] = state.isHeadByHand ? state.head : [null, null];
    if (state.isRunByHand || state.isHeadByHand) address.note('inspect', { run: state.run, layer, head });
  };
  /**
   * A sentence that was typed stays.
   * @param {string | null} run
   * @param {boolean} isByHand
   * @param {Head | null} [head]
   */
  const choose = (run, isByHand, head = null) => {
    Object.assign(state, {
      run,
      isRunByHand: isByHand,
      text: state.isTyped ? state.text : null,
      answer: null,
      map: null,
      step: null,
      isHeadByHand: head !== null,
      head: head ?? state.head,
    });
    tellAddress();
    look();
  };
  /** @param {boolean} [isToStay] whether the run stays where the page has another choice now */
  const refresh = async (isToStay = false) => {
    const answer = await answers.runs();
    if (answer.error) {
      note(answer.error);
      return;
    }
    runs = answer.runs;
    state.isWaiting = answer.waiting;
    showElsewhere(find(root, '.elsewhere'), answer.elsewhere, words);
    const isHere = runs.some((run) => run.id === state.run);
    const named = asked.take(runs);
    const wanted = named?.run ?? (isHere && (state.isRunByHand || isToStay) ? state.run : answer.default);
    showRuns(chooser, runs, { chosen: wanted, training: words.all.training });
    chooser.disabled = chooser.hidden = !runs.length;
    dress();
    if (wanted !== state.run) choose(wanted, named !== null, named?.head);
    else if (!state.reading && !isLooking() && state.text !== '') look();
  };

  chooser.addEventListener('change', () => choose(chooser.value, true));
  document.addEventListener('terrarium:address', (event) => {
    if (/** @type {CustomEvent} */ (event).detail === 'inspect' && asked.listen()) refresh();
  });
  return {
    refresh,
    tellAddress,
    /** Whether the run that is looked into still learns. */
    isActive: () => Boolean(runs.find((run) => run.id === state.run)?.active),
  };
}

/** What the address asks for, until it is shown. */
function createAsked() {
  let said = address.says('inspect');

  return {
    /** Listens to the address anew; whether it names a run. */
    listen() {
      said = address.says('inspect');
      return Boolean(said.run);
    },
    /**
     * The run that the address names, once, with the head that it names; null where it names none that is here.
     * @param {Run[]} runs
     * @returns {{ run: string, head: Head | null } | null}
     */
    take(runs) {
      const { run, layer, head } = said;
      const isHere = runs.some(({ id }) => id === run);
      if (run && !isHere) address.note('inspect', { run: null, layer: null, head: null });
      if (runs.length) said = {};
      return isHere ? { run, head: headOf(layer, head) } : null;
    },
  };
}

/**
 * @param {string | undefined} layer
 * @param {string | undefined} head
 * @returns {Head | null}
 */
function headOf(layer, head) {
  const named = [address.whole(layer, MOST_HEADS), address.whole(head, MOST_HEADS)];
  return named.includes(null) ? null : /** @type {Head} */ (named);
}
