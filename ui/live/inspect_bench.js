// The Inspect tab: asks Python about a sentence at a step, and draws the answer. Drawing itself: attention_drawing.js.
speakTemplate();
const MOST_HELD = 24, PAUSE_MS = 280, LOOK_EVERY_MS = 4000;
const state = { run: null, byHand: false, text: null, typed: false, step: null, head: [0, 0], headByHand: false, place: null, off: false, view: 'grid', large: false, cursor: null };
const held = new Map(), exacts = new Map(), costs = new Map();
let data = null, without = null, bytes = null, colors = heatColors(), latest = 0, playing = false, runs = [], ranking = null, looking = 0, watched = 0;
const textbox = $('#inspect-text textarea'), chooser = $('.runs'), grid = $('#attention-grid'), picture = $('.picture'), tip = $('.cell-tip'), slider = $('.track input');

const headName = ([layer, head] = state.head) => `${layer + 1}·${head + 1}`;
const size = () => data?.labels.length || 0;
const start = (layer, head) => (layer * data.heads + head) * size() * (size() + 1) / 2;
const exactKey = (head) => [data.run, data.step, data.text, data.off, head].join('|');
const weight = (i, j, head = state.head) => {
  const exact = exacts.get(exactKey(head));
  return exact ? exact[at(i, j)] / 65535 : (bytes[start(...head) + at(i, j)] / 255) ** 2;
};

function note(sentence, button, onPress) {
  const box = $('.note');
  box.hidden = !sentence;
  $('span', box).textContent = sentence || '';
  $('button', box).hidden = !button;
  $('button', box).textContent = button || '';
  $('button', box).onclick = onPress || null;
}

// Asking: the answer of a question is kept; only the answer to the newest question is shown.
async function answerOf(step, off) {
  const question = { run: state.run, step, text: state.text, head: state.head, off };
  const key = JSON.stringify([state.run, step, state.text, off]);
  if (held.has(key)) return held.get(key);
  const answer = await askServer('look_inside', question);
  if (!answer.error && step !== null && state.text !== null) {
    held.set(key, answer);
    if (held.size > MOST_HELD) held.delete(held.keys().next().value);
  }
  return answer;
}

async function look() {
  if (!state.run) { clearPicture(); return note(runs.waiting ? W['no-weights'] : W['no-run']); }
  const mine = ++latest;
  const slow = setTimeout(() => mine === latest && note(W.reading), 500);
  looking++;
  const answer = await answerOf(state.step, null);
  looking--;
  clearTimeout(slow);
  if (mine !== latest) return;
  if (answer.error) return note(answer.error);
  const fresh = !data || data.run !== answer.run || data.text !== answer.text;
  if (document.activeElement !== textbox || state.text === null) textbox.value = answer.text;
  state.text = answer.text; grow();
  if (!answer.labels.length) { clearPicture(); showTime(answer); return note(W.empty); }
  take(answer, fresh);
  note(answer.dropped ? say('cut', { seen: answer.labels.length, all: number(answer.labels.length + answer.dropped) }) : '');
  if (state.off) lookWithout();
}

function take(answer, fresh) {
  element.firstElementChild.classList.remove('bare');
  if (!data || data.layers !== answer.layers || data.heads !== answer.heads) buildGrid(answer);
  data = answer; bytes = unpackBytes(answer.grid); without = null;
  if (!state.headByHand && fresh) state.head = clearest();
  state.head = [Math.min(state.head[0], data.layers - 1), Math.min(state.head[1], data.heads - 1)];
  exacts.clear();
  exacts.set(exactKey(answer.head), unpackExact(answer.exact));
  if (fresh || state.place === null || state.place >= size()) state.place = Math.max(0, size() - 2);
  if (fresh) { state.cursor = null; buildTokens(); }
  showTime(answer); showFound(); drawThumbnails(); paint(); sharpen();
}
const clearest = () => { const best = data.found.find((one) => one.habit !== 'first') || data.found[0]; return best ? [best.layer, best.head] : [0, 0]; };

// The bytes draw at once; the exact weights of a head follow.
async function sharpen() {
  const head = state.head, key = exactKey(head), mine = data;
  if (exacts.has(key)) return;
  const answer = await askServer('one_head', { run: data.run, step: data.step, text: data.text, off: data.off, head });
  if (mine !== data || answer.error) return;
  exacts.set(key, unpackExact(answer.exact));
  if (String(head) === String(state.head)) paint();
}

