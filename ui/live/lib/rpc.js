// Asking the server from a live part: one function by name, one JSON object there, one back.

import { ask as askLink } from '../page/link.js';

/** @typedef {Record<string, (question: any) => Promise<any>>} Server what Gradio hands to a part */
/** @typedef {(name: string, question?: any) => Promise<any>} Ask */

/**
 * Makes the function by which a part asks. What was asked while the server was gone is asked again when it is back.
 * @param {Server} server
 * @param {string} broken the sentence that stands as `error` where the server could not answer
 * @returns {Ask}
 */
export function createAsk(server, broken) {
  return async (name, question = {}) => (await askLink(() => server[name](question))) || { error: broken };
}

/**
 * What went wrong, in a sentence: a person's mistake (`fault`) or ours (`error`); "" where nothing did.
 * @param {{ fault?: string, error?: string }} answer
 */
export function faultOf(answer) {
  return answer.fault || answer.error || '';
}
