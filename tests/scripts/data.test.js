// The Data tab: what is said of files and texts, what can be chosen, and how dialogues, counts and tokens are drawn.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './page.js';

openPage();
Object.assign(globalThis, { HTMLSelectElement: window.HTMLSelectElement });
const { createWords } = await import('../../ui/live/lib/words.js');
const { createNumbers } = await import('../../ui/live/lib/numbers.js');
const { sampleOf, uploadsOf, withSource } = await import('../../ui/tabs/data/source.js');
const { createFileList, shortEncoding } = await import('../../ui/tabs/data/file_list.js');
const { createSampleList } = await import('../../ui/tabs/data/sample_list.js');
const { titleOf } = await import('../../ui/tabs/data/text.js');
const { createStatus } = await import('../../ui/tabs/data/status.js');
const { hintOf } = await import('../../ui/tabs/data/read_as.js');
const { isToBeRead } = await import('../../ui/tabs/data/reads.js');
const { readRow } = await import('../../ui/tabs/data/read_row.js');
const { dialogueForm } = await import('../../ui/tabs/data/dialogue_form.js');
const { previewOf } = await import('../../ui/tabs/data/preview.js');
const { dialogueItem, stretchesOf } = await import('../../ui/tabs/data/shading.js');
const { countsOf } = await import('../../ui/tabs/data/counts.js');
const { notesOf } = await import('../../ui/tabs/data/notes.js');
const { splitOf } = await import('../../ui/tabs/data/statistics.js');
const { itemsOf } = await import('../../ui/tabs/data/token_lab.js');
const { pageIn } = await import('./page.js');

const keys = new Proxy({}, { get: (_, key) => String(key), has: () => true });
const words = createWords(keys);
const brought = (set = {}) => ({
  id: 'a',
  name: 'a.txt',
  size_bytes: 1200,
  used: true,
  fault: '',
  format: 'text',
  encoding: 'utf_8_sig',
  sure: true,
  confirmed: false,
  columns: [],
  column: null,
  target: null,
  talks: false,
  examples: [],
  preview: 'Once',
  warnings: [],
  chosen: false,
  mark: '',
  ...set,
});
const talk = (set = {}) => ({
  kind: 'lines',
  kinds: ['lines'],
  keys: [],
  key: null,
  answer: null,
  others: [],
  mark: '\t',
  dialogues: [],
  ...set,
});
const text = (set = {}) => ({
  characters: 20_000,
  bytes: 20_000,
  kinds: 60,
  tokens: 8000,
  train_tokens: 7200,
  validation_tokens: 800,
  vocab_size: 512,
  documents: 3,
  files: 1,
  duplicates: 0,
  unknown: 0,
  warnings: [],
  ...set,
});
const texts = (nodes) => [...nodes].map((node) => node.textContent);
const change = (input) => input.dispatchEvent(new Event('change'));

/** What a choice that `act` makes tells of a file. */
function told(make, act) {
  const calls = [];
  act(make((...said) => calls.push(said)));
  return calls;
}

test('a source is a sample or uploads; another one is in use at once', () => {
  assert.deepEqual(uploadsOf('upload:a,b'), ['a', 'b']);
  assert.deepEqual([uploadsOf('sample:x'), sampleOf('sample:x'), sampleOf('upload:a')], [[], 'x', '']);
  const view = { source: 'sample:x', files: [brought({ used: false }), brought({ id: 'b' })] };
  const now = withSource(view, 'upload:a');
  assert.deepEqual([now.source, now.files.map(({ used }) => used)], ['upload:a', [true, false]]);
});

test('the size of a file is told in its unit', () => {
  const { fileSize } = createNumbers(pageIn('en'));
  assert.deepEqual(
    [512, 34_400, 1_234_567, 25_400_000].map((size) => fileSize(size)),
    ['512 B', '34 kB', '1.2 MB', '25 MB'],
  );
  assert.equal(fileSize(1_234_567, 2), '1.23 MB');
});

