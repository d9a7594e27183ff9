// The network that the sliders describe, drawn as they move; and its price: parameters, memory, arithmetic, time.
const { words } = props;
const $ = (selector) => element.querySelector(selector);
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const fmt = (count) => count.toLocaleString('en-US');
const figures = (value, digits = 2) => Number(value.toPrecision(digits)).toLocaleString('en-US', { maximumFractionDigits: 2 });
const zh = props.language === 'zh';
const count = (value) => zh && value >= 1e4 ? (value >= 1e8 ? [figures(value / 1e8, 3), '亿'] : [fmt(Math.round(value / 1e4)), '万']) : value >= 1e9 ? [figures(value / 1e9, 3), 'B'] : value >= 1e5 ? [figures(value / 1e6, 3), 'M'] : value >= 1e3 ? [figures(value / 1e3, 3), 'k'] : [String(value), ''];
const bytes = (value) => value >= 1e9 ? [figures(value / 1e9), 'GB'] : value >= 1e6 ? [figures(value / 1e6, 3), 'MB'] : [figures(value / 1e3, 3), 'kB'];
const clock = (seconds) => seconds < 60 ? [String(Math.max(1, Math.round(seconds))), zh ? '秒' : 's']
  : seconds < 5400 ? [`${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`, zh ? '分' : 'min'] : seconds < 172800 ? [figures(seconds / 3600), zh ? '小时' : 'h'] : [figures(seconds / 86400), zh ? '天' : 'd'];
const put = (selector, [value, unit]) => {
  const small = document.createElement('small'); small.textContent = unit ? ` ${unit}` : '';
  $(selector).replaceChildren(value, small);
};

for (const [selector, key] of [['.title', 'title'], ['.n-parameters', 'parameters'], ['.n-train', 'memory.train'], ['.n-use', 'memory.use'],
  ['.n-flops', 'flops'], ['.n-time', 'time'], ['.drawing', 'drawing'], ['.drawing-sub', 'drawing.sub'], ['.parts-title', 'parts'], ['.reading-title', 'reading']]) $(selector).textContent = words[key];

let shape = null, asked = 0, measureTimer = 0, vocabTimer = 0;

// The drawing.
const NS = 'http://www.w3.org/2000/svg';
const s = (parent, tag, attributes = {}, text) => {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
};

