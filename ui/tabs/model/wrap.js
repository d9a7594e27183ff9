// Text in lines: SVG breaks none by itself.

const NEVER_FIRST = /[，。；：）]/;
const BITS = /[\u2e80-\uffef]|[^\u2e80-\uffef\s]+\s*|\s+/g; // a Chinese character, or a word with the blanks after it

/** @typedef {(text: string, font?: string) => number} WidthOf pixels that a text takes */

/**
 * Facts in lines of at most this width, a point between two on the same line; a longer one breaks between words, or Chinese
 * characters.
 * @param {(string | false | null | undefined | 0)[]} facts what is none is left out
 * @param {number} width
 * @param {WidthOf} widthOf
 */
export function wrap(facts, width, widthOf) {
  /** @type {string[]} */
  const lines = [];
  for (const fact of facts) {
    if (!fact) continue;
    const joined = lines.length ? `${lines[lines.length - 1]} · ${fact}` : fact;
    if (lines.length && widthOf(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(...broken(fact, width, widthOf));
  }
  return lines.map((line) => line.trim());
}

/**
 * @param {string} fact
 * @param {number} width
 * @param {WidthOf} widthOf
 */
function broken(fact, width, widthOf) {
  const lines = [''];
  for (const bit of fact.match(BITS) ?? []) {
    const line = lines[lines.length - 1];
    const isTooWide = line && widthOf((line + bit).trimEnd()) > width && !NEVER_FIRST.test(bit);
    if (isTooWide) lines.push(bit);
    else lines[lines.length - 1] = line + bit;
  }
  return lines;
}

/**
 * Measures text in an element's own font.
 * @param {HTMLElement} element
 * @returns {WidthOf}
 */
export function createMeasure(element) {
  const paper = document.createElement('canvas').getContext('2d');
  return (text, font = '12.5px') => {
    if (!paper) return 0;
    paper.font = `${font} ${getComputedStyle(element).fontFamily}`;
    return paper.measureText(text).width;
  };
}
