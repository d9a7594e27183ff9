// Choices go into the draft one after the other.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { openPage } from './page.js';

openPage();
const { createChoices } = await import('../../ui/live/page/choices.js');
const PATIENCE_MS = 8000;
const SETTLED_MS = 3000;

let now = 0;
let sent = [];
let choices;
const send = (name) => (id) => sent.push([name, id]);
const names = () => sent.map(([name]) => name);
const pass = (ms) => {
  now += ms;
  mock.timers.tick(ms);
};
beforeEach(() => {
  mock.timers.reset();
  mock.restoreAll();
  mock.timers.enable({ apis: ['setTimeout'] });
  now = 0;
  mock.method(performance, 'now', () => now);
  sent = [];
  choices = createChoices();
});

test('a second choice waits until the draft has heard the first', () => {
  choices.choose('a', send('first'));
  choices.choose('b', send('second'));
  assert.deepEqual(names(), ['first']);
  assert.ok('pending' in document.documentElement.dataset);
  choices.heard('another');
  assert.deepEqual(names(), ['first']);
  choices.heard(sent[0][1]);
  assert.deepEqual(names(), ['first', 'second']);
  choices.heard(sent[1][1]);
  assert.ok(!('pending' in document.documentElement.dataset));
});

test('a later choice of a kind replaces the one that waits, but none that was sent or stands before another', () => {
  choices.choose('slider', send('sent'));
  choices.choose('slider', send('replaced'));
  choices.choose('slider', send('kept'));
  choices.choose('box', send('box'));
  choices.choose('slider', send('last'));
  for (let i = 0; i < 4; i += 1) choices.heard(sent.at(-1)[1]);
  assert.deepEqual(names(), ['sent', 'kept', 'box', 'last']);
});

test('a delayed choice is sent after its delay', () => {
  choices.choose('slider', send('moved'), 120);
  assert.deepEqual(names(), []);
  pass(120);
  assert.deepEqual(names(), ['moved']);
});

test('after three tries that nobody heard all is given up, and the page says that it is settled', () => {
  let settled = 0;
  document.addEventListener('terrarium:settled', () => (settled += 1));
  choices.choose('a', send('first'));
  choices.choose('b', send('second'));
  pass(PATIENCE_MS);
  pass(PATIENCE_MS);
  assert.deepEqual(names(), ['first', 'first', 'first']);
  pass(PATIENCE_MS);
  assert.deepEqual(names(), ['first', 'first', 'first']);
  assert.equal(settled, 1);
  assert.ok(!('pending' in document.documentElement.dataset));
  assert.equal(choices.isPassing('whatever'), false);
});

test('a draft that lacks the last choice is passing, until that is heard or some time has gone', () => {
  assert.equal(choices.isPassing(''), false);
  choices.choose('a', send('first'));
  const [, id] = sent[0];
  assert.equal(choices.isPassing('older'), true);
  assert.equal(choices.isPassing(id), false);
  choices.heard(id);
  assert.equal(choices.isPassing('other'), true);
  pass(SETTLED_MS);
  assert.equal(choices.isPassing('other'), false);
});
