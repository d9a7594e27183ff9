// A conversation as data: what of it a run reads, and lines of a file that a run can be trained on again.

/** @typedef {import('./types.js').Manner} Manner */
/** @typedef {import('./types.js').Reply} Reply */
/** @typedef {import('./types.js').Talk} Talk */
/** @typedef {import('./types.js').Turn} Turn */

/** @returns {Talk} one in which nothing was said */
export function newTalk(system = '') {
  return { id: newId(), at: 0, system, turns: [] };
}

export function newId() {
  return `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
}

/** @param {Reply} reply */
export function textOf(reply) {
  return reply.tokens.map((token) => token.text).join('');
}

/**
 * Whether a run fills blanks: those of a text, or those of an answer.
 * @param {Manner | undefined} manner
 */
export function fillsBlanks(manner) {
  return manner === 'fill' || manner === 'fill-answer';
}

/**
 * Whether a run reads all that was said before, or each time only what it is given.
 * @param {Manner} manner
 */
export function readsAll(manner) {
  return manner === 'continue' || manner === 'converse';
}

/**
 * What a run reads before it answers the last of these turns: one that converses, the turns; one that continues, all as one
 * text, its own words as tokens; any other, what it is given.
 * @param {Manner} manner
 * @param {Turn[]} turns
 * @param {string} [system]
 */
export function contextOf(manner, turns, system) {
  const before = turns.slice(0, -1);
  const { me } = turns[turns.length - 1];
  if (manner === 'converse') {
    return { messages: [...messagesOf({ turns: before, system }), { role: 'user', content: me }] };
  }
  if (!readsAll(manner)) return { before: [{ text: me }] };
  const said = before.flatMap((turn, i) => [
    { text: `${i ? '\n' : ''}${turn.me}` },
    { ids: turn.it.tokens.map((token) => token.id) },
  ]);
  return { before: [...said, { text: `${said.length ? '\n' : ''}${me}` }] };
}

/**
 * A conversation as messages; what got no answer is no turn.
 * @param {{ turns: Turn[], system?: string }} talk
 */
export function messagesOf({ turns, system }) {
  const rules = system?.trim();
  const said = turns.filter(({ it }) => textOf(it).trim());
  return [
    ...(rules ? [{ role: 'system', content: rules }] : []),
    ...said.flatMap(({ me, it }) => [
      { role: 'user', content: me },
      { role: 'assistant', content: textOf(it) },
    ]),
  ];
}

/**
 * A line of JSON for each conversation in which the run said something.
 * @param {Talk[]} talks
 */
export function linesOf(talks) {
  return talks
    .map(messagesOf)
    .filter((messages) => messages.some(({ role }) => role === 'assistant'))
    .map((messages) => `${JSON.stringify({ messages })}\n`);
}

/**
 * The name of a file of conversations with a run.
 * @param {string} run
 * @param {string} kind
 */
export function fileName(run, kind) {
  const safe = run
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return `${safe || 'run'}-${kind}.jsonl`;
}
