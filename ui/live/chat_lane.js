// The Chat tab: lanes, turns, composer. Answers come by asking Python for what is new; tokens: chat_tokens.js.
speakTemplate();
const KEY = `terrarium-chat-${props.language}`, PAUSE_MS = 40, MOST_STORED = 3_000_000;
const card = element.firstElementChild, lanesBox = $('.lanes'), panel = $('aside'), textbox = $('#chat-input textarea');
const lanes = [], sampling = {};
let runs = [], waiting = false, knobsByHand = false, opened = null;

// Lanes.
function addLane(saved) {
  const lane = { run: saved?.run || null, byHand: saved?.byHand || false, turns: saved?.turns || [], busy: null, stopped: false, job: null };
  const select = make('select', { className: 'box', onchange: () => chooseRun(lane, select.value, true) });
  select.setAttribute('aria-label', W.run);
  const add = make('button', { type: 'button', className: 'btn small bare add', textContent: W.add, onclick: () => { addLane(); refresh(); } });
  const remove = make('button', { type: 'button', className: 'btn small bare remove', textContent: W.remove, onclick: () => removeLane(lane) });
  const mode = make('span', { className: 'mode cont', textContent: W['mode.continue'] });
  const about = make('p', { className: 'sub about' });
  const turns = make('div', { className: 'turns' });
  turns.setAttribute('role', 'log'); turns.setAttribute('aria-live', 'off'); turns.dataset.scroll = '';
  const box = make('section', { className: 'lane' }, make('header', {}, make('div', { className: 'who' }, select, mode, add, remove), about), turns);
  Object.assign(lane, { box, select, about, turnsBox: turns, mode });
  turns.addEventListener('click', (event) => { const piece = event.target.closest('.w'); if (piece) openPiece(lane, piece); });
  turns.addEventListener('keydown', (event) => moveAmongPieces(lane, event));
  lanes.push(lane);
  lanesBox.append(box);
  arrange(); drawTurns(lane);
  return lane;
}
async function removeLane(lane) {
  await hush(lane);
  lanes.splice(lanes.indexOf(lane), 1);
  lane.box.remove();
  if (opened?.lane === lane) { opened = null; closePanel(panel); }
  arrange(); keep();
}
function arrange() {
  card.dataset.lanes = lanes.length;
  lanes.forEach((lane, i) => { $('.add', lane.box).hidden = lanes.length > 1 || runs.length < 2; $('.remove', lane.box).hidden = i === 0; });
  textbox.placeholder = W[lanes.length > 1 ? 'placeholder.both' : 'placeholder'];
  $('.send').textContent = W[lanes.length > 1 ? 'send.both' : 'send'];
}
const runOf = (lane) => runs.find((run) => run.id === lane.run);

async function chooseRun(lane, id, byHand) {
  if (lane.busy) await hush(lane);
  lane.run = id; lane.byHand = byHand;
  const run = runOf(lane);
  if (run && !knobsByHand && lane === lanes[0]) { Object.assign(sampling, run.sampling); showKnobs(); }
  lane.select.value = id || '';
  describe(lane); drawTurns(lane); keep(); note('');
  if (!id) return;
  const warm = await askServer('warm_up', { run: id });
  if (lane.run !== id) return;
  if (warm.error) return note(warm.error);
  lane.opening = warm.opening; lane.step = warm.step;
  describe(lane); drawTurns(lane);
}
function describe(lane) {
  const run = runOf(lane);
  lane.box.setAttribute('aria-label', run ? say('lane', { name: run.name }) : W.run);
  lane.mode.hidden = !run;
  lane.about.textContent = run ? `${W['mode.continue.help']}${zh ? '' : ' '}${say(run.active ? 'about.training' : 'about', { parameters: many(run.parameters || 0), context: number(run.context), step: number(lane.step ?? run.step) })}` : waiting ? W['no-weights'] : W['no-run'];
}

async function refresh() {
  const answer = await askServer('runs_to_talk_to', {});
  if (answer.error) return note(answer.error);
  runs = answer.runs; waiting = answer.waiting;
  for (const [i, lane] of lanes.entries()) {
    const there = runs.some((run) => run.id === lane.run), talked = lane.turns.length > 0;
    const other = runs.find((run) => !lanes.some((one) => one.run === run.id))?.id || answer.default;
    const wanted = there && (lane.byHand || talked || lane.busy || i > 0) ? lane.run : i === 0 ? answer.default : other;
    showRuns(lane.select, runs, wanted);
    lane.select.disabled = !runs.length;
    if (wanted !== lane.run || lane.step === undefined) chooseRun(lane, wanted, lane.byHand && wanted === lane.run); else describe(lane);
  }
  arrange();
}

