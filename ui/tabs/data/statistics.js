// What is in a text that is ready: counts, how it begins, its split, its commonest tokens, and what a loss is worth.

import { find, findAll, h } from '../../live/lib/dom.js';
import { pageNumbers, percent } from '../../live/lib/numbers.js';
import { probBar, visibleToken } from '../../live/lib/tokens.js';
import { term } from '../../live/page/terms.js';
import { countsOf } from './counts.js';
import { notesOf } from './notes.js';
import { pairItem } from './preview.js';

/** @typedef {import('./types.js').Statistics} Statistics */
/** @typedef {import('./types.js').Words} Words */

const BASELINES = ['guessing', 'frequencies', 'pairs'];
const TINTS = 4;
const MEGABYTE_DIGITS = 2;

/** @param {import('./types.js').Card} card */
export function createStatistics({ element, words }) {
  const counts = find(element, '.kpis');
  const parts = find(element, '.two');
  const total = find(element, '.count');
  find(element, '.split-title').append(term('validation_split', words.all.split));

  return {
    hide() {
      counts.hidden = true;
      parts.hidden = true;
      total.textContent = '';
    },
    /** @param {Statistics} found */
    show(found) {
      counts.hidden = false;
      parts.hidden = false;
      counts.replaceChildren(...countsOf(found, words));
      element.classList.toggle('talking', Boolean(found.dialogues));
      total.textContent = sizeOf(found, words);
      showBeginning(find(parts, '.begins'), found, words);
      showSplit(parts, found, words);
      find(parts, '.often .bars').replaceChildren(...commonest(found));
      showWorth(find(parts, '.worth'), found, words);
      showNotes(find(parts, '.notes'), notesOf(found, words));
    },
  };
}

/**
 * @param {Statistics} found
 * @param {Words} words
 */
function sizeOf({ bytes, files }, { all: words, say }) {
  const size = say('bytes', { size: pageNumbers().fileSize(bytes, MEGABYTE_DIGITS) });
  return `${size} · ${files === 1 ? words['documents.sub.one'] : say('documents.sub', { files })}`;
}

/**
 * How a text begins; of pairs the first rows, each token on a tint of its own; of conversations the shading shows it.
 * @param {HTMLElement} section
 * @param {Statistics} found
 * @param {Words} words
 */
function showBeginning(section, { rows, begins }, { all: words }) {
  const text = find(section, '.voice');
  const pairs = find(section, '.given-answer');
  find(section, 'h3').textContent = words[rows ? 'rows.begin' : 'begins'];
  text.hidden = Boolean(rows);
  pairs.hidden = !rows;
  text.textContent = rows ? '' : begins;
  pairs.replaceChildren(...(rows ?? []).map(([given, answer]) => pairItem(pieces(given), pieces(answer))));
}

/** @param {string[]} labels */
function pieces(labels) {
  return labels.map((label, i) => h('span', { class: `piece tint-${i % TINTS}`, text: visibleToken(label) || '·' }));
}

/**
 * What is learnt from and what is kept for validation: pairs and conversations are divided whole.
 * @param {HTMLElement} root
 * @param {Statistics} found
 * @param {Words} words
 */
function showSplit(root, found, { all: words, say }) {
  const numbers = pageNumbers();
  const { key, train, validation } = splitOf(found);
  const share = train / Math.max(1, train + validation);
  const sides = [
    { part: share, count: train, label: words['split.train'] },
    { part: 1 - share, count: validation, label: words['split.validation'] },
  ];
  find(root, '.split-bar i').style.width = `${100 * share}%`;
  findAll(root, '.split-legend span').forEach((legend, i) => {
    legend.replaceChildren(h('b', { text: percent(sides[i].part) }), ` ${sides[i].label}`);
    legend.title = say(key, { count: numbers.count(sides[i].count) });
  });
  const note = say('split.note', { train: numbers.count(train), validation: numbers.count(validation) });
  const told = found.told ? words['split.told'] : '';
  find(root, '.split-note').textContent = found.dialogues ? numbers.sentences([note, told]) : '';
}

/**
 * @param {Statistics} found
 * @returns {{ key: string, train: number, validation: number }} `key` of the sentence that says how many of what
 */
export function splitOf(found) {
  if (found.rows) return { key: 'rows.split', train: found.train_rows ?? 0, validation: found.validation_rows ?? 0 };
  if (found.dialogues) {
    const { train_dialogues: train = 0, validation_dialogues: validation = 0 } = found;
    return { key: 'split.dialogues', train, validation };
  }
  return { key: 'split.tokens', train: found.train_tokens, validation: found.validation_tokens };
}

/** @param {Statistics} found */
function commonest({ often }) {
  const most = often[0]?.[1] || 1;
  return often.map(([token, prob]) => {
    const row = probBar({ token, prob });
    find(row, '.b i').style.width = `${(100 * prob) / most}%`;
    return row;
  });
}

/**
 * @param {HTMLElement} section
 * @param {Statistics} found
 * @param {Words} words
 */
function showWorth(section, { rows, dialogues, references }, { all: words }) {
  find(section, 'h3').textContent = words[rows || dialogues ? 'rows.worth' : 'worth'];
  const lines = BASELINES.filter((key) => key in references).map((key) => [
    h('dt', { text: words[`worth.${key}`] }),
    h('dd', {}, pageNumbers().decimals(references[key], 2), h('small', { text: ` ${words.nats}` })),
  ]);
  find(section, 'dl').replaceChildren(...lines.flat());
}

/**
 * @param {HTMLElement} section
 * @param {string[]} notes
 */
function showNotes(section, notes) {
  section.hidden = !notes.length;
  find(section, 'ul').replaceChildren(...notes.map((text) => h('li', { text })));
}
