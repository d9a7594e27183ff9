// The draft as the page knows it: what was changed here counts until the server has taken it in.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openPage } from './page.js';

openPage();
const { createDraft } = await import('../../ui/live/page/draft.js');

let sent;
let passing;
let heard;
let draft;
const trigger = (event, message) => sent.push([event, message]);
const told = (values, id = '') => ({ values, heard: id });
beforeEach(() => {
  sent = [];
  passing = false;
  heard = [];
  const waiting = [];
  draft = createDraft({
    choose: (kind, send) => waiting.push([kind, send]),
    heard: (id) => heard.push(id),
    isPassing: () => passing,
  });
  draft.sendAll = () => waiting.splice(0).forEach(([kind, send], i) => send(`${kind} ${i}`));
});

test('nothing is known before the server has answered', () => {
  assert.equal(draft.state(), null);
  assert.equal(draft.value('model.nhead'), undefined);
});

test('a change shows at once, is sent with all that are not taken in, and ends with the answer that has it', () => {
  draft.take(told({ 'model.nhead': 4, 'train.seed': 1 }));
  draft.change('model.nhead', 8, trigger);
  draft.change('train.seed', 2, trigger);
  assert.equal(draft.value('model.nhead'), 8);
  assert.ok(draft.isPending('train.seed'));
  draft.sendAll();
  assert.deepEqual(sent[1], ['set', { heard: 'set 1', changes: { 'model.nhead': 8, 'train.seed': 2 } }]);
  draft.take(told({ 'model.nhead': 8, 'train.seed': 5 }, 'set 1'));
  assert.equal(draft.value('train.seed'), 5);
  assert.ok(!draft.isPending('model.nhead'));
  assert.deepEqual(heard, ['', 'set 1']);
});

test('an answer that lacks what was chosen since is not shown, until the page says that all is settled', () => {
  let shown = 0;
  draft.follow(() => (shown += 1));
  draft.take(told({ 'model.nhead': 4 }));
  draft.change('model.nhead', 8, trigger);
  passing = true;
  draft.take(told({ 'model.nhead': 2 }, 'older'));
  assert.equal(draft.value('model.nhead'), 8);
  assert.equal(shown, 1);
  passing = false;
  document.dispatchEvent(new CustomEvent('terrarium:settled'));
  assert.equal(draft.value('model.nhead'), 2);
  assert.equal(shown, 2);
});

test('the first answer is shown though something was chosen before it', () => {
  passing = true;
  draft.take(told({ 'model.nhead': 4 }));
  assert.equal(draft.value('model.nhead'), 4);
});

test('a size takes back the changes of what it decides, and the page hears of it', () => {
  const events = [];
  const listen = ({ detail }) => events.push(detail);
  document.addEventListener('terrarium:setting', listen);
  draft.change('model.d_model', 96, trigger);
  draft.change('train.seed', 2, trigger);
  draft.begin({ preset: 'small' }, ['model.d_model'], trigger);
  draft.sendAll();
  document.removeEventListener('terrarium:setting', listen);
  assert.deepEqual(sent.at(-1)[1], { preset: 'small', heard: 'preset 2', changes: { 'train.seed': 2 } });
  assert.deepEqual(sent[0][1].changes, { 'train.seed': 2 }, 'what still waited is sent without them');
  assert.deepEqual(events.at(-1), { preset: 'small' });
});
