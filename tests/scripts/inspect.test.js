// The Inspect tab: packed weights, what is shown first, pictures' geometry, what is said of heads, and the boxes as they are typed in.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openPage } from './page.js';

openPage();
const { shapeOf } = await import('../../ui/live/lib/attention_grid.js');
const { shades, shadeOf } = await import('../../ui/live/lib/heat.js');
const { shortLabel } = await import('../../ui/live/lib/canvas.js');
const { createWords } = await import('../../ui/live/lib/words.js');
const tab = '../../ui/tabs/inspect';
const { clearestHead, createReading, firstPlace, headName, isAnother, looksOf } = await import(`${tab}/reading.js`);
const { createAnswers } = await import(`${tab}/answers.js`);
const { standOf } = await import(`${tab}/arcs.js`);
const { cellInArcs, cellInGrid, moveOf } = await import(`${tab}/cells.js`);
const { csvOf } = await import(`${tab}/sheet.js`);
const { lastWords } = await import(`${tab}/questions.js`);
const { mostCostly, verdictOf } = await import(`${tab}/ablation.js`);
const { marked } = await import(`${tab}/timeline.js`);
const { createSentence } = await import(`${tab}/sentence.js`);

const words = createWords(new Proxy({}, { get: (_, key) => String(key) }));
const packed = (bytes) => Buffer.from(bytes).toString('base64');
const exactly = (weights) =>
  packed(new Uint8Array(new Uint16Array(weights.map((weight) => Math.round(65535 * weight))).buffer));

// Two tokens, one layer of two heads; the first head's exact weights have come, the second's as bytes.
const answerOf = (set = {}) => ({
  run: 'r',
  text: 'ab',
  answer: null,
  map: 'self',
  sees: 'causal',
  layers: 1,
  heads: 2,
  labels: ['a', 'b'],
  next: [[], []],
  real: [[0.5, 1, 0.7, 1, 'b'], null],
  grid: packed([255, 0, 255, 255, 128, 128]),
  head: [0, 0],
  exact: exactly([1, 0.25, 0.75]),
  habits: [],
  found: [],
  ...set,
});

test('weights of a triangle stand row after row, those of a rectangle too', () => {
  const triangle = shapeOf(4, 4, true);
  assert.equal(triangle.area, 10);
  assert.deepEqual([triangle.seen(0), triangle.seen(3), triangle.at(3, 0), triangle.at(3, 3)], [1, 4, 6, 9]);
  const rectangle = shapeOf(2, 5, false);
  assert.deepEqual([rectangle.area, rectangle.seen(0), rectangle.at(1, 4)], [10, 5, 9]);
});

test('a head is read exactly once its weights have come, and as its thumbnail before', () => {
  const reading = createReading(answerOf());
  assert.ok(Math.abs(reading.weightsOf([0, 0])(1, 1) - 0.75) < 1e-4);
  assert.equal(reading.isExact([0, 1]), false);
  assert.ok(Math.abs(reading.weightsOf([0, 1])(1, 0) - (128 / 255) ** 2) < 1e-9);
  reading.sharpen([0, 1], exactly([1, 0.3, 0.7]));
  assert.ok(Math.abs(reading.weightsOf([0, 1])(1, 0) - 0.3) < 1e-4);
});

test('where a row looks comes most first, and a row of a triangle never looks ahead', () => {
  const reading = createReading(answerOf());
  const weights = reading.weightsOf([0, 0]);
  assert.deepEqual(
    looksOf(reading, weights, 1).map(([, column]) => column),
    [1, 0],
  );
  assert.equal(looksOf(reading, weights, 0).length, 1);
});

test('the first place is the last of which the truth is known; of what looks at another text, the middle', () => {
  assert.equal(firstPlace(answerOf()), 0);
  const end = [0.5, 1, 0.7, 1, '∎'];
  assert.equal(firstPlace(answerOf({ labels: ['a', 'b', 'c'], real: [null, end, end] })), 1);
  assert.equal(firstPlace(answerOf({ labels: ['a'], real: [null] })), 0);
  assert.equal(firstPlace(answerOf({ labels: [...'abcde'], keys: ['x'] })), 2);
});

