// The whole drawing: tokens, embedding, one stack or two, head and probabilities, from top to bottom.
const CELL = 30,
  STEP = 33;

// Tokens in a row, the first (or, flipped, the last) above the stream; those that are asked about stand out.
function tokens(g, x0, x1, y, flip, text, isAsked, caption) {
  const letters = [...text].slice(-Math.floor((x1 - x0 - 6) / STEP)),
    from = flip ? x1 - 9 - letters.length * STEP + 3 : x0 + 9;
  letters.forEach((letter, i) => {
    const asked = isAsked(letter, i, letters.length),
      blank = letter === '▢',
      x = from + i * STEP;
    s(g.front, 'rect', { x, y, width: CELL, height: 32, rx: 6, class: `tok${blank ? ' blank' : asked ? ' on' : ''}` });
    if (!blank) say(g, x + CELL / 2, y + 22, `voice${asked ? ' on' : ''}`, letter === ' ' ? '␣' : letter, 'middle');
  });
  const stream = flip ? x1 - 24 : x0 + 24,
    lines = wrap(caption, x1 - x0 - 48);
  saying(g, flip ? x1 - 40 : x0 + 40, y + 50, 'quiet', lines, flip ? 'end' : 'start');
  const end = y + 44 + lines.length * 17;
  path(
    g.lines,
    [
      [stream, y + 34],
      [stream, end],
    ],
    'thread',
    true,
  );
  return end + 2;
}

function embedding(g, x0, x1, y, shared) {
  const { V, D, model } = shape,
    shape_ = `${fmt(V)} × ${fmt(D)}`,
    scale = words[`draw.scale.${model.embed_scale}`];
  const lines = wrap([fill(words['draw.embed.sub'], { D: fmt(D) }), scale && fill(scale, { D: fmt(D) })], x1 - x0 - 28);
  const height = 37 + lines.length * 17;
  box(g.back, x0, y, x1, height, 'part');
  say(g, x0 + 14, y + 23, 'name', words[shared ? 'draw.embed.shared' : 'draw.embed']);
  say(g, x1 - 14, y + 23, 'shape', shape_, 'end');
  saying(g, x0 + 14, y + 43, 'quiet', lines);
  return { y: y + height, middle: y + 23 };
}

function head(g, x0, x1, y, stream) {
  const { V, D, model } = shape,
    values = { V: fmt(V), D: fmt(D) };
  const facts = [
    model.head_transform && words['draw.head.transform'],
    model.tied_embeddings ? words['draw.head.tied'] : fill(words['draw.head.sub'], values),
    model.logit_softcap > 0 && fill(words['draw.softcap'], { cap: model.logit_softcap }),
  ];
  const lines = wrap(facts, x1 - x0 - 28),
    height = 37 + lines.length * 17;
  path(
    g.lines,
    [
      [stream, y - 2],
      [stream, y + 10],
    ],
    'stream',
    true,
  );
  box(g.back, x0, y + 12, x1, height, 'part');
  say(g, x0 + 14, y + 35, 'name', words['draw.head']);
  say(g, x1 - 14, y + 35, 'shape', `${values.D} × ${values.V}`, 'end');
  saying(g, x0 + 14, y + 55, 'quiet', lines);
  return { y: y + 12 + height, middle: y + 35 };
}

function probs(g, x0, x1, y, likely, caption) {
  const long = Math.min(150, (x1 - x0) / 2.4),
    lines = wrap(caption, x1 - x0 - 46 - long);
  [...likely].forEach((letter, i) => {
    say(g, x0 + 20, y + 21 + i * 21, 'voice small', letter, 'middle');
    s(g.front, 'rect', {
      x: x0 + 36,
      y: y + 12 + i * 21,
      width: Math.max(3, long * [0.62, 0.2, 0.09][i]),
      height: 8,
      rx: 2,
      class: i ? 'odd' : 'odd first',
    });
  });
  saying(g, x0 + 36 + long * 0.62 + 14, y + 21, 'quiet', lines);
  return y + 74;
}

// The table that the embedding and the head share.
const tie = (g, x, right, from, to) =>
  path(
    g.lines,
    [
      [x, from],
      [right, from],
      [right, to],
      [x, to],
    ],
    'tie',
  );
const make =
  (...sees) =>
  (width) => [...sees.map((one) => attentionPart(width, one)), feedforwardPart(width)];

