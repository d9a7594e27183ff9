// The Chat tab's conversations as data: what a run reads, what the browser keeps, and what of an answer is copied.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openPage } from './page.js';

openPage();
const { contextOf, fileName, linesOf, newTalk } = await import('../../ui/tabs/chat/talk.js');
const { beginAnew, questionOf, withChoice } = await import('../../ui/tabs/chat/reply.js');
const { createShelf, plainTalk } = await import('../../ui/tabs/chat/shelf.js');
const { copiedShare, isWhole, spanAt, stretchesOf, weightOf } = await import('../../ui/tabs/chat/copied.js');
const { labelsFor } = await import('../../ui/tabs/chat/composer.js');
const { toldOf } = await import('../../ui/tabs/chat/knobs.js');

const LIMITS = { least: 12, heavy: 2, most: 100, passage: 20 };
const token = (text, id = 1, set = {}) => ({ id, text, label: text, p: 0.5, others: [[text, id, 0.5]], ...set });
const turn = (me, ...texts) => ({
  me,
  it: { run: 'a', seed: 7, tokens: texts.map((text, i) => token(text, 10 + i)) },
});
const talk = (id, at, ...turns) => ({ id, at, system: '', turns });

beforeEach(() => localStorage.clear());

test('a run that continues reads one text, one that converses the turns, any other what it is given', () => {
  const turns = [turn('Once', ' upon', ' a'), turn('time')];
  assert.deepEqual(contextOf('continue', turns), {
    before: [{ text: 'Once' }, { ids: [10, 11] }, { text: '\ntime' }],
  });
  assert.deepEqual(contextOf('converse', turns, ' Be kind. ').messages, [
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: 'Once' },
    { role: 'assistant', content: ' upon a' },
    { role: 'user', content: 'time' },
  ]);
  assert.deepEqual(contextOf('answer', turns), { before: [{ text: 'time' }] });
});

test('a file has a line for each conversation with an answer, and no turn that got none', () => {
  const lines = linesOf([talk('a', 1, turn('Hi', 'Ho'), turn('And?', ' ')), talk('b', 1, turn('Hi'))]);
  assert.equal(lines.length, 1);
  assert.deepEqual(
    JSON.parse(lines[0]).messages.map(({ content }) => content),
    ['Hi', 'Ho'],
  );
  assert.equal(fileName('talks: <b>&</b>', 'conversation'), 'talks-b-b-conversation.jsonl');
  assert.equal(fileName('…', 'conversation'), 'run-conversation.jsonl');
});

test('an answer that goes on keeps its first tokens and draws the rest by another seed', () => {
  const one = turn('Hi', 'a', 'b', 'c');
  const how = { kept: 2, forced: { id: 99, p: 0.2, others: [['x', 99, 0.2]] } };
  const by = { run: 'a', manner: 'converse', sampling: { seed: 3, beams: 1, temperature: 1 }, blanks: null };
  beginAnew(one.it, how, by);
  assert.equal(one.it.seed, 7);
  const asked = questionOf(one, how, { ...by, talk: talk('t', 0, one) });
  assert.deepEqual([asked.kept, asked.forced, asked.sampling.seed], [[10, 11], 99, 9]);
  assert.equal(withChoice(token('x', 99, { chosen: true, p: undefined }), how).p, 0.2);
  beginAnew(one.it, {}, by);
  assert.deepEqual([one.it.tokens, one.it.seed], [[], 3]);
});

test('a blank that a person filled says so, and how likely that was', () => {
  const chosen = { 1: { id: 5, p: 0.1, others: [] } };
  assert.deepEqual(withChoice(token('x', 5, { blank: 1 }), { chosen }), {
    ...token('x', 5, { blank: 1 }),
    p: 0.1,
    others: [],
    chosen: true,
  });
  assert.equal(withChoice(token('x', 5, { blank: 0 }), { chosen }).chosen, undefined);
  assert.equal(withChoice(token('x', 5), { chosen }).chosen, undefined);
});

test('conversations are kept newest first, at most twenty of a run', () => {
  const shelf = createShelf(() => assert.fail('the store is not full'));
  for (let i = 0; i < 22; i += 1) shelf.keep('a', talk(`t${i}`, 0, turn(String(i), 'x')));
  const ids = shelf.talksOf('a').map(({ id }) => id);
  assert.deepEqual([ids.length, ids[0], ids[19]], [20, 't21', 't2']);
  shelf.remove('a', 't21');
  assert.equal(shelf.talksOf('a')[0].id, 't20');
  assert.deepEqual(shelf.talksOf('b'), []);
});

test('a conversation that another window went on with stays beside ours', () => {
  const shelf = createShelf(() => {});
  const mine = talk('t', 0, turn('1', 'x'));
  shelf.keep('a', mine);
  const theirs = { ...shelf.talksOf('a')[0], at: mine.at + 1 };
  localStorage.setItem('terrarium-chats-a', JSON.stringify([theirs]));
  shelf.keep('a', mine);
  assert.deepEqual(
    shelf.talksOf('a').map(({ id }) => id === 't'),
    [false, true],
  );
});

