// An answer as pieces that can be opened. Bytes that form one character together are one piece.

import { findAll, h } from '../../live/lib/dom.js';
import { percent } from '../../live/lib/numbers.js';
import { spokenToken, visibleToken } from '../../live/lib/tokens.js';
import { coveredIn, placesOf, stretchesOf } from './copied.js';
import { fillsBlanks } from './talk.js';

/** @typedef {import('./types.js').Reply} Reply */
/** @typedef {import('./types.js').Token} Token */

/**
 * Adds a token to the answer on the screen. A piece's data say which tokens, `from` and `to`, it is made of, and whether it
 * waits for more bytes, `open`.
 * @param {HTMLElement} voice
 * @param {Reply} reply
 * @param {number} index
 * @param {Record<string, string>} words
 */
export function addToken(voice, reply, index, words) {
  const token = reply.tokens[index];
  if (fillsBlanks(reply.manner) && token.blank === undefined) {
    voice.append(h('span', { text: token.text })); // what was given: nothing to open
    return;
  }
  const piece = openPieceOf(voice) ?? newPiece(voice, index);
  piece.dataset.to = String(index);
  piece.dataset.open = token.text || token.blank !== undefined ? 'no' : 'yes';
  if (token.blank !== undefined) showFilled(piece, token, words);
  else if (token.text) showText(piece, token.text, words);
}

/**
 * Shades what of an answer is copied: whole pieces, or parts of them.
 * @param {HTMLElement} voice
 * @param {Reply} reply
 */
export function shade(voice, reply) {
  if (!reply.copied?.spans && !voice.querySelector('.copied')) return;
  const places = placesOf(reply);
  const covered = coveredIn(reply);
  findAll(voice, '.w:not(.blank)').forEach((piece) => {
    const stretches = stretchesOf(piece.textContent ?? '', places[Number(piece.dataset.from)], covered);
    const isOne = stretches.length === 1;
    piece.classList.toggle('copied', isOne && stretches[0].isCopied);
    const parts = stretches.map(({ text, isCopied }) =>
      isCopied && !isOne ? h('span', { class: 'copied', text }) : text,
    );
    piece.replaceChildren(...parts);
  });
}

/**
 * The first and the last token of those whose bytes form one character with this one.
 * @param {Token[]} tokens
 * @param {number} index
 */
export function characterAround(tokens, index) {
  let from = index;
  let to = index;
  while (from > 0 && !tokens[from - 1].text) from -= 1;
  while (to < tokens.length - 1 && !tokens[to].text) to += 1;
  return { from, to };
}

/** @param {HTMLElement} voice */
function openPieceOf(voice) {
  const last = voice.lastElementChild;
  return last instanceof HTMLElement && last.dataset.open === 'yes' ? last : null;
}

/**
 * @param {HTMLElement} voice
 * @param {number} index
 */
function newPiece(voice, index) {
  const piece = h('span', {
    class: 'w',
    tabIndex: voice.querySelector('.w') ? -1 : 0,
    role: 'button',
    'aria-pressed': 'false',
    data: { from: index },
  });
  voice.append(piece);
  return piece;
}

/**
 * An answer never begins with empty lines on the screen: what is blank there stands as signs.
 * @param {HTMLElement} piece
 * @param {string} text
 * @param {Record<string, string>} words
 */
function showText(piece, text, words) {
  const before = [...(piece.parentElement?.children ?? [])].slice(0, -1);
  const isBlank = !text.trim();
  const isFirst = before.every((one) => one.classList.contains('blank'));
  piece.classList.toggle('blank', isBlank && isFirst);
  piece.classList.toggle('break', isBlank && !isFirst && text.includes('\n'));
  piece.textContent = isBlank && isFirst ? visibleToken(text) : text;
  if (isBlank) piece.setAttribute('aria-label', spokenToken(text, words));
}

/**
 * A blank that was filled: the surer, the greener.
 * @param {HTMLElement} piece
 * @param {Token} token
 * @param {Record<string, string>} words
 */
function showFilled(piece, { text, label, p = 0, chosen }, words) {
  piece.classList.add('filled');
  piece.classList.toggle('chosen', Boolean(chosen));
  piece.style.setProperty('--sure', String(p));
  piece.textContent = text.trim() ? text : visibleToken(label);
  piece.setAttribute('aria-label', `${spokenToken(label, words)}, ${percent(p)}`);
}
