// The Tasks tab: each task's evidence as it is drawn, the score line, single answers, a person's files, sounds as bytes.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import { openPage } from './page.js';

openPage();
globalThis.ResizeObserver = class {
  observe() {}
};
globalThis.requestAnimationFrame = () => 0;
const tasks = '../../ui/tabs/tasks';
const { evidenceOf, timeOf } = await import(`${tasks}/outcome.js`);
const { cellAfter } = await import(`${tasks}/translation.js`);
const { createPartners } = await import(`${tasks}/alignment.js`);
const { sidesOf, sized } = await import(`${tasks}/sentiment.js`);
const { spansOf } = await import(`${tasks}/question_answering.js`);
const { placeOf } = await import(`${tasks}/speech.js`);
const { figure, reach } = await import(`${tasks}/axis.js`);
const { scoreLine, verdict } = await import(`${tasks}/score_line.js`);
const { createJudged } = await import(`${tasks}/judged.js`);
const { drawDetails, plainFigure } = await import(`${tasks}/details.js`);
const { factsOf, readingOf } = await import(`${tasks}/reading.js`);
const { fileNameOf } = await import(`${tasks}/batch.js`);
const { base64Of, bytesOf, soundType, wavOf } = await import(`${tasks}/sound_bytes.js`);
const { createTurns } = await import(`${tasks}/turns.js`);
const { createUploads } = await import(`${tasks}/uploads.js`);
const { pointable } = await import(`${tasks}/pointing.js`);
const { createWords } = await import('../../ui/live/lib/words.js');

const SENTENCES = {
  'align.told': '“{word}” goes with {partners}.',
  'align.partner': '“{word}” {percent}',
  'align.nobody': '“{word}” goes with no word in particular.',
  'score.loses': '{name} does better here, by {gap}.',
  'score.beats': 'Ahead of {name} by {gap}.',
  'bring.rows': '{train} examples to learn from, {held} held out to measure.',
  'bring.classes': '{count} classes: {list}.',
  'bring.language': 'Language: {language}.',
  'bring.languages': 'From {from} to {to}.',
  'language.latin': 'a Latin script',
  'bring.stage.counting': 'Counting examples, {percent}%',
  time: '{seconds} s',
  'speech.told': '“{token}” looked most at {from} to {to} s.',
  'shares.drop.against': 'Without “{word}”, {label} would be {percent} more likely.',
};
const words = createWords(new Proxy(SENTENCES, { get: (all, key) => all[key] ?? String(key) }));
const texts = (root, selector) => [...root.querySelectorAll(selector)].map((node) => node.textContent);

let host;
let told;
const telling = {
  words,
  tell: (sentence) => {
    told = sentence;
  },
};
beforeEach(() => {
  host = document.createElement('div');
  document.body.replaceChildren(host);
  told = '';
});

async function shown(script, found, view) {
  const evidence = await evidenceOf({ script: `tabs/tasks/${script}.js` });
  host.append(...evidence.answer(found, telling));
  evidence.draw(host, found, view, telling);
  return evidence;
}

test('every script of a task offers views that have a name, an answer and a picture', async () => {
  const scripts = ['translation', 'summarization', 'sentiment', 'question_answering', 'speech'];
  assert.deepEqual(
    scripts.filter((name) => !readdirSync(new URL(tasks, import.meta.url)).includes(`${name}.js`)),
    [],
  );
  for (const name of scripts) {
    const { views, title, help, answer, draw } = await evidenceOf({ script: `tabs/tasks/${name}.js` });
    assert.ok(views.every((view) => typeof view === 'string'));
    assert.equal(`${title}.because`, help);
    assert.equal(typeof answer, 'function');
    assert.equal(typeof draw, 'function');
  }
});

test('a class stands with its probability, and each word on its side', async () => {
  const found = {
    label: 'good',
    probs: [
      ['good', 0.75],
      ['bad', 0.25],
    ],
    words: [
      { text: 'lovely', attribution: 2, drop: 0.4 },
      { text: 'but', attribution: 0.01, drop: 0 },
      { text: 'cold', attribution: -1, drop: -0.2 },
    ],
  };
  await shown('sentiment', found, 'drop');
  assert.equal(host.querySelector('.verdict').textContent, 'good75%');
  assert.deepEqual(texts(host, '.probs .n'), ['75%', '25%']);
  const shares = [...host.querySelectorAll('.shares button')];
  assert.deepEqual(
    shares.map((one) => one.className),
    ['share toward', 'share flat', 'share against'],
  );
  assert.equal(shares[2].textContent, 'cold−0.20');
  shares[2].dispatchEvent(new MouseEvent('mouseenter'));
  assert.equal(told, 'Without “cold”, good would be 20% more likely.');
});

