// The numbers of a run: step, losses, what its task is judged by, speed and time.

import { find } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { term } from '../../live/page/terms.js';
import { OVER } from './types.js';

/** @typedef {import('./types.js').Run} Run */

const MOST_PERPLEXITY_NATS = 30; // beyond it the number of choices says nothing
const GLOSSARY = /** @type {Record<string, string>} */ ({ rouge1: 'rouge' }); // where a metric's term is called otherwise

/**
 * @param {HTMLElement} element
 * @param {import('./types.js').Words} words
 * @param {Record<string, string>} terms a glossary term's HTML
 */
export function createKpis(element, { all: words, say }, terms) {
  const { count, duration } = pageNumbers();
  /** @type {Record<string, HTMLElement>} */
  const judged = {
    answer: find(element, '#kpi-score'),
    converse: find(element, '#kpi-taught'),
    continue: find(element, '#kpi-perplexity'),
  };
  let shown = judged.continue; // one of them at a time
  judged.answer.remove();
  judged.converse.remove();

  /**
   * @param {string} id
   * @param {string | null} value
   * @param {string} [unit]
   */
  const set = (id, value, unit = '') => {
    const cell = find(element, `#kpi-${id} dd`);
    put(find(cell, 'b'), value ?? '–');
    const small = cell.querySelector('small');
    if (small) put(small, value === null ? '' : unit);
  };
  /** @param {Run} run */
  const judge = (run) => {
    const wanted = judged[run.task] ?? judged.continue;
    if (wanted !== shown) shown.replaceWith(wanted);
    shown = wanted;
    if (run.task === 'answer') {
      set('score', run.score === null ? null : scoreOf(run, run.score));
      nameScore(judged.answer, run, terms);
    } else if (run.task === 'converse') {
      const held = run.score === null ? '' : say('kpi.new', { share: share(run.score) });
      set('taught', run.taught === null ? null : share(run.taught), held);
    } else set('perplexity', perplexity(run.val_loss));
  };
  /** @param {Run} run */
  const time = (run) => {
    const isOver = OVER.includes(run.status);
    const seconds = isOver ? run.elapsed_s : run.status === 'running' ? run.left_s : null;
    put(find(element, '#kpi-time dt'), words[isOver ? 'kpi.took' : 'kpi.left']);
    set('time', (seconds ?? null) === null ? null : duration(Number(seconds)));
  };

  return (/** @type {Run} */ run) => {
    set('step', count(run.step), `/ ${count(run.max_steps)}`);
    set('val-loss', lossText(run.val_loss));
    set('train-loss', lossText(run.train_loss));
    judge(run);
    set('speed', run.tokens_per_s ? count(Math.round(run.tokens_per_s)) : null, words['unit.speed']);
    time(run);
    const bar = find(element, '.progress');
    bar.setAttribute('aria-valuemax', run.max_steps);
    bar.setAttribute('aria-valuenow', run.step);
    find(bar, 'i').style.width = `${100 * Math.min(1, run.step / Math.max(1, run.max_steps))}%`;
  };
}

/**
 * Writes a text where it has changed.
 * @param {Element} node
 * @param {string} text
 */
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * A loss as a card has room for; null where there is none.
 * @param {number | null | undefined} value
 */
export function lossText(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return null;
  if (value >= 1e4) return value.toExponential(1);
  return value.toFixed(value >= 100 ? 0 : 2);
}

/**
 * A share in percent, with a digit more near nothing and near all: 99.96% isn't 100%.
 * @param {number} value
 */
export function share(value) {
  const isNearAnEnd = (value > 0 && value < 0.1) || (value > 0.9 && value < 1);
  return `${isNearAnEnd ? Math.min(100 * value, 99.9).toFixed(1) : Math.round(100 * value)}%`;
}

/**
 * A score as its metric is written, which comes as a share of all that is possible.
 * @param {Run} run
 * @param {number} value
 */
function scoreOf({ metric }, value) {
  if (!metric) return share(value);
  return `${(100 * value).toFixed(1)}${metric.percent ? '%' : ''}`;
}

/**
 * Among how many tokens a run is as unsure as if it chose one by chance.
 * @param {number | null} loss
 */
function perplexity(loss) {
  if (loss === null || loss > MOST_PERPLEXITY_NATS) return null;
  const choices = Math.exp(loss);
  return choices < 20 ? choices.toFixed(1) : pageNumbers().count(Math.round(choices));
}

/**
 * @param {HTMLElement} cell
 * @param {Run} run
 * @param {Record<string, string>} terms
 */
function nameScore(cell, { metric }, terms) {
  const name = find(cell, 'dt');
  const key = metric?.key ?? 'exact_match';
  if (name.dataset.shown === key) return;
  name.dataset.shown = key;
  if (metric) name.replaceChildren(term(GLOSSARY[key] ?? key, metric.label));
  else name.innerHTML = terms.exact_match; // our own, from the glossary
}
