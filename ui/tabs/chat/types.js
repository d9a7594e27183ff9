// What the parts of this tab hand to each other, as types only.

/** @typedef {'continue' | 'answer' | 'converse' | 'fill' | 'fill-answer'} Manner what a run does with words */
/** @typedef {[label: string, id: number, prob: number]} Alternative a token that might have stood there */

/**
 * A token of an answer, as ui/tabs/chat/replies.py makes it.
 * @typedef {object} Token
 * @property {number} id
 * @property {string} text what it adds to the text; "" while its bytes make no whole character
 * @property {string} label
 * @property {number} [p] its probability; none where it was given
 * @property {Alternative[]} [others] the likeliest, first first
 * @property {number} [blank] the number of the blank that it fills
 * @property {boolean} [chosen] by the person
 */

/** @typedef {{ label?: string, id: number, p: number, others: Alternative[] }} Choice a token that a person put in place */

/**
 * What of an answer stands in the training text; places are in characters, not in UTF-16.
 * @typedef {object} Copied
 * @property {Span[]} [spans]
 * @property {number} [compared] how many characters of the answer were
 * @property {number} [of_characters] with how many
 * @property {boolean} [whole] whether that is all that the run read
 * @property {boolean} [gone] the text isn't here
 * @property {boolean} [failed]
 */
/** @typedef {{ from: number, to: number, count: number, source: string, at: number }} Span */
/** @typedef {{ least: number, heavy: number, most: number, passage: number }} Limits llm_core/data/search/memorization.py */

/**
 * An answer, as it is kept in the browser too.
 * @typedef {object} Reply
 * @property {string | null} run
 * @property {Token[]} tokens
 * @property {number} seed
 * @property {Manner} [manner]
 * @property {Record<string, Choice>} [chosen] by the blank's number
 * @property {number} [beams]
 * @property {boolean} [writing]
 * @property {boolean} [waiting] while others are served
 * @property {boolean} [stopped] by the person
 * @property {boolean} [ended] by the model
 * @property {Copied} [copied]
 * @property {string} [error]
 * @property {number | null} [firstMs] until the first token
 * @property {number | null} [speed] tokens a second
 * @property {number} [step] of the weights that wrote it
 */

/** @typedef {{ me: string, it: Reply }} Turn what a person said, and the answer */

/**
 * A conversation.
 * @typedef {object} Talk
 * @property {string} id
 * @property {number} at when it was put away, in ms since 1970; 0: never
 * @property {string} [system] its system prompt
 * @property {Turn[]} turns
 */

/**
 * A run that can talk, as Desk.choices has it.
 * @typedef {object} Run
 * @property {string} id
 * @property {string} name
 * @property {boolean} active
 * @property {Manner} manner
 * @property {Sampling} sampling
 * @property {number} parameters
 * @property {number} context tokens
 * @property {number} step
 */

/** @typedef {Record<string, number>} Sampling settings by name, such as temperature */

/**
 * What the server says of a run once it is loaded.
 * @typedef {object} Learnt
 * @property {{ text: string, answer?: string }[]} tries what to begin with
 * @property {boolean} [system] whether some of its training conversations began with a system prompt
 * @property {number} [dialogues] how many it learnt
 * @property {number} [exchanges] how many it was taught to read
 */

/**
 * What an answer is to begin with; nothing: it is written from its beginning.
 * @typedef {object} How
 * @property {number} [kept] tokens of it that stay
 * @property {Choice | null} [forced] the token to go on with
 * @property {number | null} [seed]
 * @property {Record<string, Choice>} [chosen] tokens of blanks, by the blank's number
 */

/** @typedef {{ run: string | null, byHand: boolean, talk: string }} SavedLane */

/**
 * A run and a conversation with it.
 * @typedef {object} Lane
 * @property {string | null} run
 * @property {boolean} byHand whether a person chose it
 * @property {Talk} talk
 * @property {boolean} isChanged whether something was said since it was last put away
 * @property {number | null} step of the weights that answer; null before they are loaded
 * @property {Learnt} learnt
 * @property {HTMLElement} element
 * @property {import('./lane_head.js').Head} head
 * @property {import('./turns.js').Turns} turns
 * @property {import('./history.js').Tools} tools
 * @property {import('./writer.js').Writer} writer
 * @property {() => Run | undefined} about
 * @property {() => Manner} manner
 * @property {(id: string | null, byHand: boolean) => Promise<void>} choose another run
 * @property {(talk?: Talk | null) => void} takeUp a conversation; none: a new one under the same system prompt
 * @property {(text: string) => Promise<void>} tell
 * @property {(turn: Turn, text: string) => Promise<void>} sayAnew
 */

/**
 * All lanes, one or two.
 * @typedef {object} Lanes
 * @property {Lane[]} all
 * @property {(saved?: SavedLane | null) => void} add
 * @property {(lane: Lane) => Promise<void>} remove
 * @property {() => void} arrange
 * @property {() => Promise<void>} refresh asks which runs there are
 * @property {() => boolean} isBusy
 */

/**
 * What all parts of the tab share.
 * @typedef {object} Chat
 * @property {HTMLElement} root
 * @property {import('../../live/lib/words.js').Words} words
 * @property {import('../../live/lib/numbers.js').Numbers} numbers
 * @property {import('../../live/lib/rpc.js').Ask} ask
 * @property {Limits} limits
 * @property {Run[]} runs
 * @property {boolean} isWaiting for the first weights of a run
 * @property {import('./shelf.js').Shelf} shelf
 * @property {import('./composer.js').Composer} composer
 * @property {import('./knobs.js').Knobs} knobs
 * @property {import('./systems.js').Systems} systems
 * @property {import('./opened.js').Opened} opened
 * @property {Lanes} lanes
 * @property {() => void} keep what is shown, and what was said, in the browser
 */

export {};