// Turns.
function drawTurns(lane) {
  lane.turnsBox.replaceChildren();
  if (!lane.turns.length) return drawHello(lane);
  lane.turns.forEach((turn) => drawTurn(lane, turn));
  lane.turnsBox.scrollTop = lane.turnsBox.scrollHeight;
}
function drawHello(lane) {
  if (!runOf(lane)) return;
  const hello = make('div', { className: 'hello' }, make('p', { className: 'quiet', textContent: W.hello }));
  if (lane.opening) hello.append(make('p', {}, make('span', { className: 'quiet', textContent: `${W['hello.try']} ` }), make('button', { type: 'button', className: 'btn small voice', textContent: lane.opening, onclick: () => { textbox.value = lane.opening; grow(); textbox.focus(); } })));
  lane.turnsBox.append(hello);
}
function drawTurn(lane, turn) {
  const me = make('p', { className: 'me' }, make('span', { className: 'sr', textContent: `${W.you}: ` }), make('span', { textContent: turn.me }));
  const voice = make('p', { className: 'voice' }), meta = make('div', { className: 'meta' }), fault = make('p', { className: 'fault', hidden: true });
  const it = make('div', { className: 'it' }, voice, fault, meta);
  Object.assign(turn, { nodes: { voice, meta, fault, it } });
  lane.turnsBox.querySelector('.hello')?.remove();
  lane.turnsBox.append(me, it);
  turn.it.tokens.forEach((_, i) => addToken(voice, turn.it, i));
  showMeta(lane, turn);
}
function showMeta(lane, turn) {
  const { it, nodes: { meta, fault, voice } } = turn, last = turn === lane.turns.at(-1), facts = [];
  voice.classList.toggle('writing', Boolean(it.writing));
  fault.hidden = !it.error; fault.textContent = it.error || '';
  if (it.waiting) facts.push(W.waiting);
  if (it.tokens.length) {
    facts.push(say('meta.tokens', { count: number(it.tokens.length) }));
    if (it.firstMs != null) facts.push(say('meta.first', { ms: number(Math.round(it.firstMs)) }));
    if (it.speed) facts.push(say('meta.speed', { speed: number(Math.round(it.speed)) }));
    if (it.step != null) facts.push(say('meta.step', { step: number(it.step) }));
    facts.push(say('meta.seed', { seed: it.seed }));
    if (it.stopped) facts.push(W['meta.stopped']);
  }
  meta.replaceChildren(make('span', { textContent: facts.join(' · ') }));
  if (!last || it.writing) return;
  const button = (key, onclick) => { const one = make('button', { type: 'button', className: 'btn small bare', textContent: W[key], title: W[`${key}.help`], onclick }); meta.append(one); };
  button('again', () => again(lane, turn));
  if (it.tokens.length) button('more', () => write(lane, turn, { kept: it.tokens.length }));
}