function clearPicture() { data = null; $('.toks').replaceChildren(); ['.look-bars', '.odds', '.found'].forEach((s) => $(s).replaceChildren()); ['.q1', '.q2', '.q2-real', '.habit', '.big-name'].forEach((s) => { $(s).textContent = ''; }); grid.replaceChildren(); picture.hidden = $('.sheet').hidden = $('.caption').hidden = true; element.firstElementChild.classList.toggle('bare', !state.run); }

// Building what stays until sentence or shape changes.
function buildGrid({ layers, heads }) {
  grid.style.setProperty('--heads', heads);
  element.firstElementChild.style.setProperty('--side', `${Math.max(236, Math.min(400, 62 + heads * 27))}px`);
  grid.replaceChildren(make('span'), ...Array.from({ length: heads }, (_, h) => make('span', { textContent: h + 1 })));
  for (let layer = 0; layer < layers; layer++) {
    grid.append(make('span', { textContent: layer + 1 }));
    for (let head = 0; head < heads; head++) {
      const button = make('button', { type: 'button', onclick: () => chooseHead([layer, head]) }, make('canvas'));
      button.setAttribute('aria-label', say('head', { layer: layer + 1, head: head + 1 }));
      button.dataset.head = [layer, head];
      grid.append(button);
    }
  }
}
function buildTokens() {
  $('.toks').replaceChildren(...data.labels.map((label, place) => make('button', { type: 'button', className: 'tok', textContent: drawn(label), onclick: () => choosePlace(place) })));
}
function drawThumbnails() {
  $$('button', grid).forEach((button) => drawThumbnail($('canvas', button), bytes, start(...button.dataset.head.split(',').map(Number)), size(), colors));
}
function showFound() {
  $('.found-none').hidden = data.found.length > 0;
  $('.found').replaceChildren(...data.found.map((one) => make('li', {}, make('button', { type: 'button', onclick: () => chooseHead([one.layer, one.head]) },
    make('b', { className: 'num', textContent: headName([one.layer, one.head]) }), make('span', { textContent: W[`habit.${one.habit}`] }), make('span', { className: 'num', textContent: one.weight.toFixed(2) })))));
}

// Choosing.
function chooseHead(head) { state.head = head; state.headByHand = true; paint(); sharpen(); if (state.off) lookWithout(); }
function choosePlace(place, focus) {
  state.place = place; state.cursor = state.cursor === null ? null : Math.min(state.cursor, place);
  paint();
  if (focus) $$('.tok')[place].focus();
}

