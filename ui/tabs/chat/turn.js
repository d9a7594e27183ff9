// One turn on the screen: what was said, what was written, and its facts with what can be done about it.

import { button, h } from '../../live/lib/dom.js';
import { copiedShare } from './copied.js';
import { createMine } from './edit.js';
import { factsOf } from './facts.js';
import { addToken, shade } from './pieces.js';
import { fillsBlanks } from './talk.js';

/** @typedef {ReturnType<typeof createTurn>} TurnView */

const SEEDS = 10_000;

/**
 * @param {import('./types.js').Turn} turn
 * @param {import('./types.js').Lane} lane
 * @param {import('./types.js').Chat} chat
 */
export function createTurn(turn, lane, chat) {
  const { words, numbers, limits } = chat;
  const voice = h('p', { class: 'voice' });
  const fault = h('p', { class: 'fault', hidden: true });
  const meta = h('div', { class: 'meta' });
  const answer = h('div', { class: 'it' }, voice, fault, meta);

  function showFacts() {
    const { it } = turn;
    const tried = it.run === lane.run ? lane.learnt.tries.find(({ text }) => text === turn.me) : undefined;
    const copied = copiedShare(it, limits);
    const facts = factsOf(it, { words, numbers, expected: tried?.answer, step: lane.step, copied });
    const isLast = turn === lane.talk.turns[lane.talk.turns.length - 1];
    voice.classList.toggle('writing', Boolean(it.writing));
    fault.hidden = !it.error;
    fault.textContent = it.error ?? '';
    meta.replaceChildren(h('span', { text: facts.join(' · ') }), ...(isLast && !it.writing ? actions() : []));
  }
  function actions() {
    const { it } = turn;
    const { manner = 'continue', beams = 1 } = it;
    if (fillsBlanks(manner)) {
      return Object.keys(it.chosen ?? {}).length ? [action('unpin', () => lane.writer.write(turn))] : [];
    }
    const goesOn = manner === 'continue' || (manner === 'converse' && !it.ended);
    return [
      ...(beams > 1 ? [] : [action('again', again)]),
      ...(it.tokens.length && goesOn
        ? [action('more', () => lane.writer.write(turn, { kept: it.tokens.length }))]
        : []),
    ];
  }
  /**
   * @param {string} key
   * @param {() => void} act
   */
  function action(key, act) {
    const made = button(words.all[key], 'small bare', act);
    made.title = words.all[`${key}.help`];
    return made;
  }
  async function again() {
    await lane.writer.hush();
    await lane.writer.write(turn, { seed: Math.floor(Math.random() * SEEDS) });
  }
  /** @param {number} from the first token that isn't on the screen */
  function add(from) {
    for (let i = from; i < turn.it.tokens.length; i += 1) addToken(voice, turn.it, i, words.all);
  }

  add(0);
  shade(voice, turn.it);
  return {
    nodes: [createMine(turn, lane, chat), answer],
    voice,
    add,
    showFacts,
    shade: () => shade(voice, turn.it),
    redraw() {
      voice.replaceChildren();
      add(0);
    },
  };
}
