// Choosing a piece of an answer, by pointer or arrow keys, and going on from another token.
function openPiece(lane, piece, index = Number(piece.dataset.from), focus = false) {
  const turn = lane.turns.find((one) => one.nodes.voice.contains(piece));
  if (!turn) return;
  $$('.w[aria-pressed=true]').forEach((one) => one.setAttribute('aria-pressed', 'false'));
  $$('.w[tabindex="0"]', turn.nodes.voice).forEach((one) => {
    one.tabIndex = -1;
  });
  piece.setAttribute('aria-pressed', 'true');
  piece.tabIndex = 0;
  if (focus) piece.focus();
  opened = { lane, it: turn.it, index };
  openToken(panel, turn.it, index, async (other) => {
    await hush(lane);
    const blank = turn.it.tokens[index].blank;
    if (blank === undefined) return write(lane, turn, { kept: index, forced: other });
    await write(lane, turn, { chosen: { ...turn.it.chosen, [blank]: other } });
    const filled = $$('.w', turn.nodes.voice).find((one) => Number(one.dataset.from) === index);
    if (filled) openPiece(lane, filled, index, true);
  });
  showSeen(turn.it, index);
  if (!turn.it.copied?.spans && !turn.it.writing) compare(lane, turn);
  if (innerWidth <= 1180) panel.scrollIntoView({ block: 'nearest' });
}
function moveAmongPieces(lane, event) {
  const piece = event.target.closest('.w');
  if (!piece) return;
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    openPiece(lane, piece);
    return;
  }
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const inside = piece.getAttribute('aria-pressed') === 'true' && opened ? opened.index + step : NaN;
  if (inside >= Number(piece.dataset.from) && inside <= Number(piece.dataset.to))
    return openPiece(lane, piece, inside, true);
  const all = $$('.w', piece.parentElement),
    next = all[all.indexOf(piece) + step];
  if (next) openPiece(lane, next, Number(step > 0 ? next.dataset.from : next.dataset.to), true);
}
