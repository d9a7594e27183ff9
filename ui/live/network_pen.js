// Strokes that the drawing is made of. A picture has three layers, so that lines run over boxes' grounds and under their signs.
const NS = 'http://www.w3.org/2000/svg';
const s = (parent, tag, attributes = {}, text) => {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
};
const paper = document.createElement('canvas').getContext('2d');
const widthOf = (text, font = '12.5px') => {
  paper.font = `${font} ${getComputedStyle(element).fontFamily}`;
  return paper.measureText(text).width;
};

// Facts in lines of at most this width, a point between two on the same line; a longer one breaks between words, or Chinese characters.
function wrap(facts, width) {
  const lines = [];
  for (const fact of [facts].flat().filter(Boolean)) {
    const joined = lines.length ? `${lines.at(-1)} · ${fact}` : fact;
    if (lines.length && widthOf(joined) <= width) {
      lines[lines.length - 1] = joined;
      continue;
    }
    lines.push('');
    for (const bit of fact.match(/[\u2e80-\uffef]|[^\u2e80-\uffef\s]+\s*|\s+/g) ?? []) {
      const wider = lines.at(-1) + bit;
      if (lines.at(-1) && widthOf(wider.trimEnd()) > width && !/[，。；：）]/.test(bit)) lines.push(bit);
      else lines[lines.length - 1] = wider;
    }
  }
  return lines.map((line) => line.trim());
}

const say = (g, x, y, kind, text, anchor = 'start') =>
  s(g.front, 'text', { x, y, class: kind, 'text-anchor': anchor }, text);
const saying = (g, x, y, kind, lines, anchor) => lines.forEach((line, i) => say(g, x, y + i * 17, kind, line, anchor));
const box = (layer, x0, y, x1, height, kind) =>
  s(layer, 'rect', { x: x0, y, width: x1 - x0, height, rx: 10, class: kind });
const joint = (g, x, y) => {
  s(g.front, 'circle', { cx: x, cy: y, r: 8, class: 'join' });
  s(g.front, 'path', { class: 'plus', d: `M${x - 4} ${y}h8M${x} ${y - 4}v8` });
};

// The norm as a pill, its left edge at x; answers its width.
const normName = (short) =>
  short ? words['draw.norm'] : { rmsnorm: 'RMSNorm', layernorm: 'LayerNorm' }[shape.model.norm];
const pillWidth = (name) => Math.round(widthOf(name, '12px')) + 18;
function pill(g, x, y, name = normName()) {
  const width = pillWidth(name);
  s(g.front, 'rect', { x, y, width, height: 20, rx: 10, class: 'norm' });
  say(g, x + width / 2, y + 14, 'tiny', name, 'middle');
  return width;
}
// A norm that the stream itself runs through.
const pillOn = (g, stream, y, flip) => pill(g, flip ? stream + 14 - pillWidth(normName()) : stream - 14, y);

// A line along corners, rounded; with an arrow at its end where asked.
function path(layer, points, kind, arrow = false) {
  const r = 9;
  let d = `M${points[0]}`;
  for (let i = 1; i < points.length - 1; i += 1) {
    const [[ax, ay], [x, y], [bx, by]] = [points[i - 1], points[i], points[i + 1]];
    const back = Math.min(r, Math.hypot(x - ax, y - ay) / 2),
      on = Math.min(r, Math.hypot(bx - x, by - y) / 2);
    d += `L${x - Math.sign(x - ax) * back} ${y - Math.sign(y - ay) * back}Q${x} ${y} ${x + Math.sign(bx - x) * on} ${y + Math.sign(by - y) * on}`;
  }
  const [x, y] = points.at(-1),
    [px, py] = points.at(-2),
    dx = Math.sign(x - px),
    dy = Math.sign(y - py);
  d += `L${x} ${y}`;
  const line = s(layer, 'path', { d, class: kind });
  if (arrow)
    s(layer, 'path', {
      class: `${kind} tip`,
      d: `M${x - 6 * dx - 5 * dy} ${y - 6 * dy - 5 * dx}L${x} ${y}L${x - 6 * dx + 5 * dy} ${y - 6 * dy + 5 * dx}`,
    });
  return line;
}
