// What the parts of this tab hand to each other, as types only.

/**
 * A task as the strip shows it, ui/state/task_kinds.py: tasks_view.
 * @typedef {object} Task
 * @property {string} key
 * @property {string} name
 * @property {string} line what it is, in a few words
 * @property {string} asks what may be given
 * @property {string} hint
 * @property {string} go
 * @property {string} formats what files of examples look like
 * @property {string} accepts endings of files, for a picker
 * @property {[string, string]} columns what the two sides of an example are called
 * @property {boolean} hears its input is sound
 * @property {boolean} cites its answers stand in documents
 * @property {boolean} beams its answer is written in a language, and may be searched for by beams
 * @property {number} rows lines of the box for its input
 * @property {string} script the module that draws its answers, by its path below ui/
 */

/** @typedef {Record<string, any>} Found an answer with what it rests on, as a task's `explain` gives it in Python */

/**
 * What a task's own script exports as `evidence`: how an answer and what it rests on are shown.
 * @typedef {object} Evidence
 * @property {string[]} views names of its pictures, the first shown first; `view.NAME` and `view.NAME.help` are words
 * @property {string} title key of the sentence above the picture
 * @property {string} help key of the sentence below that
 * @property {(found: Found, telling: Telling) => Node[]} answer
 * @property {(host: HTMLElement, found: Found, view: string, telling: Telling) => void} draw fills an empty element
 */

/**
 * What evidence speaks with.
 * @typedef {object} Telling
 * @property {import('../../live/lib/words.js').Words} words
 * @property {(sentence: string) => void} tell says what is pointed at, below the picture and aloud
 */

/** @typedef {{ id: string, name: string, active?: boolean }} Run */
/** @typedef {{ input: string, clip?: string, answer?: string }} Try an example that the run never learnt */
/** @typedef {{ ids: string[], names: string[], fault: string }} Added files that the workspace has taken in */
/** @typedef {{ over?: boolean, done?: number, total?: number }} Progress */

/**
 * What all panels share.
 * @typedef {object} Desk
 * @property {HTMLElement} root
 * @property {import('../../live/lib/words.js').Words} words
 * @property {import('../../live/lib/rpc.js').Ask} ask
 * @property {ReturnType<typeof import('./uploads.js').createUploads>} uploads
 * @property {{ task: Task, run: string | null, runs: Run[], waiting: boolean, byHand: Record<string, string> }} state
 *   what is chosen: byHand is the run that a person chose, by task
 */

export {};
