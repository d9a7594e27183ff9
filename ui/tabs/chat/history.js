// A lane's tools: a new conversation, the earlier ones of its run, and files of them.

import { button, h } from '../../live/lib/dom.js';
import { download } from '../../live/lib/download.js';
import { fileName, linesOf, newId } from './talk.js';

/** @typedef {import('./types.js').Chat} Chat */
/** @typedef {import('./types.js').Lane} Lane */
/** @typedef {import('./types.js').Talk} Talk */
/** @typedef {{ element: HTMLElement, show: () => void, closeUnless: (target: Node) => void }} Tools */

const LONGEST_TITLE = 80;

/**
 * @param {Lane} lane
 * @param {Chat} chat
 * @returns {Tools}
 */
export function createTools(lane, chat) {
  const { words, composer } = chat;
  /**
   * @param {string} key
   * @param {() => void} act
   */
  const tool = (key, act) => {
    const made = button(words.all[key], `small bare ${key}`, act);
    made.title = words.all[`${key}.help`];
    return made;
  };
  const fresh = tool('new', async () => {
    await takeUp(lane, null, chat);
    composer.note();
    composer.focus();
  });
  const earlier = tool('earlier', () => (list.hidden ? open() : close()));
  const save = tool('export', () => saveAs(lane, [lane.talk], 'conversation', chat));
  const list = h('div', {
    class: 'past',
    hidden: true,
    id: `chat-past-${newId()}`,
    role: 'group',
    'aria-label': words.all['earlier.title'],
  });
  earlier.setAttribute('aria-controls', list.id);
  const element = h('div', { class: 'tools', onkeydown: leave, onfocusout: lose }, fresh, earlier, save, list);

  const show = () => {
    fresh.hidden = !lane.talk.turns.length;
    save.hidden = !lane.talk.turns.length;
    earlier.hidden = !talksOf(lane, chat).length;
  };
  const close = () => {
    list.hidden = true;
    earlier.setAttribute('aria-expanded', 'false');
  };
  function open() {
    const talks = talksOf(lane, chat);
    show();
    if (!talks.length) {
      close();
      return;
    }
    list.replaceChildren(...listed(talks, lane, chat, { close, opened: () => earlier.focus(), deleted }));
    list.hidden = false;
    earlier.setAttribute('aria-expanded', 'true');
  }
  function deleted() {
    open();
    const next = list.hidden ? null : list.querySelector('button');
    if (next) next.focus();
    else composer.focus();
  }
  /** @param {KeyboardEvent} event */
  function leave(event) {
    if (event.key !== 'Escape' || list.hidden) return;
    event.stopPropagation();
    close();
    earlier.focus();
  }
  /** @param {FocusEvent} event */
  function lose({ relatedTarget }) {
    if (relatedTarget instanceof Node && !element.contains(relatedTarget)) close();
  }
  close();
  return {
    element,
    show,
    closeUnless(target) {
      if (!list.hidden && !element.contains(target)) close();
    },
  };
}

/**
 * @param {Lane} lane
 * @param {Chat} chat
 */
function talksOf({ run }, { shelf }) {
  return run ? shelf.talksOf(run) : [];
}

/**
 * Puts the conversation of a lane away and takes up another; null: a new one.
 * @param {Lane} lane
 * @param {Talk | null} talk
 * @param {Chat} chat
 */
async function takeUp(lane, talk, chat) {
  await lane.writer.hush();
  chat.keep();
  const kept = talksOf(lane, chat).find(({ id }) => id === talk?.id);
  lane.takeUp(kept ?? talk);
  chat.keep();
}

/**
 * @param {Lane} lane
 * @param {Talk[]} talks
 * @param {string} kind
 * @param {Chat} chat
 */
function saveAs(lane, talks, kind, { words, composer }) {
  const lines = linesOf(talks);
  if (!lines.length) {
    composer.note(words.all['export.empty']);
    return;
  }
  download(fileName(lane.about()?.name ?? '', kind), new Blob(lines, { type: 'application/jsonl' }));
}

/**
 * @param {Talk[]} talks
 * @param {Lane} lane
 * @param {Chat} chat
 * @param {{ close: () => void, opened: () => void, deleted: () => void }} then
 */
function listed(talks, lane, chat, then) {
  const { words, numbers } = chat;
  const all = button(words.say('export.all', { count: numbers.count(talks.length) }), 'small bare all', () =>
    saveAs(lane, talks, 'conversations', chat),
  );
  all.hidden = talks.length < 2;
  const rows = talks.map((talk) => row(talk, lane, chat, then));
  return [h('ul', {}, rows), h('p', {}, all, h('span', { text: words.all['earlier.where'] }))];
}

/**
 * @param {Talk} talk
 * @param {Lane} lane
 * @param {Chat} chat
 * @param {{ close: () => void, opened: () => void, deleted: () => void }} then
 */
function row(talk, lane, chat, then) {
  const { words, numbers } = chat;
  const isCurrent = talk.id === lane.talk.id;
  const title = (talk.turns[0]?.me ?? '').replace(/\s+/g, ' ').trim().slice(0, LONGEST_TITLE);
  const facts = [
    numbers.date(talk.at / 1000),
    words.say('earlier.turns', { count: numbers.count(talk.turns.length) }),
    ...(isCurrent ? [words.all['earlier.current']] : []),
  ];
  const open = async () => {
    then.close();
    await takeUp(lane, talk, chat);
    then.opened();
  };
  const remove = async () => {
    if (isCurrent) await lane.writer.hush();
    chat.shelf.remove(lane.run ?? '', talk.id);
    if (isCurrent) {
      lane.takeUp();
      chat.keep();
    }
    then.deleted();
  };
  const gone = button(words.all['earlier.delete'], 'small bare gone', remove);
  gone.setAttribute('aria-label', words.say('earlier.delete.label', { title }));
  const shown = [h('b', { text: title }), h('span', { text: facts.join(' · ') })];
  const set = { type: 'button', class: 'open', 'aria-current': isCurrent ? 'true' : null, onclick: open };
  return h('li', {}, h('button', set, shown), gone);
}
