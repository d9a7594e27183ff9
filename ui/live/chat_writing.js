// Writing. What a run reads: one that continues, the whole conversation as one text, its own words as tokens; one that converses,
// the turns; one that answers or fills, what it is given.
function conversation(lane, turn) {
  const manner = mannerOf(lane),
    before = lane.turns.slice(0, lane.turns.indexOf(turn));
  if (manner === 'converse')
    return { messages: [...messagesOf({ turns: before, system: lane.system }), { role: 'user', content: turn.me }] };
  if (!readsAll(manner)) return { before: [{ text: turn.me }] };
  const said = before.flatMap((one, i) => [
    { text: `${i ? '\n' : ''}${one.me}` },
    { ids: one.it.tokens.map((token) => token.id) },
  ]);
  return { before: [...said, { text: `${said.length ? '\n' : ''}${turn.me}` }] };
}
function tell(lane, text) {
  const turn = { me: text, it: { run: lane.run, tokens: [], seed: sampling.seed } };
  const before = lane.turns.at(-1);
  lane.turns.push(turn);
  lane.changed = true;
  keep();
  if (before) showMeta(lane, before);
  drawTurn(lane, turn);
  return write(lane, turn, {});
}
async function again(lane, turn) {
  await hush(lane);
  return write(lane, turn, { seed: Math.floor(Math.random() * 10000) });
}
// Keep the first `kept` tokens of an answer and go on; `forced`: the token to go on with.
function write(lane, turn, { kept = 0, forced = null, seed = null, chosen = {} }) {
  lane.busy = writing(lane, turn, kept, forced, seed, chosen).finally(() => {
    lane.busy = null;
    lane.job = null;
    lane.changed = true;
    showBusy();
    keep();
    compare(lane, turn);
  });
  showBusy();
  return lane.busy;
}
async function writing(lane, turn, kept, forced, seed, chosen) {
  const it = turn.it,
    began = performance.now();
  if (it.run !== lane.run) {
    kept = 0;
    forced = null;
  }
  Object.assign(it, {
    manner: mannerOf(lane),
    chosen,
    beams: fills(mannerOf(lane)) ? 1 : sampling.beams,
    tokens: it.tokens.slice(0, kept),
    run: lane.run,
    writing: true,
    waiting: false,
    stopped: false,
    ended: false,
    copied: undefined,
    error: '',
    firstMs: null,
    speed: null,
    seed: seed ?? (kept ? it.seed : sampling.seed),
  });
  if (opened?.it === it && opened.index >= kept) {
    opened = null;
    closePanel(panel);
  }
  turn.nodes.voice.replaceChildren();
  it.tokens.forEach((_, i) => addToken(turn.nodes.voice, it, i));
  lane.stopped = false;
  const halted = new Promise((halt) => {
    lane.halt = () => halt(null);
  });
  showMeta(lane, turn);
  toEnd(lane);
  const asked = askServer('write_answer', {
    run: lane.run,
    ...conversation(lane, turn),
    kept: it.tokens.map((token) => token.id),
    forced: forced?.id ?? null,
    blanks: Number(blanksBox.value) || null,
    chosen: Object.fromEntries(Object.entries(chosen).map(([blank, other]) => [blank, other.id])),
    sampling: { ...sampling, seed: kept ? (it.seed + kept) % 2 ** 31 : it.seed },
  });
  let answer = await Promise.race([asked, halted]);
  if (!answer) asked.then((late) => late.job && askServer('stop_answer', { job: late.job }));
  if (answer?.unknown)
    note(
      [$('.note').textContent, say('unknown-characters', { name: runOf(lane)?.name || '', characters: answer.unknown })]
        .filter(Boolean)
        .join(zh ? '' : ' '),
    );
  it.step = answer?.step;
  if (it.step != null) {
    lane.step = it.step;
    describe(lane);
  } // the header names the step that answers
  let got = 0;
  for (;;) {
    if (!answer) {
      it.stopped = true;
      break;
    }
    if (answer.error) {
      it.error = answer.error;
      break;
    }
    lane.job = answer.job;
    const atEnd = nearEnd(lane);
    for (const token of answer.tokens) {
      if (token.chosen && forced) Object.assign(token, { p: forced.p, others: forced.others });
      if (chosen[token.blank])
        Object.assign(token, { p: chosen[token.blank].p, others: chosen[token.blank].others, chosen: true });
      it.tokens.push(token);
      addToken(turn.nodes.voice, it, it.tokens.length - 1);
    }
    if (answer.tokens.length && it.firstMs === null) it.firstMs = performance.now() - began;
    it.waiting = answer.waiting;
    lane.changed = true;
    got += answer.tokens.length;
    it.speed = answer.seconds > 0.05 ? got / answer.seconds : null;
    showMeta(lane, turn);
    if (answer.tokens.length && atEnd) toEnd(lane);
    if (answer.done) {
      it.stopped = answer.stopped;
      it.ended = Boolean(answer.ended);
      break;
    }
    if (answer.tokens.length) await new Promise((done) => setTimeout(done, PAUSE_MS));
    answer = lane.stopped
      ? null
      : await Promise.race([askServer('read_answer', { job: lane.job, after: got }), halted]);
  }
  it.writing = it.waiting = false;
  showMeta(lane, turn);
  if (nearEnd(lane)) toEnd(lane);
  const first =
    fills(it.manner) &&
    !Object.keys(chosen).length &&
    innerWidth > 1180 &&
    lane === lanes[0] &&
    $('.w', turn.nodes.voice);
  if (first) openPiece(lane, first);
  $('.said').textContent = say('done', { text: textOf(it).trim().slice(0, 400) });
}
async function hush(lane) {
  if (!lane.busy) return;
  lane.stopped = true;
  if (lane.job) askServer('stop_answer', { job: lane.job });
  lane.halt();
  await lane.busy;
}
const nearEnd = ({ turnsBox: box }) => box.scrollHeight - box.scrollTop - box.clientHeight < 60;
const toEnd = ({ turnsBox: box }) => {
  box.scrollTop = box.scrollHeight;
};
function showBusy() {
  const busy = lanes.some((lane) => lane.busy),
    moved = document.activeElement === $('.halt') || document.activeElement === $('.send');
  $('.send').hidden = busy;
  $('.halt').hidden = !busy;
  if (moved) textbox.focus();
}
