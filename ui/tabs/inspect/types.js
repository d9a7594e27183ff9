// What the parts of this tab hand to each other, as types only.

/** @typedef {import('../../live/lib/words.js').Words} Words */
/** @typedef {[layer: number, head: number]} Head both from 0 */
/** @typedef {'encoder' | 'self' | 'cross'} Kind of attention */
/** @typedef {[label: string, id: number, probability: number]} Guess */
/** @typedef {[step: number, loss: number | null]} Step whose weights are kept, with its validation loss */

/**
 * What really stands where something was guessed; the rank is 0 where it lies beyond those that were sent.
 * @typedef {[probability: number, rank: number, nats: number, id: number, label: string]} Real
 */

/**
 * What a head looks at most.
 * @typedef {object} Habit
 * @property {number} layer
 * @property {number} head
 * @property {string} habit
 * @property {number} weight on average
 */

/**
 * What a model did with a sentence at a step, as look() in service.py answers.
 * @typedef {object} Answer
 * @property {string} [error] stands alone
 * @property {string} run
 * @property {string} name of the run
 * @property {number} step
 * @property {Step[]} steps
 * @property {string} text
 * @property {string | null} answer
 * @property {boolean} asks whether an answer stands beside the text
 * @property {boolean} pairs whether the run learnt pairs
 * @property {boolean} hides whether each token is hidden to be guessed
 * @property {Kind[]} maps the kinds of attention that there are
 * @property {Kind} map the one that this is about
 * @property {'causal' | 'full' | 'cross'} sees
 * @property {number} layers
 * @property {number} heads
 * @property {Head | null} off the head that was switched off
 * @property {string[]} labels of the tokens that look; where the text is empty there are none, and nothing of what follows
 * @property {string[]} [keys] of those that are looked at, where these are others
 * @property {Guess[][]} next
 * @property {(Real | null)[]} real
 * @property {number | null} mean surprise in nats
 * @property {number} together how many tokens were hidden at once
 * @property {number} dropped tokens that did not fit
 * @property {string} unknown characters that the model never saw
 * @property {string} grid all heads, packed
 * @property {Head} head
 * @property {string} exact that head, packed
 * @property {Habit[]} habits of all heads
 * @property {Habit[]} found those that are most themselves
 */

/**
 * What switching a head off costs on validation text.
 * @typedef {object} Cost
 * @property {Head} head
 * @property {number} before nats a token
 * @property {number} after
 * @property {number} tokens
 */

/** @typedef {{ id: string, name: string, active: boolean }} Run that can be looked into */
/** @typedef {import('./reading.js').Reading} Reading */

/**
 * What is looked at.
 * @typedef {object} State
 * @property {string | null} run
 * @property {boolean} isRunByHand whether a person chose it
 * @property {boolean} isWaiting whether some run is on its way to its first weights
 * @property {string | null} text null: one that suits the run
 * @property {string | null} answer null: the model's own
 * @property {boolean} isTyped whether a person wrote the text
 * @property {Kind | null} map
 * @property {number | null} step null: the newest
 * @property {boolean} isPlaying
 * @property {Head} head
 * @property {boolean} isHeadByHand
 * @property {number | null} place of the token that looks
 * @property {boolean} isOff whether the head is switched off
 * @property {Reading | null} reading the newest that was answered
 * @property {Answer | null} without the same without the head
 * @property {import('../../live/lib/canvas.js').Rgb[]} colors
 */

/** @typedef {(sentence: string, button?: { text: string, press: () => void }) => void} Note */

/**
 * What all parts of the tab have in hand.
 * @typedef {object} Bench
 * @property {HTMLElement} root
 * @property {Words} words
 * @property {State} state
 * @property {import('./answers.js').Answers} answers
 * @property {Note} note says a sentence below the text, or nothing
 */

export {};
