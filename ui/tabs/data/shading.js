// The first dialogues as a model reads them, with what it learns of them shaded.

import { find, findAll, h, rove } from '../../live/lib/dom.js';
import { visibleToken } from '../../live/lib/tokens.js';
import { sayAnew } from './status.js';

/** @typedef {ReturnType<typeof createShading>} Shading */
/** @typedef {[label: string, id: number | null, isLearnt: boolean, isMark: boolean]} Piece a token; of a turn no id */
/** @typedef {{ pieces: Piece[], more: boolean }} Dialogue the first pieces of it */
/** @typedef {{ dialogues: Dialogue[], tokens: boolean, fault?: string, code?: string, error?: string }} Found */

const TOKENS = '.tk[data-id]';
const ABOUT_A_ROW = 12; // tokens that the arrow keys pass at once, up and down

/** @param {import('./types.js').Card} card */
export function createShading({ element, words, ask, view }) {
  const root = find(element, '.shade');
  const list = find(root, '.shaded');
  const told = find(root, '.told');
  const state = { asked: 0 };

  /** @param {Found} found */
  function draw({ dialogues, tokens, fault, code = '' }) {
    const wrong = find(root, '.wrong');
    wrong.hidden = !isOfTemplate(code);
    sayAnew(wrong, isOfTemplate(code) ? (fault ?? '') : '');
    list.replaceChildren(...dialogues.map((dialogue) => dialogueItem(dialogue, words)));
    const first = list.querySelector('.tk');
    if (first && tokens) first.tabIndex = 0;
    told.textContent = first ? words.all[tokens ? 'shade.hint' : 'shade.wait'] : '';
  }

  /** @param {Event} event */
  function tell({ target }) {
    const token = target instanceof Element && /** @type {HTMLElement | null} */ (target.closest(TOKENS));
    if (!token) return;
    const { id, label = '', learnt } = token.dataset;
    told.replaceChildren(
      h('b', { class: 'voice', text: visibleToken(label) || '·' }),
      ` · ${words.say('shade.id', { id })} · ${words.all[`shade.${learnt}`]}`,
    );
  }

  ['focusin', 'mouseover', 'click'].forEach((name) => list.addEventListener(name, tell));
  rove(list, {
    items: () => findAll(list, TOKENS),
    columns: () => ABOUT_A_ROW,
    onMove: (token) => {
      findAll(list, '.tk[tabindex="0"]').forEach((other) => {
        other.tabIndex = -1;
      });
      token.tabIndex = 0;
    },
  });

  return {
    /**
     * Asks how the dialogues read.
     * @param {import('./types.js').Draft} [draft]
     * @param {boolean} [preview] whether the draft is only tried, so that nothing is prepared for it
     */
    async look(draft = view().draft, preview = false) {
      const isTalk = () => view().format === 'conversations';
      root.hidden = !isTalk();
      if (!isTalk()) return;
      const mine = (state.asked += 1);
      const found = await ask('shade', { draft, preview });
      if (mine === state.asked && isTalk() && !found.error) draw(found);
    },
  };
}

/**
 * Whether a fault is the template's, and so is said beside it.
 * @param {string} code
 */
function isOfTemplate(code) {
  return code.startsWith('template-') || code === 'bad-value';
}

/**
 * A dialogue in stretches that are learnt or only read. What follows an answer begins a line of its own.
 * @param {Dialogue} dialogue
 * @param {import('./types.js').Words} words
 */
export function dialogueItem({ pieces, more }, words) {
  const row = h('li');
  stretchesOf(pieces).forEach((stretch, i) => {
    const [label, , isLearnt] = stretch[0];
    if (i && !isLearnt && !label.startsWith('\n')) row.append(h('br'));
    const tokens = stretch.map((piece) => tokenSpan(piece, words));
    row.append(h(isLearnt ? 'mark' : 'span', { class: isLearnt ? 'learnt' : 'heard' }, tokens));
  });
  if (more) row.append(h('span', { class: 'quiet', text: ' …' }));
  return row;
}

/**
 * Neighbors that are all learnt, or all only read.
 * @param {Piece[]} pieces
 * @returns {Piece[][]}
 */
export function stretchesOf(pieces) {
  /** @type {Piece[][]} */
  const stretches = [];
  pieces.forEach((piece, i) => {
    if (i && pieces[i - 1][2] === piece[2]) stretches[stretches.length - 1].push(piece);
    else stretches.push([piece]);
  });
  return stretches;
}

/**
 * @param {Piece} piece
 * @param {import('./types.js').Words} words
 */
function tokenSpan([label, id, isLearnt, isMark], { say }) {
  const set = { class: `tk${isMark ? ' tag' : ''}`, text: inLine(label) };
  if (id === null) return h('span', set);
  const data = { id, label, learnt: isLearnt ? 'learnt' : 'read' };
  return h('span', { ...set, data, tabIndex: -1, title: say('shade.id', { id }) });
}

/**
 * Newlines are drawn and break the line; blanks stay blanks, since every token has a ground of its own.
 * @param {string} label
 */
function inLine(label) {
  return label.replace(/\r?\n/g, '⏎\n').replace(/\t/g, '⇥');
}
