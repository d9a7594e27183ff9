// Conversations as messages: what a run that converses reads, and lines of a file that it can be trained on again.
function messagesOf({ turns, system }) {
  const said = turns.filter(({ it }) => textOf(it).trim()); // what got no answer is no turn
  return [
    ...(system?.trim() ? [{ role: 'system', content: system.trim() }] : []),
    ...said.flatMap(({ me, it }) => [
      { role: 'user', content: me },
      { role: 'assistant', content: textOf(it) },
    ]),
  ];
}
const lineOf = (talk) => {
  const messages = messagesOf(talk);
  return messages.some(({ role }) => role === 'assistant') ? [`${JSON.stringify({ messages })}\n`] : [];
};
function download(lane, talks, kind) {
  const name =
    (runOf(lane)?.name || '')
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'run';
  const lines = talks.flatMap(lineOf);
  if (!lines.length) return note(W['export.empty']);
  const link = make('a', {
    download: `${name}-${kind}.jsonl`,
    href: URL.createObjectURL(new Blob(lines, { type: 'application/jsonl' })),
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
