// Choices on their way into the draft, one after the other: an event carries the draft as it was when it was sent, so of two
// under way at once the second would undo the first. The draft says which it has taken in last (ui/draft.py: heard).

const PATIENCE_MS = 8000;
const TRIES = 3;
const SETTLED_MS = 3000;

/** @typedef {{ id: string, kind: string, send: (id: string) => void, due: number, tries: number }} Choice */

export const { choose, heard, isPassing } = createChoices();

/** The line of choices of one page. */
export function createChoices() {
  const page = Math.random().toString(36).slice(2, 10);
  const html = document.documentElement;
  /** @type {Choice[]} */
  const waiting = [];
  const state = { count: 0, last: '', timer: 0, settling: 0, passed: false };

  const go = () => {
    clearTimeout(state.timer);
    const next = waiting[0];
    if (!next) {
      delete html.dataset.pending;
      return;
    }
    html.dataset.pending = ''; // Start waits for it
    const now = performance.now();
    if (next.due > now) state.timer = window.setTimeout(go, next.due - now);
    else if (next.tries === TRIES) giveUp();
    else attempt(next, now);
  };
  /**
   * @param {Choice} next
   * @param {number} now
   */
  const attempt = (next, now) => {
    next.tries += 1;
    next.due = now + PATIENCE_MS;
    next.send(next.id);
    go();
  };
  // The server was never heard of again.
  const giveUp = () => {
    waiting.length = 0;
    state.passed = true;
    settle();
    go();
  };
  // Whatever came back last is shown: all choices are taken in, or given up, or something else has changed the draft since.
  const settle = () => {
    state.last = '';
    if (state.passed) document.dispatchEvent(new CustomEvent('terrarium:settled'));
    state.passed = false;
  };

  return {
    /**
     * Sends a choice when those before it are taken in; a later one of the same kind, where none stands between, replaces it
     * until then.
     * @param {string} kind
     * @param {(id: string) => void} send triggers the event, with the id as `heard`
     * @param {number} [delay] milliseconds
     */
    choose(kind, send, delay = 0) {
      const newest = waiting[waiting.length - 1];
      state.last = `${page}-${(state.count += 1)}`;
      if (newest && newest.kind === kind && !newest.tries) waiting.pop();
      clearTimeout(state.settling);
      waiting.push({ id: state.last, kind, send, due: performance.now() + delay, tries: 0 });
      go();
    },
    /**
     * What a draft that came back says it has heard.
     * @param {string | undefined} id
     */
    heard(id) {
      if (!waiting[0]?.tries || waiting[0].id !== id) return;
      waiting.shift();
      go();
      if (!waiting.length) state.settling = window.setTimeout(settle, SETTLED_MS);
    },
    /**
     * Whether a draft that says so lacks what was chosen here since, so that one that has it is about to come.
     * @param {string | undefined} id
     */
    isPassing(id) {
      const passing = Boolean(state.last) && id !== state.last;
      state.passed = state.passed || passing;
      return passing;
    },
  };
}
