// What the parts of the result card hand to each other, as types only.

/**
 * A run as the card shows it, ui/tabs/train/run_numbers.py: summary.
 * @typedef {object} Run
 * @property {string} id
 * @property {string} name
 * @property {string} status
 * @property {number | null} place in the line
 * @property {string | null} busy what was asked of it: to pause or to stop
 * @property {number} step
 * @property {number} max_steps
 * @property {number} points on its curve
 * @property {number} looks at its validation text
 * @property {'continue' | 'fill' | 'answer' | 'converse'} task
 * @property {number | null} train_loss without its noise
 * @property {number | null} val_loss
 * @property {number | null} score 0 to 1
 * @property {number | null} taught 0 to 1
 * @property {{ key: string, label: string, percent: boolean } | null} metric
 * @property {number | null} tokens_per_s
 * @property {number | null} elapsed_s
 * @property {number | null} left_s
 * @property {string} facts
 * @property {string} about
 * @property {string} unit of its loss
 * @property {number | null} guessing the loss of pure guessing
 * @property {boolean} teachable
 */

/** @typedef {{ question: string, answer: string | null, expected: string | null, taught: boolean }} Exchange */
/**
 * What a run wrote at a step.
 * @typedef {object} Sample
 * @property {number} step
 * @property {string} prompt
 * @property {string} text
 * @property {number | null} loss
 * @property {string | null} expected
 * @property {Exchange[]} exchanges
 */
/** @typedef {{ code: string, tone: string, verdict: string, more: string }} Coach */
/** @typedef {{ id: string, name: string, status: string }} Next another run that is at work or waits */
/**
 * What the server says of the run that is shown.
 * @typedef {object} Answer
 * @property {Run | null} run
 * @property {number} after the last row that it knows of
 * @property {boolean} fresh whether the card begins anew
 * @property {Sample[]} [samples]
 * @property {Coach} [coach]
 * @property {string} [plan]
 * @property {Next | null} [next]
 */
/** @typedef {import('../../live/lib/words.js').Words} Words */

export const ALIVE = ['queued', 'preparing', 'running'];
export const OVER = ['done', 'stopped', 'failed'];