function draw() {
  const host = $('.net'), W = Math.max(280, Math.min(760, host.clientWidth || 620));
  if (!shape) return;
  const { V, D, H, K, F, L, T } = shape, narrow = W < 460;
  const values = { V: fmt(V), D: fmt(D), H, K, F: fmt(F), L, T: fmt(T) };
  const left = 58, sheets = Math.min(L - 1, 4) * 6, right = W - 6 - 24, stream = 24;
  const svg = document.createElementNS(NS, 'svg');
  let y = 8;
  const line = s(svg, 'path', { class: 'stream' });
  const joins = [];
  const text = (x, at, cls, value, anchor = 'start') => s(svg, 'text', { x, y: at, class: cls, 'text-anchor': anchor }, value);
  const box = (top, height, cls = 'part', from = left, to = right) => s(svg, 'rect', { x: from, y: top, width: to - from, height, rx: 10, class: cls });
  const shapeText = (at, value) => text(right - 14, at, 'shape', value, 'end');

  // text
  const letters = [...words['draw.example']].slice(0, narrow ? 7 : 9), cell = 30;
  letters.forEach((letter, i) => {
    s(svg, 'rect', { x: left + i * (cell + 3), y, width: cell, height: 32, rx: 6, class: i === letters.length - 1 ? 'tok on' : 'tok' });
    text(left + i * (cell + 3) + cell / 2, y + 22, `voice${i === letters.length - 1 ? ' on' : ''}`, letter === ' ' ? '␣' : letter, 'middle');
  });
  text(left, y + 50, 'quiet', fill(words['draw.text'], values));
  const start = y + 16;
  y += 68;

  // embedding
  box(y, 54); text(left + 14, y + 22, 'name', words['draw.embed']);
  shapeText(y + 22, `${values.V} × ${values.D}`);
  const place = shape.positions === 'sinusoidal' || shape.positions === 'learned' ? ` ${words[`draw.positions.${shape.positions}`]}` : '';
  text(left + 14, y + 42, 'quiet', narrow && place ? place.trim() : fill(words['draw.embed.sub'], values) + place);
  const embedEnd = y + 27;
  y += 54 + 22;

  // the blocks: sheets behind the first
  const top = y, headRows = H > 12 ? 2 : 1, headHeight = 30, attHeight = 58 + headHeight + 14, ffHeight = 96;
  const blockHeight = 44 + attHeight + 26 + ffHeight + 18, inner = left + 14, innerRight = right - 14;
  for (let i = Math.min(L - 1, 4); i > 0; i -= 1) box(top + i * 6, blockHeight, 'sheet', left + i * 6, right + i * 6);
  box(top, blockHeight, 'block');
  text(inner, top + 27, 'name', words['draw.block']); text(innerRight, top + 27, 'times', `× ${L}`, 'end');
  y = top + 42;
  const branch = (from, height) => {   // out of the stream into the part, and back, added
    const join = from + height + 9;
    s(svg, 'path', { class: 'branch', d: `M${stream} ${from - 6}C${stream + 4} ${from + 10} ${inner - 22} ${from + 16} ${inner} ${from + 16}` });
    s(svg, 'path', { class: 'branch', d: `M${inner} ${from + height - 12}C${inner - 20} ${from + height - 12} ${stream + 6} ${join - 12} ${stream} ${join}` });
    joins.push(join);
  };
  const norm = (at) => { s(svg, 'rect', { x: innerRight - 14 - 62, y: at, width: 62, height: 20, rx: 10, class: 'norm' }); text(innerRight - 14 - 31, at + 14, 'tiny', words['draw.norm'], 'middle'); };

  // attention: a small causal picture for each head
  box(y, attHeight, 'inner', inner, innerRight);
  text(inner + 14, y + 24, 'name', words['draw.attention']); norm(y + 10);
  text(inner + 14, y + 44, 'quiet num', fill(words['draw.attention.sub'], values) + (narrow || shape.positions !== 'rotary' ? '' : ` · ${words['draw.positions.rotary']}`));
  const room = innerRight - inner - 28, fits = Math.max(1, Math.floor((room + 6) / (headHeight + 6))), shown = H > fits ? fits - 1 : H;
  for (let i = 0; i < shown; i += 1) head(svg, inner + 14 + i * (headHeight + 6), y + 56, headHeight, T, i);
  if (shown < H) text(inner + 14 + shown * (headHeight + 6) + 4, y + 56 + 20, 'quiet', `+${H - shown}`);
  branch(y, attHeight);
  y += attHeight + 26;

  // feed-forward: narrow, wide, narrow
  box(y, ffHeight, 'inner', inner, innerRight);
  text(inner + 14, y + 24, 'name', words['draw.feedforward']); norm(y + 10);
  text(inner + 14, y + 44, 'quiet num', `${fill(words['draw.feedforward.sub'], values)} · ${{ swiglu: 'SwiGLU', geglu: 'GeGLU', relu: 'ReLU', gelu: 'GELU', relu2: 'ReLU²' }[shape.activation]}`);
  const widest = Math.max(D, F), a = Math.max(8, room * D / widest), b = Math.max(8, room * F / widest), x0 = inner + 14, yy = y + 56;
  s(svg, 'path', { class: 'fan', d: `M${x0} ${yy + 6}H${x0 + a}L${x0 + b} ${yy + 12}V${yy + 18}L${x0 + a} ${yy + 24}H${x0}Z` });
  s(svg, 'rect', { x: x0, y: yy, width: a, height: 6, rx: 2, class: 'wide' });
  s(svg, 'rect', { x: x0, y: yy + 12, width: b, height: 6, rx: 2, class: 'wide strong' });
  s(svg, 'rect', { x: x0, y: yy + 24, width: a, height: 6, rx: 2, class: 'wide' });
  branch(y, ffHeight);
  y = top + blockHeight + sheets + 22;

  // head and odds
  box(y, 54); text(left + 14, y + 22, 'name', words['draw.head']); shapeText(y + 22, `${values.D} × ${values.V}`);
  text(left + 14, y + 42, 'quiet', shape.tied ? words['part.tied'] : fill(words['draw.head.sub'], values));
  const end = y + 27;
  y += 54 + 14;
  const odds = words['draw.example'].includes('c') ? [['a', .62], ['h', .2], ['o', .09]] : [['鸟', .62], ['声', .2], ['人', .09]];
  odds.forEach(([letter, share], i) => {
    text(left + 14, y + 15 + i * 21, 'voice small', letter, 'middle');
    s(svg, 'rect', { x: left + 30, y: y + 6 + i * 21, width: Math.max(3, (narrow ? 90 : 150) * share), height: 8, rx: 2, class: i ? 'odd' : 'odd first' });
  });
  text(left + 30 + (narrow ? 90 : 150) + 16, y + 15, 'quiet', words['draw.odds']);
  y += 3 * 21 + 4;

  // the residual stream, with what is added to it
  s(svg, 'path', { class: 'thread', d: `M${left - 8} ${start}H${stream + 10}Q${stream} ${start} ${stream} ${start + 10}V${embedEnd - 18}Q${stream} ${embedEnd - 8} ${stream + 10} ${embedEnd - 8}H${left - 6}m-5 -4l5 4l-5 4` });
  line.setAttribute('d', `M${left} ${embedEnd + 8}H${stream + 10}Q${stream} ${embedEnd + 8} ${stream} ${embedEnd + 18}V${end - 10}Q${stream} ${end} ${stream + 10} ${end}H${left - 2}`);
  line.style.strokeWidth = Math.max(2, Math.min(7, 1 + Math.log2(D / 8)));
  joins.forEach((at) => { s(svg, 'circle', { cx: stream, cy: at, r: 8, class: 'join' }); s(svg, 'path', { class: 'plus', d: `M${stream - 4} ${at}h8M${stream} ${at - 4}v8` }); });

  svg.setAttribute('viewBox', `0 0 ${W} ${y}`); svg.setAttribute('width', W); svg.setAttribute('height', y);
  svg.setAttribute('role', 'img'); svg.setAttribute('aria-label', fill(words.alt, values));
  host.replaceChildren(svg);
}

