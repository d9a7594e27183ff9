// A stack: places told at its foot, then its blocks, whose parts read the residual stream and add to it, then the last norm.
const ROOM = 58,
  EDGE = 14; // beside a block's parts: where the stream runs, and the other side

// How parts follow each other: one after another with a norm before or after; or all of them reading the same.
function arrange(g, x0, x1, y, stream, flip, parts) {
  const side = flip ? x1 : x0,
    towards = flip ? -9 : 9,
    places = [];
  parts.forEach((part) => {
    part.paint(g, x0, x1, y, flip);
    places.push({ part, y });
    const join = y + part.height - 17;
    path(
      g.lines,
      [
        [stream, y + 21],
        [side, y + 21],
      ],
      'branch',
      true,
    );
    path(
      g.lines,
      [
        [side, join],
        [stream + towards, join],
      ],
      'branch',
      true,
    );
    joint(g, stream, join);
    y += part.height + 14;
    if (!shape.model.norm_first) {
      pillOn(g, stream, y - 8, flip);
      y += 20;
    }
  });
  return { y, places };
}

// All parts side by side where there is room, else below each other; one way in and one sum.
function arrangeParallel(g, x0, x1, y, stream, flip, parts, make) {
  const gap = 12,
    each = (x1 - x0 - gap * (parts.length - 1)) / parts.length,
    wide = each >= 190,
    places = [];
  if (!wide) {
    const side = flip ? x1 : x0,
      into = stream + (flip ? -1 : 1) * 11,
      out = stream + (flip ? -1 : 1) * 19,
      top = y - 6;
    parts.forEach((part) => {
      part.paint(g, x0, x1, y, flip);
      places.push({ part, y });
      path(
        g.lines,
        [
          [stream, top],
          [into, top],
          [into, y + 21],
          [side, y + 21],
        ],
        'branch',
        true,
      );
      y += part.height + gap;
    });
    const join = y + 4;
    places.forEach((place) =>
      path(
        g.lines,
        [
          [side, place.y + place.part.height - 16],
          [out, place.y + place.part.height - 16],
          [out, join],
          [stream, join],
        ],
        'branch',
      ),
    );
    joint(g, stream, join);
    return { y: join + 16, places };
  }
  const low = make(each),
    height = Math.max(...low.map((part) => part.height)),
    join = y + 14 + height + 20;
  low.forEach((part, i) => {
    const from = x0 + i * (each + gap),
      middle = from + each / 2;
    part.height = height;
    part.paint(g, from, from + each, y + 14, flip);
    places.push({ part, y: y + 14 });
    path(
      g.lines,
      [
        [stream, y],
        [middle, y],
        [middle, y + 14],
      ],
      'branch',
      true,
    );
    path(
      g.lines,
      [
        [middle, y + 14 + height],
        [middle, join],
        [stream, join],
      ],
      'branch',
    );
  });
  joint(g, stream, join);
  return { y: join + 16, places };
}

// The blocks of a stack: the first in full, the others as sheets behind it.
function blocks(g, x0, x1, y, stream, flip, { name, times, make }) {
  const from = flip ? x0 + EDGE : x0 + ROOM,
    to = flip ? x1 - ROOM : x1 - EDGE,
    sheets = Math.min(times - 1, 3);
  const behind = s(g.back, 'g'),
    whole = s(g.back, 'g'),
    parts = make(to - from);
  const found = (shape.model.parallel ? arrangeParallel : arrange)(g, from, to, y + 44, stream, flip, parts, make);
  const height = found.y - y + 2;
  for (let i = sheets; i > 0; i -= 1) box(behind, x0 + i * 5, y + i * 5, x1 + i * 5, height, 'sheet');
  box(whole, x0, y, x1, height, 'block');
  say(g, from + 1, y + 27, 'name', name);
  say(g, to, y + 28, 'times', `× ${times}`, 'end');
  const cross = found.places.find((place) => place.part.kind === 'cross');
  return { y: y + height + sheets * 5, cross: cross && { x: from, y: cross.y + 40 } };
}

// Waves or learnt vectors, added to the stream.
function places(g, x0, x1, y, stream, flip) {
  const kind = shape.model.positions,
    added = kind === 'sinusoidal' || kind === 'learned';
  if (!added && kind !== 'none') return y;
  const art = added ? 64 : 0,
    near = stream + (flip ? -20 : 20),
    far = near + (flip ? -art : art);
  const lines = wrap(words[`draw.positions.${kind}`], Math.abs((flip ? x0 : x1) - far) - 10),
    tall = Math.max(24, lines.length * 17),
    middle = y + tall / 2;
  if (added) {
    const left = Math.min(near, far) + (flip ? 4 : 8);
    joint(g, stream, middle);
    path(
      g.lines,
      [
        [flip ? left + 54 : left - 2, middle],
        [stream + (flip ? -8 : 8), middle],
      ],
      'branch',
    );
    const curve = (turns, phase) =>
      Array.from(
        { length: 27 },
        (_, i) =>
          `${i ? 'L' : 'M'}${left + i * 2} ${(middle - 8 * Math.sin(phase + (turns * Math.PI * i) / 13)).toFixed(1)}`,
      ).join('');
    if (kind === 'sinusoidal') {
      s(g.front, 'path', { class: 'wave', d: curve(3, 0) });
      s(g.front, 'path', { class: 'wave faint', d: curve(1, 1) });
    } else
      for (let i = 0; i < 9; i += 1) {
        const h = 5 + ((i * 7 + 3) % 11);
        s(g.front, 'rect', { x: left + i * 6, y: middle - h / 2, width: 4, height: h, rx: 1, class: 'learnt' });
      }
  }
  saying(g, flip ? far - 6 : far + 6, middle + 4.5 - (lines.length - 1) * 8.5, 'quiet', lines, flip ? 'end' : 'start');
  return y + tall + 14;
}

// From the embedding to what the head, or a decoder, reads; answers where that comes out, and where a source comes in.
function stack(g, x0, x1, y, flip, what) {
  const sheets = Math.min(what.times - 1, 3) * 5,
    stream = flip ? x1 - sheets - 24 : x0 + 24,
    start = y,
    { model } = shape;
  y = places(g, x0, x1 - sheets, y + 20, stream, flip);
  if (model.embed_norm) {
    pillOn(g, stream, y, flip);
    y += 34;
  }
  const found = blocks(g, x0, x1 - sheets, y, stream, flip, what);
  y = found.y + 16;
  if (model.norm_first) {
    pillOn(g, stream, y, flip);
    y += 34;
  }
  const line = path(
    g.lines,
    [
      [stream, start],
      [stream, y],
    ],
    'stream',
  );
  line.style.strokeWidth = Math.max(2, Math.min(6, 1 + Math.log2(shape.D / 8)));
  return { y, stream, cross: found.cross };
}
