// The Runs tab: the list's order, search and best values; one run's and several runs' details as they are drawn.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openPage } from './page.js';

openPage();
const { bests, matching, orderAfter, sorted } = await import('../../ui/tabs/runs/order.js');
const { createCells } = await import('../../ui/tabs/runs/cells.js');
const { createList } = await import('../../ui/tabs/runs/list.js');
const { createWords } = await import('../../ui/live/lib/words.js');

const words = createWords(new Proxy({}, { get: (_, key) => String(key) }));
const cells = createCells(words);
const run = (id, set = {}) => ({
  id,
  name: id,
  status: 'done',
  alike: { val_loss: 'x', score: 'x' },
  metric: null,
  ...set,
});
const ids = (runs) => runs.map(({ id }) => id);

test('runs stand in the order asked for, those without a value last', () => {
  const runs = [run('a', { val_loss: 2 }), run('b', { val_loss: null }), run('c', { val_loss: 1 })];
  assert.deepEqual(ids(sorted(runs, { by: 'val_loss', up: true }, cells)), ['c', 'a', 'b']);
  assert.deepEqual(ids(sorted(runs, { by: 'val_loss', up: false }, cells)), ['a', 'c', 'b']);
  assert.deepEqual(ids(sorted(runs, { by: 'name', up: false }, cells)), ['c', 'b', 'a']);
});

test('a column sorts the way that is mostly wanted first, then the other', () => {
  assert.deepEqual(orderAfter({ by: 'name', up: true }, 'val_loss'), { by: 'val_loss', up: true });
  assert.deepEqual(orderAfter({ by: 'name', up: true }, 'score'), { by: 'score', up: false });
  assert.deepEqual(orderAfter({ by: 'score', up: false }, 'score'), { by: 'score', up: true });
});

test('every word of a search stands somewhere in the row', () => {
  const runs = [run('tang poems', { metric: { label: 'BLEU' } }), run('tang')];
  assert.deepEqual(ids(matching(runs, ' bleu  TANG ', cells)), ['tang poems']);
  assert.equal(matching(runs, '', cells).length, 2);
});

test('the best is one of several that are done and can be compared; of some metrics the lowest', () => {
  const lower = { label: 'WER', lower: true };
  const runs = [run('a', { val_loss: 2 }), run('b', { val_loss: 1 }), run('c', { val_loss: 0, status: 'stopped' })];
  assert.deepEqual(bests(runs, 'val_loss').get('x'), { value: 1, count: 2 });
  assert.equal(bests([run('a', { val_loss: 2 })], 'val_loss').size, 0);
  const scored = [0.2, 0.4].map((score) => run(`s${score}`, { score, metric: lower }));
  assert.equal(bests(scored, 'score').get('x').value, 0.2);
});

test('figures of a run are spelled; what is nearly all is not written as all', () => {
  assert.equal(cells.text('score', run('a', { score: 0.997 })), '99.7%');
  assert.equal(cells.text('score', run('a', { score: 0.5, metric: { label: 'BLEU', percent: false } })), '50.0 BLEU');
  assert.equal(cells.text('val_loss', run('a', { val_loss: null })), undefined);
  assert.equal(cells.text('step', run('a', { step: 1000, max_steps: 2000 })), '1,000 / 2,000');
});

const TEMPLATE = `<section class="list"><span class="count"></span><button class="clear"></button>
  <div class="find"><input></div><div class="scroller"><table><thead><tr></tr></thead><tbody></tbody></table></div>
  <p class="nothing"></p><nav class="pager"><button></button><span class="num"></span><button></button></nav>
  <div class="empty"></div><p class="hint"></p></section>`;
let root;
beforeEach(() => {
  root = document.createElement('div');
  root.innerHTML = TEMPLATE;
  document.body.replaceChildren(root);
});

test('a page of a long list is drawn at a time, and a tick tells which run', () => {
  const ticked = [];
  const list = createList(root, { words, cells }, (id, on) => ticked.push([id, on]));
  const many = Array.from({ length: 100 }, (_, i) => run(`run ${i}`, { created_at: i, step: i, max_steps: 100 }));
  list.show(many, ['run 99']);
  const rows = () => [...root.querySelectorAll('tbody tr')];
  assert.equal(rows().length, 40);
  assert.equal(rows()[0].querySelector('b').textContent, 'run 99');
  assert.equal(rows()[0].querySelector('input').checked, true);
  rows()[1].querySelector('input').click();
  assert.deepEqual(ticked, [['run 98', true]]);
  root.querySelectorAll('.pager button')[1].click();
  assert.equal(rows()[0].querySelector('b').textContent, 'run 59');
  assert.equal(rows()[0].getAttribute('aria-rowindex'), '42');
  root.querySelector('.find input').value = 'run 7';
  root.querySelector('.find input').dispatchEvent(new Event('input'));
  assert.equal(rows().length, 19, 'every number with a 7');
});
