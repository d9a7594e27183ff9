// Documents to answer from: those that a person has added, else the ones that the run was kept from.

import { find, h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';

const MOST = 64;

/**
 * @param {import('./types.js').Desk} desk
 * @param {{ accept: string, kinds: string }} offered endings of documents, for a picker, and their kinds, to be read
 * @param {{ note: (sentence: string) => void, onChange: () => void }} hooks
 */
export function createShelf({ root, words, uploads, state }, { accept, kinds }, { note, onChange }) {
  const host = find(root, '.shelf');
  /** @type {{ id: string, name: string }[]} */
  let documents = [];
  let own = 0; // passages that came with the run

  const help = () => {
    if (documents.length) return words.all['shelf.help.yours'];
    const count = pageNumbers().count(own);
    return own ? words.say('shelf.help.own', { count, kinds }) : words.say('shelf.help.none', { kinds });
  };
  const dress = () => {
    host.hidden = !state.task.cites;
    find(host, '.books').replaceChildren(...documents.map(book));
    find(host, '.own-books').hidden = !documents.length;
    find(host, '.books-help').textContent = help();
  };
  /** @param {{ id: string, name: string }[]} next */
  const change = (next) => {
    documents = next;
    dress();
    onChange();
  };
  /** @param {{ id: string, name: string }} document */
  const book = ({ id, name }) =>
    h(
      'span',
      { class: 'book' },
      h('span', { text: name, title: name }),
      h('button', {
        type: 'button',
        class: 'bin',
        text: '×',
        'aria-label': words.say('shelf.remove', { name }),
        onclick: () => change(documents.filter((one) => one.id !== id)),
      }),
    );
  /** @param {File[]} files */
  const take = async (files) => {
    const { ids, names, fault } = await uploads.send(files);
    if (fault) note(fault);
    else change([...documents, ...ids.map((id, i) => ({ id, name: names[i] }))].slice(-MOST));
  };

  find(host, '.drop-books').addEventListener('click', () => uploads.choose(accept, true, take));
  find(host, '.own-books').addEventListener('click', () => change([]));
  return {
    dress,
    take,
    options: () => ({ documents: documents.map(({ id }) => id) }),
    /** @param {number} count passages that came with the run */
    show(count) {
      own = count;
      dress();
    },
  };
}
