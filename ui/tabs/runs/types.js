// What the parts of this tab hand to each other, as types only.

/**
 * A run as the list shows it, ui/tabs/runs/view.py: row; and, of those in detail, what it was judged by.
 * @typedef {object} Run
 * @property {string} id
 * @property {string} name
 * @property {string} status
 * @property {string} origin
 * @property {boolean} active
 * @property {number} created_at seconds since 1970
 * @property {number} step
 * @property {number} max_steps
 * @property {number | null} val_loss
 * @property {number | null} bits_per_byte
 * @property {number | null} score 0 to 1
 * @property {number | null} taught 0 to 1
 * @property {number | null} tokens_per_s
 * @property {number | null} peak_memory_bytes
 * @property {number | null} parameters
 * @property {number | null} elapsed_s
 * @property {number | null} score_on how many held-out examples its final score stands on
 * @property {number | null} judged how many, of one taken while it trained
 * @property {{ label: string, percent: boolean, lower: boolean } | null} metric
 * @property {Record<string, string>} alike by column, the name of those it can be compared with
 */

/**
 * What is said of one run.
 * @typedef {object} One
 * @property {string} device
 * @property {string} preset
 * @property {[label: string, name: string, value: string][]} settings
 * @property {string[]} files
 * @property {number} more_files
 * @property {string} command
 * @property {string} folder
 * @property {string} [error]
 */

/** @typedef {[label: string, name: string, values: string[]][]} Differences of several runs, a row a setting */
/** @typedef {Record<string, boolean>} Same whether several runs can be compared, by kind of curve; `text`: whether in their text */
/** @typedef {'bits_per_byte' | 'val_loss' | 'score' | 'taught'} Kind of curve */
/** @typedef {import('../../live/lib/words.js').Words} Words */
/** @typedef {ReturnType<typeof import('./cells.js').createCells>} Cells */

/**
 * What all parts of the tab share.
 * @typedef {object} Tab
 * @property {Words} words
 * @property {Cells} cells
 * @property {import('../../live/lib/rpc.js').Ask} ask
 * @property {(sentence: string) => void} complain
 * @property {(event: string, data: object) => void} trigger
 * @property {Record<string, string>} terms a glossary term's HTML, by column
 * @property {Record<string, string>} figureWords
 * @property {boolean} desktop whether this machine can open a folder
 */

export {};
