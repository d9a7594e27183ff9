// The Chat tab: one or two lanes, each with a run, the composer below them, and the panel of an opened token.

import { find, onSight } from '../../live/lib/dom.js';
import { emptyState } from '../../live/lib/empty_state.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { createAsk } from '../../live/lib/rpc.js';
import { createWords } from '../../live/lib/words.js';
import { follow } from '../../live/page/clock.js';
import { createComposer } from './composer.js';
import { createKnobs } from './knobs.js';
import { createLanes, tellAll } from './lanes.js';
import { createOpened } from './opened.js';
import { createShelf } from './shelf.js';
import { createSystems } from './systems.js';

/** @typedef {import('./types.js').Chat} Chat */
/** @typedef {{ knobsByHand?: boolean, sampling?: import('./types.js').Sampling, lanes?: import('./types.js').SavedLane[] }} Saved */

const MOST_LANES = 2;

/** @param {import('../../live/lib/part.js').Part} part */
export function mount({ element, props, server }) {
  const words = createWords(props.words);
  words.speakTemplate(element);
  const key = `terrarium-chat-${props.language}`;
  const saved = remembered(key);
  const chat = createChat(find(element, '.chat'), { words, props, server, saved, key });
  const { lanes, root } = chat;
  find(root, '.none').append(emptyState(words, props.mark));
  const shown = saved.lanes?.length ? saved.lanes.slice(0, MOST_LANES) : [null];
  shown.forEach(lanes.add);
  addEventListener('pagehide', chat.keep);
  onSight(element, lanes.refresh);
  follow(
    element,
    async () => {
      const isLearning = lanes.all.some((lane) => lane.about()?.active);
      const mayChange = chat.isWaiting || !chat.runs.length || isLearning;
      if (mayChange && !lanes.isBusy()) await lanes.refresh();
    },
    false,
  );
}

/**
 * @param {HTMLElement} root
 * @param {{ words: import('../../live/lib/words.js').Words, props: Record<string, any>,
 *   server: import('../../live/lib/rpc.js').Server, saved: Saved, key: string }} given
 */
function createChat(root, { words, props, server, saved, key }) {
  const chat = /** @type {Chat} */ ({
    root,
    words,
    numbers: pageNumbers(),
    ask: createAsk(server, words.all.broken),
    limits: props.copied,
    runs: /** @type {Chat['runs']} */ ([]),
    isWaiting: false,
    keep: () => keep(chat, key),
    shelf: createShelf(() => chat.composer.note(words.all.unkept)),
  });
  chat.composer = createComposer(root, words.all, {
    send: (text) => tellAll(text, chat),
    stop: () => chat.lanes.all.forEach((lane) => lane.writer.hush()),
  });
  chat.knobs = createKnobs(root, props.knobs, {
    words: words.all,
    saved,
    own: () => chat.lanes.all[0]?.about()?.sampling,
    keep: chat.keep,
  });
  chat.systems = createSystems(chat);
  chat.opened = createOpened(chat);
  chat.lanes = createLanes(chat);
  return chat;
}

/**
 * Which run and which conversation each lane shows, and the settings, stay for this browser session; what was said stays
 * longer, on the shelf.
 * @param {Chat} chat
 * @param {string} key
 */
function keep({ lanes: { all }, knobs, shelf }, key) {
  for (const lane of all) {
    if (!lane.isChanged || !lane.run || !lane.talk.turns.length) continue;
    lane.isChanged = false;
    shelf.keep(lane.run, lane.talk);
    lane.tools.show();
  }
  const shown = all.map(({ run, byHand, talk }) => ({ run, byHand, talk: talk.id }));
  try {
    const { sampling } = knobs;
    sessionStorage.setItem(key, JSON.stringify({ knobsByHand: knobs.isByHand(), sampling, lanes: shown }));
  } catch {
    /* private window: it stays until the page closes */
  }
}

/**
 * @param {string} key
 * @returns {Saved}
 */
function remembered(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '{}') || {};
  } catch {
    return {};
  }
}
