// Drawing attention on canvas: colors from the page's variables, packed weights, thumbnails, grid, arcs. Knows no page.
const unpackBytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const unpackExact = (text) => {
  const b = unpackBytes(text);
  return new Uint16Array(b.buffer, 0, b.length >> 1);
};
// What can be seen: so many rows of queries look at so many columns of keys; with `causal`, each back only, so that what
// is sent is a lower triangle, whose row i starts at i(i+1)/2.
const shapeOf = (rows, columns, causal) => ({
  rows,
  columns,
  area: causal ? (rows * (rows + 1)) / 2 : rows * columns,
  seen: (i) => (causal ? i + 1 : columns),
  at: (i, j) => (causal ? (i * (i + 1)) / 2 : i * columns) + j,
});

const cssColor = (name) => getComputedStyle(element).getPropertyValue(name).trim();
const rgb = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
// 256 colors from weight 0 to 1; the index is 255·√weight, so that small weights can be told apart.
function heatColors() {
  const stops = [0, 1, 2, 3, 4].map((k) => rgb(cssColor(`--heat-${k}`)));
  return Array.from({ length: 256 }, (_, v) => {
    const x = (v / 255) * 4,
      k = Math.min(3, Math.floor(x));
    return stops[k].map((c, q) => Math.round(c + (stops[k + 1][q] - c) * (x - k)));
  });
}