test('probabilities are the first to go from a long conversation, those of its last turn the last', () => {
  const others = Array.from({ length: 2000 }, (_, i) => ['label', i, 0.001]);
  const long = (me) => ({ me, it: { run: 'a', seed: 1, tokens: [token('x', 1, { others })] } });
  const few = plainTalk(talk('t', 0, turn('1', 'x'), turn('2', 'y')));
  assert.equal(few.turns[0].it.tokens[0].others.length, 1);
  const many = plainTalk(talk('t', 0, long('1'), long('2'), long('3'), long('4'), long('5'), long('6'), long('7')));
  assert.equal(many.turns[0].it.tokens[0].others, undefined);
  assert.equal(many.turns[6].it.tokens[0].others.length, 2000);
});

test('the oldest conversations of other runs give way', () => {
  const shelf = createShelf(() => assert.fail('the store is not full'));
  const big = 'x'.repeat(550_000);
  for (let i = 0; i < 8; i += 1) {
    localStorage.setItem(`terrarium-chats-r${i}`, JSON.stringify([talk(`t${i}`, 100 - i, turn(big, 'y'))]));
  }
  shelf.keep('new', talk('t', 0, turn('Hi', 'Ho')));
  assert.deepEqual(
    [5, 6, 7].map((i) => shelf.talksOf(`r${i}`).length),
    [1, 1, 0],
  );
});

test('what the browser does not take stays until the page closes, and that is said once', () => {
  let told = 0;
  const shelf = createShelf(() => (told += 1));
  const kept = globalThis.localStorage;
  globalThis.localStorage = {
    getItem: () => null,
    setItem: () => {
      throw new Error('full');
    },
  };
  shelf.keep('a', talk('t', 0, turn('1', 'x')));
  shelf.keep('a', talk('u', 0, turn('2', 'x')));
  globalThis.localStorage = kept;
  assert.equal(told, 1);
  assert.deepEqual(
    shelf.talksOf('a').map(({ id }) => id),
    ['u', 't'],
  );
});

test('what is no conversation in the store is passed over', () => {
  const shelf = createShelf(() => {});
  localStorage.setItem('terrarium-chats-a', JSON.stringify([null, { id: 't' }, talk('u', 1, turn('1', 'x'))]));
  localStorage.setItem('terrarium-chats-b', '{');
  assert.deepEqual(
    shelf.talksOf('a').map(({ id }) => id),
    ['u'],
  );
  assert.deepEqual(shelf.talksOf('b'), []);
});

test('copied characters are counted without blanks, in characters rather than UTF-16', () => {
  const it = { ...turn('', '🌱🌱🌱', ' abc', 'defghij').it, copied: { spans: [{ from: 0, to: 7 }], compared: 14 } };
  assert.equal(copiedShare(it, LIMITS), 6 / 13);
  assert.equal(copiedShare({ ...it, copied: { gone: true } }, LIMITS), null);
  assert.equal(copiedShare({ ...it, tokens: it.tokens.slice(0, 1) }, LIMITS), null); // too short to say
  assert.equal(weightOf('春天 a', LIMITS), 6);
});

test('of a token the longest copied stretch is told, and whether that is the whole answer', () => {
  const spans = [
    { from: 0, to: 4 },
    { from: 2, to: 9 },
  ];
  const it = { ...turn('', 'ab', 'cd', 'efghi', '!').it, copied: { spans, compared: 10 } };
  assert.equal(spanAt(it, 0), spans[0]);
  assert.equal(spanAt(it, 1), spans[1]);
  assert.equal(spanAt(it, 3), undefined);
  assert.equal(isWhole(it, { from: 0, to: 10 }), true);
  assert.equal(isWhole(it, { from: 2, to: 10 }), false);
});

test('a piece is cut where copied characters begin and end', () => {
  assert.deepEqual(stretchesOf('🌱bcd', 5, new Set([6, 7])), [
    { text: '🌱', isCopied: false },
    { text: 'bc', isCopied: true },
    { text: 'd', isCopied: false },
  ]);
});

test('a new conversation keeps the system prompt and says nothing', () => {
  const { system, turns, at } = newTalk('Be kind.');
  assert.deepEqual({ system, turns, at }, { system: 'Be kind.', turns: [], at: 0 });
  assert.notEqual(newTalk().id, newTalk().id);
});

test('the composer asks for what the run does', () => {
  const none = { hasRuns: false, hasText: false };
  assert.deepEqual(labelsFor(['continue'], none), { placeholder: 'placeholder', send: 'send' });
  assert.deepEqual(labelsFor(['continue'], { hasRuns: true, hasText: true }), {
    placeholder: 'placeholder.more',
    send: 'send.continue',
  });
  assert.deepEqual(labelsFor(['fill'], none), { placeholder: 'placeholder.fill', send: 'send.fill' });
  assert.deepEqual(labelsFor(['fill', 'answer'], none), { placeholder: 'placeholder.both', send: 'send.both' });
});

test('only settings that have an effect are told', () => {
  const specs = ['temperature', 'min_p', 'repetition_penalty', 'beams', 'length_penalty', 'seed'].map((name) => ({
    name,
  }));
  const told = (sampling) => toldOf(specs, sampling).map(({ name }) => name);
  const usual = { temperature: 1, min_p: 0, repetition_penalty: 1, beams: 1, length_penalty: 1, seed: 0 };
  assert.deepEqual(told(usual), ['temperature', 'seed']);
  assert.deepEqual(told({ ...usual, beams: 4, repetition_penalty: 1.2 }), [
    'repetition_penalty',
    'beams',
    'length_penalty',
  ]);
});
