// The box for a text to try: it grows with what is written, keeps it by task, and asks once the person pauses.

import { find, isEnter } from '../../live/lib/dom.js';
import { keepTexts, keptTexts } from './remembered.js';

const PAUSE_MS = 320;
const LOWEST = 44; // pixels
const HIGHEST = 220;

/**
 * @param {import('./types.js').Desk} desk
 * @param {() => void} attempt
 */
export function createTextBox({ root, state }, attempt) {
  const form = find(root, '.given');
  /** @type {HTMLTextAreaElement} */
  const box = find(form, 'textarea');
  const texts = keptTexts();
  let timer = 0;
  let isComposing = false;

  const grow = () => {
    box.style.height = 'auto';
    box.style.height = `${Math.min(HIGHEST, Math.max(LOWEST, box.scrollHeight + 2))}px`;
  };
  /** @param {string} text */
  const fill = (text) => {
    box.value = text;
    grow();
  };
  const attemptLater = () => {
    clearTimeout(timer);
    if (!isComposing) timer = window.setTimeout(attempt, PAUSE_MS);
  };

  box.addEventListener('input', () => {
    texts[state.task.key] = box.value;
    keepTexts(texts);
    grow();
    attemptLater();
  });
  box.addEventListener('compositionstart', () => {
    isComposing = true;
  });
  box.addEventListener('compositionend', () => {
    isComposing = false;
    attemptLater();
  });
  box.addEventListener('keydown', (event) => {
    if (!isEnter(event) || state.task.rows > 1) return;
    event.preventDefault();
    attempt();
  });
  form.addEventListener('submit', (/** @type {Event} */ event) => {
    event.preventDefault();
    attempt();
  });
  box.value = texts[state.task.key] ?? '';

  return {
    fill,
    text: () => box.value,
    /** What is written, which is tried now. */
    settle() {
      clearTimeout(timer);
      texts[state.task.key] = box.value;
      return box.value;
    },
    /** Shows what was written for the task before. */
    recall: () => fill(texts[state.task.key] ?? ''),
    dress() {
      const { asks, hint, go, rows, hears } = state.task;
      form.hidden = hears;
      find(form, '.btn').textContent = go;
      box.placeholder = hint;
      box.setAttribute('aria-label', asks);
      box.rows = rows;
      grow();
    },
  };
}
