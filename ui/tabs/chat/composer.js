// Where a person writes: the text, how many blanks an answer has, Send and Stop, and the line that says what is wrong.

import { find, isEnter } from '../../live/lib/dom.js';
import { keepText } from '../../live/page/typed.js';

/** @typedef {import('./types.js').Manner} Manner */
/** @typedef {ReturnType<typeof createComposer>} Composer */

const LEAST_HEIGHT = 46;
const MOST_HEIGHT = 140;

/**
 * @param {HTMLElement} root
 * @param {Record<string, string>} words
 * @param {{ send: (text: string) => void, stop: () => void }} acts
 */
export function createComposer(root, words, { send, stop }) {
  /** @type {HTMLTextAreaElement} */
  const box = find(root, '#chat-input textarea');
  /** @type {HTMLInputElement} */
  const blanks = find(root, '#chat-blanks');
  const sendButton = find(root, '.send');
  const stopButton = find(root, '.halt');
  const line = find(root, '.note');
  let offered = '';

  const note = (sentence = '') => {
    line.hidden = !sentence;
    line.textContent = sentence;
  };
  const grow = () => {
    box.style.height = 'auto';
    box.style.height = `${Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, box.scrollHeight + 2))}px`;
  };
  /** @param {string} text */
  const set = (text) => {
    box.value = text;
    grow();
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    send(box.value);
  };

  find(root, 'form').addEventListener('submit', submit);
  box.addEventListener('keydown', (event) => {
    if (isEnter(event)) submit(event);
  });
  box.addEventListener('input', () => {
    grow();
    note();
  });
  stopButton.addEventListener('click', stop);
  box.value = keepText(box, 'chat', () => (box.value === offered ? '' : box.value));

  return {
    note,
    said: () => line.textContent,
    focus: () => box.focus(),
    /** How many blanks a person says that the answer has. */
    blanks: () => Number(blanks.value) || null,
    clear() {
      set('');
      box.dispatchEvent(new Event('input')); // nothing of it is unsent
    },
    /**
     * A text that a person chose.
     * @param {string} text
     */
    fill(text) {
      set(text);
      note();
      box.focus();
    },
    /**
     * A text to begin with, where a person has written none.
     * @param {string} text
     */
    offer(text) {
      if (box.value.trim() && box.value !== offered) return;
      offered = text;
      set(text);
    },
    /** @param {boolean} isBusy */
    showBusy(isBusy) {
      const wasHere = [sendButton, stopButton].includes(document.activeElement);
      sendButton.hidden = isBusy;
      stopButton.hidden = !isBusy;
      if (wasHere) box.focus();
    },
    /**
     * @param {Manner[]} manners of all lanes
     * @param {{ hasRuns: boolean, hasText: boolean }} there
     */
    arrange(manners, there) {
      const labels = labelsFor(manners, there);
      box.placeholder = words[labels.placeholder];
      sendButton.textContent = words[labels.send];
      find(root, '.blanks').hidden = !manners.includes('fill-answer');
    },
  };
}

/**
 * Which sentences suit what the runs do.
 * @param {Manner[]} manners of all lanes
 * @param {{ hasRuns: boolean, hasText: boolean }} there hasText: whether there is a text that only grows
 */
export function labelsFor(manners, { hasRuns, hasText }) {
  if (manners.length > 1) return { placeholder: 'placeholder.both', send: 'send.both' };
  const [manner] = manners;
  if (manner !== 'continue') return { placeholder: `placeholder.${manner}`, send: `send.${manner}` };
  return { placeholder: hasText ? 'placeholder.more' : 'placeholder', send: hasRuns ? 'send.continue' : 'send' };
}