// Writing. What the run reads: the whole conversation, its own words as tokens, another run's as text.
function conversation(lane, turn) {
  const parts = [];
  for (const one of lane.turns) {
    parts.push({ text: `${parts.length ? '\n' : ''}${one.me}` });
    if (one === turn) return parts;
    parts.push(one.it.run === lane.run ? { ids: one.it.tokens.map((token) => token.id) } : { text: textOf(one.it) });
  }
  return parts;
}
function tell(lane, text) {
  const turn = { me: text, it: { run: lane.run, tokens: [], seed: sampling.seed } };
  const before = lane.turns.at(-1);
  lane.turns.push(turn);
  if (before) showMeta(lane, before);
  drawTurn(lane, turn);
  return write(lane, turn, {});
}
async function again(lane, turn) {
  await hush(lane);
  return write(lane, turn, { seed: Math.floor(Math.random() * 10000) });
}
// Keep the first `kept` tokens of an answer and go on; `forced`: the token to go on with.
function write(lane, turn, { kept = 0, forced = null, seed = null }) {
  lane.busy = writing(lane, turn, kept, forced, seed).finally(() => { lane.busy = null; lane.job = null; showBusy(); keep(); });
  showBusy();
  return lane.busy;
}
async function writing(lane, turn, kept, forced, seed) {
  const it = turn.it, began = performance.now();
  if (it.run !== lane.run) { kept = 0; forced = null; }
  Object.assign(it, { tokens: it.tokens.slice(0, kept), run: lane.run, writing: true, waiting: false, stopped: false, error: '', firstMs: null, speed: null, seed: seed ?? (kept ? it.seed : sampling.seed) });
  if (opened?.it === it && opened.index >= kept) { opened = null; closePanel(panel); }
  turn.nodes.voice.replaceChildren();
  it.tokens.forEach((_, i) => addToken(turn.nodes.voice, it, i));
  lane.stopped = false;
  const halted = new Promise((halt) => { lane.halt = () => halt(null); });
  showMeta(lane, turn); toEnd(lane);
  const asked = askServer('write_answer', {
    run: lane.run, before: conversation(lane, turn), kept: it.tokens.map((token) => token.id), forced: forced?.id ?? null,
    sampling: { ...sampling, seed: kept ? (it.seed + kept) % 2 ** 31 : it.seed },
  });
  let answer = await Promise.race([asked, halted]);
  if (!answer) asked.then((late) => late.job && askServer('stop_answer', { job: late.job }));
  if (answer?.unknown) note(say('unknown-characters', { characters: answer.unknown }));
  it.step = answer?.step;
  let got = 0;
  for (;;) {
    if (!answer) { it.stopped = true; break; }
    if (answer.error) { it.error = answer.error; break; }
    lane.job = answer.job;
    const atEnd = nearEnd(lane);
    for (const token of answer.tokens) {
      if (token.chosen && forced) Object.assign(token, { p: forced.p, others: forced.others });
      it.tokens.push(token);
      addToken(turn.nodes.voice, it, it.tokens.length - 1);
    }
    if (answer.tokens.length && it.firstMs === null) it.firstMs = performance.now() - began;
    it.waiting = answer.waiting;
    got += answer.tokens.length;
    it.speed = answer.seconds > .05 ? got / answer.seconds : null;
    showMeta(lane, turn);
    if (answer.tokens.length && atEnd) toEnd(lane);
    if (answer.done) { it.stopped = answer.stopped; break; }
    if (answer.tokens.length) await new Promise((done) => setTimeout(done, PAUSE_MS));
    answer = lane.stopped ? null : await Promise.race([askServer('read_answer', { job: lane.job, after: got }), halted]);
  }
  it.writing = it.waiting = false;
  showMeta(lane, turn);
  if (nearEnd(lane)) toEnd(lane);
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
const toEnd = ({ turnsBox: box }) => { box.scrollTop = box.scrollHeight; };
function showBusy() {
  const busy = lanes.some((lane) => lane.busy), moved = document.activeElement === $('.halt') || document.activeElement === $('.send');
  $('.send').hidden = busy; $('.halt').hidden = !busy;
  if (moved) textbox.focus();
}

// One token, opened.
function openPiece(lane, piece, index = Number(piece.dataset.from), focus = false) {
  const turn = lane.turns.find((one) => one.nodes.voice.contains(piece));
  if (!turn) return;
  $$('.w[aria-pressed=true]').forEach((one) => one.setAttribute('aria-pressed', 'false'));
  $$('.w[tabindex="0"]', turn.nodes.voice).forEach((one) => { one.tabIndex = -1; });
  piece.setAttribute('aria-pressed', 'true'); piece.tabIndex = 0;
  if (focus) piece.focus();
  opened = { lane, it: turn.it, index };
  openToken(panel, turn.it, index, async (other) => {
    await hush(lane);
    await write(lane, turn, { kept: index, forced: other });
  });
  if (innerWidth <= 1180) panel.scrollIntoView({ block: 'nearest' });
}
function moveAmongPieces(lane, event) {
  const piece = event.target.closest('.w');
  if (!piece) return;
  if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); openPiece(lane, piece); return; }
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const inside = piece.getAttribute('aria-pressed') === 'true' && opened ? opened.index + step : NaN;
  if (inside >= Number(piece.dataset.from) && inside <= Number(piece.dataset.to)) return openPiece(lane, piece, inside, true);
  const next = step > 0 ? piece.nextElementSibling : piece.previousElementSibling;
  if (next) openPiece(lane, next, Number(step > 0 ? next.dataset.from : next.dataset.to), true);
}

