// Choices on their way into the draft, one after the other: an event carries the draft as it was when it was sent, so of two
// under way at once the second would undo the first. The draft says which it has taken in last (ui/state/draft.py: heard).
(() => {
  const PATIENCE_MS = 8000,
    TRIES = 3,
    SETTLED_MS = 3000,
    page = Math.random().toString(36).slice(2, 10),
    html = document.documentElement;
  const waiting = []; // { id, kind, send, due, tries }
  let count = 0,
    last = '',
    timer = 0,
    settling = 0,
    passed = false;

  const go = () => {
    clearTimeout(timer);
    const next = waiting[0],
      now = performance.now();
    if (!next) {
      delete html.dataset.pending;
      return;
    }
    html.dataset.pending = ''; // Start waits for it
    if (next.due > now) {
      timer = setTimeout(go, next.due - now);
      return;
    }
    if (next.tries === TRIES) {
      waiting.length = 0;
      passed = true;
      settle();
      return go();
    } // never heard of again
    next.tries += 1;
    next.due = now + PATIENCE_MS;
    next.send(next.id);
    go();
  };
  // Whatever came back last is shown: all choices are taken in, or given up, or something else has changed the draft since.
  const settle = () => {
    last = '';
    if (passed) document.dispatchEvent(new CustomEvent('terrarium:settled'));
    passed = false;
  };
  // Sends a choice when those before it are taken in; a later one of the same kind, where none stands between, replaces it until then.
  const choose = (kind, send, delay = 0) => {
    const newest = waiting[waiting.length - 1],
      choice = { id: (last = `${page}-${(count += 1)}`), kind, send, due: performance.now() + delay, tries: 0 };
    if (newest && newest.kind === kind && !newest.tries) waiting.pop();
    clearTimeout(settling);
    waiting.push(choice);
    go();
  };
  // What a draft that came back says it has heard.
  const heard = (id) => {
    if (!waiting[0]?.tries || waiting[0].id !== id) return;
    waiting.shift();
    go();
    if (!waiting.length) settling = setTimeout(settle, SETTLED_MS);
  };
  // Whether a draft that says so lacks what was chosen here since, so that one that has it is about to come.
  const isPassing = (id) => {
    const passing = Boolean(last) && id !== last;
    passed = passed || passing;
    return passing;
  };

  window.terrarium.choices = { choose, heard, isPassing };
})();
