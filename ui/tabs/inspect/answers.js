// What the tab asks the server; the last looks are kept, so that a step that was seen shows at once.

/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('./types.js').Head} Head */
/** @typedef {import('./types.js').Reading} Reading */
/** @typedef {ReturnType<typeof createAnswers>} Answers */

const MOST_KEPT = 24;

/**
 * @param {import('../../live/lib/rpc.js').Ask} ask
 * @param {import('./types.js').State} state
 */
export function createAnswers(ask, state) {
  /** @type {Map<string, Answer>} */
  const kept = new Map();
  /**
   * @param {string} key
   * @param {Answer} answer
   */
  const keep = (key, answer) => {
    kept.set(key, answer);
    if (kept.size > MOST_KEPT) kept.delete(/** @type {string} */ (kept.keys().next().value));
  };

  return {
    /**
     * The sentence at a step, by the whole model or without a head.
     * @param {number | null} step null: the newest
     * @param {Head | null} [off]
     * @returns {Promise<Answer>}
     */
    async look(step, off = null) {
      const { run, text, answer, map, head } = state;
      const key = JSON.stringify([run, step, text, answer, map, off]);
      const before = kept.get(key);
      if (before) return before;
      const found = await ask('look_inside', { run, step, text, answer, map, head, off });
      if (!found.error && step !== null && text !== null) keep(key, found);
      return found;
    },
    /**
     * The exact weights of a head.
     * @param {Reading} reading
     * @param {Head} head
     * @returns {Promise<{ exact: string, error?: string }>}
     */
    head({ answer: { run, step, text, answer, map, off } }, head) {
      return ask('one_head', { run, step, text, answer, map, off, head });
    },
    /**
     * What a head is worth on validation text.
     * @param {Reading} reading
     * @param {Head} head
     * @returns {Promise<import('./types.js').Cost & { error?: string }>}
     */
    cost({ answer: { run, step, map } }, head) {
      return ask('cost_of_head', { run, step, map, head });
    },
    runs: () => ask('runs_to_inspect'),
    /** @param {string | null} run */
    steps: (run) => ask('steps_of_run', { run }),
  };
}