// One head as a small lower triangle; each looks a little different, as heads do.
function head(svg, x, y, size, T, index) {
  s(svg, 'rect', { x, y, width: size, height: size, rx: 5, class: 'head' });
  const n = 6, step = (size - 6) / n;
  for (let q = 0; q < n; q += 1) for (let k = 0; k <= q; k += 1) {
    const back = q - k, wants = index % 4;
    const weight = wants === 0 ? (back === 1 || q === 0 ? 4 : 1) : wants === 1 ? (back === 0 ? 3 : 1) : wants === 2 ? (k === 0 ? 4 : back < 2 ? 2 : 1) : Math.min(3, 1 + ((q * 7 + k * 5 + index) % 3));
    s(svg, 'rect', { x: x + 3 + k * step, y: y + 3 + q * step, width: step - .8, height: step - .8, class: `heat${weight}` });
  }
}

// The price.
function parts(found) {
  const total = Object.values(found).reduce((sum, value) => sum + value, 0), most = Math.max(...Object.values(found), 1);
  const gated = shape.activation === 'swiglu' || shape.activation === 'geglu';
  const values = { ...shape, V: fmt(shape.V), D: fmt(shape.D), F: fmt(shape.F), T: fmt(shape.T), M: gated ? 3 : 2 };
  $('.parts').replaceChildren(...Object.entries(found).filter(([name, value]) => value || (name === 'head' && shape.tied)).map(([name, value]) => {
    const row = document.createElement('li');
    row.innerHTML = '<div class="top"><b></b><span class="n num"></span><span class="p num"></span></div><div class="b"><i></i></div><p class="help"></p>';
    row.querySelector('b').textContent = words[`part.${name}`];
    row.querySelector('.n').textContent = fmt(value);
    row.querySelector('.p').textContent = total ? `${(100 * value / total).toFixed(value / total < .0995 ? 1 : 0)}%` : '';
    row.querySelector('i').style.width = `${100 * value / most}%`;
    row.querySelector('.help').textContent = value ? fill(words[`part.${name}.means`] || '', values) : words['part.tied'];
    return row;
  }));
  put('.v-parameters', count(total));
  document.dispatchEvent(new CustomEvent('terrarium:size', { detail: total }));
}

