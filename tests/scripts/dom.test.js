// Making elements; tokens; choosers of runs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './page.js';

openPage();
const { find, h, isEnter, rove, svg } = await import('../../ui/live/lib/dom.js');
const { probBar, spokenToken, visibleToken } = await import('../../ui/live/lib/tokens.js');
const { showRuns } = await import('../../ui/live/lib/run_select.js');

test('an element gets its properties, attributes, data, style and listeners', () => {
  let clicks = 0;
  const node = h('button', {
    type: 'button',
    class: 'btn small',
    text: '<b>',
    hidden: true,
    title: null,
    'aria-label': 'Go',
    'aria-busy': false,
    data: { run: 'a' },
    style: { '--v': '3%' },
    onclick: () => (clicks += 1),
  });
  node.click();
  assert.equal(clicks, 1);
  assert.equal(node.innerHTML, '&lt;b&gt;');
  assert.equal(node.className, 'btn small');
  assert.equal(node.hidden, true);
  assert.equal(node.hasAttribute('title'), false);
  assert.equal(node.hasAttribute('aria-busy'), false);
  assert.equal(node.getAttribute('aria-label'), 'Go');
  assert.equal(node.dataset.run, 'a');
  assert.equal(node.style.getPropertyValue('--v'), '3%');
});

test('children are laid flat, and what is nothing is left out; text is never markup', () => {
  const node = h('p', {}, 'a', null, [h('i'), '<b>', undefined], false, 0);
  assert.equal(node.innerHTML, 'a<i></i>&lt;b&gt;0');
  assert.equal(svg('path', { d: 'M0 0', fill: null }).outerHTML.includes('fill'), false);
});

test('a template that lacks what a part needs says so', () => {
  assert.throws(() => find(h('p'), '.list'), /\.list/);
});

test('an Enter that ends a composition is none', () => {
  assert.equal(isEnter({ key: 'Enter', shiftKey: false, isComposing: false, keyCode: 13 }), true);
  assert.equal(isEnter({ key: 'Enter', shiftKey: false, isComposing: false, keyCode: 229 }), false);
});

test('arrow keys move among the items of a group, and stay at its ends', () => {
  const items = ['a', 'b', 'c'].map((text) => h('button', { type: 'button', text }));
  const group = h('div', {}, items);
  const moved = [];
  document.body.append(group);
  rove(group, { items: () => items, columns: () => 2, onMove: (to) => moved.push(to.textContent) });
  items[0].focus();
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowRight', 'Home', 'End', 'x']) {
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  }
  assert.deepEqual(moved, ['b', 'c', 'c', 'a', 'c']);
});

test('spaces and ends of lines of a token are seen and said', () => {
  assert.equal(visibleToken(' a\n\t'), '␣a⏎⇥');
  const words = { newline: 'new line', tab: 'tab', space: 'space' };
  assert.equal(spokenToken(' \n', words), 'space, new line');
  assert.equal(spokenToken(' a', words), ' a');
  assert.equal(probBar({ token: ' a', prob: 0.25, isHit: true }).querySelector('i').style.width, '25%');
});

test('a chooser of runs numbers names that occur twice, and keeps what was chosen', () => {
  const select = h('select');
  const runs = [
    { id: '1', name: 'a' },
    { id: '2', name: 'a', active: true },
    { id: '3', name: 'b' },
  ];
  showRuns(select, runs, { chosen: '3', training: 'training' });
  showRuns(select, runs, { training: 'training' });
  assert.deepEqual(
    [...select.options].map((option) => option.textContent),
    ['a · 1', 'a · 2 · training', 'b'],
  );
  assert.equal(select.value, '3');
});
