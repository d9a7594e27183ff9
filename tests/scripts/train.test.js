// The result card's parts: how its numbers are spelled, and what a run wrote.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openPage } from './page.js';

openPage();
const { lossText, share } = await import('../../ui/tabs/train/kpis.js');
const { createSamples, filledBlanks } = await import('../../ui/tabs/train/samples.js');
const { createWords } = await import('../../ui/live/lib/words.js');

const words = createWords(new Proxy({}, { get: (_, key) => String(key) }));
const sample = (set) => ({ step: 1, prompt: '', text: '', loss: 1, expected: null, exchanges: [], ...set });
const run = (set) => ({ task: 'continue', status: 'running', guessing: 4, ...set });
let section;
beforeEach(() => {
  section = document.createElement('div');
  section.innerHTML =
    '<h2 class="title"></h2><ol class="grow"></ol><table class="talk"><thead><tr></tr></thead><tbody></tbody></table>';
});

test('a loss has two digits, a large one none, and what is no number is no loss', () => {
  assert.deepEqual([1.234, 123.4, 12345, NaN, null].map(lossText), ['1.23', '123', '1.2e+4', null, null]);
});

test('a share that is nearly all is not written as all', () => {
  assert.deepEqual([0, 0.05, 0.5, 0.9996, 1].map(share), ['0%', '5.0%', '50%', '99.9%', '100%']);
});

test('what was put into blanks stands out', () => {
  const pieces = filledBlanks({ prompt: 'the ▢ sat\non ▢', text: 'the cat sat\non a mat' });
  const spelled = pieces.map((piece) => (typeof piece === 'string' ? piece : `[${piece.textContent}]`));
  assert.equal(spelled.join(''), 'the [cat] sat / on [a mat]');
  const other = filledBlanks({ prompt: 'the ▢ sat', text: 'the whole thing' });
  assert.equal(
    other.map((piece) => (typeof piece === 'string' ? piece : piece.textContent)).join(''),
    'the whole thing',
  );
});

test('samples of a text stand in lines, the newest with a caret while it is written', () => {
  const paint = createSamples(section, words);
  paint(run(), [sample({ text: '<b>xq', loss: 3.9 }), sample({ step: 2000, text: 'a\n\nb', loss: 1 })]);
  const lines = [...section.querySelectorAll('li')];
  assert.deepEqual(
    lines.map(({ className }) => className),
    ['noise', 'now'],
  );
  assert.equal(section.querySelector('b'), null, 'what a model writes stays text');
  assert.equal(lines[1].querySelector('.voice').textContent, 'a\nb');
  assert.ok(lines[1].querySelector('.caret'));
  paint(run(), []);
  assert.equal(section.hidden, true);
});

test('an answer is right, or stands beside what was expected', () => {
  const paint = createSamples(section, words);
  paint(run({ task: 'answer' }), [sample({ text: 'abc', expected: 'abc' }), sample({ text: '', expected: 'x' })]);
  const [right, wrong] = section.querySelectorAll('.voice');
  assert.ok(right.querySelector('.tick'));
  assert.equal(wrong.textContent, 'samples.nothing samples.expected');
});

test('conversations stand in a table, a row a question', () => {
  const asked = (answer) => ({ question: 'hi <i>', answer, expected: 'hello', taught: false });
  const samples = [sample({ exchanges: [asked(null)] }), sample({ step: 9, exchanges: [asked('hello')] })];
  createSamples(section, words)(run({ task: 'converse' }), samples);
  assert.equal(section.querySelector('.grow').hidden, true);
  assert.equal(section.querySelectorAll('tbody tr').length, 1);
  assert.equal(section.querySelector('.question').textContent, 'hi <i>');
  assert.ok(section.querySelector('.new'));
  assert.deepEqual(
    [...section.querySelectorAll('td')].map(({ className }) => className),
    ['then off', 'now right'],
  );
});