// Painting what depends on the chosen head and place.
function paint() {
  const { place, head: [layer, head] } = state, label = (i) => `“${drawn(data.labels[i])}”`;
  $$('button', grid).forEach((button) => {
    const chosen = button.dataset.head === String(state.head);
    button.setAttribute('aria-pressed', chosen); button.tabIndex = chosen ? 0 : -1;
  });
  $$('.tok').forEach((token, i) => {
    const share = i <= place ? weight(place, i) : 0;
    token.style.setProperty('--w', Math.sqrt(share).toFixed(2));
    token.classList.toggle('far', i > place);
    token.setAttribute('aria-pressed', i === place); token.tabIndex = i === place ? 0 : -1;
    token.setAttribute('aria-label', i <= place ? say('token.weight', { place: i + 1, token: spoken(data.labels[i]), weight: percent(share) }) : say('token', { place: i + 1, token: spoken(data.labels[i]) }));
  });
  const chosenToken = $$('.tok')[place], toks = $('.toks');
  if (toks.scrollWidth > toks.clientWidth) toks.scrollLeft = chosenToken.offsetLeft - toks.offsetLeft - toks.clientWidth / 2;
  $('.big-name').textContent = say('head', { layer: layer + 1, head: head + 1 });
  const habit = data.habits.find((one) => one.layer === layer && one.head === head);
  if (habit) fill($('.habit'), habit.weight < .2 ? 'habit.weak' : 'habit', { head: headName(), habit: W[`habit.${habit.habit}`], weight: habit.weight.toFixed(2) }); else $('.habit').textContent = '';
  const looks = Array.from({ length: place + 1 }, (_, j) => [weight(place, j), j]).sort((a, b) => b[0] - a[0]).filter((one, k) => k < 3 && (k === 0 || one[0] >= .005));
  const most = looks[0][1];
  fill($('.q1'), most === place ? 'q1.self' : 'q1.most', { from: label(place), i: place + 1, to: label(most), back: place - most });
  $('.look-bars').replaceChildren(...looks.map(([share, j]) => bar(data.labels[j], share, false, j + 1)));
  paintOdds(); paintWhatIf(); paintPicture();
}
function paintOdds() {
  const { place } = state, shown = state.off && without ? without : data, next = data.tokens[place + 1], real = shown.real[place];
  const context = `“${drawn(data.labels.slice(Math.max(0, place - 7), place + 1).join('')).slice(-24)}”`;
  if (shown === without) fill($('.q2'), 'q2.off', { head: headName(without.off) });
  else fill($('.q2'), next === undefined ? 'q2.after' : 'q2.real', { context, next: next === undefined ? '' : `“${drawn(data.labels[place + 1])}”` });
  $('.odds').replaceChildren(...shown.next[place].slice(0, 5).map(([label, id, odds]) => bar(label, odds, id === next)));
  if (!real) { $('.q2-real').textContent = ''; return; }
  fill($('.q2-real'), real[1] ? 'q2.rank' : 'q2.rank.far', { odds: percent(real[0]), rank: real[1], nats: real[2].toFixed(2) });
}
function paintPicture() {
  const [layer, head] = state.head.map((one) => one + 1), wide = picture.parentElement.clientWidth - 40, sheet = $('.sheet');
  if (wide <= 0) return;
  picture.hidden = state.view === 'table'; sheet.hidden = !picture.hidden;
  $('.caption').hidden = state.view !== 'grid';
  const high = Math.max(400, Math.min(640, innerHeight - 398)), large = state.large, labels = data.labels.map(drawn), layout = gridLayout(labels, wide, high, false);
  $('.larger').hidden = state.view === 'table' || (state.view === 'grid' && layout.cell >= 16);
  if (state.view === 'table') return paintSheet(sheet);
  picture.setAttribute('aria-label', say(state.view === 'arcs' ? 'arcs' : 'heat', { layer, head }));
  picture.layout = large ? gridLayout(labels, wide, high, true) : layout;
  if (state.view === 'arcs') picture.middles = drawArcs($('canvas', picture), labels, weight, state.place, wide, large);
  else drawGrid($('canvas', picture), picture.layout, labels, weight, state.place, colors, document.activeElement === picture ? state.cursor ?? state.place : null);
}
function paintSheet(sheet) {
  const columns = ['place', 'token', 'most', 'weight', 'second', 'weight', 'expects', 'odds', 'real', 'surprise'];
  $('thead tr', sheet).replaceChildren(...columns.map((one) => make('th', { scope: 'col', textContent: W[`table.${one}`] })));
  $('tbody', sheet).replaceChildren(...data.labels.map((label, i) => {
    const row = Array.from({ length: i + 1 }, (_, j) => [weight(i, j), j]).sort((a, b) => b[0] - a[0]), real = data.real[i];
    const looked = (k) => (row[k] ? [`${drawn(data.labels[row[k][1]])} (${row[k][1] + 1})`, row[k][0].toFixed(3)] : ['', '']);
    const cells = [...looked(0), ...looked(1), drawn(data.next[i][0][0]), percent(data.next[i][0][2]), real ? percent(real[0]) : '', real ? real[2].toFixed(2) : ''];
    return make('tr', { className: i === state.place ? 'hit' : '' }, make('td', { className: 'num', textContent: i + 1 }), make('th', { scope: 'row', textContent: drawn(label) }), ...cells.map((textContent, k) => make('td', { textContent, className: [0, 2, 4].includes(k) ? 'voice' : 'num' })));
  }));
}

