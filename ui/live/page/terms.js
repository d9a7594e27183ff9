// The glossary: `.term` with data-term=KEY; hover, focus or tap shows the one sentence that says what it means.

import { h } from '../lib/dom.js';
import { pageData } from '../lib/page.js';

const MARK_AFTER_MS = 60;
const GAP = 8; // pixels between a term, its tip and the window's edge

/**
 * Makes the button of a term.
 * @param {string} key
 * @param {string} [label] the glossary's own name of it where nothing is given
 */
export function term(key, label) {
  return h('button', {
    type: 'button',
    class: 'term',
    data: { term: key },
    text: label ?? pageData().glossary[key] ?? key,
  });
}

/** @param {HTMLElement} button */
const meaningOf = (button) => pageData().glossary[`${button.dataset.term}.means`];

/**
 * @param {Event} event
 * @returns {HTMLElement | null}
 */
const termOf = (event) => (event.target instanceof Element ? event.target.closest('.term') : null);

export function start() {
  watchTerms();
  let waiting = 0;
  new MutationObserver(() => {
    waiting ||= window.setTimeout(() => {
      waiting = 0;
      markLabels();
    }, MARK_AFTER_MS);
  }).observe(document.body, { childList: true, subtree: true });
}

function createTip() {
  const tip = h('div', { id: 'term-tip', hidden: true, role: 'tooltip' });
  document.body.append(tip);
  /** @type {HTMLElement | null} */
  let shown = null;
  /** @param {HTMLElement} button */
  const place = (button) => {
    const at = button.getBoundingClientRect();
    const fitsBelow = at.bottom + GAP + tip.offsetHeight < innerHeight;
    tip.style.left = `${Math.max(GAP, Math.min(at.left - GAP, innerWidth - tip.offsetWidth - GAP))}px`;
    tip.style.top = `${fitsBelow ? at.bottom + GAP : at.top - GAP - tip.offsetHeight}px`;
  };
  /** @param {HTMLElement | null} button */
  const show = (button) => {
    shown?.removeAttribute('aria-describedby');
    shown = button;
    tip.hidden = !button || !meaningOf(button);
    if (!button || tip.hidden) return;
    tip.textContent = meaningOf(button);
    button.setAttribute('aria-describedby', tip.id);
    place(button);
  };
  return { show, shown: () => shown };
}

function watchTerms() {
  const tip = createTip();
  document.addEventListener('pointerover', (event) => {
    const over = termOf(event);
    if (over) tip.show(over);
    else if (tip.shown() && tip.shown() !== document.activeElement) tip.show(null);
  });
  document.addEventListener('focusin', (event) => tip.show(termOf(event)));
  document.addEventListener('click', (event) => {
    const on = termOf(event);
    if (on) event.preventDefault();
    tip.show(on);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') tip.show(null);
  });
  addEventListener('scroll', () => tip.show(null), { capture: true, passive: true });
}

// A Gradio part with elem_classes "term-KEY" gets its label made into that term.
function markLabels() {
  document.querySelectorAll('.block[class*="term-"] [data-testid=block-info]:not(:has(.term))').forEach((label) => {
    const key = label.closest('.block')?.className.match(/(?:^|\s)term-([\w-]+)/)?.[1] ?? '';
    if (!pageData().glossary[key]) return;
    const button = term(key, '');
    button.append(...label.childNodes); // moved, not copied: Gradio goes on updating its own text
    label.append(button);
  });
}
