// Whether the server answers: every request of the page tells. While it doesn't, one sentence says so and whoever asks waits;
// once it does, all go on. Who is asked again and when is clock.js.

import { pageData } from '../lib/page.js';
import { wakeAll } from './clock.js';
import { gradioConfig } from './gradio.js';

const PING_MS = 2000;
const LEAVING_MS = 3000;
const html = document.documentElement;
const state = {
  /** @type {typeof fetch} */
  fetched: (...asked) => window.fetch(...asked),
  failures: 0,
  leaving: 0,
  /** @type {Promise<void> | null} */
  checking: null,
  /** @type {Promise<void> | null} */
  returned: null,
};

export function isLost() {
  return 'lost' in html.dataset;
}

/**
 * Wraps `fetch` so that each request tells whether the server answers.
 * @param {typeof fetch} fetched
 * @returns {typeof fetch}
 */
export function withWatch(fetched) {
  state.fetched = fetched;
  return async (...asked) => {
    try {
      const answer = await fetched(...asked);
      if ([502, 503, 504].includes(answer.status)) suspect(); // a proxy speaks for it
      return answer;
    } catch (problem) {
      if (!(problem instanceof DOMException && problem.name === 'AbortError')) suspect();
      throw problem;
    }
  };
}

/**
 * Asks the server by `call`. What is asked while it is gone is asked again when it is back; nothing comes back where it could
 * not do it.
 * @template T
 * @param {() => T | Promise<T>} call
 * @returns {Promise<T | null>}
 */
export async function ask(call) {
  for (;;) {
    const before = state.failures;
    const answer = await Promise.resolve()
      .then(call)
      .catch(() => null);
    if (answer || state.failures === before) return answer;
    await state.checking;
    if (isLost()) await state.returned;
  }
}

export function start() {
  addEventListener('beforeunload', () => {
    state.leaving = performance.now() + LEAVING_MS;
  });
  new MutationObserver(hush).observe(document.body, { childList: true, subtree: true });
}

/** The id of this start of the server; null where it doesn't answer. */
async function alive() {
  try {
    const answer = await state.fetched(`${gradioConfig().root}/gradio_api/app_id`, { cache: 'no-store' });
    return answer.ok ? /** @type {string} */ ((await answer.json()).app_id) : null;
  } catch {
    return null;
  }
}

// A request that failed may have been its own fault: the server is asked before anything is said.
function suspect() {
  state.failures += 1;
  if (performance.now() < state.leaving || isLost()) return;
  state.checking ??= alive().then((id) => {
    state.checking = null;
    if (id === null && performance.now() >= state.leaving && !isLost()) lose();
  });
}

function lose() {
  html.dataset.lost = '';
  const notice = document.createElement('p');
  notice.id = 'lost';
  notice.setAttribute('role', 'alert');
  document.body.append(notice);
  notice.textContent = pageData().lost;
  state.returned = new Promise((resume) => {
    setTimeout(() => untilBack(notice, resume), PING_MS);
  });
}

/**
 * A server that was started anew knows nothing of this page: the page begins anew too, at its address, with its drafts.
 * @param {HTMLElement} notice
 * @param {() => void} resume
 */
async function untilBack(notice, resume) {
  const id = await alive();
  if (id === null) {
    setTimeout(() => untilBack(notice, resume), PING_MS);
  } else if (id !== gradioConfig().app_id) {
    location.reload();
  } else {
    delete html.dataset.lost;
    notice.remove();
    resume();
    wakeAll();
  }
}

// Gradio's own sentence on it, in its own language, is about the same.
function hush() {
  document.querySelectorAll('.toast-body.error').forEach((toast) => {
    if (/Connection (Lost|to the server was lost|errored out)/i.test(toast.textContent ?? '')) {
      /** @type {HTMLElement} */ (toast).hidden = true;
      suspect();
    }
  });
}
