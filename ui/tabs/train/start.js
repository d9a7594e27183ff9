// Start from the keyboard, and Start that waits: it reads the draft, in which what was set a moment ago has to stand first.

import { isInSight } from '../../live/lib/dom.js';

const LONGEST_WAIT_MS = 8000;
const LOOK_MS = 30;

/** @param {HTMLElement} card whose tab has to be open for Ctrl+Enter */
export function listenForStart(card) {
  addEventListener('keydown', (event) => {
    const isStart = (event.ctrlKey || event.metaKey) && event.key === 'Enter';
    if (!isStart || event.repeat || !isInSight(card)) return;
    event.preventDefault();
    const typing = /** @type {HTMLElement | null} */ (document.activeElement);
    typing?.blur(); // what is being typed is taken too
    typing?.focus();
    document.getElementById('start')?.click();
  });
  holdUntilSettled();
}

function holdUntilSettled() {
  let isHeld = false;
  let isPassing = false;
  const isUnsettled = () => document.querySelector('[data-pending]') !== null;

  /** @param {number} until */
  const pass = (until) => {
    if (isUnsettled() && Date.now() < until) {
      setTimeout(pass, LOOK_MS, until);
      return;
    }
    isHeld = false;
    isPassing = true;
    document.getElementById('start')?.click();
    isPassing = false;
  };
  /** @param {MouseEvent} event */
  const hold = (event) => {
    const isStart = event.target instanceof Element && event.target.closest('#start');
    if (!isStart || isPassing || !(isHeld || isUnsettled())) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isHeld) return;
    isHeld = true;
    pass(Date.now() + LONGEST_WAIT_MS);
  };
  document.addEventListener('click', hold, true);
}
