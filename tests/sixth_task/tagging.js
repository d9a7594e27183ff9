// Evidence of tags: each word with its tag below.

import { h } from '../../live/lib/dom.js';
import { voice } from './voice.js';

/** @type {import('../../ui/tabs/tasks/types.js').Evidence} */
export const evidence = {
  views: [],
  title: 'tagged',
  help: 'tagged.because',
  answer: ({ answer }) => [voice(answer)],
  draw(host, { words: tagged }, _, { words, tell }) {
    const items = tagged.map(({ text, tag }) => h('span', { class: `tagged ${tag}` }, text, h('small', { text: tag })));
    host.append(h('p', {}, items));
    tell(words.say('tagged.count', { count: items.length }));
  },
};
