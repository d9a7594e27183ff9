// How conversations lie in a file, and what else could be chosen.

import { button, h } from '../../live/lib/dom.js';
import { chooser, columnPair } from './choosers.js';

/** @typedef {import('./types.js').BroughtFile} BroughtFile */
/** @typedef {import('./types.js').Talk} Talk */
/** @typedef {import('./read_row.js').Reading} Reading */

const KNOWN_MARKS = ['__eou__', '|||', '<|turn|>', '[SEP]', '\\t'];
/** @type {Record<string, string>} */
const NO_DIALOGUES = { none: 'plain', fault: 'fault' };

/**
 * @param {BroughtFile} file
 * @param {Talk} talk
 * @param {Reading} reading
 * @returns {HTMLElement[]}
 */
export function dialogueForm(file, talk, reading) {
  const { all: words } = reading.words;
  const { settle } = reading;
  const found = [...kind(file, talk, reading)];
  if (talk.kind === 'none') found.push(h('p', { class: 'help', text: words['lies.none'] }));
  if (talk.kind === 'turns' && talk.keys.length > 1) found.push(...keyOfMessages(file, talk, reading));
  if (talk.kind === 'pairs') {
    found.push(columnPair(file, talk.others, [words['lies.question'], words['lies.answer']], settle));
  }
  if (talk.kinds.includes('lines') && talk.kind !== 'pairs') found.push(...mark(file, talk, reading));
  if (file.chosen) found.push(button(words['lies.found'], 'small bare', () => settle(file.id, { kind: 'found' })));
  return found;
}

/**
 * What it is read as: a list where there is a choice, else a sentence.
 * @param {BroughtFile} file
 * @param {Talk} talk
 * @param {Reading} reading
 */
function kind(file, talk, { words: { all: words, say }, settle }) {
  const none = NO_DIALOGUES[talk.kind];
  const kinds = none ? [none, ...talk.kinds] : talk.kinds;
  const others = kinds.filter((one) => one !== 'lines' || talk.kind === 'lines'); // lines are told by their mark
  if (others.length > 1) {
    const id = `kind-${file.id}`;
    return chooser({
      id,
      label: words.lies,
      value: none ?? talk.kind,
      options: kinds.map((one) => [one, words[`lies.${one}`]]),
      onChoose: (chosen) => settle(file.id, { kind: chosen }, id),
    });
  }
  if (none) return [];
  const name = words[`lies.${talk.kind}`];
  return [h('p', { class: 'help', text: talk.key ? say('lies.below', { kind: name, key: talk.key }) : name })];
}

/**
 * @param {BroughtFile} file
 * @param {Talk} talk
 * @param {Reading} reading
 */
function keyOfMessages(file, { key, keys }, { words: { all: words }, settle }) {
  const id = `column-${file.id}`;
  return chooser({
    id,
    label: words['lies.key'],
    value: key,
    options: keys.map((one) => [one, one]),
    onChoose: (column) => settle(file.id, { column }, id),
  });
}

/**
 * The mark between turns of dialogues that lie one a line.
 * @param {BroughtFile} file
 * @param {Talk} talk
 * @param {Reading} reading
 */
function mark(file, talk, { words: { all: words, say }, settle }) {
  const id = `mark-${file.id}`;
  const value = (talk.mark || file.mark).replace(/\t/g, '\\t');
  const isMissing = file.mark && talk.kind === 'none';
  const box = h('input', {
    class: 'box',
    id,
    type: 'text',
    value,
    maxLength: 40,
    autocomplete: 'off',
    spellcheck: false,
    'aria-describedby': `${id}-help`,
    onchange: () => settle(file.id, { turn_mark: box.value }, id),
  });
  box.setAttribute('list', `${id}-known`);
  return [
    h('label', { class: 'label', htmlFor: id, text: words['lies.mark'] }),
    box,
    h('datalist', { id: `${id}-known` }, ...KNOWN_MARKS.map((known) => h('option', { value: known }))),
    h('p', {
      class: isMissing ? 'ask-this' : 'help',
      id: `${id}-help`,
      text: isMissing ? say('lies.mark.missing', { mark: value }) : words['lies.mark.help'],
    }),
  ];
}