test('a share has two digits that count, and what is small beside the largest counts as none', () => {
  assert.deepEqual([0.5, -0.0312, 0.0042].map(sized), ['0.50', '0.031', '0.004']);
  assert.deepEqual(sidesOf([1, 0.05, -0.1]), ['toward', 'flat', 'against']);
  assert.deepEqual(sidesOf([0, 0]), ['flat', 'flat']);
});

test('words of a translation are told with those that they looked at most', () => {
  const partners = createPartners(words);
  assert.equal(partners('chat', [0.7, 0.02, 0.28], ['the', 'a', 'cat']), '“chat” goes with “the” 70%, “cat” 28%.');
  assert.equal(partners('chat', [0.01, 0.04], ['the', 'a']), '“chat” goes with no word in particular.');
});

test('lines join words of a translation, and pointing at one lights its own', async () => {
  const found = {
    answer: 'le chat',
    source_words: ['the', 'cat'],
    answer_words: ['le', 'chat'],
    alignment: [
      [0.9, 0.1],
      [0.03, 0.97],
    ],
  };
  await shown('translation', found, 'lines');
  assert.equal(host.querySelectorAll('path').length, 3, 'a faint pair has no line');
  const [the] = host.querySelectorAll('.source .word');
  the.dispatchEvent(new MouseEvent('mouseenter'));
  assert.equal(told, '“the” goes with “le” 90%.');
  assert.deepEqual(texts(host, '.answer .partner'), ['le']);
  assert.equal(host.querySelectorAll('path.on').length, 1);
});

test('arrow keys go from cell to cell within the grid, from the first of its row', () => {
  assert.deepEqual(cellAfter({ row: 1, column: null }, [0, 1], 3, 4), { row: 1, column: 0 });
  assert.deepEqual(cellAfter({ row: 2, column: 3 }, [1, 1], 3, 4), { row: 2, column: 3 });
  assert.deepEqual(cellAfter({ row: 2, column: 3 }, [-1, -1], 3, 4), { row: 1, column: 2 });
});

test('an answer is marked in its passage, also behind characters of two units', () => {
  const passage = { text: '🌱 Born in 1921. Died.', start: 10, end: 14, sentence: [2, 15] };
  assert.deepEqual(spansOf(passage, true), [
    [3, 11, 'about'],
    [11, 15, 'hit'],
    [15, 16, 'about'],
  ]);
  assert.equal(passage.text.slice(11, 15), '1921');
  assert.deepEqual(spansOf({ ...passage, sentence: null }, false), [[11, 15, 'maybe']]);
  assert.deepEqual(spansOf({ ...passage, start: null, end: null }, true), [[3, 16, 'about']]);
  assert.deepEqual(spansOf({ ...passage, start: null, end: null }, false), []);
});

test('what is no answer is refused, and passages still stand below', async () => {
  const passages = [{ text: 'No.', source: '<b>x</b>', bm25: 2, start: null, end: null, sentence: null }];
  await shown('question_answering', { answer: null, confidence: null, passages }, '');
  assert.equal(host.querySelector('.refusal b').textContent, 'refusal');
  assert.equal(host.querySelector('.from b').textContent, '<b>x</b>', 'text stays text');
  assert.equal(host.querySelector('li.first'), null);
});

test('sentences of a document stand with their worth; what was picked says so', async () => {
  const sentences = [
    { text: 'One.', score: 0.2, attention: null, chosen: false },
    { text: 'Two.', score: 0.8, attention: 0.5, chosen: true },
  ];
  await shown('summarization', { abstractive: '', extractive: 'Two.', sentences }, 'score');
  assert.deepEqual(texts(host, '.sentences .value'), ['0.20', '0.80']);
  assert.deepEqual(texts(host, '.sentences .chosen .tag'), ['sentences.chosen']);
  assert.equal(told, 'sentences.score.hint');
});

test('a token is told with the time it looked at most', async () => {
  const found = {
    answer: 'ab',
    ctc: '',
    attention_answer: 'ab',
    tokens: ['a', ' '],
    cross: [
      [0.2, 0.8],
      [0.6, 0.4],
    ],
    spectrogram: [[0, 1, 2, 3]],
    frame_s: 0.01,
    frames_per_place: 2,
  };
  const { from, to, share } = placeOf(found, 0);
  assert.deepEqual([from, to, share], [0.02, 0.04, 0.8]);
  await shown('speech', found, 'table');
  assert.deepEqual(texts(host, 'tbody tr:first-child > *'), ['a', '0.02 s', '0.04 s', '80%']);
  assert.deepEqual(texts(host, '.two-ways dd'), ['nothing', 'ab']);
});

