// The Chat tab: one or two lanes, each with a run, and the composer. Its state and its parts: chat_*.js.
// Lanes.
function addLane(saved) {
  const lane = {
    run: saved?.run || null,
    byHand: saved?.byHand || false,
    turns: [],
    busy: null,
    stopped: false,
    job: null,
  };
  const select = make('select', { className: 'box', onchange: () => chooseRun(lane, select.value, true) });
  select.setAttribute('aria-label', W.run);
  const add = make('button', {
    type: 'button',
    className: 'btn small bare add',
    textContent: W.add,
    onclick: () => {
      addLane();
      refresh();
    },
  });
  const remove = make('button', {
    type: 'button',
    className: 'btn small bare remove',
    textContent: W.remove,
    onclick: () => removeLane(lane),
  });
  const mode = make('span', { className: 'mode' });
  const about = make('p', { className: 'sub about' }),
    tools = laneTools(lane);
  const turns = make('div', { className: 'turns' });
  turns.setAttribute('role', 'log');
  turns.setAttribute('aria-live', 'off');
  turns.dataset.scroll = '';
  const box = make(
    'section',
    { className: 'lane' },
    make(
      'header',
      {},
      make('div', { className: 'who' }, select, mode, add, remove),
      make('div', { className: 'below' }, about, tools),
    ),
    turns,
  );
  Object.assign(lane, { box, select, about, turnsBox: turns, mode });
  turns.addEventListener('click', (event) => {
    const piece = event.target.closest('.w');
    if (piece) openPiece(lane, piece);
  });
  turns.addEventListener('keydown', (event) => moveAmongPieces(lane, event));
  lanes.push(lane);
  lanesBox.append(box);
  arrange();
  takeUp(lane, saved?.run ? shelfOf(saved.run).find(({ id }) => id === saved.talk) : null);
  return lane;
}
async function removeLane(lane) {
  await hush(lane);
  keep();
  lanes.splice(lanes.indexOf(lane), 1);
  lane.box.remove();
  if (opened?.lane === lane) {
    opened = null;
    closePanel(panel);
  }
  arrange();
  keep();
}
function arrange() {
  card.dataset.lanes = lanes.length;
  lanes.forEach((lane, i) => {
    $('.add', lane.box).hidden = lanes.length > 1 || runs.length < 2;
    $('.remove', lane.box).hidden = i === 0;
  });
  const manners = lanes.map(mannerOf),
    alone = lanes.length === 1 && manners[0] !== 'continue' ? `.${manners[0]}` : '';
  const grows = lanes.length === 1 && manners[0] === 'continue' && lanes[0].turns.length > 0;
  textbox.placeholder = W[lanes.length > 1 ? 'placeholder.both' : grows ? 'placeholder.more' : `placeholder${alone}`];
  $('.send').textContent =
    W[lanes.length > 1 ? 'send.both' : runs.length && manners[0] === 'continue' ? 'send.continue' : `send${alone}`];
  $('.blanks').hidden = !manners.includes('fill-answer');
  showSystems();
  card.classList.toggle('no-knobs', manners.every(fills)); // probabilities as they are: nothing is drawn
}
async function chooseRun(lane, id, byHand) {
  if (lane.busy) await hush(lane);
  keep();
  lane.run = id;
  lane.byHand = byHand;
  if (lane === lanes[0] && byHand) address.note('chat', { run: id });
  const run = runOf(lane);
  if (run && !knobsByHand && lane === lanes[0]) {
    Object.assign(sampling, run.sampling);
    showKnobs();
  }
  lane.select.value = id || '';
  if (lane.shown !== id)
    Object.assign(lane, { system: undefined, tries: [], step: undefined, heeds: undefined, dialogues: 0 });
  if (lane.shown !== id) takeUp(lane, newestOf(lane));
  else drawTurns(lane);
  describe(lane);
  arrange();
  keep();
  note('');
  if (!id) return;
  const warm = await askServer('warm_up', { run: id });
  if (lane.run !== id) return;
  if (warm.error) return note(warm.error);
  Object.assign(lane, {
    tries: warm.tries,
    step: warm.step,
    heeds: warm.system,
    dialogues: warm.dialogues || 0,
    exchanges: warm.exchanges || 0,
  });
  offer(lane);
  describe(lane);
  showSystems();
  if (!lane.busy && !$('.editing', lane.turnsBox)) drawTurns(lane);
}
// A run that answers or fills has something to do at once: the composer holds what was tried last, or what the run offers.
function offer(lane) {
  if (lane !== lanes[0] || (textbox.value.trim() && textbox.value !== offered)) return;
  offered = readsAll(mannerOf(lane)) ? '' : lane.tries?.[0]?.text || '';
  textbox.value = offered;
  grow();
}
function describe(lane) {
  const run = runOf(lane);
  lane.box.setAttribute(
    'aria-label',
    run ? say(mannerOf(lane) === 'continue' ? 'lane.continue' : 'lane', { name: run.name }) : W.run,
  );
  const manner = mannerOf(lane);
  lane.mode.hidden = !run;
  lane.mode.textContent = W[`mode.${manner}`];
  lane.mode.classList.toggle('cont', manner === 'continue');
  const does = lane.dialogues ? say('about.dialogues', { count: number(lane.dialogues) }) : W[`mode.${manner}.help`];
  const alone =
    !run || manner !== 'converse' || !lane.exchanges
      ? ''
      : `${zh ? '' : ' '}${lane.exchanges === 1 ? W['about.alone'] : say('about.exchanges', { count: number(lane.exchanges) })}`;
  lane.about.textContent = run
    ? `${does}${alone}${zh ? '' : ' '}${say(`about${readsAll(manner) ? '' : '.whole'}${run.active ? '.training' : ''}`, { parameters: many(run.parameters || 0), context: number(run.context), step: number(lane.step ?? run.step) })}`
    : waiting
      ? W['no-weights']
      : W['no-run'];
}

