// Evidence of what was heard: both ways of reading it, and where in the sound each written token was heard.

import { h } from '../../live/lib/dom.js';
import { pageNumbers, percent } from '../../live/lib/numbers.js';
import { spokenToken, visibleToken } from '../../live/lib/tokens.js';
import { pointable } from './pointing.js';
import { whenSized } from './sized.js';
import { drawRoll, drawSpectrogram } from './spectrogram.js';
import { tableOf } from './table.js';
import { voice } from './voice.js';

/** @typedef {import('./types.js').Telling} Telling */
/** @typedef {import('../../live/lib/words.js').Words} Words */

/**
 * @typedef {object} Heard
 * @property {string} answer
 * @property {string} ctc
 * @property {string} attention_answer
 * @property {string[]} tokens as written
 * @property {number[][]} cross weights: a row a token, a column a place in the sound
 * @property {number[][]} spectrogram a row a pitch, a column a frame; 0 to 255
 * @property {number} frame_s seconds
 * @property {number} frames_per_place
 */

const GUTTER = 64; // pixels left of the sound
const LEAST_WIDTH = 160;
const HEIGHT = 132;
const MANY = 24; // tokens
const ROW = 22;
const LOW_ROW = 14;

/** @type {import('./types.js').Evidence} */
export const evidence = {
  views: ['sound', 'table'],
  title: 'speech',
  help: 'speech.because',
  answer(found, { words: { all: words } }) {
    const { answer, ctc, attention_answer: attention } = /** @type {Heard} */ (found);
    return [
      voice(answer || words.nothing, answer ? '' : 'quiet'),
      h(
        'dl',
        { class: 'two-ways' },
        h('dt', { text: words['speech.ctc'] }),
        h('dd', { class: 'voice', text: ctc || words.nothing }),
        h('dt', { text: words['speech.attention'] }),
        h('dd', { class: 'voice', text: attention || words.nothing }),
      ),
    ];
  },
  draw(host, found, view, telling) {
    const heard = /** @type {Heard} */ (found);
    if (view === 'sound') drawSound(host, heard, telling);
    else host.append(placeTable(heard, telling.words));
  },
};

/**
 * Where a token was looked at most, in seconds.
 * @param {Heard} heard
 * @param {number} at of the token
 */
export function placeOf({ cross, frame_s: frame, frames_per_place: frames }, at) {
  const share = Math.max(...cross[at]);
  const place = cross[at].indexOf(share);
  const length = frames * frame;
  return { from: place * length, to: (place + 1) * length, share };
}

/** @param {number} value */
const hundredths = (value) => pageNumbers().decimals(value, 2);

/**
 * @param {Heard} heard
 * @param {Words} words
 */
function placeTable(heard, words) {
  const time = (/** @type {number} */ value) => words.say('time', { seconds: hundredths(value) });
  const rows = heard.tokens.map((token, i) => {
    const { from, to, share } = placeOf(heard, i);
    return [visibleToken(token), time(from), time(to), percent(share)];
  });
  const head = ['speech.token', 'speech.from', 'speech.to', 'speech.share'].map((key) => words.all[key]);
  return tableOf(head, rows, words.all.speech);
}

/**
 * The sound as a spectrogram, over it the places that a token looked at; below, all tokens with theirs.
 * @param {HTMLElement} host
 * @param {Heard} heard
 * @param {Telling} telling
 */
function drawSound(host, heard, { words, tell }) {
  const { tokens, cross, spectrogram } = heard;
  const cell = tokens.length > MANY ? LOW_ROW : ROW;
  const items = tokens.map((token) =>
    h('button', { type: 'button', class: 'tokened voice', text: visibleToken(token) }),
  );
  const { sheet, canvas, list, roll } = layOut(heard, items, cell, words);
  host.append(sheet);
  /** @type {number | null} */
  let chosen = null;
  const paint = () => {
    const width = Math.max(LEAST_WIDTH, sheet.clientWidth - GUTTER);
    drawSpectrogram(canvas, { spectrogram, shares: chosen === null ? null : cross[chosen], width, height: HEIGHT });
    drawRoll(roll, { cross, width, cell, row: chosen });
  };
  const point = (/** @type {number | null} */ at) => {
    chosen = at;
    paint();
    items.forEach((item, i) => item.classList.toggle('on', i === at));
    tell(at === null ? words.all['speech.hint'] : toldOf(heard, at, words));
  };
  pointable(list, items, point);
  roll.addEventListener('mousemove', (event) => {
    const at = Math.floor((event.clientY - roll.getBoundingClientRect().top) / cell);
    if (items[at] && at !== chosen) point(at);
  });
  whenSized(sheet, paint);
  tell(words.all['speech.hint']);
}

/**
 * @param {Heard} heard
 * @param {number} at
 * @param {Words} words
 */
function toldOf(heard, at, words) {
  const { from, to, share } = placeOf(heard, at);
  return words.say('speech.told', {
    token: spokenToken(heard.tokens[at], words.all),
    from: hundredths(from),
    to: hundredths(to),
    share: percent(share),
  });
}

/**
 * @param {Heard} heard
 * @param {HTMLElement[]} items
 * @param {number} cell pixels of a token's row
 * @param {Words} words
 */
function layOut({ spectrogram, frame_s: frame }, items, cell, words) {
  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const roll = h('canvas', { 'aria-hidden': 'true' });
  const name = words.all['speech.tokens'];
  const set = { class: 'tokens-of', role: 'group', 'aria-label': name, style: { '--cell': `${cell}px` } };
  const list = h('div', set, items);
  const length = (spectrogram[0]?.length ?? 0) * frame;
  const pitch = ['speech.high', 'speech.low'].map((key) => h('span', { text: words.all[key] }));
  const times = ['0', hundredths(length)].map((seconds) => h('span', { text: words.say('time', { seconds }) }));
  const sheet = h(
    'div',
    { class: 'spectral' },
    h('span', { class: 'quiet pitch' }, pitch),
    canvas,
    list,
    roll,
    h('p', { class: 'axis num quiet' }, times),
  );
  return { sheet, canvas, list, roll };
}