// Composer and knobs.
function note(sentence) { $('.note').hidden = !sentence; $('.note').textContent = sentence || ''; }
async function send() {
  const text = textbox.value;
  note('');
  if (!text.trim()) { note(W.empty); textbox.focus(); return; }
  if (lanes.some((lane) => lane.busy)) return;
  if (!runs.length) await refresh();
  const ready = lanes.filter((lane) => lane.run);
  if (!ready.length) return note(W[waiting ? 'no-weights' : 'no-run']);
  textbox.value = ''; grow();
  ready.forEach((lane) => tell(lane, text));
}
$('form').addEventListener('submit', (event) => { event.preventDefault(); send(); });
textbox.addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); } });
textbox.addEventListener('input', () => { grow(); note(''); });
$('.halt').addEventListener('click', () => lanes.forEach(hush));
$('.clear').title = W['clear.help'];
$('.clear').addEventListener('click', async () => {
  await Promise.all(lanes.map(hush));
  lanes.forEach((lane) => { lane.turns = []; drawTurns(lane); });
  opened = null; closePanel(panel); keep(); note(''); textbox.focus();
});
function grow() { textbox.style.height = 'auto'; textbox.style.height = `${Math.max(46, Math.min(140, textbox.scrollHeight + 2))}px`; }

function buildKnobs() {
  props.knobs.forEach((knob) => { sampling[knob.name] ??= knob.value; });
  const reset = make('button', { type: 'button', className: 'btn small bare', textContent: W.reset, onclick: () => { knobsByHand = false; Object.assign(sampling, runOf(lanes[0])?.sampling || {}); showKnobs(); keep(); } });
  $('.sliders').replaceChildren(...props.knobs.map((knob) => {
    const input = make('input', { type: knob.name === 'seed' ? 'number' : 'range', min: knob.low, max: knob.name === 'seed' ? 2 ** 31 - 1 : knob.high, step: knob.step, id: `chat-${knob.name}`, className: knob.name === 'seed' ? 'box' : '' });
    input.dataset.knob = knob.name;
    input.addEventListener('input', () => { if (input.value !== '' && input.validity.valid) { sampling[knob.name] = Number(input.value); knobsByHand = true; showKnobs(input); keep(); } });
    return make('div', { className: 'field' }, make('div', { className: 'field-top' }, make('label', { className: 'label', htmlFor: input.id, textContent: knob.label }), make('span', { className: 'value' })), input, make('p', { className: 'help', textContent: knob.help }));
  }), reset);
}
function showKnobs(but) {
  const shown = (value) => String(Math.round(value * 100) / 100);
  $('.knobs .values').replaceChildren(...props.knobs.filter((knob) => !(knob.name === 'repetition_penalty' && sampling[knob.name] === 1)).map((knob) => make('span', {}, `${knob.label} `, make('b', { textContent: shown(sampling[knob.name]) }))));
  $$('.sliders input').forEach((input) => {
    const value = sampling[input.dataset.knob];
    if (input !== but) input.value = value;
    if (input.type === 'range') input.style.setProperty('--v', `${Math.max(0, Math.min(100, (value - input.min) / (input.max - input.min) * 100))}%`);
    $('.value', input.parentElement).textContent = input.type === 'range' ? shown(value) : '';
  });
}
$('.change').textContent = W.change;
$('.change').addEventListener('click', () => {
  const open = $('.sliders').hidden;
  $('.sliders').hidden = !open; $('.change').setAttribute('aria-expanded', open); $('.change').textContent = W[open ? 'change.done' : 'change'];
  if (open) $('.sliders').scrollIntoView({ block: 'nearest' });
});

// The conversation stays for this browser session; the odds of old answers go first when it gets long.
function keep() {
  const plain = (withOdds) => JSON.stringify({ knobsByHand, sampling, lanes: lanes.map(({ run, byHand, turns }) => ({ run, byHand, turns: turns.map(({ me, it }) => ({ me, it: { ...it, writing: false, waiting: false, tokens: withOdds ? it.tokens : it.tokens.map(({ others, ...rest }) => rest) } })) })) });
  try { const full = plain(true); sessionStorage.setItem(KEY, full.length > MOST_STORED ? plain(false) : full); } catch { /* private window, or full: it stays until the page closes */ }
}
function remembered() { try { return JSON.parse(sessionStorage.getItem(KEY)) || {}; } catch { return {}; } }

const saved = remembered();
Object.assign(sampling, saved.sampling || {}); knobsByHand = Boolean(saved.knobsByHand);
buildKnobs(); showKnobs();
(saved.lanes?.length ? saved.lanes.slice(0, 2) : [null]).forEach(addLane);
onSight(refresh);
setInterval(() => { if (!document.hidden && element.offsetParent && (waiting || !runs.length || lanes.some((lane) => runOf(lane)?.active)) && !lanes.some((lane) => lane.busy)) refresh(); }, 4000);
