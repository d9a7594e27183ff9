// How far the text is prepared, and what is wrong with it, perhaps with a button that mends it.

import { find } from '../../live/lib/dom.js';

/** @typedef {import('./types.js').Status} Status */
/** @typedef {import('./types.js').Mend} Mend */

const LOOKS = { waiting: 'running', preparing: 'running', ready: 'done', failed: 'failed' };

/**
 * @param {import('./types.js').Card} card
 * @param {(changes: Record<string, any>) => void} mend
 */
export function createStatus({ element, words: { all: words }, view }, mend) {
  const fault = find(element, '.fault');
  const button = find(fault, 'button');
  const bar = find(element, '.progress');
  const pill = find(element, '.pill');
  const state = { changes: /** @type {Mend['changes']} */ (undefined) };
  button.addEventListener('click', () => state.changes && mend(state.changes));

  /**
   * @param {string} look
   * @param {string} sentence
   */
  function say(look, sentence) {
    pill.className = `pill state ${look}`;
    sayAnew(pill.lastElementChild, sentence);
  }

  /**
   * What is wrong with a template is said beside it instead.
   * @param {string} sentence "" for nothing
   * @param {string} [code]
   * @param {Mend} [fix]
   */
  function complain(sentence, code = '', { changes, label = '' } = {}) {
    const said = code.startsWith('template-') && view().format === 'conversations' ? '' : sentence;
    state.changes = changes;
    fault.hidden = !said;
    button.hidden = !changes;
    button.textContent = label;
    sayAnew(find(fault, 'p'), said);
  }

  /**
   * @param {number} share 0 to 1
   * @param {boolean} isGoing
   */
  function progress(share, isGoing) {
    bar.hidden = !isGoing;
    bar.firstElementChild.style.width = `${100 * share}%`;
    bar.setAttribute('aria-valuenow', Math.round(100 * share));
  }

  return {
    complain,
    wait: () => say('running', words['state.waiting']),
    /**
     * @param {Status} answer
     * @returns {boolean} whether it is still at work
     */
    show(answer) {
      const isGoing = answer.state === 'waiting' || answer.state === 'preparing';
      complain(answer.fault ?? '', answer.code, answer.fix);
      if (answer.state === 'ready' && answer.fault) say('failed', words['state.failed']);
      else say(LOOKS[answer.state], words[sentenceOf(answer, words)]);
      progress(answer.total ? answer.done / answer.total : 0, isGoing);
      return isGoing;
    },
  };
}

/**
 * @param {Status} answer
 * @param {Record<string, string>} words
 * @returns {string} the key of a sentence
 */
function sentenceOf({ state, stage }, words) {
  return state === 'preparing' && `state.${stage}` in words ? `state.${stage}` : `state.${state}`;
}

/**
 * Says what is new only, since the element is read aloud whenever it changes.
 * @param {HTMLElement} node
 * @param {string} sentence
 */
export function sayAnew(node, sentence) {
  if (node.textContent !== sentence) node.textContent = sentence;
}