function drawThumbnail(canvas, bytes, start, shape, colors) {
  if (canvas.width !== shape.columns) canvas.width = shape.columns;
  if (canvas.height !== shape.rows) canvas.height = shape.rows;
  const context = canvas.getContext('2d'),
    image = context.createImageData(shape.columns, shape.rows),
    pixels = new Uint32Array(image.data.buffer);
  const packed = colors.map(([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0);
  pixels.fill(packed[0]);
  for (let i = 0, k = start; i < shape.rows; i++)
    for (let j = 0; j < shape.seen(i); j++) pixels[i * shape.columns + j] = packed[bytes[k++]];
  context.putImageData(image, 0, 0);
}

// A canvas of so many CSS pixels, sharp on the screen at hand but never too large for it.
function sizedContext(canvas, width, height) {
  const ratio = Math.min(devicePixelRatio || 1, 6000 / Math.max(width, height));
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

const short = (label, most = 9) => {
  const c = [...label];
  return c.length > most ? `${c.slice(0, most - 1).join('')}…` : label;
};
const labelFont = (size, bold) => `${bold ? '700 ' : ''}${size}px ${cssColor('--serif')}`;

// How large the cells are, and how much room the labels take, for so much width and height.
function gridLayout(labels, keys, width, height, large) {
  const probe = document.createElement('canvas').getContext('2d');
  probe.font = labelFont(15);
  const widest = (some) => Math.min(96, Math.max(...some.map((label) => probe.measureText(short(label)).width)));
  const wide = widest(labels),
    high = widest(keys),
    tilted = high > 17,
    left = Math.ceil(wide) + 14,
    top = tilted ? Math.ceil(high * 0.8) + 16 : 26;
  const fit = Math.floor(
    Math.min((width - left - (tilted ? 24 : 6)) / keys.length, (height - top - 4) / labels.length),
  );
  const cell = large ? Math.max(18, fit) : Math.max(4, Math.min(fit, 34));
  return { left, top, cell, tilted, right: tilted ? 24 : 6, every: Math.ceil(12 / cell) };
}

function drawGrid(canvas, layout, shape, labels, keys, weights, place, colors, cursor) {
  const { left, top, cell, tilted, right, every } = layout,
    gap = cell >= 8 ? 1 : 0;
  const context = sizedContext(canvas, left + shape.columns * cell + right, top + shape.rows * cell + 4),
    type = Math.max(10, Math.min(15, cell * (tilted ? 0.82 : 0.95)));
  const ink = cssColor('--ink-2'),
    chosen = cssColor('--c-val'),
    line = cssColor('--line');
  const own = keys === labels,
    inTheWay = (i) => every > 1 && i !== place && Math.abs(i - place) < every;
  context.textBaseline = 'middle';
  labels.forEach((label, i) => {
    const strong = i === place;
    if ((i % every && !strong) || inTheWay(i)) return;
    context.font = labelFont(type, strong);
    context.fillStyle = strong ? chosen : ink;
    context.textAlign = 'right';
    context.fillText(short(label), left - 7, top + i * cell + cell / 2);
  });
  keys.forEach((label, j) => {
    const read = j < shape.seen(place) && weights(place, j) > 0.1;
    if ((j % every && !read && !(own && j === place)) || (own && inTheWay(j))) return;
    context.save();
    context.translate(left + j * cell + cell / 2, top - 8);
    context.font = labelFont(type, read);
    context.fillStyle = read ? chosen : ink;
    if (tilted) {
      context.rotate(-Math.PI / 3.4);
      context.textAlign = 'left';
    } else {
      context.textAlign = 'center';
      context.translate(0, -3);
    }
    context.fillText(short(label), 0, 0);
    context.restore();
  });
  const inner = cell - gap;
  for (let i = 0; i < shape.rows; i++)
    for (let j = 0; j < shape.seen(i); j++) {
      const v = Math.round(255 * Math.sqrt(weights(i, j)));
      context.fillStyle = `rgb(${colors[v]})`;
      context.fillRect(left + j * cell, top + i * cell, inner, inner);
      if (cell >= 8 && v < 40) {
        context.strokeStyle = line;
        context.lineWidth = 0.5;
        context.strokeRect(left + j * cell + 0.25, top + i * cell + 0.25, inner - 0.5, inner - 0.5);
      }
    }
  context.strokeStyle = chosen;
  context.lineWidth = 1.5;
  context.beginPath();
  context.roundRect(left - 1.5, top + place * cell - 1.5, shape.seen(place) * cell + 2, cell + 2, 3);
  context.stroke();
  if (cursor !== null) {
    context.lineWidth = 2.5;
    context.strokeRect(left + cursor * cell - 1, top + place * cell - 1, cell + 1, cell + 1);
  }
}

// Tokens stand in a line, or in two where they look at another text, which then stands on top; the chosen one's arcs are
// violet, the others' faint, as thick as the weight.
function drawArcs(canvas, shape, labels, keys, weights, place, width, large) {
  const probe = document.createElement('canvas').getContext('2d'),
    own = keys === labels;
  probe.font = labelFont(15);
  const widthsOf = (some) => some.map((label) => Math.max(12, probe.measureText(short(label)).width + 7)),
    sum = (some) => some.reduce((all, one) => all + one, 0);
  const total = Math.max(sum(widthsOf(labels)), sum(widthsOf(keys))),
    room = width - 24,
    scale = large || total > room * 2.2 ? 1 : Math.max(0.5, room / total);
  const stretch = Math.min(scale, 2.4),
    full = 24 + total * stretch;
  const middlesOf = (some) => {
    let x = 12 + (full - 24 - sum(widthsOf(some)) * stretch) / 2;
    return widthsOf(some).map((one) => {
      x += one * stretch;
      return x - (one * stretch) / 2;
    });
  };
  const middles = middlesOf(labels),
    ends = own ? middles : middlesOf(keys);
  const height = own ? Math.min(440, Math.max(180, full * 0.36)) : 260,
    base = height - 40,
    roof = own ? base - 4 : 34;
  const context = sizedContext(canvas, full, height),
    chosen = cssColor('--c-val');
  const arc = (i, j, weight, color, alpha) => {
    const from = middles[i],
      to = ends[j],
      rise = Math.max(22, Math.min(base - 14, Math.abs(from - to) * 0.55));
    context.globalAlpha = alpha;
    context.strokeStyle = color;
    context.lineWidth = 0.5 + 4 * weight;
    context.beginPath();
    if (!own) {
      context.moveTo(from, base - 4);
      context.bezierCurveTo(from, (base + roof) / 2, to, (base + roof) / 2, to, roof);
    } else if (i === j) context.arc(from, base - 13, 7, 0, 2 * Math.PI);
    else {
      context.moveTo(from, base - 4);
      context.bezierCurveTo(from, base - rise * 1.3, to, base - rise * 1.3, to, base - 4);
    }
    context.stroke();
  };
  for (let i = 0; i < shape.rows; i++)
    if (i !== place)
      for (let j = 0; j < shape.seen(i); j++) {
        const w = weights(i, j);
        if (w > 0.08) arc(i, j, w, cssColor('--leaf'), 0.1 + 0.3 * w);
      }
  for (let j = 0; j < shape.seen(place); j++) {
    const w = weights(place, j);
    if (w > 0.01) arc(place, j, w, chosen, 0.35 + 0.65 * w);
  }
  context.globalAlpha = 1;
  context.textAlign = 'center';
  const write = (label, x, y, strong, unseen) => {
    context.font = labelFont(Math.max(9, Math.min(15, 15 * stretch)), strong);
    context.fillStyle = strong ? chosen : cssColor(unseen ? '--ink-3' : '--ink-2');
    context.fillText(short(label), x, y);
  };
  const read = (j) => j < shape.seen(place) && weights(place, j) > 0.1;
  context.textBaseline = 'top';
  labels.forEach((label, i) =>
    write(label, middles[i], base + 4, i === place || (own && read(i)), own && i >= shape.seen(place)),
  );
  context.textBaseline = 'bottom';
  if (!own) keys.forEach((label, j) => write(label, ends[j], roof - 6, read(j), false));
  return { middles, ends };
}