test('of many files the first show, and those in use; a file is removed after a question', () => {
  const removed = [];
  const used = [];
  const list = createFileList(words, 'x', {
    use: (file, isOn) => used.push([file.id, isOn]),
    remove: (file) => removed.push(file.id),
  });
  const files = 'abcdefgh'.split('').map((id) => brought({ id, name: id, used: id === 'h' }));
  list.show(files);
  assert.deepEqual(texts(list.node.querySelectorAll('label b')), ['a', 'b', 'c', 'd', 'e', 'f', 'h']);
  list.node.querySelector(':scope > button').click();
  assert.equal(list.node.querySelectorAll('.file').length, 8);
  list.node.querySelector('.bin').click();
  const [no, yes] = list.node.querySelectorAll('.ask button');
  no.click();
  assert.equal(list.node.querySelector('.ask'), null);
  list.node.querySelector('.bin').click();
  assert.deepEqual([yes.textContent, removed], ['remove.yes', []]);
  list.node.querySelectorAll('.ask button')[1].click();
  assert.deepEqual(removed, ['a']);
  const box = list.node.querySelector('input[data-file=b]');
  box.checked = true;
  change(box);
  assert.deepEqual(used, [['b', true]]);
});

test('a faulty file says why beside it, and only a good one how it reads', () => {
  const list = createFileList(words, 'x', { use() {}, remove() {} });
  list.show([brought(), brought({ id: 'b', used: false, fault: '<b>A picture' })]);
  const [good, bad] = list.node.querySelectorAll('.file');
  assert.equal(good.querySelector('.help').textContent, '1 kB · format.text · UTF-8');
  assert.equal(bad.querySelector('.help').textContent, '1 kB');
  assert.deepEqual(
    [bad.querySelector('.wrong').textContent, bad.querySelector('input').disabled],
    ['<b>A picture', true],
  );
  assert.deepEqual(['utf-8-sig', 'cp1252', 'euc_jp'].map(shortEncoding), ['UTF-8', 'CP1252', 'EUC-JP']);
});

test('samples stand by their kinds, the chosen one ticked; a kind without any has no title', () => {
  const sample = (key, kind) => ({ key, title: key, about: '', preview: 'a\n\nb', kind });
  const chosen = [];
  const list = createSampleList(words, 'x', [sample('sums', 'job'), sample('tales', 'text')], (key) =>
    chosen.push(key),
  );
  list.show('sample:sums');
  assert.deepEqual(texts(list.node.querySelectorAll('.sub')), ['kind.text', 'kind.job']);
  assert.deepEqual(
    [...list.node.querySelectorAll('input')].map(({ value, checked }) => [value, checked]),
    [
      ['tales', false],
      ['sums', true],
    ],
  );
  assert.equal(list.node.querySelector('.voice').textContent, 'a / b');
  change(list.node.querySelector('input'));
  assert.deepEqual(chosen, ['sample:tales']);
});

test('a text is called by its sample, its one file, or how many there are', () => {
  const say = createWords({ several: '{count} files' });
  const name = (source, files = []) => titleOf({ source, files }, { sums: 'Sums' }, say);
  assert.deepEqual([name('sample:sums'), name('sample:gone')], ['Sums', 'gone']);
  assert.equal(name('upload:a', [brought(), brought({ id: 'b', used: false })]), 'a.txt');
  assert.equal(name('upload:a,b', [brought(), brought({ id: 'b' })]), '2 files');
});

/** The parts of the card's template that its status fills. */
function statusOf(format, mend = () => {}) {
  document.body.innerHTML =
    '<div id="card"><span class="pill"><i></i><span></span></span><div class="fault"><p></p><button></button></div>' +
    '<div class="progress"><i></i></div></div>';
  const element = document.getElementById('card');
  return { element, status: createStatus({ element, words, view: () => ({ format }) }, mend) };
}

test('the state of a text is told with its progress, and a fault with what mends it', () => {
  const mended = [];
  const { element, status } = statusOf('text', (changes) => mended.push(changes));
  const pill = element.querySelector('.pill');
  assert.equal(status.show({ state: 'preparing', stage: 'hashing', done: 1, total: 4 }), true);
  assert.deepEqual([pill.textContent, pill.className], ['state.hashing', 'pill state running']);
  assert.equal(element.querySelector('.progress i').style.width, '25%');
  const fix = { changes: { 'model.context_length': 64 }, label: 'Shorter' };
  assert.equal(status.show({ state: 'ready', done: 0, total: 0, fault: 'Too short', fix }), false);
  assert.deepEqual([pill.textContent, element.querySelector('.fault p').textContent], ['state.failed', 'Too short']);
  element.querySelector('.fault button').click();
  assert.deepEqual(mended, [fix.changes]);
  status.show({ state: 'ready', done: 0, total: 0 });
  assert.deepEqual([pill.className, element.querySelector('.fault').hidden], ['pill state done', true]);
});