// What the chosen steps amount to.
function reading(value) {
  const tokens = value.steps * value.step_tokens, rows = [[words['reading.step'], fmt(value.step_tokens), words['reading.tokens']], [words['reading.all'], count(tokens).join(' '), words['reading.tokens']]];
  if (value.train_tokens) rows.push([words['reading.passes'], figures(tokens / value.train_tokens), zh ? '遍' : '×']);
  rows.push([words['reading.work'], big(tokens * value.training_flops), 'FLOPs']);
  $('.reading dl').replaceChildren(...rows.flatMap(([name, number, unit]) => {
    const dt = document.createElement('dt'), dd = document.createElement('dd'), small = document.createElement('small');
    dt.textContent = name; small.textContent = ` ${unit}`; dd.append(number, small);
    return [dt, dd];
  }));
}
const big = (value) => { const power = Math.max(0, Math.min(6, Math.floor(Math.log10(value) / 3))); return `${figures(value / 1e3 ** power, 3)} ${['', 'k', 'M', 'G', 'T', 'P', 'E'][power]}`; };

async function measure(draft, again = false) {
  const mine = ++asked;
  if (!again) { put('.v-time', [words.measuring, '']); $('.v-time').classList.add('soft'); $('.measured').textContent = ''; }
  let found;
  try { found = await server.time(draft); } catch (error) { found = { mistake: String(error.message || error) }; }
  if (mine !== asked) return;
  const soon = found.state === 'measuring' || found.state === 'waiting';
  if (soon || found.state === 'busy') price(draft, soon ? 700 : 5000, true);
  if (soon) return;
  $('.v-time').classList.remove('soft');
  if (!found.step_s) { put('.v-time', ['–', '']); $('.measured').textContent = found.mistake || words[`not-measured.${found.state}`]; return; }
  const [value, unit] = clock(found.total_s);
  put('.v-time', [value, `${unit} · ${words.measured}`]);
  $('.measured').textContent = `${fill(words['time.sub'], { steps: fmt(found.steps) })} · ${fill(words['measured.sub'], { ms: figures(found.step_s * 1000, 3) })}`;
}

const visible = () => element.isConnected && element.offsetParent !== null && !document.hidden;
let waiting = null;
function price(draft, wait = 600, again = false) {
  clearTimeout(measureTimer);
  waiting = draft;
  measureTimer = setTimeout(() => { if (visible() && waiting) { measure(waiting, again); waiting = null; } }, wait);
}

function show(value) {
  if (!value || !value.draft) return;
  const note = $('.note');
  const sentence = value.mistake ? `${value.mistake} ${words.still}`
    : value.short ? fill(words['memory.short'], { need: bytes(value.training_bytes).join(' '), free: bytes(value.free_bytes).join(' ') }) : '';
  note.hidden = !sentence; if (note.textContent !== sentence) note.textContent = sentence;
  element.classList.toggle('stale', Boolean(value.mistake));
  if (value.mistake) { clearTimeout(measureTimer); asked += 1; if ($('.v-time').classList.contains('soft')) put('.v-time', ['–', '']); return; }
  shape = value.shape;
  $('.vocab').textContent = fill(words[value.known ? 'vocab.known' : 'vocab.guess'], { V: fmt(shape.V) });
  parts(value.parts);
  reading(value);
  put('.v-train', bytes(value.training_bytes)); put('.v-use', bytes(value.use_bytes));
  put('.v-flops', [count(value.flops).join(' '), `FLOPs ${words['flops.unit']}`]);
  draw();
  price(value.draft);
  clearTimeout(vocabTimer);
  if (!value.known) vocabTimer = setTimeout(async () => { try { if (visible()) show(await server.network(value.draft)); } catch { /* asked again at the next change */ } }, 2500);
}

// Draws at once what the sliders say; the server's numbers follow.
document.addEventListener('terrarium:setting', ({ detail: { name, value } }) => {
  const letter = { 'model.d_model': 'D', 'model.nhead': 'H', 'model.num_layers': 'L', 'model.context_length': 'T', 'model.activation': 'activation', 'model.positions': 'positions' }[name];
  if (!shape || !letter) return;
  const next = { ...shape, [letter]: value };
  if (!Number.isInteger(next.D / next.H) || next.D < next.H) return;
  next.K = next.D / next.H;
  if (next.given_F === null) next.F = ['swiglu', 'geglu'].includes(next.activation) ? Math.ceil(next.D * 8 / 3 / 8) * 8 : 4 * next.D;
  shape = next; draw();
});
new ResizeObserver(() => { draw(); if (waiting) price(waiting); }).observe(element);
watch('value', () => show(props.value));
show(props.value);
