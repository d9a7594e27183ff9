// The drawing of a model of one stack: a decoder that writes on, or an encoder that fills blanks.

import { embedding, head, probs, tie, tokens } from './ends.js';
import { LEFT, RIGHT } from './picture.js';
import { partsOf, sheetsWidth, stack } from './stack.js';

/** @typedef {import('./picture.js').Picture} Picture */
/** @typedef {import('./picture.js').Frame} Frame */

/**
 * Answers its height.
 * @param {Picture} picture
 * @param {number} width
 */
export function drawOne(picture, width) {
  const { shape, words } = picture;
  const { L, E, model } = shape;
  const isEncoder = model.architecture === 'encoder-only';
  const times = L || E;
  const x1 = width - RIGHT;
  const edge = x1 - sheetsWidth(times);
  /** @param {number} y @returns {Frame} */
  const at = (y) => ({ x0: LEFT, x1: edge, y, flip: false });
  const { text, caption, likely, about } = exampleOf(picture);
  const embed = embedding(picture, at(tokens(picture, at(8), { text, caption, asksLast: !isEncoder })), false);
  const make = partsOf(picture, [isEncoder ? 'all' : 'past']);
  const found = stack(picture, { ...at(embed.y), x1 }, { name: words.all['draw.block'], times, make });
  const out = head(picture, at(found.y), found.stream);
  if (model.tied_embeddings) tie(picture, { x: edge, right: width - 3, from: embed.middle, to: out.middle });
  return probs(picture, at(out.y), { likely, caption: about });
}

/**
 * What stands at both ends of one stack.
 * @param {Picture} picture
 */
function exampleOf({ shape, words, count }) {
  const isPairs = shape.format === 'pairs';
  const T = count(shape.T);
  /** @param {string} key */
  const example = (key) => words.all[`draw.example${key}`];
  if (shape.model.architecture !== 'encoder-only') {
    return {
      text: isPairs ? example('.pair') + example('.pair.answer') : example(''),
      caption: words.say('draw.text', { T }),
      likely: example(isPairs ? '.pair.probs' : '.probs'),
      about: words.all['draw.probs'],
    };
  }
  const question = example('.pair');
  return {
    text: isPairs ? `${question}▸${'▢'.repeat([...question].length)}` : example('.blank'),
    caption: words.say(isPairs ? 'draw.text.blanks' : 'draw.text.encoder', { T }),
    likely: example(isPairs ? '.pair.blanks.probs' : '.blank.probs'),
    about: words.all[isPairs ? 'draw.probs.blanks' : 'draw.probs.blank'],
  };
}