test('what is wrong with a template of conversations is not said twice', () => {
  const wrong = { state: 'failed', done: 0, total: 0, fault: 'No end', code: 'template-no-end' };
  for (const [format, isHidden] of [
    ['conversations', true],
    ['text', false],
  ]) {
    const { element, status } = statusOf(format);
    status.show(wrong);
    assert.equal(element.querySelector('.fault').hidden, isHidden);
  }
});

test('files that hold conversations are pointed out until they are read as such', () => {
  const files = [brought({ talks: true })];
  assert.equal(hintOf({ task: '', format: 'text', files }, words), 'talks');
  assert.equal(hintOf({ task: '', format: 'conversations', files }, words), '');
  assert.equal(hintOf({ task: 'Speech', format: 'speech', files }, words), 'format.task');
});

test('a file has a row where something is unsure or can be chosen', () => {
  assert.equal(isToBeRead(brought()), false);
  assert.equal(isToBeRead(brought({ sure: false })), true);
  assert.equal(isToBeRead(brought({ sure: false, used: false })), false);
  assert.equal(isToBeRead(brought({ columns: ['id', 'text'] })), true);
  assert.equal(isToBeRead(brought({ talk: talk() })), true);
  assert.equal(isToBeRead(brought({ fault: 'no', code: 'not-text' })), false);
  assert.equal(isToBeRead(brought({ fault: 'no', code: 'bad-bytes', used: false })), true);
  assert.equal(isToBeRead(brought({ fault: 'no', code: 'no-dialogues-in-file', talk: talk() })), true);
});

test('a guessed encoding can be confirmed or changed', () => {
  const file = brought({ encoding: 'gb18030', sure: false });
  const row = (settle) => readRow(file, { words, encodings: ['utf-8', 'gb18030'], settle });
  const drawn = row(() => {});
  assert.equal(drawn.className, 'read unsure');
  assert.deepEqual(texts(drawn.querySelectorAll('option')), ['UTF-8', 'GB18030 / GBK']);
  assert.deepEqual(
    told(row, (node) => node.querySelector('.line button').click()),
    [['a', { encoding: 'gb18030' }, 'enc-a']],
  );
  const other = (node) => {
    const select = node.querySelector('select');
    select.value = 'utf-8';
    change(select);
  };
  assert.deepEqual(told(row, other), [['a', { encoding: 'utf-8' }, 'enc-a']]);
});

test('a table asks for the column of the text, pairs for both', () => {
  const reading = { words, encodings: ['utf-8'], settle() {} };
  const ids = (file) => [...readRow(file, reading).querySelectorAll('select')].map(({ id }) => id);
  assert.deepEqual(ids(brought({ columns: ['q', 'a'], column: 'q', format: 'table' })), ['enc-a', 'column-a']);
  assert.deepEqual(ids(brought({ columns: ['q', 'a'], column: 'q', target: 'a' })), [
    'enc-a',
    'column-a',
    'target_column-a',
  ]);
});

test('the mark between turns is shown as it is typed, and sent so', () => {
  const file = brought({ talk: talk(), chosen: true });
  const form = (settle) => dialogueForm(file, file.talk, { words, encodings: [], settle });
  const box = (nodes) => nodes.find((node) => node.tagName === 'INPUT');
  assert.equal(box(form(() => {})).value, '\\t');
  const type = (nodes) => {
    box(nodes).value = '|||';
    change(box(nodes));
  };
  assert.deepEqual(told(form, type), [['a', { turn_mark: '|||' }, 'mark-a']]);
  assert.deepEqual(
    told(form, (nodes) => nodes.at(-1).click()),
    [['a', { kind: 'found' }]],
  );
});

test('how conversations lie can be chosen where there is a choice', () => {
  const form = (set) => {
    const file = brought({ talk: talk(set) });
    return dialogueForm(file, file.talk, { words, encodings: [], settle() {} });
  };
  const kinds = (set) => texts(form(set)[1].querySelectorAll('option'));
  assert.deepEqual(kinds({ kind: 'none', kinds: ['turns', 'pairs'] }), ['lies.plain', 'lies.turns', 'lies.pairs']);
  assert.deepEqual(texts(form({ kind: 'turns', kinds: ['turns'], key: 'messages', keys: ['messages'] })), [
    'lies.below',
  ]);
});