test('the first head is the one that is most itself, rather than one that looks at the first token', () => {
  const habit = (head, name) => ({ layer: 1, head, habit: name, weight: 0.9 });
  assert.deepEqual(clearestHead(answerOf({ found: [habit(0, 'first'), habit(1, 'previous')] })), [1, 1]);
  assert.deepEqual(clearestHead(answerOf({ found: [habit(3, 'first')] })), [1, 3]);
  assert.deepEqual(clearestHead(answerOf()), [0, 0]);
  assert.equal(headName([0, 3]), '1·4');
});

test('the same text at another step is no other, but other tokens of it are', () => {
  assert.equal(isAnother(undefined, answerOf()), true);
  assert.equal(isAnother(answerOf(), answerOf({ step: 7 })), false);
  assert.equal(isAnother(answerOf(), answerOf({ map: 'cross' })), true);
  assert.equal(isAnother(answerOf(), answerOf({ labels: ['ab'] })), true);
});

test('a look at a step is asked once, but the newest step anew each time', async () => {
  const asked = [];
  const state = { run: 'r', text: 'ab', answer: null, map: null, head: [0, 0] };
  const answers = createAnswers(async (name, question) => asked.push(question) && answerOf(), state);
  await answers.look(5);
  await answers.look(5);
  assert.equal(asked.length, 1);
  await answers.look(5, [0, 1]);
  await answers.look(null);
  await answers.look(null);
  assert.equal(asked.length, 4);
  state.text = 'abc';
  await answers.look(5);
  assert.equal(asked.length, 5);
});

test('a look that failed is not kept', async () => {
  let asked = 0;
  const state = { run: 'r', text: 'ab', answer: null, map: null, head: [0, 0] };
  const answers = createAnswers(async () => ({ error: `sorry ${(asked += 1)}` }), state);
  await answers.look(5);
  assert.equal((await answers.look(5)).error, 'sorry 2');
});

test('colors go from stop to stop, and small weights can be told apart', () => {
  const colors = shades([
    [0, 0, 0],
    [100, 0, 0],
    [100, 200, 0],
  ]);
  assert.deepEqual([colors.length, colors[0], colors[255]], [256, [0, 0, 0], [100, 200, 0]]);
  assert.deepEqual([shadeOf(0), shadeOf(0.01), shadeOf(1)], [0, 26, 255]);
});

test('a long label is cut, by characters and not by code units', () => {
  assert.equal(shortLabel('abcdefghi'), 'abcdefghi');
  assert.equal(shortLabel('abcdefghij'), 'abcdefgh…');
  assert.equal(shortLabel('🌱🌱🌱', 2), '🌱…');
});

test('tokens of arcs stand in the middle, and in two lines where they look at another text', () => {
  const own = standOf([20, 20], null, { width: 424, isLarge: false });
  assert.equal(own.middles, own.ends);
  assert.equal(own.stretch, 2.4);
  assert.deepEqual(own.middles, [36, 84]);
  const apart = standOf([20], [20, 20], { width: 424, isLarge: true });
  assert.deepEqual([apart.middles, apart.ends, apart.stretch], [[32], [22, 42], 1]);
  assert.ok(apart.roof < apart.base);
});

test('a pointer means the cell below it, of arcs the nearest token', () => {
  const layout = { left: 30, top: 20, right: 6, cell: 10, isTilted: false, every: 1 };
  assert.deepEqual(cellInGrid(layout, { x: 45, y: 39 }, 4), { row: 1, column: 1, pick: 1 });
  assert.equal(cellInGrid(layout, { x: 45, y: 61 }, 4).pick, null);
  const stand = standOf([20, 20], null, { width: 424, isLarge: false });
  assert.deepEqual(cellInArcs(stand, { x: 80, y: 5 }, 0), { row: 0, column: 1, pick: 1 });
  const apart = standOf([20], [20, 20], { width: 424, isLarge: true });
  assert.equal(cellInArcs(apart, { x: 40, y: 10 }, 0).pick, null, 'the upper line is only looked at');
  assert.equal(cellInArcs(apart, { x: 40, y: 250 }, 0).pick, 0);
});

