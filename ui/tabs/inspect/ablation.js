// The third question, what if: the sentence without a head at once, validation text without it when asked, and all heads in order.

import { find, findAll, h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { probBar } from '../../live/lib/tokens.js';
import { headName, isSameHead } from './reading.js';

/** @typedef {import('./types.js').Bench} Bench */
/** @typedef {import('./types.js').Cost} Cost */
/** @typedef {import('./types.js').Head} Head */
/** @typedef {import('./types.js').Reading} Reading */
/** @typedef {{ cost?: Cost, error?: string }} Measured neither while it is measured */
/** @typedef {{ done: number, of: number }} Progress through all heads */

/**
 * What is known of the chosen head and of all.
 * @typedef {object} Known
 * @property {Measured | undefined} one
 * @property {Cost[]} costs of those that were measured
 * @property {number} count of heads
 * @property {Progress | null} progress
 */

const NOTHING = 0.005; // nats that two digits after the point don't show
const MOST_SHOWN = 5;

/**
 * @param {Bench} bench
 * @param {{ chooseHead: (head: Head) => void, paintExpected: () => void }} others
 */
export function createAblation(bench, { chooseHead, paintExpected }) {
  const { root, state, answers } = bench;
  /** @type {Map<string, Measured>} */
  const measured = new Map();
  /** @type {Progress | null} */
  let progress = null;

  /** @param {Reading} reading */
  const knownOf = (reading) => {
    const heads = headsOf(reading);
    const costs = heads.map((head) => measured.get(keyOf(reading, head))?.cost);
    const one = measured.get(keyOf(reading, state.head));
    return { one, costs: costs.filter((cost) => cost !== undefined), count: heads.length, progress };
  };
  const paint = () => {
    if (state.reading) paintAblation(bench, state.reading, knownOf(state.reading), chooseHead);
  };
  /**
   * @param {Reading} reading
   * @param {Head} head
   */
  async function measure(reading, head) {
    const key = keyOf(reading, head);
    if (measured.has(key)) return;
    measured.set(key, {});
    paint();
    const answer = await answers.cost(reading, head);
    measured.set(key, answer.error ? { error: answer.error } : { cost: answer });
    paint();
  }
  async function measureAll() {
    const { reading } = state;
    if (!reading) return;
    const all = headsOf(reading);
    for (const [done, head] of all.entries()) {
      progress = { done, of: all.length };
      await measure(reading, head);
      if (reading !== state.reading || measured.get(keyOf(reading, head))?.error) break;
    }
    progress = null;
    paint();
  }
  async function look() {
    const { reading, head } = state;
    if (!reading) return;
    const answer = await answers.look(reading.answer.step, head);
    if (reading !== state.reading || !state.isOff || !isSameHead(head, state.head)) return;
    if (answer.error) {
      find(root, '.q3-said').textContent = answer.error;
      return;
    }
    state.without = answer;
    paintExpected();
    paint();
    if (!state.isPlaying) measure(reading, head);
  }

  find(root, '.switch').addEventListener('change', (/** @type {Event} */ event) => {
    state.isOff = /** @type {HTMLInputElement} */ (event.target).checked;
    state.without = null;
    if (state.isOff) look();
    paintExpected();
    paint();
  });
  find(root, '.measure').addEventListener('click', () => state.reading && measure(state.reading, state.head));
  find(root, '.measure-all').addEventListener('click', measureAll);
  nameSwitch(bench); // before the first answer too
  return { paint, look };
}

/**
 * @param {Reading} reading
 * @param {Head} head
 */
function keyOf({ answer: { run, step, map } }, head) {
  return [run, step, map, head].join('|');
}

/**
 * @param {Reading} reading
 * @returns {Head[]}
 */
function headsOf({ answer: { layers, heads } }) {
  return Array.from({ length: layers * heads }, (_, k) => [Math.floor(k / heads), k % heads]);
}

/** @param {Bench} bench */
function nameSwitch({ root, words, state }) {
  find(root, '.switch-name').textContent = words.say('q3.switch', { head: headName(state.head) });
}

/**
 * @param {Bench} bench
 * @param {Reading} reading
 * @param {Known} known
 * @param {(head: Head) => void} chooseHead
 */
function paintAblation(bench, reading, known, chooseHead) {
  const { root, words, state } = bench;
  nameSwitch(bench);
  find(root, '.switch').checked = state.isOff;
  find(root, '.q3-help').hidden = state.isOff;
  paintDeltas(bench, reading, known.one?.cost);
  find(root, '.q3-said').textContent = state.isOff ? saidOf(known, words) : '';
  const most = state.isOff ? mostCostly(known) : [];
  find(root, '.costs').hidden = !most.length;
  find(root, '.costs').replaceChildren(...most.map((one) => costLine(one, worth(most[0]), state.head, chooseHead)));
  paintTools(root, words, known, state.isOff);
}

/**
 * The loss before and after, on the sentence and on validation text.
 * @param {Bench} bench
 * @param {Reading} reading
 * @param {Cost | undefined} cost
 */
function paintDeltas({ root, words, state }, { answer }, cost) {
  const { isOff, without } = state;
  const after = without && isSameHead(without.off, state.head) ? without.mean : null;
  const { mean } = answer;
  paintDelta(find(root, '.on-sentence'), isOff && mean !== null && after !== null ? [mean, after] : null);
  const validation = find(root, '.on-validation');
  paintDelta(validation, isOff && cost ? [cost.before, cost.after] : null);
  find(validation, '.what').textContent = words.say('q3.validation', { step: pageNumbers().count(answer.step) });
}

/**
 * @param {HTMLElement} box
 * @param {[before: number, after: number] | null} losses nats a token
 */
function paintDelta(box, losses) {
  box.hidden = !losses;
  if (!losses) return;
  const numbers = findAll(box, 'strong');
  numbers.forEach((number, k) => {
    number.textContent = pageNumbers().decimals(losses[k], 2);
  });
  numbers[1].classList.toggle('up', losses[1] > losses[0] + NOTHING);
}

/**
 * @param {Known} known
 * @param {import('./types.js').Words} words
 */
function saidOf({ one, costs, count, progress }, words) {
  if (progress) return words.say('q3.progress', { done: progress.done, count: progress.of });
  if (!one) return '';
  if (one.error) return one.error;
  if (!one.cost) return words.all['q3.measuring'];
  return pageNumbers().sentences([
    verdictOf(one.cost, costs, count, words),
    words.say('q3.measured', { tokens: pageNumbers().count(one.cost.tokens) }),
  ]);
}

/**
 * What a cost means, beside those of all other heads once these are known; "" before that.
 * @param {Cost} cost
 * @param {Cost[]} costs
 * @param {number} count of heads
 * @param {import('./types.js').Words} words
 */
export function verdictOf(cost, costs, count, words) {
  const loss = cost.after - cost.before;
  if (Math.abs(loss) < NOTHING) return words.all['q3.nothing'];
  if (loss < 0) return words.all['q3.gain'];
  if (costs.length < count || count < 2) return '';
  const more = costs.filter((other) => other.after > cost.after).length;
  return more ? words.say('q3.rank', { more, others: count - 1 }) : words.say('q3.first', { count });
}

/**
 * Once all heads are measured, those that cost most.
 * @param {Pick<Known, 'costs' | 'count'>} known
 */
export function mostCostly({ costs, count }) {
  if (costs.length < count || count < 2) return [];
  return [...costs].sort((a, b) => worth(b) - worth(a)).slice(0, MOST_SHOWN);
}

/** @param {Cost} cost */
function worth({ before, after }) {
  return Math.max(0, after - before);
}

/**
 * @param {Cost} cost
 * @param {number} most
 * @param {Head} chosen
 * @param {(head: Head) => void} chooseHead
 */
function costLine(cost, most, chosen, chooseHead) {
  const share = worth(cost) / Math.max(1e-9, most);
  const line = probBar({ token: headName(cost.head), prob: share, isHit: isSameHead(cost.head, chosen) });
  find(line, '.n').textContent = `+${pageNumbers().decimals(worth(cost), 3)}`;
  const press = h('button', { type: 'button', onclick: () => chooseHead(cost.head) }, ...line.childNodes);
  line.replaceChildren(press);
  return line;
}

/**
 * @param {HTMLElement} root
 * @param {import('./types.js').Words} words
 * @param {Known} known
 * @param {boolean} isOff
 */
function paintTools(root, words, { one, costs, count, progress }, isOff) {
  const all = find(root, '.measure-all');
  const isWhole = costs.length === count || count < 2;
  find(root, '.measure').hidden = !isOff || Boolean(one);
  all.hidden = !isOff || !one?.cost || Boolean(progress) || isWhole;
  all.textContent = words.say('q3.ask-all', { count });
}
