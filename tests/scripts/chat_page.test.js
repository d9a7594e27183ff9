// The Chat tab as a person meets it, before a server that the tests play: an answer is written, opened, said anew, compared.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import { openPage } from './page.js';

openPage();
globalThis.innerWidth = 1440;
const { mount } = await import('../../ui/tabs/chat/chat.js');
const { addToken, characterAround, shade } = await import('../../ui/tabs/chat/pieces.js');
const { shownOf } = await import('../../ui/tabs/chat/panel.js');
const { factsOf } = await import('../../ui/tabs/chat/facts.js');
const { createWords } = await import('../../ui/live/lib/words.js');
const { pageNumbers } = await import('../../ui/live/lib/numbers.js');

const TEMPLATE = readFileSync(new URL('../../ui/tabs/chat/chat.html', import.meta.url), 'utf8');
const KEYS = new Proxy({}, { get: (_, key) => String(key) });
const KNOBS = ['temperature', 'beams', 'length_penalty', 'top_k', 'top_p', 'min_p', 'seed'].map((name) => ({
  name,
  label: name,
  help: '',
  low: 0,
  high: 10,
  step: 1,
  value: 1,
}));
const LIMITS = { least: 4, heavy: 2, most: 100, passage: 20 };
const run = (id, set = {}) => ({
  id,
  name: id,
  manner: 'continue',
  sampling: { temperature: 2, seed: 5 },
  parameters: 9999,
  context: 32,
  step: 10,
  active: false,
  ...set,
});
const token = (text, id, set = {}) => ({ id, text, label: text, p: 0.5, others: [[text, id, 0.5]], ...set });
const later = (ms = 0) => new Promise((done) => setTimeout(done, ms));

let asked;
let answers;
let element;
const find = (selector) => element.querySelector(selector);
const findAll = (selector) => [...element.querySelectorAll(selector)];

/** A server whose answers the tests set; each says what it was asked. */
function server() {
  const names = ['runs_to_talk_to', 'warm_up', 'write_answer', 'read_answer', 'stop_answer', 'seen_before'];
  const play = (name) => async (question) => {
    asked.push([name, question]);
    return structuredClone(await answers[name](question));
  };
  return Object.fromEntries(names.map((name) => [name, play(name)]));
}

async function open(runs) {
  answers.runs_to_talk_to = () => ({ runs, waiting: false, default: runs[0]?.id ?? null, elsewhere: null });
  element = document.createElement('div');
  element.innerHTML = TEMPLATE;
  document.body.append(element);
  let refresh;
  globalThis.IntersectionObserver = class {
    constructor(callback) {
      refresh ??= () => callback([{ isIntersecting: true }]);
    }
    observe() {}
  };
  const props = { words: KEYS, language: 'en', knobs: KNOBS, copied: LIMITS, mark: '' };
  mount({ element, props, server: server(), trigger: () => {}, watch: () => {} });
  refresh();
  await later();
  return refresh;
}

async function say(text) {
  find('textarea').value = text;
  find('form').dispatchEvent(new Event('submit', { cancelable: true }));
  await later();
}
const questions = (name) => asked.filter(([one]) => one === name).map(([, question]) => question);

beforeEach(() => {
  element?.remove();
  localStorage.clear();
  sessionStorage.clear();
  asked = [];
  answers = {
    warm_up: () => ({ step: 10, tries: [] }),
    write_answer: () => ({
      job: 'j',
      step: 11,
      tokens: [token(' upon', 1), token(' a', 2)],
      done: true,
      seconds: 1,
    }),
    read_answer: () => ({ tokens: [], done: true, seconds: 1 }),
    stop_answer: () => ({}),
    seen_before: () => ({ spans: [{ from: 0, to: 5, count: 2, source: 'x upon', at: 1 }], compared: 7, whole: true }),
  };
});

test('what is said is answered, told, compared and kept', async () => {
  await open([run('a')]);
  await say('Once');
  await later();
  assert.equal(find('.it .voice').textContent, ' upon a');
  assert.equal(find('.halt').hidden, true);
  assert.deepEqual(questions('write_answer')[0].before, [{ text: 'Once' }]);
  assert.equal(questions('write_answer')[0].sampling.temperature, 2); // the run's own
  assert.deepEqual(
    findAll('.w').map((piece) => piece.classList.contains('copied')),
    [true, false],
  );
  assert.equal(find('.key').hidden, false);
  assert.match(find('.it .meta').textContent, /meta.tokens.*meta.seed.*meta.copied/);
  const [kept] = JSON.parse(localStorage.getItem('terrarium-chats-a'));
  assert.deepEqual([kept.turns[0].me, kept.turns[0].it.tokens.length], ['Once', 2]);
});