const REPORT = {
  metric: 'own_metric',
  label: 'Own metric',
  value: 0.8,
  low: 0.7,
  high: 0.9,
  baseline_name: 'guessing',
  baseline_value: 0.5,
  beats_baseline: true,
  percent: true,
  lower: false,
  n: 1200,
  step: 30,
  notes: ['A note.'],
  others: [['F1', '79%']],
  details: {},
  judged: {},
};

test('a score is written as its metric is, and the axis reaches round it', () => {
  assert.deepEqual([figure(0.9996, true), figure(41.27), figure(41), figure(null)], ['99.96%', '41.3', '41', '–']);
  assert.deepEqual(reach([0.7, 0.8, 0.9, 0.5]), [0.3, 1]);
  assert.deepEqual(reach([1.1, 1.2]), [0.9, 1.3], 'errors may pass 100%');
});

test('who is ahead is said, and whether that may be chance', () => {
  assert.deepEqual(verdict(REPORT), {
    key: 'score.beats',
    values: { name: 'guessing', gap: '30.0' },
    tone: 'ahead',
  });
  assert.equal(verdict({ ...REPORT, baseline_value: 0.75 }).key, 'score.beats.close');
  assert.equal(verdict({ ...REPORT, baseline_value: 0.95, beats_baseline: false }).key, 'score.loses');
  assert.equal(verdict({ ...REPORT, baseline_value: 0.8, beats_baseline: false }).key, 'score.even');
  assert.equal(verdict({ ...REPORT, baseline_value: null }).key, 'score.alone');
});

test('the score line names the baseline, which begins a sentence with a capital', () => {
  host.append(...scoreLine({ ...REPORT, baseline_value: 0.95, beats_baseline: false }, words));
  assert.equal(host.querySelector('.score-verdict').textContent, 'Guessing does better here, by 15.0.');
  assert.equal(host.querySelector('.score-base').textContent.trim(), 'baseline: guessing 95.0%');
  assert.equal(host.querySelector('.score-head strong').textContent, '80.0%');
  assert.equal(Math.round(parseFloat(host.querySelector('.axis-line .dot').style.left)), 60);
});

test('details are tables and lines, whatever a task has measured', () => {
  host.innerHTML = '<details><div class="details"></div></details>';
  const details = {
    labels: ['a', 'b'],
    confusion: [
      [4, 1],
      [0, 5],
    ],
    speakers: [{ speaker: 'anna', wer: 0.125, taught: false }],
    baselines: { copy: { chrf: 12.34, bleu: 0 } },
    passages: 1020,
  };
  drawDetails(host.firstElementChild, { ...REPORT, details }, words);
  assert.deepEqual(texts(host, 'dl dt'), ['F1', 'detail.passages']);
  assert.deepEqual(texts(host, 'dl dd'), ['79%', '1,020']);
  const [matrix, speakers, baselines] = host.querySelectorAll('table');
  assert.deepEqual(texts(matrix, 'td.hit'), ['4', '5']);
  assert.deepEqual(texts(speakers, 'tbody tr > *'), ['anna', '12.5%', 'no']);
  assert.deepEqual(texts(baselines, 'tbody tr > *'), ['baseline.copy', '12.3', '0.0']);
  drawDetails(host.firstElementChild, null, words);
  assert.equal(host.firstElementChild.hidden, true);
  assert.equal(plainFigure(undefined), '–');
});

test('answers stand beside the right ones, sorted as asked, and a clip can be heard', () => {
  host.innerHTML = '<section><div class="sorts"></div><ol class="judged"></ol></section>';
  const heard = [];
  const judged = createJudged(host.firstElementChild, words, (clip) => heard.push(clip));
  judged.show({
    worst: [{ input: 'x', answer: '', right: 'y' }],
    best: [{ input: 'a.wav', answer: 'y ', right: 'y', clip: 'a.wav' }],
  });
  assert.deepEqual(texts(host, '.judged .voice'), ['nothing', 'y']);
  host.querySelector('[data-sort=best]').click();
  assert.equal(host.querySelector('.right-was'), null);
  assert.equal(host.querySelectorAll('.tick').length, 1);
  host.querySelector('.judged button').click();
  assert.deepEqual(heard, ['a.wav']);
  judged.show({});
  assert.equal(host.firstElementChild.hidden, true);
});

const TASK = { key: 'own', columns: ['Text', 'Label'], hears: false, beams: false };
const READY = {
  state: 'ready',
  train_rows: 1200,
  validation_rows: 300,
  classes: 3,
  labels: ['up', 'down'],
  counts: [900, 600],
  languages: ['latin', 'zh'],
};

