// What a run says in each column, as text; its status as a pill.

import { h } from '../../live/lib/dom.js';
import { ofHundred, pageNumbers } from '../../live/lib/numbers.js';

/** @typedef {import('./types.js').Run} Run */
/** @typedef {(run: Run) => string | undefined} Cell undefined where a run has nothing to say */

/** @param {import('./types.js').Words} words */
export function createCells({ all: words, say }) {
  const numbers = pageNumbers();
  /** @type {Record<string, Cell>} */
  const texts = {
    name: (run) => run.name,
    status: (run) => words[`status.${run.status}`],
    origin: (run) => words[`origin.${run.origin}`],
    created_at: (run) => numbers.date(run.created_at),
    step: (run) => `${numbers.count(run.step)} / ${numbers.count(run.max_steps)}`,
    val_loss: (run) => run.val_loss?.toFixed(3),
    bits_per_byte: (run) => run.bits_per_byte?.toFixed(3),
    score,
    taught: (run) => share(run.taught),
    tokens_per_s: (run) => (run.tokens_per_s ? numbers.count(Math.round(run.tokens_per_s)) : undefined),
    peak_memory_bytes: (run) => (run.peak_memory_bytes ? numbers.bytes(run.peak_memory_bytes) : undefined),
    parameters: (run) => (run.parameters ? numbers.parameters(run.parameters) : undefined),
  };
  return {
    /**
     * @param {string} column
     * @param {Run} run
     */
    text: (column, run) => texts[column](run),
    /** @param {Run} run */
    pill: (run) => h('span', { class: `pill ${run.status}` }, h('i'), words[`status.${run.status}`]),
    /**
     * On what a score was measured.
     * @param {Run} run
     */
    measuredOn(run) {
      if (run.score_on) return say('score.on', { count: numbers.count(run.score_on) });
      return run.judged ? say('score.some', { count: numbers.count(run.judged) }) : words['score.training'];
    },
  };
}

/** @type {Cell} */
function score({ score: value, metric }) {
  if (value === null || value === undefined) return undefined;
  return metric ? `${ofHundred(100 * value)}${metric.percent ? '%' : ''} ${metric.label}` : share(value);
}

/**
 * In percent: whole, but near nothing and near all.
 * @param {number | null | undefined} value 0 to 1
 */
function share(value) {
  if (value === null || value === undefined) return undefined;
  const isNearAnEnd = (value > 0 && value < 0.1) || (value > 0.9 && value < 1);
  return `${isNearAnEnd ? ofHundred(100 * value) : Math.round(100 * value)}%`;
}

/**
 * A run's value in a column, to be compared; null where it has none.
 * @param {Run} run
 * @param {string} column
 * @returns {any} a number, mostly
 */
export function valueOf(run, column) {
  return /** @type {any} */ (run)[column] ?? null;
}