// What if: the same sentence without a head at once, validation text when the switch asks for it.
async function lookWithout() {
  const head = state.head, mine = data;
  const answer = await answerOf(data.step, head);
  if (mine !== data || !state.off || String(head) !== String(state.head)) return;
  if (answer.error) { $('.q3-said').textContent = answer.error; return; }
  without = answer;
  paintOdds(); paintWhatIf();
  if (!playing) measure(head);
}
const costKey = (head) => [data.run, data.step, head].join('|');
async function measure(head = state.head) {
  const key = costKey(head);
  if (costs.has(key)) return;
  costs.set(key, { waiting: true });
  paintWhatIf();
  const answer = await askServer('cost_of_head', { run: data.run, step: data.step, head });
  if (answer.error) costs.set(key, { error: answer.error }); else costs.set(key, answer);
  paintWhatIf();
}
async function measureAll() {
  const mine = data, all = [];
  for (let l = 0; l < data.layers; l++) for (let h = 0; h < data.heads; h++) all.push([l, h]);
  for (const [done, head] of all.entries()) {
    ranking = { done, of: all.length };
    await measure(head);
    if (mine !== data || costs.get(costKey(head))?.error) break;
  }
  ranking = null;
  paintWhatIf();
}
function paintWhatIf() {
  $('.switch-name').textContent = say('q3.switch', { head: headName() });
  $('.switch').checked = state.off;
  $('.q3-help').hidden = state.off;
  const [sentence, validation] = [$('.on-sentence'), $('.on-validation')], cost = costs.get(costKey(state.head));
  const show = (box, before, after) => { box.hidden = false; const [a, b] = $$('strong', box); a.textContent = before.toFixed(2); b.textContent = after.toFixed(2); b.classList.toggle('up', after > before + .005); };
  sentence.hidden = validation.hidden = true;
  if (state.off && without?.mean != null && String(without.off) === String(state.head)) show(sentence, data.mean, without.mean);
  if (state.off && cost?.tokens) { show(validation, cost.before, cost.after); $('.what', validation).textContent = say('q3.validation', { step: number(data.step) }); }
  const known = [...Array(data.layers * data.heads).keys()].map((k) => costs.get([data.run, data.step, [Math.floor(k / data.heads), k % data.heads]].join('|'))).filter((one) => one?.tokens);
  $('.q3-said').textContent = !state.off ? '' : ranking ? say('q3.progress', { done: ranking.done, count: ranking.of }) : cost?.waiting ? W['q3.measuring'] : cost?.error || (cost?.tokens ? verdict(cost, known) : '');
  showCosts(known);
  $('.measure').hidden = !state.off || Boolean(cost);
  $('.measure-all').hidden = !state.off || !cost?.tokens || Boolean(ranking) || known.length === data.layers * data.heads || data.layers * data.heads < 2;
  $('.measure-all').textContent = say('q3.ask-all', { count: data.layers * data.heads });
}
function verdict(cost, known) {
  const count = data.layers * data.heads, more = known.filter((one) => one.after > cost.after).length, loss = cost.after - cost.before;
  const rank = known.length < count || count < 2 ? '' : more ? say('q3.rank', { more, others: count - 1 }) : say('q3.first', { count });
  const said = Math.abs(loss) < .005 ? W['q3.nothing'] : loss < 0 ? W['q3.gain'] : rank;
  return [said, say('q3.measured', { tokens: number(cost.tokens) })].filter(Boolean).join(zh ? '' : ' ');
}
// Once all heads are measured: those that cost most, each a button.
function showCosts(known) {
  const all = data.layers * data.heads === known.length && known.length > 1, worth = (one) => Math.max(0, one.after - one.before);
  const most = all ? known.map((one) => one).sort((a, b) => worth(b) - worth(a)).slice(0, 5) : [];
  $('.costs').replaceChildren(...most.map((one) => {
    const item = bar(headName(one.head), worth(one) / Math.max(1e-9, worth(most[0])), String(one.head) === String(state.head));
    $('.n', item).textContent = `+${worth(one).toFixed(3)}`;
    return make('li', { className: item.className }, make('button', { type: 'button', onclick: () => chooseHead(one.head) }, ...item.childNodes));
  }));
  $('.costs').hidden = !most.length || !state.off;
}

