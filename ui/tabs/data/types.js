// What the parts of this tab hand to each other, as types only.

/** @typedef {import('../../live/lib/words.js').Words} Words */
/** @typedef {import('../../live/lib/rpc.js').Ask} Ask */
/** @typedef {{ source: string, changes: Record<string, any>, heard?: string }} Draft ui/state/draft.py */
/** @typedef {[role: string, content: string]} Turn of a dialogue; the role `more` stands for those that are left out */

/**
 * How conversations lie in a file, ui/tabs/data/chat_view.py: talk_view.
 * @typedef {object} Talk
 * @property {'turns' | 'pairs' | 'lines' | 'none' | 'fault'} kind
 * @property {string[]} kinds what else could be chosen
 * @property {string | null} key of the messages, or of the question
 * @property {string[]} keys
 * @property {string | null} answer
 * @property {string[]} others columns that hold no messages
 * @property {string} mark between turns
 * @property {Turn[][]} dialogues the first ones
 */

/**
 * A file that was brought, ui/tabs/data/sources_view.py: _file; of one with a fault only what the first lines say.
 * @typedef {object} BroughtFile
 * @property {string} id
 * @property {string} name
 * @property {number} size_bytes
 * @property {boolean} used whether it is part of the chosen text
 * @property {string} fault a sentence, "" where it can be read
 * @property {string} [code] of the fault
 * @property {boolean} chosen whether a person chose how it is read, besides the encoding
 * @property {string} encoding
 * @property {string} mark
 * @property {Talk} [talk] where files are read as conversations
 * @property {string} format
 * @property {boolean} sure of the encoding
 * @property {boolean} confirmed by the person
 * @property {string[]} columns
 * @property {string | null} column
 * @property {string | null} target the answer's column
 * @property {boolean} talks whether it plainly holds conversations
 * @property {[given: string, answer: string][]} examples
 * @property {string} preview
 * @property {string[]} warnings
 */

/**
 * All files and what is chosen, ui/tabs/data/sources_view.py: sources_view.
 * @typedef {object} View
 * @property {Draft} draft
 * @property {string} source such as `sample:arithmetic` or `upload:ID,ID`
 * @property {BroughtFile[]} files
 * @property {string} fault
 * @property {string} format
 * @property {string} task the name of the task whose examples the files are read as, "" for none
 * @property {string[]} encodings
 * @property {string} template
 * @property {string} own a person's own template
 * @property {number} at when the files were looked at, in seconds since 1970
 */

/**
 * How far the text is, ui/tabs/data/text_view.py: status_view; once it is ready, with its statistics.
 * @typedef {{ state: 'waiting' | 'preparing' | 'ready' | 'failed', stage: string, done: number, total: number,
 *   fault?: string, code?: string, fix?: Mend, error?: string } & Statistics} Status
 */
/** @typedef {{ changes?: Record<string, any>, label?: string }} Mend a change of a setting that puts a fault right */

/**
 * What is in a text, ui/tabs/data/text_view.py: statistics_view.
 * @typedef {object} Statistics
 * @property {number} characters
 * @property {number} bytes
 * @property {number} kinds of characters
 * @property {number} tokens
 * @property {number} train_tokens
 * @property {number} validation_tokens
 * @property {number} vocab_size
 * @property {number} documents
 * @property {number} files
 * @property {number} duplicates
 * @property {number} unknown
 * @property {Record<string, number>} references losses in nats, by baseline
 * @property {string[]} warnings
 * @property {[label: string, share: number][]} often
 * @property {string} begins
 * @property {string} example for the token lab
 * @property {[given: string[], answer: string[]][]} [rows] the first, of pairs
 * @property {number} [train_rows]
 * @property {number} [validation_rows]
 * @property {number} [dialogues] how many, of conversations; so are all that follow
 * @property {number} [train_dialogues]
 * @property {number} [validation_dialogues]
 * @property {number} [turns]
 * @property {number} [asked] tokens that are learnt
 * @property {number} [marks] special tokens of the vocabulary
 * @property {boolean} [told] whether the files say what is kept for validation
 * @property {number} [context] tokens
 * @property {number} [cut]
 * @property {number} [left_out]
 * @property {number} [text_tokens] of plain text beside the conversations
 */

/**
 * What the parts of the text's card share.
 * @typedef {object} Card
 * @property {HTMLElement} element
 * @property {Words} words
 * @property {Ask} ask
 * @property {(event: string, data?: object) => void} trigger
 * @property {() => View} view what is shown
 * @property {(changes: Partial<View>) => void} expect takes a choice in before the server has heard of it
 */

export {};
