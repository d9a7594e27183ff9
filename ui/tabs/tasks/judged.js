// Single answers of a measured run beside the right ones: where it did best, worst, and some by chance.

import { button, find, h } from '../../live/lib/dom.js';
import { pageData } from '../../live/lib/page.js';
import { press } from './pointing.js';

/** @typedef {import('../../live/lib/words.js').Words} Words */
/** @typedef {import('./score_line.js').Judged} Judged */

const SORTS = ['best', 'worst', 'random'];

/**
 * @param {HTMLElement} host
 * @param {Words} words
 * @param {(clip: string) => void} hear
 */
export function createJudged(host, words, hear) {
  let sort = 'worst';
  /** @type {Record<string, Judged[]>} */
  let answers = {};
  const draw = () => {
    host.hidden = !SORTS.some((name) => answers[name]?.length);
    press(buttons, (one) => one.dataset.sort === sort);
    find(host, '.judged').replaceChildren(...(answers[sort] ?? []).map((one) => answerRow(one, words, hear)));
  };
  const buttons = SORTS.map((name) =>
    h('button', {
      type: 'button',
      text: words.all[`answers.${name}`],
      title: words.all[`answers.${name}.help`],
      data: { sort: name },
      onclick: () => {
        sort = name;
        draw();
      },
    }),
  );
  find(host, '.sorts').append(...buttons);
  return {
    /** @param {Record<string, Judged[]>} judged */
    show(judged) {
      answers = judged;
      draw();
    },
  };
}

/**
 * @param {Judged} one
 * @param {Words} words
 * @param {(clip: string) => void} hear
 */
function answerRow({ input, answer, right, clip }, { all: words, say }, hear) {
  const isRight = answer.trim() === right.trim();
  const play = clip && button(words['sound.hear'], 'small bare', () => hear(clip));
  if (play) play.setAttribute('aria-label', say('sound.hear.name', { name: clip }));
  const tick = h('span', { class: 'tick', role: 'img', 'aria-label': words['answers.same'], text: '✓' });
  const rightLine = h(
    'p',
    { class: 'right-was' },
    h('span', { class: 'quiet', text: words['answers.right'] }),
    pageData().units['sentence.separator'],
    h('span', { class: 'voice', text: right || words.nothing }),
  );
  return h(
    'li',
    {},
    h('p', { class: 'given-was' }, play && [play, ' '], input),
    h('p', { class: 'voice' }, answer || words.nothing, isRight && [' ', tick]),
    !isRight && rightLine,
  );
}
