// What is asked while the server is gone is asked again; the address says what is shown; terms explain themselves.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { openPage } from './page.js';

openPage({ url: 'http://127.0.0.1:7860/terra/runs?run=a,b&layer=3&x=1' });
const link = await import('../../ui/live/page/link.js');
const address = await import('../../ui/live/page/address.js');
const terms = await import('../../ui/live/page/terms.js');
const { createAsk, faultOf } = await import('../../ui/live/lib/rpc.js');

test('a question that the server could not answer is asked again when it is back', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  let isUp = false;
  const fetch = link.withWatch(async () => {
    if (!isUp) throw new TypeError('Failed to fetch');
    return new Response(JSON.stringify({ app_id: 'one' }));
  });
  const server = { runs: async () => (await fetch('/runs')).json() };
  const answer = createAsk(server, 'broken')('runs');
  await new Promise((done) => setImmediate(done));
  assert.equal(link.isLost(), true);
  assert.equal(document.getElementById('lost').textContent, 'The server does not answer.');
  isUp = true;
  mock.timers.tick(2000);
  assert.deepEqual(await answer, { app_id: 'one' });
  assert.equal(link.isLost(), false);
  assert.equal(document.getElementById('lost'), null);
  mock.timers.reset();
});

test('a question that fails though the server is there ends in a sentence', async () => {
  const ask = createAsk({ runs: () => Promise.reject(new Error('no')) }, 'broken');
  assert.deepEqual(await ask('runs'), { error: 'broken' });
  assert.equal(faultOf({ fault: 'a name is missing' }), 'a name is missing');
  assert.equal(faultOf({ fault: '' }), '');
});

test('the address names the tab and what is chosen on it, and keeps what is not ours', () => {
  address.start();
  assert.deepEqual(address.says('runs'), { run: 'a,b', layer: '3' });
  assert.equal(globalThis.gradio_config.root, 'http://127.0.0.1:7860/terra');
  assert.equal(globalThis.gradio_config.components[0].props.selected, 'runs');
  address.note('runs', { run: 'c', layer: null });
  assert.equal(location.search, '?x=1&run=c');
  address.note('train', { run: 'd' });
  assert.equal(location.search, '?x=1&run=c', 'a tab that is not shown writes nothing');
  assert.equal(address.inLanguage('/zh/'), '/zh/runs?x=1&run=c');
  assert.equal(address.whole('12', 20), 12);
  assert.equal(address.whole('1e3', 20000), null);
});

test('a term opens its sentence, and Escape closes it', () => {
  terms.start();
  const term = terms.term('loss');
  document.body.append(term);
  term.click();
  const tip = document.getElementById('term-tip');
  assert.equal(tip.textContent, 'How wrong it is.');
  assert.equal(term.getAttribute('aria-describedby'), 'term-tip');
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
  assert.equal(tip.hidden, true);
});
