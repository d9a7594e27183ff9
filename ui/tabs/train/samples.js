// What a run wrote while it trained: a line a sample, of conversations a table of the same questions.

import { find, h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { lossText, put } from './kpis.js';
import { talkTable } from './talk.js';

/** @typedef {import('./types.js').Run} Run */
/** @typedef {import('./types.js').Sample} Sample */
/** @typedef {import('./types.js').Words} Words */

const LONGEST_PROMPT = 40;
const LONGEST_LINE = 240;
const MOST_LINES = 6;
const NOISE = 0.9; // of the loss of guessing: what was written above it is noise
const BLANK = '▢';

/**
 * @param {HTMLElement} section
 * @param {Words} words
 */
export function createSamples(section, words) {
  const title = find(section, '.title');
  const lines = find(section, '.grow');
  const talk = find(section, '.talk');

  return (/** @type {Run} */ run, /** @type {Sample[]} */ samples) => {
    const newest = samples.at(-1);
    section.hidden = !newest;
    if (!newest) return;
    const talks = run.task === 'converse' && newest.exchanges.length > 0;
    lines.hidden = talks;
    talk.hidden = !talks;
    put(title, talks ? words.all['samples.talk'] : titleOf(run, newest, words));
    if (talks) talkTable(talk, samples, words);
    else lines.replaceChildren(...samples.map((sample) => lineOf(sample, sample === newest, run, words)));
  };
}

/**
 * @param {Run} run
 * @param {Sample} newest
 * @param {Words} words
 */
function titleOf(run, newest, { all: words, say }) {
  if (run.task === 'fill') return words['samples.filled'];
  const prompt = newest.prompt.trim().replace(/\s+/g, ' ');
  if (!prompt) return words.samples;
  const short = prompt.length > LONGEST_PROMPT ? `…${prompt.slice(1 - LONGEST_PROMPT)}` : prompt;
  return say(run.task === 'answer' ? 'samples.answered' : 'samples.after', { prompt: short });
}

/**
 * @param {Sample} sample
 * @param {boolean} isNewest
 * @param {Run} run
 * @param {Words} words
 */
function lineOf(sample, isNewest, run, words) {
  const isNoise = Boolean(run.guessing) && (sample.loss ?? 99) > NOISE * Number(run.guessing);
  const caret = isNewest && run.status === 'running' && run.task === 'continue' && h('span', { class: 'caret' });
  return h(
    'li',
    { class: isNewest ? 'now' : isNoise ? 'noise' : '' },
    h('span', { class: 'at', text: words.say('samples.step', { step: pageNumbers().count(sample.step) }) }),
    h('span', { class: 'at', text: lossText(sample.loss) ?? '' }),
    h('span', { class: 'voice' }, writtenOf(sample, isNewest, run, words), caret),
  );
}

/**
 * @param {Sample} sample
 * @param {boolean} isNewest
 * @param {Run} run
 * @param {Words} words
 * @returns {(string | HTMLElement)[]}
 */
function writtenOf(sample, isNewest, run, words) {
  if (run.task === 'fill') return filledBlanks(sample);
  if (run.task === 'answer') return judged(sample, words);
  const text = sample.text.trim();
  if (!isNewest) return [flat(text).slice(0, LONGEST_LINE)];
  return [
    text
      .replace(/\n\s*\n/g, '\n')
      .split('\n')
      .slice(0, MOST_LINES)
      .join('\n'),
  ];
}

/**
 * An answer with what it is worth: right, or what was expected.
 * @param {Sample} sample
 * @param {Words} words
 */
function judged({ text, expected }, { all: words, say }) {
  const shown = text.trim() || words['samples.nothing'];
  if ((expected ?? null) === null) return [shown];
  const isRight = text === expected;
  const verdict = isRight
    ? h('span', { class: 'tick', role: 'img', 'aria-label': words['samples.right'], text: '✓' })
    : h('span', { class: 'expected', text: say('samples.expected', { answer: expected }) });
  return [h('span', { class: isRight ? 'given' : 'given off', text: shown }), ' ', verdict];
}

/**
 * What was put into the blanks stands out: the prompt tells what lay between them.
 * @param {Pick<Sample, 'prompt' | 'text'>} sample
 * @returns {(string | HTMLElement)[]}
 */
export function filledBlanks({ prompt, text }) {
  const parts = prompt.split(BLANK);
  /** @type {(string | HTMLElement)[]} */
  const pieces = [];
  let at = 0;
  for (const [i, part] of parts.entries()) {
    const isOpenEnd = i === parts.length - 1 && !part;
    const next = isOpenEnd ? text.length : text.indexOf(part, at + (i > 0 ? 1 : 0));
    if (next < 0) return [...pieces, flat(text.slice(at))];
    if (next > at) pieces.push(h('b', { class: 'filled', text: text.slice(at, next).replace(/\n/g, '↵') }));
    pieces.push(flat(part));
    at = next + part.length;
  }
  return pieces;
}

/** @param {string} text */
function flat(text) {
  return text.replace(/\s*\n+\s*/g, ' / ');
}
