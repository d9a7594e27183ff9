// What the settings' modules hand to each other, as types only.

/**
 * A hyperparameter, as ui/live/controls.py: description tells it.
 * @typedef {object} Field
 * @property {string} name such as `model.d_model`
 * @property {string} group
 * @property {string} label
 * @property {string} help
 * @property {'choice' | 'switch' | 'text' | 'number'} kind
 * @property {boolean} optional whether it may be left to the code
 * @property {string} unit
 * @property {number[]} stops of its slider; none where it has none
 * @property {number} lines of its box
 * @property {string | null} term of the glossary
 * @property {Condition[]} when what other settings must be for it to mean anything
 * @property {{ value: string, label: string }[]} options
 * @property {string} find the words that a search finds it by
 */

/** @typedef {{ name: string, values: any[], label: string, spelled: string[] }} Condition */

/**
 * What a person sets a field by.
 * @typedef {object} Control
 * @property {HTMLElement} node
 * @property {HTMLElement} [output] its value, where that stands elsewhere
 * @property {(value: any) => void} show
 */

/**
 * A field as it stands on the page.
 * @typedef {object} Row
 * @property {Field} field
 * @property {HTMLElement} root
 * @property {HTMLElement} wrong where a mistake is said
 * @property {(value: any) => void} show
 * @property {(unmet: Condition[]) => void} [idle] says when it counts; a row that can't is hidden meanwhile
 */

/** @typedef {{ show: () => void }} Strip choices side by side */
/** @typedef {ReturnType<typeof import('./form.js').createForm>} Form */
/** @typedef {import('../page/draft.js').State} State */

export {};
