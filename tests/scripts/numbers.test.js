// Numbers, times and lists in both languages.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNumbers, ofHundred, percent } from '../../ui/live/lib/numbers.js';
import { pageIn } from './page.js';

const en = createNumbers(pageIn('en'));
const zh = createNumbers(pageIn('zh'));
const each = (write, values) => values.map(write);

test('counts have their thousands apart', () => {
  assert.equal(en.count(1234567), '1,234,567');
  assert.equal(zh.count('1234'), '1,234');
  assert.equal(en.decimals(1.5, 2), '1.50');
});

test('large counts are short: by thousands in English, by ten thousands in Chinese', () => {
  assert.deepEqual(each(en.amount, [810_000, 2_970_000, 25_000_000]), ['0.81 M', '3.0 M', '25 M']);
  assert.deepEqual(each(zh.amount, [9_999, 29_700, 810_000, 25_000_000]), ['9,999', '2.97 万', '81 万', '2,500 万']);
  assert.deepEqual(each(en.many, [9_999, 25_400, 2_970_000, 25_000_000]), ['9,999', '25 k', '2.97 M', '25.0 M']);
  assert.deepEqual(each(zh.many, [9_999, 25_400]), ['9,999', '2.54 万']);
  assert.deepEqual(each(en.parameters, [99_999, 810_000]), ['99,999', '0.81 M']);
  assert.deepEqual(each(zh.parameters, [9_999, 99_900]), ['9,999', '9.99 万']);
});

test('a time has its two largest units', () => {
  assert.deepEqual(each(en.duration, [0, 42, 790, 4020, 7200]), ['0 s', '42 s', '13 min 10 s', '1 h 7 min', '2 h']);
  assert.deepEqual(each(zh.duration, [42, 790, 4020]), ['42 秒', '13 分 10 秒', '1 小时 7 分']);
});

test('a wait is told in milliseconds while it is short', () => {
  assert.deepEqual(each(en.latency, [420.4, 1500, 13_200]), ['420 ms', '1.5 s', '13 s']);
  assert.deepEqual(each(zh.latency, [420.4, 1500]), ['420 毫秒', '1.5 秒']);
});

test('sentences follow each other as the language writes them; those that say nothing are left out', () => {
  assert.equal(en.sentences(['One.', '', 'Two.']), 'One. Two.');
  assert.equal(zh.sentences(['一。', '二。']), '一。二。');
});

test('bytes, dates, lists and labels are as the language writes them', () => {
  const noon = new Date(2026, 10, 30, 12, 5).getTime() / 1000;
  assert.deepEqual(each(en.bytes, [340e6, 1.25e9]), ['340 MB', '1.25 GB']);
  assert.match(en.date(noon), /^30 Nov,? 12:05$/);
  assert.match(zh.date(noon), /^11月30日 12:05$/);
  assert.equal(en.list(['a', 'b', 'c']), 'a, b and c');
  assert.equal(zh.list(['a', 'b', 'c']), 'a、b和c');
  assert.equal(en.labelled('Copy', 'x'), 'Copy: x');
  assert.equal(zh.labelled('复制', 'x'), '复制：x');
});

test('what is not quite nothing or all is not written as that', () => {
  assert.deepEqual(each(percent, [0, 0.0001, 0.05, 0.5, 0.9999, 1]), [
    '0.0%',
    '<0.1%',
    '5.0%',
    '50%',
    '>99.9%',
    '100%',
  ]);
  assert.deepEqual(each(ofHundred, [0, 0.004, 50, 99.99, 100]), ['0.0', '0.004', '50.0', '99.99', '100.0']);
});

test('sentences and parts of a line stand together as the language has it, without those that are not said', () => {
  assert.equal(en.sentences(['One.', '', null, 'Two.']), 'One. Two.');
  assert.equal(zh.sentences(['一。', false, '二。']), '一。二。');
  assert.deepEqual([en.clauses(['a', 'b']), zh.clauses(['a', undefined, 'b'])], ['a, b', 'a，b']);
});
