// Figures' data: what stands at a step, the numbers as a table, how high a stretch is; and what of them is saved.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './page.js';

openPage();
const { csvOf, heightWithin, namedTraces, nearest, plain, readingAt } =
  await import('../../ui/live/lib/figure_data.js');
const { fileNameOf, pageOf } = await import('../../ui/live/lib/figure_save.js');

const train = { name: 'train', x: [1, 2, 3, 4], y: [4, 3, 2, 1.23456] };
const looks = { name: 'a &lt;b&gt;, c', x: [2, 4], y: [3.5, null] };
const raw = { name: 'train', x: [1], y: [9], showlegend: false };
const off = { name: 'other', x: [1], y: [9], visible: 'legendonly' };
const bars = { name: 'right', x: [2], y: [0.5], yaxis: 'y2', customdata: ['50.0%'] };
const spec = (traces, meta = {}) => ({ data: traces, layout: { meta } });
const words = { step: 'step', count: (value) => value.toLocaleString('en-GB') };

test('only lines that have a name of their own and are switched on are read', () => {
  assert.deepEqual(namedTraces([train, raw, off, bars]), [train, bars]);
});

test('the nearest of some steps is found, of none nothing', () => {
  assert.equal(nearest([1, 10, 100], 40), 1);
  assert.equal(nearest([1, 10, 100], 60), 2);
  assert.equal(nearest([5], -3), 0);
  assert.equal(nearest([], 3), -1);
});

test('what stands at a step is said as one line; a line says nothing where it has no points', () => {
  assert.equal(readingAt(spec([train, bars]), 2, words), 'step 2 · train 3 · right 50.0%');
  assert.equal(readingAt(spec([train, bars]), 4, words), 'step 4 · train 1.235');
});

test('past the beginning of a run a step is a sum, before it the other run has a name', () => {
  const begun = spec([train], { begins: { step: 2, name: 'first' } });
  assert.match(readingAt(begun, 4, words), /^step 2 \+ 2 · /);
  assert.match(readingAt(begun, 1, words), /^step 1 · first · /);
});

test('the height of a stretch is that of the lines on the first axis', () => {
  const [low, high] = heightWithin([train, bars], 2, 3);
  assert.ok(low < 2 && low > 1.8);
  assert.ok(high > 3 && high < 3.2);
  assert.equal(heightWithin([train], 10, 20), null);
});

test('numbers are saved as a table with a row a step, names as people gave them', () => {
  assert.equal(csvOf(spec([looks, train]), 'step').split('\n')[0], 'step,"a <b>, c",train');
  assert.deepEqual(
    csvOf(spec([looks, train]), 'step')
      .split('\n')
      .slice(1),
    ['1,,4', '2,3.5,3', '3,,2', '4,,1.23456'],
  );
  assert.equal(plain('a &amp;lt; b'), 'a &lt; b');
});

test('a page of its own cannot be left by what a run is called', () => {
  const page = pageOf(spec([{ ...train, name: '</script><script>alert(1)' }]), '</title>', 'let Plotly;');
  assert.equal(page.match(/<\/script>/g)?.length, 2);
  assert.ok(!page.includes('<title></title></title>'));
});

test('a file is called by letters and digits of any script', () => {
  assert.equal(fileNameOf('小故事 · 极小 / ../x'), '小故事-极小-x');
  assert.equal(fileNameOf(''), 'run');
});