test('nothing is sent without a word, or without a run', async () => {
  await open([]);
  assert.ok(find('.chat').classList.contains('no-run'));
  await say(' ');
  assert.equal(find('.note').textContent, 'empty');
  await say('Once');
  assert.equal(find('.note').textContent, 'no-run');
  assert.deepEqual(questions('write_answer'), []);
});

test('a list of runs that comes after Enter does not end the answer, even before the run is loaded', async () => {
  let go;
  answers.warm_up = () => new Promise(() => {});
  answers.write_answer = () =>
    new Promise((done) => (go = () => done({ job: 'j', step: 11, tokens: [token('x', 1)], done: true })));
  const refresh = await open([run('a'), run('b')]);
  await say('Once');
  answers.runs_to_talk_to = () => ({ runs: [run('b'), run('a')], waiting: false, default: 'b', elsewhere: null });
  refresh();
  await later();
  go();
  await later();
  assert.equal(find('.it .voice').textContent, 'x');
  assert.doesNotMatch(find('.it .meta').textContent, /meta.stopped/);
  assert.equal(find('.lane select').value, 'a');
});

test('Stop ends an answer, which says so', async () => {
  await open([run('a')]);
  answers.write_answer = () => ({ job: 'j', step: 11, tokens: [token('x', 1)], done: false, seconds: 1 });
  answers.read_answer = () => new Promise(() => {});
  await say('Once');
  await later(60);
  assert.equal(find('.halt').hidden, false);
  find('.halt').click();
  await later();
  assert.deepEqual(questions('stop_answer'), [{ job: 'j' }]);
  assert.match(find('.it .meta').textContent, /meta.stopped/);
});

test('an answer that could not be written says why, and what was said can be said again', async () => {
  await open([run('a')]);
  answers.write_answer = () => ({ error: 'too long' });
  await say('Once');
  assert.equal(find('.it .fault').textContent, 'too long');
  assert.equal(find('.it .meta .btn').textContent, 'again');
});

test('a token is opened, and another goes on from there', async () => {
  await open([run('a')]);
  const others = [
    ['b', 8, 0.6],
    ['a', 2, 0.2],
  ];
  answers.write_answer = () => ({ job: 'j', step: 11, tokens: [token('x', 1), token('a', 2, { others })], done: true });
  await say('Once');
  findAll('.w')[1].click();
  assert.equal(findAll('.w')[1].getAttribute('aria-pressed'), 'true');
  assert.equal(find('.opened .voice').textContent, 'a');
  answers.write_answer = () => ({ job: 'j', step: 11, tokens: [token('b', 8, { chosen: true })], done: true });
  find('.alts button').click();
  await later();
  const [, question] = questions('write_answer');
  assert.deepEqual([question.kept, question.forced], [[1], 8]);
  assert.equal(find('.it .voice').textContent, 'xb');
  findAll('.w')[1].click();
  assert.equal(find('.share').textContent, '60%'); // as likely as it was when it was chosen
});

test('arrow keys move from piece to piece', async () => {
  await open([run('a')]);
  await say('Once');
  const [first, second] = findAll('.w');
  first.click();
  first.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
  assert.deepEqual([first.tabIndex, second.tabIndex], [-1, 0]);
  assert.equal(document.activeElement, second);
});

test('saying something anew cuts the conversation; what followed stays on the shelf', async () => {
  await open([run('a', { manner: 'converse' })]);
  await say('1');
  await say('2');
  find('.edit').click();
  find('.editing textarea').value = '3';
  find('.editing').dispatchEvent(new Event('submit', { cancelable: true }));
  await later();
  assert.deepEqual(questions('write_answer').at(-1).messages, [{ role: 'user', content: '3' }]);
  const said = JSON.parse(localStorage.getItem('terrarium-chats-a')).map(({ turns }) => turns.map(({ me }) => me));
  assert.deepEqual(said, [['3'], ['1', '2']]);
});

