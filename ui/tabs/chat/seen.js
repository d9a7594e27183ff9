// Whether an answer was seen before: it is compared with the training text, and an opened token says what was found.

import { find, h } from '../../live/lib/dom.js';
import { isWhole, placesOf, spanAt, weightOf } from './copied.js';
import { fillsBlanks, textOf } from './talk.js';

/** @typedef {import('./types.js').Chat} Chat */
/** @typedef {import('./types.js').Copied} Copied */
/** @typedef {import('./types.js').Reply} Reply */
/** @typedef {import('./types.js').Span} Span */

/**
 * Has a whole answer compared; what was found stands in it.
 * @param {import('./types.js').Lane} lane
 * @param {import('./types.js').Turn} turn
 * @param {Chat} chat
 */
export async function compare(lane, turn, chat) {
  const { it } = turn;
  const text = textOf(it);
  if (fillsBlanks(it.manner) || !text.trim()) return;
  const answer = await chat.ask('seen_before', { run: it.run, text });
  if (it.writing || textOf(it) !== text) return; // it went on meanwhile
  const before = JSON.stringify(it.copied);
  it.copied = answer.error ? { failed: true } : /** @type {Copied} */ (answer);
  lane.turns.shade(turn);
  chat.opened.tellSeen(it);
  if (JSON.stringify(it.copied) !== before && !it.copied.failed) {
    lane.isChanged = true;
    chat.keep();
  }
}

/**
 * Shows in the panel what is known of an opened token.
 * @param {HTMLElement} section
 * @param {Reply} reply
 * @param {number} index
 * @param {Pick<Chat, 'words' | 'numbers' | 'limits'>} chat
 */
export function showSeen(section, reply, index, { words, numbers, limits }) {
  const says = find(section, '.says');
  const passage = find(section, '.passage');
  section.hidden = fillsBlanks(reply.manner) || Boolean(reply.writing);
  passage.hidden = true;
  if (section.hidden) return;
  const { copied } = reply;
  if (!copied?.spans) {
    says.textContent = words.all[unknownBecause(copied)];
    return;
  }
  const span = spanAt(reply, index);
  if (span) {
    const times = words.say(timesOf(span, limits), { count: numbers.count(span.count) });
    const length = numbers.count(span.to - span.from);
    words.sayInto(says, isWhole(reply, span) ? 'seen.whole' : 'seen.part', { times, length });
  } else {
    words.sayInto(says, noneBecause(reply, index, limits), {
      least: limits.least,
      chinese: limits.least / limits.heavy,
      count: numbers.count(copied.compared ?? 0),
    });
  }
  if (!copied.whole) {
    says.append(` ${words.say('seen.first', { count: numbers.many(copied.of_characters ?? 0) })}`);
  }
  if (span) showPassage(passage, span, limits.passage);
}

/** @param {Copied | undefined} copied */
function unknownBecause(copied) {
  if (copied?.failed) return 'seen.failed';
  return copied?.gone ? 'seen.gone' : 'seen.waiting';
}

/**
 * @param {Span} span
 * @param {import('./types.js').Limits} limits
 */
function timesOf({ count }, { most }) {
  if (count >= most) return 'seen.times.most';
  return count === 1 ? 'seen.times.one' : 'seen.times';
}

/**
 * Why nothing around a token was found to be copied.
 * @param {Reply} reply
 * @param {number} index
 * @param {import('./types.js').Limits} limits
 */
function noneBecause(reply, index, limits) {
  if (weightOf(textOf(reply).trim(), limits) < limits.least) return 'seen.short';
  return placesOf(reply)[index] >= (reply.copied?.compared ?? 0) ? 'seen.far' : 'seen.none';
}

/**
 * @param {HTMLElement} passage
 * @param {Span} span
 * @param {number} most characters of the copied stretch that are shown
 */
function showPassage(passage, { source, at, from, to }, most) {
  const letters = [...source];
  const end = at + Math.min(to - from, most);
  passage.hidden = false;
  passage.replaceChildren(
    letters.slice(0, at).join(''),
    h('span', { class: 'copied', text: letters.slice(at, end).join('') }),
    letters.slice(end).join(''),
  );
}