test('what stands in files is said in sentences, and how far they are read', () => {
  assert.equal(
    factsOf(READY, TASK, words),
    '1,200 examples to learn from, 300 held out to measure. 3 classes: up 900, down 600 …. Language: a Latin script.',
  );
  assert.ok(factsOf(READY, { ...TASK, beams: true }, words).endsWith('From a Latin script to language.zh.'));
  assert.equal(
    factsOf({ state: 'preparing', stage: 'counting', done: 5, total: 10 }, TASK, words),
    'Counting examples, 50%',
  );
  assert.equal(factsOf({ state: 'failed', fault: 'No.' }, TASK, words), '');
});

test('a column that reads wrong is changed, and training waits until the files are read', () => {
  const read = [];
  let started = 0;
  const hooks = {
    onRead: (...asked) => read.push(asked),
    onStart: () => {
      started += 1;
    },
    onSettings: () => {},
  };
  const file = { id: 'f', name: '<i>a.csv</i>', fault: '', columns: ['x', 'y'], column: 'x', target: null };
  const around = { task: TASK, source: 'upload:f', words, ...hooks };
  const draw = (reading) => host.replaceChildren(...readingOf(reading, around));
  draw({ state: 'preparing', files: [file] });
  assert.equal(host.querySelector('.name').textContent, '<i>a.csv</i>');
  assert.equal(host.querySelector('.start-task').disabled, true);
  const target = host.querySelector('[data-side=target_column]');
  assert.equal(target.value, '');
  target.value = 'y';
  target.dispatchEvent(new Event('change'));
  assert.deepEqual(read, [['f', 'target_column', 'y']]);
  draw({ ...READY, files: [{ ...file, target: 'y' }], shown: [['Fine.', 'up']] });
  assert.deepEqual(texts(host, 'tbody tr > *'), ['Fine.', 'up']);
  const start = host.querySelector('.start-task');
  start.click();
  start.click();
  assert.equal(started, 1);
});

test('a file of answers is named after its run', () => {
  assert.equal(fileNameOf('My run: 第2次!'), 'My-run-第2次-answers.csv');
  assert.equal(fileNameOf('///'), 'run-answers.csv');
});

test('samples become a WAV that says how long it is, and bytes survive base64', () => {
  const wav = wavOf(Float32Array.from([0, 1, -2]), 16_000);
  const view = new DataView(wav.buffer);
  assert.equal(String.fromCharCode(...wav.subarray(0, 4), ...wav.subarray(8, 16)), 'RIFFWAVEfmt ');
  assert.equal(view.getUint32(4, true), wav.length - 8);
  assert.equal(view.getUint32(24, true), 16_000);
  assert.equal(view.getUint32(40, true), 6);
  assert.deepEqual(
    [44, 46, 48].map((at) => view.getInt16(at, true)),
    [0, 32767, -32767],
  );
  const many = Uint8Array.from({ length: 100_000 }, (_, i) => i % 256);
  assert.deepEqual(bytesOf(base64Of(many)), many);
  assert.equal(soundType(wav), 'audio/wav');
  assert.equal(soundType(many), 'audio/mpeg');
});

test('times are as exact as their size allows', () => {
  assert.deepEqual(
    [0.001, 0.05, 2.345].map((seconds) => timeOf(seconds, words)),
    ['time.less', '0.05 s', '2.3 s'],
  );
});

test('only the newest question is of interest', () => {
  const turn = createTurns();
  const first = turn();
  assert.equal(first(), true);
  const second = turn();
  assert.deepEqual([first(), second()], [false, true]);
});

test('an upload that is overtaken by another, or has no way, ends with a fault', async () => {
  globalThis.DataTransfer = class {
    files = [];
    items = { add: (file) => this.files.push(file) };
  };
  const uploads = createUploads(host, 'It failed.');
  assert.equal((await uploads.send(['a'])).fault, 'It failed.');
  host.innerHTML = '<div id="task-upload"><input type="file"></div>';
  Object.defineProperty(host.querySelector('input'), 'files', { set() {} });
  const [first, second] = [uploads.send(['a']), uploads.send(['b'])];
  uploads.arrived({ ids: ['1'], names: ['b'], fault: '' });
  assert.equal((await first).fault, 'It failed.');
  assert.deepEqual((await second).ids, ['1']);
});

test('words in a line are one stop for the Tab key, told as they are pointed at', () => {
  const at = [];
  host.innerHTML = '<button>a</button><button>b</button>';
  const items = [...host.children];
  pointable(host, items, (i) => at.push(i));
  assert.deepEqual(
    items.map((one) => one.tabIndex),
    [0, -1],
  );
  items[0].focus();
  items[0].dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
  assert.deepEqual(
    items.map((one) => one.tabIndex),
    [-1, 0],
  );
  assert.equal(at.at(-1), 1);
});