test('a second lane shows another run, and both are asked', async () => {
  await open([run('a'), run('b'), run('c')]);
  find('.lane .add').click();
  await later();
  assert.deepEqual(
    findAll('.lane select').map((select) => select.value),
    ['a', 'b'],
  );
  assert.equal(find('.send').textContent, 'send.both');
  await say('Once');
  assert.deepEqual(
    questions('write_answer').map((question) => question.run),
    ['a', 'b'],
  );
  findAll('.lane .remove')[1].click();
  await later();
  assert.equal(findAll('.lane').length, 1);
});

test('the run that the address names is the first to be shown', async () => {
  const { note } = await import('../../ui/live/page/address.js');
  note('chat', { run: 'b' });
  await open([run('a'), run('b')]);
  assert.equal(find('.lane select').value, 'b');
  assert.deepEqual(
    questions('warm_up').map((question) => question.run),
    ['b'],
  );
  note('chat', { run: null });
});

test('bytes of one character are one piece; blanks before an answer stand as signs', () => {
  const voice = document.createElement('p');
  const tokens = [token('\n', 1), token('', 2), token('春', 3), token('\n\n', 4)];
  tokens.forEach((_, i) => addToken(voice, { tokens, manner: 'continue' }, i, KEYS));
  assert.deepEqual(
    [...voice.children].map((piece) => [piece.textContent, piece.dataset.from, piece.dataset.to]),
    [
      ['⏎', '0', '0'],
      ['春', '1', '2'],
      ['\n\n', '3', '3'],
    ],
  );
  assert.deepEqual(characterAround(tokens, 1), { from: 1, to: 2 });
  assert.deepEqual(characterAround(tokens, 0), { from: 0, to: 0 });
});

test('of a text with blanks only what was filled can be opened', () => {
  const voice = document.createElement('p');
  const tokens = [token('T', 1), token('h', 2, { blank: 0, p: 0.25 })];
  tokens.forEach((_, i) => addToken(voice, { tokens, manner: 'fill' }, i, KEYS));
  assert.deepEqual(
    [...voice.children].map(({ className }) => className),
    ['', 'w filled'],
  );
  assert.equal(voice.lastChild.getAttribute('aria-label'), 'h, 25%');
});

test('a piece that is copied in part is shaded in part, and no more once it is not', () => {
  const voice = document.createElement('p');
  const reply = { tokens: [token('abc', 1)], copied: { spans: [{ from: 1, to: 3 }] } };
  addToken(voice, reply, 0, KEYS);
  shade(voice, reply);
  assert.equal(voice.firstChild.innerHTML, 'a<span class="copied">bc</span>');
  shade(voice, { ...reply, copied: undefined });
  assert.equal(voice.firstChild.innerHTML, 'abc');
});

test('the token that stands there is among those shown, whatever its place', () => {
  const others = Array.from({ length: 8 }, (_, i) => [`t${i}`, i, 0.1]);
  assert.equal(shownOf({ id: 7, label: 't7', p: 0.1, others }).length, 7);
  assert.equal(shownOf({ id: 2, label: 't2', p: 0.1, others }).length, 6);
  assert.deepEqual(shownOf({ id: 2, label: 't2' }), []);
});

test('the facts of an answer: what it took, how it was drawn, how it compares', () => {
  const around = { words: createWords(KEYS), numbers: pageNumbers(), step: 10, copied: null };
  const it = { run: 'a', seed: 7, tokens: [token('ab', 1)], manner: 'answer' };
  assert.deepEqual(factsOf({ ...it, firstMs: 5, speed: 3, step: 11, stopped: true }, around), [
    'meta.tokens',
    'meta.first',
    'meta.speed',
    'meta.step',
    'meta.seed',
    'meta.stopped',
  ]);
  assert.deepEqual(factsOf({ ...it, beams: 4, step: 10 }, { ...around, expected: 'ab', copied: 0.5 }), [
    'meta.right',
    'meta.tokens',
    'meta.beams',
    'meta.copied',
  ]);
  assert.deepEqual(factsOf({ ...it, manner: 'fill', firstMs: 5 }, { ...around, expected: 'x' }), [
    'meta.wrong',
    'meta.blanks',
  ]);
  assert.deepEqual(factsOf({ ...it, tokens: [], waiting: true }, around), ['waiting']);
});