test('a preview shows who says what, rows of pairs, or text; none of it is HTML', () => {
  const turns = [
    ['user', '<img>'],
    ['more', ''],
  ];
  const dialogues = previewOf(brought({ talk: talk({ dialogues: [turns] }) }), words);
  assert.deepEqual(texts(dialogues.querySelectorAll('ul li')), ['who.user<img>', '…']);
  assert.equal(dialogues.querySelector('img'), null);
  const pairs = previewOf(brought({ target: 'a', examples: [['1+1', '2']] }), words);
  assert.equal(pairs.textContent, '1+1→2');
  assert.deepEqual([previewOf(brought(), words).textContent, previewOf(brought(), words).tagName], ['Once', 'P']);
});

test('of a dialogue what is learnt stands apart, and what follows it on a line of its own', () => {
  const pieces = [
    ['Hi', 5, false, false],
    ['<|a|>', 1, false, true],
    ['Yes\n', 6, true, false],
    ['Bye', 7, false, false],
  ];
  assert.deepEqual(
    stretchesOf(pieces).map((stretch) => stretch.length),
    [2, 1, 1],
  );
  const row = dialogueItem({ pieces, more: true }, words);
  assert.deepEqual(
    [...row.children].map(({ tagName }) => tagName),
    ['SPAN', 'MARK', 'BR', 'SPAN', 'SPAN'],
  );
  assert.equal(row.querySelector('mark').textContent, 'Yes⏎\n');
  assert.deepEqual(texts(row.querySelectorAll('.tag')), ['<|a|>']);
  assert.equal(row.querySelector('mark .tk').dataset.learnt, 'learnt');
});

test('the first count is the main one; of conversations the counts are others', () => {
  const labels = (found) => countsOf(found, words).map((count) => count.querySelector('dt').textContent);
  assert.deepEqual(labels(text()), ['tokens', 'characters', 'kinds', 'vocabulary', 'per-token', 'documents']);
  assert.equal(labels(text({ rows: [] })).at(-1), 'rows');
  const talks = countsOf(
    text({ dialogues: 30, turns: 60, asked: 2000, marks: 4 }),
    createWords({ ...all, learnt: 'Learnt' }),
  );
  assert.equal(talks[1].textContent, 'Learnt25% 2,000 tokens');
  assert.equal(talks[0].className, 'kpi main');
});
const all = { 'learnt.sub': '{count} tokens', 'vocabulary.marks': '{count} special' };

test('what is left out, cut, repeated or too rare is noted', () => {
  const notes = (set) => notesOf(text(set), words);
  assert.deepEqual(notes({}), []);
  assert.deepEqual(notes({ duplicates: 2, unknown: 3 }), ['duplicates', 'unknown']);
  assert.deepEqual(notes({ duplicates: 2, rows: [], warnings: ['Mind'], unknown: 3 }), ['Mind', 'rows.repeated']);
  const talks = { dialogues: 9, cut: 1, left_out: 2, text_tokens: 5, duplicates: 2, warnings: ['Mind'] };
  assert.deepEqual(notes(talks), ['text.beside', 'left-out', 'cut', 'Mind']);
});

test('pairs and conversations are divided whole', () => {
  assert.deepEqual(splitOf(text()), { key: 'split.tokens', train: 7200, validation: 800 });
  assert.deepEqual(splitOf(text({ rows: [], train_rows: 9, validation_rows: 1 })), {
    key: 'rows.split',
    train: 9,
    validation: 1,
  });
  assert.equal(splitOf(text({ dialogues: 5, train_dialogues: 4, validation_dialogues: 1 })).train, 4);
});

test('the token lab draws blanks, names the unknown, and says what it leaves out', () => {
  const found = { ids: [3, 0], labels: [' a', '?'], count: 5, characters: 9, unknown: 0 };
  const items = itemsOf(
    found,
    createWords({ 'lab.unknown': 'unknown', 'lab.id': '{label}, {id}', 'lab.more': '{count}' }),
  );
  assert.deepEqual(texts(items), ['␣a3', '<unk>0', '2']);
  assert.deepEqual(
    [items[0].title, items[1].title, items[1].className],
    [' a, 3', 'unknown, 0', 'piece tint-1 unknown'],
  );
});
