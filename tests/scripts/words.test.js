// Sentences and their values in both languages, as ui/spelling.py fills them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './page.js';

openPage();
const { createWords, filled, piecesOf } = await import('../../ui/live/lib/words.js');

const EN = { agree: true, spaced: false };
const ZH = { agree: false, spaced: true };

test('an English noun after 1 is singular, and its verb with it', () => {
  assert.equal(filled('{n} runs', { n: 1 }, EN), '1 run');
  assert.equal(filled('{n} runs', { n: 2 }, EN), '2 runs');
  assert.equal(filled('{n} batches wait', { n: '1' }, EN), '1 batch waits');
  assert.equal(filled('{n} matrices are here', { n: 1 }, EN), '1 matrix is here');
  assert.equal(filled('{name} takes long', { name: 1 }, EN), '1 takes long');
  assert.equal(filled('head {n} as arcs', { n: 1 }, EN), 'head 1 as arcs');
});

test('Chinese stands apart from Latin letters and digits of a value', () => {
  assert.equal(filled('共{n}个', { n: 12 }, ZH), '共 12 个');
  assert.equal(filled('共{n}个', { n: '三' }, ZH), '共三个');
  assert.equal(filled('“{name}”的曲线', { name: 'a' }, ZH), '“a”的曲线');
});

test('a value that is missing leaves its place empty, and braces in a value stay', () => {
  assert.equal(filled('a {x} b', {}, EN), 'a  b');
  assert.equal(filled('a {x}', { x: '{y}', y: 1 }, EN), 'a {y}');
});

test('the pieces of a sentence tell values from words', () => {
  assert.deepEqual(piecesOf('{n} runs', { n: 2 }, EN), [{ name: 'n', text: '2' }, { text: ' runs' }]);
});

test('a template gets its words as text, names and placeholders; values go in as text in bold', () => {
  const words = createWords({ title: 'Runs <b>', hint: 'Name', said: '{n} runs' });
  const element = document.createElement('div');
  element.innerHTML = '<h2 data-w="title"></h2><input data-hint="hint" data-label="title"><p></p>';
  words.speakTemplate(element);
  words.sayInto(element.querySelector('p'), 'said', { n: '<i>' });
  assert.equal(element.querySelector('h2').textContent, 'Runs <b>');
  assert.equal(element.querySelector('input').placeholder, 'Name');
  assert.equal(element.querySelector('input').getAttribute('aria-label'), 'Runs <b>');
  assert.equal(element.querySelector('p').innerHTML, '<b class="num">&lt;i&gt;</b> runs');
  assert.equal(words.say('said', { n: 1 }), '1 run');
});