function drawOne(g, W) {
  const { model, T, E, L, format } = shape,
    reads = model.architecture === 'encoder-only',
    pairs = format === 'pairs',
    e = (key) => words[`draw.example${key}`];
  const times = L || E,
    x0 = 4,
    x1 = W - 10,
    edge = x1 - Math.min(times - 1, 3) * 5;
  const text = reads
    ? pairs
      ? `${e('.pair')}▸${'▢'.repeat([...e('.pair')].length)}`
      : e('.blank')
    : pairs
      ? e('.pair') + e('.pair.answer')
      : e('');
  const caption = reads ? (pairs ? words['draw.text.blanks'] : words['draw.text.encoder']) : words['draw.text'];
  let y = tokens(g, x0, edge, 8, false, text, (letter, i, n) => !reads && i === n - 1, fill(caption, { T: fmt(T) }));
  const embed = embedding(g, x0, edge, y, false);
  const found = stack(g, x0, x1, embed.y, false, {
    name: words['draw.block'],
    times,
    make: make(reads ? 'all' : 'past'),
  });
  const out = head(g, x0, edge, found.y, found.stream);
  if (model.tied_embeddings) tie(g, edge, W - 3, embed.middle, out.middle);
  const key = reads ? (pairs ? '.pair.blanks.probs' : '.blank.probs') : pairs ? '.pair.probs' : '.probs';
  return probs(
    g,
    x0,
    edge,
    out.y,
    e(key),
    words[reads ? (pairs ? 'draw.probs.blanks' : 'draw.probs.blank') : 'draw.probs'],
  );
}

// An encoder beside a decoder; below each other where the page is narrow.
function drawTwo(g, W) {
  const { model, T, E, L, format } = shape,
    e = (key) => words[`draw.example${key}`],
    apart = W < 520,
    gutter = 44,
    pairs = format === 'pairs';
  const column = apart ? W - 14 : (W - 14 - gutter) / 2,
    left = 4,
    right = apart ? 34 : left + column + gutter,
    end = W - 10,
    edge = end - Math.min(L - 1, 3) * 5;
  const leftEdge = left + column - Math.min(E - 1, 3) * 5,
    caption = (key) => fill(words[key], { T: fmt(T) });
  const source = (y) =>
    tokens(g, left, leftEdge, y, false, pairs ? e('.pair') : e('.source'), () => false, caption('draw.text.source'));
  const answer = (y) =>
    tokens(
      g,
      right,
      edge,
      y,
      true,
      pairs ? e('.pair.answer') : e('.answer'),
      (letter, i, n) => i === n - 1,
      caption('draw.text.answer'),
    );
  const reader = (y) =>
    stack(g, left, left + column, y, false, { name: words['draw.encoder'], times: E, make: make('all') });
  const writer = (y) =>
    stack(g, right, end, y, true, { name: words['draw.decoder'], times: L, make: make('past', 'source') });
  let embed, read, written;
  if (apart) {
    const first = embedding(g, left, leftEdge, source(8), true);
    read = reader(first.y);
    embed = embedding(g, right, edge, answer(read.y + 44), true);
    written = writer(embed.y);
  } else {
    const low = Math.max(source(8), answer(8));
    embed = embedding(g, left, edge, low, true);
    read = reader(embed.y);
    written = writer(embed.y);
  }
  const via = apart ? 14 : right - 18,
    turn = read.y + 12;
  const line = path(
    g.lines,
    [
      [read.stream, read.y - 2],
      [read.stream, turn],
      [via, turn],
      [via, written.cross.y],
      [written.cross.x - 2, written.cross.y],
    ],
    'stream memory',
    true,
  );
  line.style.strokeWidth = 2;
  saying(g, apart ? 48 : left + 14, turn + (apart ? 5 : 22), 'quiet', wrap(words['draw.memory'], column - 60));
  const out = head(g, right, edge, written.y, written.stream);
  if (model.tied_embeddings) tie(g, edge, W - 3, embed.middle, out.middle);
  return Math.max(
    probs(g, right, edge, out.y, pairs ? e('.pair.probs') : e('.answer.probs'), words['draw.probs']),
    turn + 60,
  );
}

function draw() {
  if (!shape) return;
  const host = $('.net'),
    both = shape.model.architecture === 'encoder-decoder',
    W = Math.max(280, Math.min(both ? 820 : 720, host.clientWidth || 620));
  const svg = document.createElementNS(NS, 'svg'),
    g = { back: s(svg, 'g'), lines: s(svg, 'g'), front: s(svg, 'g') };
  const height = Math.ceil((both ? drawTwo : drawOne)(g, W)),
    { V, D, F, T } = shape;
  svg.setAttribute('viewBox', `0 0 ${W} ${height}`);
  svg.setAttribute('width', W);
  svg.setAttribute('height', height);
  svg.setAttribute('role', 'img');
  svg.setAttribute('class', shape.model.architecture);
  svg.setAttribute(
    'aria-label',
    fill(words[`alt.${shape.model.architecture}`], {
      ...shape,
      V: fmt(V),
      D: fmt(D),
      F: fmt(F),
      T: fmt(T),
      norm: words[shape.model.norm_first ? 'alt.pre' : 'alt.post'],
    }),
  );
  host.replaceChildren(svg);
}
