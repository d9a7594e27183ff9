// Drawing attention on canvas: colors from the page's variables, packed weights, thumbnails, grid, arcs. Knows no page.
const unpackBytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const unpackExact = (text) => { const b = unpackBytes(text); return new Uint16Array(b.buffer, 0, b.length >> 1); };
// Row i of a lower triangle starts at i(i+1)/2.
const at = (i, j) => i * (i + 1) / 2 + j;

const cssColor = (name) => getComputedStyle(element).getPropertyValue(name).trim();
const rgb = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
// 256 colors from weight 0 to 1; the index is 255·√weight, so that small weights can be told apart.
function heatColors() {
  const stops = [0, 1, 2, 3, 4].map((k) => rgb(cssColor(`--heat-${k}`)));
  return Array.from({ length: 256 }, (_, v) => {
    const x = v / 255 * 4, k = Math.min(3, Math.floor(x));
    return stops[k].map((c, q) => Math.round(c + (stops[k + 1][q] - c) * (x - k)));
  });
}

function drawThumbnail(canvas, bytes, start, size, colors) {
  if (canvas.width !== size) canvas.width = canvas.height = size;
  const context = canvas.getContext('2d'), image = context.createImageData(size, size), pixels = new Uint32Array(image.data.buffer);
  const packed = colors.map(([r, g, b]) => (255 << 24 | b << 16 | g << 8 | r) >>> 0);
  pixels.fill(packed[0]);
  for (let i = 0, k = start; i < size; i++) for (let j = 0; j <= i; j++) pixels[i * size + j] = packed[bytes[k++]];
  context.putImageData(image, 0, 0);
}

// A canvas of so many CSS pixels, sharp on the screen at hand but never too large for it.
function sizedContext(canvas, width, height) {
  const ratio = Math.min(devicePixelRatio || 1, 6000 / Math.max(width, height));
  canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`; canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

const short = (label, most = 9) => { const c = [...label]; return c.length > most ? `${c.slice(0, most - 1).join('')}…` : label; };
const labelFont = (size, bold) => `${bold ? '700 ' : ''}${size}px ${cssColor('--serif')}`;

// How large the cells are, and how much room the labels take, for so much width and height.
function gridLayout(labels, width, height, large) {
  const size = labels.length, probe = document.createElement('canvas').getContext('2d');
  probe.font = labelFont(15);
  const widest = Math.min(96, Math.max(...labels.map((label) => probe.measureText(short(label)).width)));
  const tilted = widest > 17, left = Math.ceil(widest) + 14, top = tilted ? Math.ceil(widest * .8) + 16 : 26;
  const fit = Math.floor(Math.min((width - left - 6) / size, (height - top - 4) / size));
  const cell = large ? Math.max(18, fit) : Math.max(4, Math.min(fit, 34));
  return { size, left, top, cell, tilted, right: tilted ? 24 : 6, every: Math.ceil(12 / cell) };
}

function drawGrid(canvas, layout, labels, weights, place, colors, cursor) {
  const { size, left, top, cell, tilted, right, every } = layout, gap = cell >= 8 ? 1 : 0;
  const context = sizedContext(canvas, left + size * cell + right, top + size * cell + 4), type = Math.max(10, Math.min(15, cell * (tilted ? .82 : .95)));
  const ink = cssColor('--ink-2'), chosen = cssColor('--c-val'), line = cssColor('--line');
  const shown = (i) => i % every === 0 || i === place;
  context.textBaseline = 'middle';
  labels.forEach((label, i) => {
    const strong = i === place, read = i <= place && weights(place, i) > .1;
    if (!shown(i) && !read) return;
    if (every > 1 && !strong && Math.abs(i - place) < every) return;
    context.font = labelFont(type, strong);
    context.fillStyle = strong ? chosen : ink; context.textAlign = 'right';
    if (shown(i)) context.fillText(short(label), left - 7, top + i * cell + cell / 2);
    context.save();
    context.translate(left + i * cell + cell / 2, top - 8);
    context.font = labelFont(type, read);
    context.fillStyle = read ? chosen : ink;
    if (tilted) { context.rotate(-Math.PI / 3.4); context.textAlign = 'left'; } else { context.textAlign = 'center'; context.translate(0, -3); }
    context.fillText(short(label), 0, 0);
    context.restore();
  });
  const inner = cell - gap;
  for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) {
    const v = Math.round(255 * Math.sqrt(weights(i, j)));
    context.fillStyle = `rgb(${colors[v]})`;
    context.fillRect(left + j * cell, top + i * cell, inner, inner);
    if (cell >= 8 && v < 40) { context.strokeStyle = line; context.lineWidth = .5; context.strokeRect(left + j * cell + .25, top + i * cell + .25, inner - .5, inner - .5); }
  }
  context.strokeStyle = chosen; context.lineWidth = 1.5;
  context.beginPath(); context.roundRect(left - 1.5, top + place * cell - 1.5, (place + 1) * cell + 2, cell + 2, 3); context.stroke();
  if (cursor !== null) { context.lineWidth = 2.5; context.strokeRect(left + cursor * cell - 1, top + place * cell - 1, cell + 1, cell + 1); }
}

// Tokens stand in a line; the chosen one's arcs are violet, the others' faint, as thick as the weight.
function drawArcs(canvas, labels, weights, place, width, large) {
  const size = labels.length, probe = document.createElement('canvas').getContext('2d');
  probe.font = labelFont(15);
  const widths = labels.map((label) => Math.max(12, probe.measureText(short(label)).width + 7));
  const total = widths.reduce((sum, one) => sum + one, 0), room = width - 24, scale = large || total > room * 2.2 ? 1 : Math.max(.5, room / total);
  const stretch = Math.min(scale, 2.4);
  let x = 12;
  const middles = widths.map((one) => { const m = x + one * stretch / 2; x += one * stretch; return m; });
  const full = x + 12, height = Math.min(440, Math.max(180, full * .36)), base = height - 40;
  const context = sizedContext(canvas, full, height), chosen = cssColor('--c-val');
  const arc = (i, j, weight, color, alpha) => {
    const reach = Math.abs(middles[i] - middles[j]), rise = Math.max(22, Math.min(base - 14, reach * .55));
    context.globalAlpha = alpha; context.strokeStyle = color; context.lineWidth = .5 + 4 * weight;
    context.beginPath();
    if (i === j) context.arc(middles[i], base - 13, 7, 0, 2 * Math.PI);
    else { context.moveTo(middles[i], base - 4); context.bezierCurveTo(middles[i], base - rise * 1.3, middles[j], base - rise * 1.3, middles[j], base - 4); }
    context.stroke();
  };
  for (let i = 0; i < size; i++) if (i !== place) for (let j = 0; j <= i; j++) { const w = weights(i, j); if (w > .08) arc(i, j, w, cssColor('--leaf'), .1 + .3 * w); }
  for (let j = 0; j <= place; j++) { const w = weights(place, j); if (w > .01) arc(place, j, w, chosen, .35 + .65 * w); }
  context.globalAlpha = 1; context.textAlign = 'center'; context.textBaseline = 'top';
  labels.forEach((label, i) => {
    const read = i <= place && weights(place, i) > .1;
    context.font = labelFont(Math.max(9, Math.min(15, 15 * stretch)), i === place || read);
    context.fillStyle = i === place || read ? chosen : cssColor(i > place ? '--ink-3' : '--ink-2');
    context.fillText(short(label), middles[i], base + 4);
  });
  return middles;
}