// The run that the address names, once.
function takeAddress() {
  if (!addressed || !runs.length || lanes[0].busy) return;
  if (runs.some((run) => run.id === addressed)) {
    if (lanes[0].run !== addressed) chooseRun(lanes[0], addressed, true);
    else lanes[0].byHand = true;
  } else address.note('chat', { run: null });
  addressed = null;
}
document.addEventListener('terrarium:address', (event) => {
  if (event.detail === 'chat') {
    addressed = address.says('chat').run;
    if (addressed) refresh();
  }
});

async function refresh() {
  const answer = await askServer('runs_to_talk_to', {});
  if (answer.error) return note(answer.error);
  runs = answer.runs;
  waiting = answer.waiting;
  showElsewhere($('.elsewhere'), answer.elsewhere);
  takeAddress();
  card.classList.toggle('no-run', !runs.length && !waiting);
  for (const [i, lane] of lanes.entries()) {
    const there = runs.some((run) => run.id === lane.run),
      talked = lane.turns.length > 0;
    const other = runs.find((run) => !lanes.some((one) => one.run === run.id))?.id || answer.default;
    const wanted = there && (lane.byHand || talked || lane.busy || i > 0) ? lane.run : i === 0 ? answer.default : other;
    showRuns(
      lane.select,
      runs.map((one) => ({ ...one, name: `${one.name} · ${W[`kind.${one.manner}`]}` })),
      wanted,
    );
    lane.select.disabled = !runs.length;
    if (wanted !== lane.run || (lane.step === undefined && !lane.busy))
      chooseRun(lane, wanted, lane.byHand && wanted === lane.run);
    else describe(lane); // an answer that is being written goes on
  }
  arrange();
}

// Composer.
function note(sentence) {
  $('.note').hidden = !sentence;
  $('.note').textContent = sentence || '';
}
async function send() {
  const text = textbox.value;
  note('');
  if (!text.trim()) {
    note(W.empty);
    textbox.focus();
    return;
  }
  if (lanes.some((lane) => lane.busy)) return;
  if (!runs.length) await refresh();
  const ready = lanes.filter((lane) => lane.run);
  if (!ready.length) return note(W[waiting ? 'no-weights' : 'no-run']);
  textbox.value = '';
  grow();
  textbox.dispatchEvent(new Event('input')); // nothing of it is unsent
  ready.forEach((lane) => tell(lane, text));
  arrange();
}
$('form').addEventListener('submit', (event) => {
  event.preventDefault();
  send();
});
textbox.addEventListener('keydown', (event) => {
  if (isEnter(event)) {
    event.preventDefault();
    send();
  }
});
textbox.addEventListener('input', () => {
  grow();
  note('');
});
$('.halt').addEventListener('click', () => lanes.forEach(hush));
function grow() {
  textbox.style.height = 'auto';
  textbox.style.height = `${Math.max(46, Math.min(140, textbox.scrollHeight + 2))}px`;
}

const saved = remembered();
Object.assign(sampling, saved.sampling || {});
knobsByHand = Boolean(saved.knobsByHand);
$('.none').append(emptyState());
buildKnobs();
showKnobs();
(saved.lanes?.length ? saved.lanes.slice(0, 2) : [null]).forEach(addLane);
addEventListener('pagehide', keep);
textbox.value = address.keepText(textbox, 'chat', () => (textbox.value === offered ? '' : textbox.value));
onSight(refresh);
window.terrarium.link.follow(
  element,
  async () => {
    if ((waiting || !runs.length || lanes.some((lane) => runOf(lane)?.active)) && !lanes.some((lane) => lane.busy))
      await refresh();
  },
  false,
);
