// All settings: the button that opens their drawer, a search among them, those that were changed, and the way back.

import { button, find, findAll, h } from '../lib/dom.js';
import { draft } from '../page/draft.js';
import { drawerRow } from './rows.js';

/** @typedef {import('./types.js').Field} Field */
/** @typedef {import('./types.js').Form} Form */

/**
 * @param {HTMLElement} element
 * @param {Form} form
 * @param {Field[]} fields
 */
export function layDrawer(element, form, fields) {
  const words = form.words.all;
  const dialog = createDialog(form);
  const search = find(dialog, 'input');
  const changed = find(dialog, '.chip');
  const list = createList(find(dialog, '.list'), form, fields);
  const filter = () => list.filter(search.value, changed.getAttribute('aria-pressed') === 'true');
  const showCount = () => {
    const count = draft.state()?.changed.filter((name) => fields.some((field) => field.name === name)).length ?? 0;
    changed.textContent = form.words.say('changed.count', { count });
    changed.hidden = !count;
    resetAll.hidden = !count;
    if (!count) changed.setAttribute('aria-pressed', 'false');
    filter();
  };
  const resetAll = button(words['reset.all'], 'small', () => {
    const names = draft.state()?.changed ?? [];
    fields.filter(({ name }) => names.includes(name) || draft.isPending(name)).forEach(form.reset);
    search.focus();
  });
  find(dialog, '.find').append(resetAll);
  search.addEventListener('input', filter);
  changed.addEventListener('click', () => {
    changed.setAttribute('aria-pressed', String(changed.getAttribute('aria-pressed') !== 'true'));
    filter();
  });
  const opener = h('button', {
    type: 'button',
    class: 'btn small bare',
    'aria-haspopup': 'dialog',
    text: form.words.say('all', { count: fields.length }),
    onclick: () => {
      list.build();
      search.value = '';
      filter();
      dialog.showModal();
      search.focus();
    },
  });
  dialog.addEventListener('close', () => opener.focus());
  form.follow(showCount);
  element.append(opener, dialog);
}

/**
 * The drawer, still without rows.
 * @param {Form} form
 */
function createDialog({ words: { all: words }, unique }) {
  const titleId = `${unique}-title`;
  const dialog = h(
    'dialog',
    { class: 'drawer', 'aria-labelledby': titleId },
    h(
      'header',
      {},
      h(
        'div',
        {},
        h('h2', { class: 'h', id: titleId, text: words.title }),
        h('p', { class: 'sub', text: words.about }),
      ),
      button(words.close, 'small', () => dialog.close()),
    ),
    h(
      'div',
      { class: 'find' },
      h('input', {
        type: 'search',
        class: 'box',
        placeholder: words['search.hint'],
        'aria-label': words.search,
        autocomplete: 'off',
      }),
      h('button', { type: 'button', class: 'chip', 'aria-pressed': 'false' }),
    ),
    h('div', { class: 'list', tabIndex: 0, role: 'group', 'aria-label': words.title }),
  );
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  return dialog;
}

/**
 * The rows of all settings by group, made when they are first wanted.
 * @param {HTMLElement} list
 * @param {Form} form
 * @param {Field[]} fields
 */
function createList(list, form, fields) {
  const words = form.words.all;
  const none = h('p', { class: 'none', hidden: true, role: 'status' });
  /** @param {string} group */
  const section = (group) =>
    h(
      'section',
      { 'aria-label': words[`group.${group}`] },
      h('h3', { class: 'h', text: words[`group.${group}`] }),
      fields.filter((field) => field.group === group).map((field) => drawerRow(field, form)),
    );

  return {
    build() {
      if (form.rows.size) return;
      const groups = [...new Set(fields.map((field) => field.group))];
      list.append(...groups.map(section), none);
      form.show();
    },
    /**
     * @param {string} query
     * @param {boolean} onlyChanged
     */
    filter(query, onlyChanged) {
      form.rows.forEach(({ field, root }) => {
        const isWanted = !onlyChanged || root.classList.contains('is-changed');
        root.hidden = !isWanted || !fits(field, query);
      });
      findAll(list, 'section').forEach((section) => {
        section.hidden = !section.querySelector('.set:not([hidden])');
      });
      none.hidden = [...form.rows.values()].some(({ root }) => !root.hidden);
      none.textContent = form.words.say('none', { query: query.trim() });
    },
  };
}

/**
 * Whether a search finds a field: every word of it stands in the field's own.
 * @param {Field} field
 * @param {string} query
 */
export function fits(field, query) {
  const wanted = query.trim().toLowerCase().split(/\s+/);
  return wanted.every((word) => field.find.includes(word));
}
