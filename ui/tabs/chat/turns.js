// A lane's conversation on the screen: a dialogue, or one text that grows; before anything is said, what to try.

import { button, findAll, h } from '../../live/lib/dom.js';
import { createTurn } from './turn.js';

/** @typedef {import('./types.js').Turn} Turn */
/** @typedef {import('./turn.js').TurnView} TurnView */

/**
 * @typedef {object} Turns
 * @property {HTMLElement} element
 * @property {() => void} draw
 * @property {() => void} drawRules the system prompt, above all
 * @property {() => boolean} isEdited whether a person is about to say something anew
 * @property {(turn: Turn) => void} append
 * @property {(turn: Turn) => void} redraw its answer
 * @property {(turn: Turn, from: number) => void} addTokens
 * @property {(turn: Turn) => void} showFacts
 * @property {(turn: Turn) => void} shade
 * @property {(piece: Node) => Turn | undefined} turnOf
 * @property {(turn: Turn) => HTMLElement[]} piecesOf
 * @property {() => boolean} isNearEnd
 * @property {() => void} toEnd
 */

const NEAR_PX = 60;

/**
 * @param {import('./types.js').Lane} lane
 * @param {import('./types.js').Chat} chat
 * @returns {Turns}
 */
export function createTurns(lane, chat) {
  const { words, numbers } = chat;
  /** @type {Map<Turn, TurnView>} */
  const views = new Map();
  const box = h('div', {
    class: 'turns',
    role: 'log',
    'aria-live': 'off',
    data: { scroll: '' },
    onclick: (/** @type {MouseEvent} */ event) => chat.opened.hearClick(lane, event),
    onkeydown: (/** @type {KeyboardEvent} */ event) => chat.opened.hearKey(lane, event),
  });
  const toEnd = () => {
    box.scrollTop = box.scrollHeight;
  };
  const showKey = () => {
    const key = /** @type {HTMLElement} */ (chat.root.querySelector('.key'));
    key.hidden = !chat.root.querySelector('.turns .copied');
  };

  function draw() {
    const { turns } = lane.talk;
    views.clear();
    box.replaceChildren();
    box.classList.toggle('written-on', lane.manner() === 'continue');
    if (turns.length) turns.forEach(append);
    else if (lane.about()) box.append(hello());
    drawRules();
    showKey();
    if (turns.length) toEnd();
  }
  function hello() {
    const manner = lane.manner();
    const greeting = words.all[manner === 'continue' ? 'hello' : `hello.${manner}`];
    const tries = lane.learnt.tries.map(({ text }) => button(text, 'small voice', () => chat.composer.fill(text)));
    return h(
      'div',
      { class: 'hello' },
      h('p', { class: 'quiet', text: greeting }),
      tries.length > 0 &&
        h('div', { class: 'tries' }, h('span', { class: 'quiet', text: `${words.all['hello.try']} ` }), tries),
    );
  }
  function drawRules() {
    const system = lane.talk.system?.trim();
    box.querySelector('.rules')?.remove();
    if (lane.manner() !== 'converse' || !system) return;
    const name = h('b', { text: numbers.labelled(words.all.system, '') });
    box.prepend(h('p', { class: 'rules quiet' }, name, system));
  }
  /** @param {Turn} turn */
  function append(turn) {
    const view = createTurn(turn, lane, chat);
    views.set(turn, view);
    box.querySelector('.hello')?.remove();
    if (lane.manner() === 'continue' && turn !== lane.talk.turns[0]) box.append('\n'); // as the model reads it
    box.append(...view.nodes);
    view.showFacts();
  }

  return {
    element: box,
    draw,
    drawRules,
    append,
    toEnd,
    isEdited: () => box.querySelector('.editing') !== null,
    isNearEnd: () => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX,
    redraw: (turn) => views.get(turn)?.redraw(),
    addTokens: (turn, from) => views.get(turn)?.add(from),
    showFacts: (turn) => views.get(turn)?.showFacts(),
    shade(turn) {
      views.get(turn)?.shade();
      views.get(turn)?.showFacts();
      showKey();
    },
    turnOf: (piece) => lane.talk.turns.find((turn) => views.get(turn)?.voice.contains(piece)),
    piecesOf: (turn) => findAll(views.get(turn)?.voice ?? box, '.w'),
  };
}
