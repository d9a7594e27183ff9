// How a person's files read: each with its columns, what is in them together, the first examples, and the way to train.

import { button, h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { tableOf } from './table.js';

/** @typedef {import('../../live/lib/words.js').Words} Words */
/** @typedef {import('./types.js').Task} Task */

/**
 * A file, ui/tabs/tasks/files.py.
 * @typedef {object} FileRead
 * @property {string} id
 * @property {string} name
 * @property {string} fault
 * @property {string} [kind]
 * @property {string[]} [columns] that could be read
 * @property {string | null} [column] that is read as what is given
 * @property {string | null} [target]
 * @property {string} [encoding]
 * @property {boolean} [sure] of the encoding
 * @property {string[][]} [examples]
 * @property {string[]} [warnings]
 */

/**
 * All files together, ui/tabs/tasks/files.py.
 * @typedef {object} Reading
 * @property {string} state
 * @property {string} [fault]
 * @property {string} [stage]
 * @property {number} [done]
 * @property {number} [total]
 * @property {FileRead[]} [files]
 * @property {string[]} [warnings]
 * @property {string[][]} [shown] the first examples
 * @property {string[]} [languages] of the two sides
 * @property {number} [train_rows]
 * @property {number} [validation_rows]
 * @property {string[]} [labels]
 * @property {number[]} [counts] of the labels
 * @property {number} [classes] how many labels there are in all
 */

/**
 * @typedef {object} Around
 * @property {Task} task
 * @property {string} source
 * @property {Words} words
 * @property {(id: string, side: 'column' | 'target_column', column: string) => void} onRead
 * @property {() => void} onStart
 * @property {() => void} onSettings
 */

const SHOWN = 6; // files

/**
 * @param {Reading} reading
 * @param {Around} around
 * @returns {Node[]}
 */
export function readingOf(reading, around) {
  const { task, source, words } = around;
  const files = reading.files ?? [];
  const examples = reading.shown?.length ? reading.shown : (files[0]?.examples ?? []);
  const isToldByFile = files.some(({ fault }) => fault === reading.fault);
  return [
    ...(source.startsWith('sample:')
      ? [named(words.all['bring.sample.name'])]
      : files.slice(0, SHOWN).map((file) => fileView(file, around))),
    h('p', { class: 'facts num', text: factsOf(reading, task, words) }),
    ...warnings(reading.warnings),
    ...(reading.fault && !isToldByFile ? [h('p', { class: 'wrong', text: reading.fault })] : []),
    ...(examples.length
      ? [
          h('p', { class: 'label', text: words.all['bring.first'] }),
          tableOf(task.columns, examples, words.all['bring.first']),
        ]
      : []),
    h('div', { class: 'drop-line' }, ways(reading.state === 'ready', around)),
    h('p', { class: 'help', text: words.all['bring.start.help'] }),
  ];
}

/**
 * @param {boolean} isReady
 * @param {Around} around
 */
function ways(isReady, { words, onStart, onSettings }) {
  const start = button(words.all['bring.start'], 'go start-task', () => {
    start.disabled = true;
    onStart();
  });
  const settings = button(words.all['bring.settings'], 'bare to-settings', onSettings);
  start.disabled = settings.disabled = !isReady;
  return [start, settings];
}

/** @param {string} name */
const named = (name) => h('p', { class: 'name' }, h('b', { text: name }));

/** @param {string[]} [sentences] */
const warnings = (sentences = []) => sentences.map((text) => h('p', { class: 'help warned', text }));

/**
 * @param {FileRead} file
 * @param {Around} around
 */
function fileView(file, around) {
  const { words } = around;
  const isGuessed = !file.fault && file.sure === false;
  return h(
    'div',
    { class: 'file-read' },
    named(file.name),
    file.fault && h('p', { class: 'wrong', text: file.fault }),
    (file.columns?.length ?? 0) > 1 && columnChoice(file, around),
    isGuessed && h('p', { class: 'help', text: words.say('bring.encoding', { encoding: file.encoding }) }),
    warnings(file.warnings),
  );
}

/**
 * @param {FileRead} file
 * @param {Around} around
 */
function columnChoice(file, { task, words, onRead }) {
  /**
   * @param {'column' | 'target_column'} side
   * @param {string} label
   * @param {string | null | undefined} chosen
   */
  const chooser = (side, label, chosen) => {
    const none = h('option', { value: '', text: words.all['column.none'] });
    const options = file.columns?.map((column) => h('option', { value: column, text: column }));
    const select = h('select', { class: 'box', data: { side } }, !chosen && none, options ?? []);
    select.value = chosen ?? '';
    select.addEventListener('change', () => onRead(file.id, side, select.value));
    return h('label', { class: 'field' }, h('span', { class: 'label', text: label }), select);
  };
  const given = file.kind === 'sound' ? words.all['column.speaker'] : task.columns[0];
  return [
    h('p', { class: 'help', text: words.all['bring.columns'] }),
    h(
      'div',
      { class: 'columns' },
      chooser('column', given, file.column),
      chooser('target_column', task.columns[1], file.target),
    ),
  ];
}

/**
 * What stands in the files, or how far they are read.
 * @param {Reading} reading
 * @param {Task} task
 * @param {Words} words
 */
export function factsOf(reading, task, words) {
  const { count, sentences } = pageNumbers();
  if (reading.state !== 'ready') return stageOf(reading, words);
  const rows = { train: count(reading.train_rows ?? 0), held: count(reading.validation_rows ?? 0) };
  return sentences([words.say('bring.rows', rows), classesOf(reading, words), languagesOf(reading, task, words)]);
}

/**
 * @param {Reading} reading
 * @param {Words} words
 */
function stageOf({ fault, stage, done = 0, total }, words) {
  if (fault) return '';
  if (!total) return words.all['bring.reading'];
  return words.say(`bring.stage.${stage}`, { percent: Math.min(99, Math.round((100 * done) / total)) });
}

/**
 * @param {Reading} reading
 * @param {Words} words
 */
function classesOf({ classes, labels = [], counts = [] }, words) {
  if (!classes) return '';
  const { count, enumerated } = pageNumbers();
  const each = enumerated(labels.map((label, i) => `${label} ${count(counts[i])}`));
  return words.say('bring.classes', { count: classes, list: `${each}${classes > labels.length ? ' …' : ''}` });
}

/**
 * @param {Reading} reading
 * @param {Task} task
 * @param {Words} words
 */
function languagesOf({ languages = [] }, task, words) {
  const [from, to] = languages.map((key) => words.all[`language.${key}`] || key);
  if (task.hears) return '';
  return task.beams ? words.say('bring.languages', { from, to }) : words.say('bring.language', { language: from });
}