// Time.
function showTime(answer) {
  const steps = answer.steps, here = steps.findIndex(([step]) => step === answer.step);
  slider.max = Math.max(0, steps.length - 1); slider.value = here; slider.disabled = steps.length < 2; $('.play').disabled = steps.length < 2;
  slider.style.setProperty('--v', `${steps.length > 1 ? here / (steps.length - 1) * 100 : 100}%`);
  const loss = steps[here]?.[1], room = innerWidth < 600 ? 5 : 11, every = Math.max(1, Math.ceil((steps.length - 1) / room));
  slider.setAttribute('aria-valuetext', `${say('step', { step: number(answer.step) })}${loss == null ? '' : `, ${say('loss', { loss: loss.toFixed(2) })}`}`);
  $('.now span').textContent = say('step', { step: number(answer.step) });
  $('.now small').textContent = loss == null ? W['loss.none'] : say('loss', { loss: loss.toFixed(2) });
  $('.marks').replaceChildren(...steps.map(([step], i) => { const last = steps.length - 1, seen = i === last || (i % every === 0 && last - i >= every * .7); const mark = make('span', { textContent: seen ? number(step) : '' }); mark.style.left = `${last ? i / last * 100 : 0}%`; return mark; }));
  $('.about').textContent = say(steps.length === 1 ? 'snapshots.one' : 'snapshots', { name: answer.name, count: steps.length });
}
async function goTo(index) {
  const steps = data?.steps || [];
  if (!steps[index]) return;
  state.step = index === steps.length - 1 && !playing ? null : steps[index][0];
  await look();
}
async function play() {
  playing = !playing;
  showPlay();
  if (playing && Number(slider.value) >= Number(slider.max)) slider.value = -1;
  for (let index = Number(slider.value) < 0 ? 0 : Number(slider.value); playing && data && index < data.steps.length; index++) {
    const began = performance.now();
    await goTo(index);
    if (data.steps[index + 1]) answerOf(data.steps[index + 1][0], null);
    await new Promise((done) => setTimeout(done, Math.max(60, 620 - (performance.now() - began))));
  }
  playing = false;
  showPlay();
}
function showPlay() {
  $('.play path').setAttribute('d', playing ? 'M3 2h3v10H3zM8 2h3v10H8z' : 'M3 1.5v11l9-5.5z');
  $('.play span').textContent = playing ? W.pause : W.play;
  $('.play').setAttribute('aria-label', playing ? W.pause : W['play.help']);
}

// Runs: the page's choice until the person makes one. A sentence that was typed stays.
function chooseRun(run, byHand) {
  Object.assign(state, { run, byHand, text: state.typed ? state.text : null, step: null, headByHand: false });
  look();
}
async function refresh(stay = false) {
  const answer = await askServer('runs_to_inspect', {});
  if (answer.error) return note(answer.error);
  runs = Object.assign(answer.runs, { waiting: answer.waiting });
  const there = runs.some((run) => run.id === state.run), wanted = there && (state.byHand || stay) ? state.run : answer.default;
  showRuns(chooser, runs, wanted);
  chooser.disabled = chooser.hidden = !runs.length;
  if (wanted !== state.run) chooseRun(wanted, false); else if (!data && !looking && state.text !== '') look();
}
async function watchRun() {
  if (document.hidden || !element.offsetParent || looking) return;
  if (!data || !runs.find((run) => run.id === state.run)?.active || ++watched % 4 === 0) return refresh(Boolean(data));
  const mine = data, answer = await askServer('steps_of_run', { run: state.run });
  if (mine !== data || answer.error) return;
  data.steps = answer.steps;
  showTime(data);
  const newest = answer.steps.at(-1)[0];
  if (newest > data.step && state.step === null && !playing) note(say('newer', { step: number(newest) }), W['newer.show'], look);
}

function grow() { textbox.style.height = 'auto'; textbox.style.height = `${Math.min(118, textbox.scrollHeight + 2)}px`; }
let typing, composing = false;
const read = () => { clearTimeout(typing); if (textbox.value !== state.text) { state.text = textbox.value; state.typed = Boolean(textbox.value); look(); } };
textbox.addEventListener('input', () => { grow(); clearTimeout(typing); if (!composing) typing = setTimeout(read, PAUSE_MS); });
textbox.addEventListener('compositionstart', () => { composing = true; });
textbox.addEventListener('compositionend', () => { composing = false; typing = setTimeout(read, PAUSE_MS); });
textbox.addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); read(); } });
chooser.addEventListener('change', () => chooseRun(chooser.value, true));
rove(grid, () => $$('button', grid), () => data.heads, (button) => button.click());
rove($('.toks'), () => $$('.tok'), () => 1, (token) => token.click());
slider.addEventListener('input', () => { playing = false; showPlay(); goTo(Number(slider.value)); });
$('.play').addEventListener('click', play);
$('.switch').addEventListener('change', (event) => { state.off = event.target.checked; without = null; if (!data) return; if (state.off) lookWithout(); paintOdds(); paintWhatIf(); });
$('.measure').addEventListener('click', () => measure());
$('.measure-all').addEventListener('click', measureAll);
$('.larger').addEventListener('click', () => { state.large = !state.large; $('.larger').setAttribute('aria-pressed', state.large); if (data) paintPicture(); });
$$('[data-view]').forEach((button) => button.addEventListener('click', () => {
  state.view = button.dataset.view;
  $$('[data-view]').forEach((other) => other.setAttribute('aria-pressed', other === button));
  if (data) paintPicture();
}));

