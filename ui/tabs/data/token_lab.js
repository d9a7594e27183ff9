// Any sentence cut as the chosen text's tokenizer cuts it: each token with its id, blanks drawn.

import { find, h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { createAsk } from '../../live/lib/rpc.js';
import { spokenToken, visibleToken } from '../../live/lib/tokens.js';
import { createWords } from '../../live/lib/words.js';
import { follow } from '../../live/page/clock.js';
import { term } from '../../live/page/terms.js';

/** @typedef {{ ids: number[], labels: string[], count: number, characters: number, unknown: number | null }} Cut */

const TYPED_MS = 200;
const FAULT_MS = 3000;
const WAITING_MS = 800;
const AT_REST = Infinity; // asked again when something changes, or when it comes into sight
const TINTS = 4;

/** @param {import('../../live/lib/part.js').Part} part */
export function mount({ element, props, watch, server }) {
  const words = createWords(props.words);
  words.speakTemplate(element);
  const ask = createAsk(server, words.all.broken);
  const box = find(element, 'input');
  const list = find(element, '.lab-tokens');
  const total = find(element, '.lab-count');
  const state = { draft: props.value, isTyped: false, timer: 0 };
  find(element, '.lab-title').append(term('tokenizer', words.all.lab));
  box.value = words.all['lab.example'];
  const wake = follow(element, look);

  /** @param {string} sentence */
  function note(sentence) {
    list.replaceChildren(h('li', { class: 'quiet', text: sentence }));
    total.textContent = '';
  }
  async function look() {
    const { draft } = state;
    const text = box.value;
    if (!draft?.source) return AT_REST;
    if (!text) {
      note(words.all['lab.empty']);
      return AT_REST;
    }
    const found = await ask('tokens', { text, draft });
    if (text !== box.value || draft !== state.draft) return AT_REST; // asked anew since
    if (found.error) note(found.error);
    else if (found.waiting) note(words.all['lab.wait']);
    else {
      list.replaceChildren(...itemsOf(found, words));
      total.textContent = totalOf(found, words);
    }
    return waitAfter(found);
  }

  box.addEventListener('input', () => {
    state.isTyped = true;
    clearTimeout(state.timer);
    state.timer = window.setTimeout(wake, TYPED_MS);
  });
  watch('value', () => {
    if (!props.value?.source) return;
    state.draft = props.value;
    wake();
  });
  document.addEventListener('terrarium:tokens', (event) => {
    if (!state.isTyped) box.value = /** @type {CustomEvent} */ (event).detail;
    wake();
  });
}

/** @param {{ error?: string, waiting?: boolean }} found */
function waitAfter({ error, waiting }) {
  if (error) return FAULT_MS;
  return waiting ? WAITING_MS : AT_REST;
}

/**
 * @param {Cut} found
 * @param {import('./types.js').Words} words
 */
export function itemsOf({ ids, labels, count, unknown }, { all: words, say }) {
  const items = labels.map((label, i) => {
    const isUnknown = ids[i] === unknown;
    const name = isUnknown ? words['lab.unknown'] : spokenToken(label, words);
    return h(
      'li',
      {
        class: `piece tint-${i % TINTS}${isUnknown ? ' unknown' : ''}`,
        title: say('lab.id', { label: name, id: ids[i] }),
      },
      h('span', { class: 'voice', text: isUnknown ? '<unk>' : visibleToken(label) || '·' }),
      h('small', { class: 'num', text: String(ids[i]) }),
    );
  });
  return count > ids.length
    ? [...items, h('li', { class: 'quiet', text: say('lab.more', { count: ids.length }) })]
    : items;
}

/**
 * @param {Cut} found
 * @param {import('./types.js').Words} words
 */
function totalOf({ count, characters }, { say }) {
  const numbers = pageNumbers();
  return say('lab.count', {
    tokens: numbers.count(count),
    characters: numbers.count(characters),
    ratio: numbers.decimals(characters / Math.max(1, count), 2),
  });
}