test('arrow keys move by cells; of arcs, left and right move the token that looks', () => {
  assert.deepEqual(moveOf('ArrowDown', false), { rows: 1, columns: 0 });
  assert.deepEqual(moveOf('ArrowLeft', false), { rows: 0, columns: -1 });
  assert.deepEqual(moveOf('ArrowLeft', true), { rows: -1, columns: -1 });
  assert.equal(moveOf('a', false), null);
});

test('the CSV file has a row for each token that looks, quoted, and nothing ahead', () => {
  const text = csvOf(createReading(answerOf({ labels: ['"', 'b'] })), [0, 0]);
  assert.equal(text, '\ufeff,"""","b"\r\n"""",1.00000,0\r\n"b",0.25000,0.75000');
});

test('the words before a place are whole tokens that fit a line', () => {
  assert.equal(lastWords(['a', ' ', 'b']), 'a␣b');
  assert.equal(lastWords(['abcdefghijklmnopqrstuvwx', 'y']), 'y');
  assert.equal(lastWords([...'0123456789']), '23456789');
});

test('what a head costs is said beside the others once all are measured', () => {
  const cost = (loss) => ({ head: [0, 0], before: 1, after: 1 + loss, tokens: 9 });
  assert.equal(verdictOf(cost(0.001), [], 2, words), 'q3.nothing');
  assert.equal(verdictOf(cost(-0.1), [], 2, words), 'q3.gain');
  assert.equal(verdictOf(cost(0.1), [cost(0.1)], 2, words), '');
  assert.equal(verdictOf(cost(0.1), [cost(0.1), cost(0.2)], 2, words), 'q3.rank');
  assert.equal(verdictOf(cost(0.2), [cost(0.1), cost(0.2)], 2, words), 'q3.first');
  assert.deepEqual(mostCostly({ costs: [cost(0.1)], count: 2 }), []);
  const most = mostCostly({ costs: [0.1, 0.3, -0.2, 0.2, 0, 0.4].map(cost), count: 6 });
  assert.deepEqual(
    most.map(({ after }) => after),
    [1.4, 1.3, 1.2, 1.1, 0.8],
  );
});

test('below the slider stand as many steps as there is room for, and the last', () => {
  const shown = (last, room) => [...Array(last + 1).keys()].filter(marked(last, room));
  assert.deepEqual(shown(4, 5), [0, 1, 2, 3, 4]);
  assert.deepEqual(shown(10, 5), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(shown(13, 5), [0, 3, 6, 9, 13]);
  assert.deepEqual(shown(0, 5), [0]);
});

const BOXES = `<div id="inspect-text"><textarea></textarea></div>
  <div id="inspect-answer"><textarea></textarea></div>`;
let root;
beforeEach(() => {
  sessionStorage.clear();
  root = document.createElement('div');
  root.innerHTML = BOXES;
  document.body.replaceChildren(root);
});

test('Enter reads what was typed, another text forgets the answer, and an answer that came fills the boxes', () => {
  let looks = 0;
  const state = { text: 'a', answer: 'b', isTyped: false, reading: null };
  const sentence = createSentence({ root, words, state }, () => (looks += 1));
  const [text, answer] = root.querySelectorAll('textarea');
  sentence.show({ text: 'a', answer: 'b', asks: true, pairs: true, hides: false });
  assert.deepEqual([text.value, answer.value, answer.placeholder], ['a', 'b', 'answer.hint']);
  const enter = () => text.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }));
  enter();
  assert.equal(looks, 0, 'nothing is new');
  text.value = 'abc';
  enter();
  assert.equal(looks, 1);
  assert.deepEqual([state.text, state.answer, state.isTyped, answer.value], ['abc', null, true, '']);
});

test('a text that was typed before the page was loaded anew is there again', () => {
  sessionStorage.setItem('terrarium-text-inspect', 'kept');
  const state = { text: null, answer: null, isTyped: false, reading: null };
  createSentence({ root, words, state }, () => {});
  assert.deepEqual([root.querySelector('textarea').value, state.text, state.isTyped], ['kept', 'kept', true]);
});
