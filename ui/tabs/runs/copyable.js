// A line of text with a button that copies it.

import { button, h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';

const COPIED_MS = 1500;

/**
 * @param {string} title
 * @param {string} text
 * @param {Record<string, string>} words
 * @param {HTMLElement | null} [extra] what else can be done with it
 */
export function copyable(title, text, words, extra) {
  const code = h('code', { text, tabIndex: 0 });
  const copy = button(words.copy, 'small', async () => {
    await copyText(text, code);
    copy.textContent = words.copied;
    setTimeout(() => {
      copy.textContent = words.copy;
    }, COPIED_MS);
  });
  copy.setAttribute('aria-label', pageNumbers().labelled(words.copy, title));
  return h(
    'div',
    { class: 'copyable' },
    h('h3', { class: 'h', text: title }),
    code,
    h('div', { class: 'line' }, copy, extra),
  );
}

/**
 * Copies by the browser's clipboard, or, where a page over plain http has none, by selecting.
 * @param {string} text
 * @param {HTMLElement} shown
 */
async function copyText(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection()?.selectAllChildren(shown);
    document.execCommand('copy');
  }
}