// The large picture: pointer, keys, numbers for those who do not see it.
const cellSentence = (i, j) => say('cell', { from: spoken(data.labels[i]), i: i + 1, to: spoken(data.labels[j]), j: j + 1, weight: weight(i, j).toFixed(4) });
function cellUnder(event) {
  const box = $('canvas', picture).getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
  if (state.view === 'arcs') { const near = picture.middles.reduce((best, m, i) => (Math.abs(m - x) < Math.abs(picture.middles[best] - x) ? i : best), 0); return { x, y, i: state.place, j: near, pick: near }; }
  const { left, top, cell } = picture.layout, i = Math.floor((y - top) / cell), j = Math.floor((x - left) / cell);
  return { x, y, i, j, pick: i >= 0 && i < size() ? i : null };
}
picture.addEventListener('pointermove', (event) => {
  if (!data) return;
  const { x, y, i, j } = cellUnder(event), inside = i >= 0 && j >= 0 && i < size() && j <= i;
  tip.hidden = !inside;
  if (!inside) return;
  tip.textContent = `${drawn(data.labels[i])} → ${drawn(data.labels[j])}  ${weight(i, j).toFixed(4)}`;
  tip.style.left = `${Math.min(x + 14, picture.scrollLeft + picture.clientWidth - tip.offsetWidth - 4)}px`; tip.style.top = `${Math.max(picture.scrollTop, y - 38)}px`;
});
picture.addEventListener('pointerleave', () => { tip.hidden = true; });
picture.addEventListener('click', (event) => { if (data) { const { pick } = cellUnder(event); if (pick !== null) choosePlace(pick); } });
picture.addEventListener('keydown', (event) => {
  if (!data) return;
  const arcs = state.view === 'arcs', cursor = state.cursor ?? state.place;
  const [rows, columns] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [arcs ? -1 : 0, -1], ArrowRight: [arcs ? 1 : 0, 1] }[event.key] || [];
  if (rows === undefined) return;
  event.preventDefault();
  state.cursor = Math.max(0, cursor + columns);
  choosePlace(Math.max(0, Math.min(size() - 1, state.place + rows)));
  state.cursor = Math.min(state.cursor, state.place);
  paintPicture();
  $('.cell-said').textContent = cellSentence(state.place, state.cursor);
});
['focus', 'blur'].forEach((kind) => picture.addEventListener(kind, () => data && paintPicture()));

$('.export').addEventListener('click', () => {
  if (!data) return;
  const cell = (text) => `"${String(text).replace(/"/g, '""')}"`;
  const rows = data.labels.map((label, i) => [cell(label), ...data.labels.map((_, j) => (j <= i ? weight(i, j).toFixed(5) : 0))].join(','));
  const blob = new Blob([`\ufeff${[['', ...data.labels.map(cell)].join(','), ...rows].join('\r\n')}`], { type: 'text/csv' });
  const link = make('a', { href: URL.createObjectURL(blob), download: `attention-step-${data.step}-head-${headName().replace('·', '-')}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
document.addEventListener('terrarium:theme', () => requestAnimationFrame(() => { colors = heatColors(); if (data) { drawThumbnails(); paintPicture(); } }));
let lastWidth = 0;
new ResizeObserver(() => { const width = element.clientWidth; if (width && width !== lastWidth) { lastWidth = width; if (data) { paintPicture(); showTime(data); } } }).observe(element);
setInterval(watchRun, LOOK_EVERY_MS);
showPlay();
onSight(() => refresh());
