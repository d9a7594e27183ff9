// What can be done with one run: use its settings, rename it, delete it.

import { button, h, isComposing, isEnter } from '../../live/lib/dom.js';
import { faultOf } from '../../live/lib/rpc.js';
import { choose } from '../../live/page/choices.js';
import { open } from '../../live/page/tabs.js';

/** @typedef {import('./types.js').Run} Run */
/** @typedef {import('./types.js').Tab} Tab */

/**
 * What the tab does once something was done.
 * @typedef {object} Doing
 * @property {(busy: boolean) => void} setBusy a name is being typed, or a question stands: nothing may be drawn over it
 * @property {(answer: any) => void} renamed
 * @property {(answer: any) => void} removed
 */

/**
 * The line with a run's name and its buttons, and the question below it.
 * @param {Run} run
 * @param {Tab} tab
 * @param {Doing} doing
 * @returns {HTMLElement[]}
 */
export function runActions(run, tab, doing) {
  const { words, cells, trigger } = tab;
  const head = h('div', { class: 'runline' });
  const question = h('div', { class: 'asking', hidden: true });
  const showHead = () => head.replaceChildren(cells.pill(run), h('h2', { class: 'h name', text: run.name }), actions);
  const duplicate = button(words.all.duplicate, 'small', () => {
    choose('duplicate', (heard) => trigger('duplicate', { run: run.id, heard }));
    open('train');
  });
  duplicate.title = words.all['duplicate.help'];
  const rename = button(words.all.rename, 'small', () => {
    doing.setBusy(true);
    askName(run, head, tab, {
      end: () => {
        doing.setBusy(false);
        tab.complain('');
        showHead();
        duplicate.focus();
      },
      renamed: doing.renamed,
    });
  });
  const remove = button(words.all.delete, 'small bad', () => {
    doing.setBusy(true);
    askRemoval(run, question, tab, {
      end: (isDone) => {
        doing.setBusy(false);
        question.hidden = true;
        if (!isDone) remove.focus();
      },
      removed: doing.removed,
    });
  });
  const actions = h('div', { class: 'acts' }, duplicate, rename, remove);
  showHead();
  return [head, question];
}

/**
 * @param {Run} run
 * @param {HTMLElement} head
 * @param {Tab} tab
 * @param {{ end: () => void, renamed: (answer: any) => void }} then
 */
function askName(run, head, { words, cells, ask, complain }, { end, renamed }) {
  const save = async () => {
    const answer = await ask('rename', { id: run.id, name: box.value });
    complain(faultOf(answer));
    if (faultOf(answer)) return;
    run.name = box.value.trim();
    end();
    renamed(answer);
  };
  const box = h('input', {
    class: 'box',
    type: 'text',
    value: run.name,
    maxLength: 120,
    'aria-label': words.say('rename.label', { name: run.name }),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (isComposing(event)) return;
      if (isEnter(event)) save();
      if (event.key === 'Escape') end();
    },
  });
  const buttons = [button(words.all.save, 'small', save), button(words.all.cancel, 'small', end)];
  head.replaceChildren(cells.pill(run), h('div', { class: 'renaming' }, box, buttons));
  box.select();
}

/**
 * @param {Run} run
 * @param {HTMLElement} question
 * @param {Tab} tab
 * @param {{ end: (isDone: boolean) => void, removed: (answer: any) => void }} then
 */
function askRemoval(run, question, { words, ask, complain }, { end, removed }) {
  const keep = button(words.all['delete.no'], 'small', () => end(false));
  question.hidden = false;
  if (run.active) {
    question.replaceChildren(h('p', { text: words.say('delete.active', { name: run.name }) }), keep);
    return;
  }
  const sentence = run.origin === 'shipped' ? 'delete.shipped' : 'delete.ask';
  const yes = button(words.say('delete.yes', { name: run.name }), 'small bad', async () => {
    const answer = await ask('remove', { id: run.id });
    complain(faultOf(answer));
    end(true);
    if (!faultOf(answer)) removed(answer);
  });
  question.replaceChildren(h('p', { text: words.say(sentence, { name: run.name }) }), keep, yes);
  keep.focus();
}
