// The system prompt of each lane whose run converses, a field among what can be changed.

import { find, findAll, h } from '../../live/lib/dom.js';

/** @typedef {import('./types.js').Lane} Lane */
/** @typedef {{ show: () => void }} Systems */

const LONGEST = 4000;

/**
 * @param {import('./types.js').Chat} chat
 * @returns {Systems}
 */
export function createSystems(chat) {
  const box = find(chat.root, '.systems');
  const { all: words } = chat.words;
  let shown = '';

  /**
   * @param {Lane} lane
   * @param {boolean} isNamed
   */
  function field(lane, isNamed) {
    const { system } = lane.learnt;
    const known = system ? 'system.help.yes' : 'system.help.no';
    const text = h('textarea', {
      class: 'box',
      rows: 2,
      maxLength: LONGEST,
      id: `chat-system-${chat.lanes.all.indexOf(lane)}`,
      placeholder: words['system.hint'],
      oninput: () => {
        lane.talk.system = text.value;
        lane.isChanged = true;
        lane.turns.drawRules();
      },
      onchange: chat.keep,
    });
    const label = isNamed ? `${words.system} · ${lane.about()?.name}` : words.system;
    return h(
      'div',
      { class: 'field' },
      h('label', { class: 'label', htmlFor: text.id, text: label }),
      text,
      h('p', { class: 'help', text: words[system === undefined ? 'system.help' : known] }),
    );
  }

  return {
    show() {
      const { all } = chat.lanes;
      const talking = all.filter((lane) => lane.manner() === 'converse');
      const facts = talking.map((lane) => [all.indexOf(lane), lane.run, lane.about()?.name, lane.learnt.system]);
      box.hidden = !talking.length;
      if (JSON.stringify(facts) !== shown) {
        shown = JSON.stringify(facts);
        box.replaceChildren(...talking.map((lane) => field(lane, talking.length > 1)));
      }
      findAll(box, 'textarea').forEach((text, i) => {
        if (text !== document.activeElement) /** @type {any} */ (text).value = talking[i].talk.system ?? '';
      });
    },
  };
}
