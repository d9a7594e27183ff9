// Sentences filled with values as ui/words/spelling.py fills them: English nouns after 1 are singular, Chinese stands apart from Latin.

import { h, findAll } from './dom.js';
import { pageData } from './page.js';

/** @typedef {{ name?: string, text: string }} Piece a part of a sentence; what came from a value has its name */
/** @typedef {Record<string, any>} Values */
/** @typedef {ReturnType<typeof createWords>} Words */

/** @type {Record<string, string>} */
const SINGULAR = { matrices: 'matrix', classes: 'class', batches: 'batch', passes: 'pass', queries: 'query' };
/** @type {Record<string, string>} */
const VERBS = { are: 'is', have: 'has', repeat: 'repeats', were: 'was', wait: 'waits' };
const NO_NOUNS = /^(is|as|was|has|does|this|less|its|holds|needs|makes|says|wrote|takes|knows|gets|sees|costs)$/;
const COUNTED = /\{(\w+)\} ([a-z-]+s|matrices)\b( (?:are|have|repeat|were|wait)\b)?/g;
const ENDS_CHINESE = /[\u4e00-\u9fff]$/;
const ENDS_LATIN = /[0-9A-Za-z]$/;
const BEGINS_CHINESE = /^[\u4e00-\u9fff]/;
const BEGINS_LATIN = /^[0-9A-Za-z]/;

/** @typedef {{ agree: boolean, spaced: boolean }} Grammar nouns after 1 are singular; Chinese stands apart from Latin */

/**
 * @param {string} sentence
 * @param {Values} values
 */
function agreeing(sentence, values) {
  return sentence.replace(COUNTED, (all, name, noun, verb) => {
    if (String(values[name]) !== '1' || NO_NOUNS.test(noun)) return all;
    return `{${name}} ${SINGULAR[noun] ?? noun.replace(/s$/, '')}${verb ? ` ${VERBS[verb.trim()]}` : ''}`;
  });
}

/**
 * @param {string} left
 * @param {string} right
 */
function meets(left, right) {
  return (ENDS_CHINESE.test(left) && BEGINS_LATIN.test(right)) || (ENDS_LATIN.test(left) && BEGINS_CHINESE.test(right));
}

/**
 * The parts of a sentence, so that its values may be shown otherwise than its words.
 * @param {string} sentence
 * @param {Values} [values]
 * @param {Grammar} [grammar]
 * @returns {Piece[]}
 */
export function piecesOf(sentence, values = {}, grammar = pageData().grammar) {
  const { agree, spaced } = grammar;
  const parts = (agree ? agreeing(sentence, values) : sentence)
    .split(/(\{\w+\})/)
    .filter(Boolean)
    .map((part) => {
      const name = part.match(/^\{(\w+)\}$/)?.[1];
      return name ? { name, text: String(values[name] ?? '') } : { text: part };
    });
  if (!spaced) return parts;
  return parts.flatMap((part, i) => (i && meets(parts[i - 1].text, part.text) ? [{ text: ' ' }, part] : [part]));
}

/**
 * A sentence with its values.
 * @param {string} sentence
 * @param {Values} [values]
 * @param {Grammar} [grammar]
 */
export function filled(sentence, values = {}, grammar = pageData().grammar) {
  return piecesOf(sentence, values, grammar)
    .map(({ text }) => text)
    .join('');
}

/**
 * The sentences of one part.
 * @param {Record<string, string>} words by key, as `words.bundle(…)` sends them
 * @param {Grammar} [grammar]
 */
export function createWords(words, grammar = pageData().grammar) {
  return {
    /** All sentences as they stand. */
    all: words,
    /**
     * @param {string} key
     * @param {Values} [values]
     */
    say: (key, values) => (values ? filled(words[key], values, grammar) : words[key]),
    /**
     * Puts a sentence into an element, its values in bold.
     * @param {HTMLElement} node
     * @param {string} key
     * @param {Values} [values]
     */
    sayInto(node, key, values = {}) {
      const pieces = piecesOf(words[key], values, grammar);
      node.replaceChildren(...pieces.map(({ name, text }) => (name ? h('b', { class: 'num', text }) : text)));
    },
    /**
     * Gives a part's template its words: data-w is text, data-label a name, data-hint a placeholder.
     * @param {HTMLElement} element
     */
    speakTemplate(element) {
      findAll(element, '[data-w]').forEach((node) => {
        node.textContent = words[node.dataset.w ?? ''];
      });
      findAll(element, '[data-label]').forEach((node) => {
        node.setAttribute('aria-label', words[node.dataset.label ?? '']);
      });
      findAll(element, '[data-hint]').forEach((node) =>
        node.setAttribute('placeholder', words[node.dataset.hint ?? '']),
      );
    },
  };
}
