// Validation curves of the chosen runs as one SVG, each line named at its end; colors and dashes tell them apart.
const NS = 'http://www.w3.org/2000/svg';
const COLORS = ['var(--c-train)', 'var(--c-val)', 'var(--c-third)', 'var(--c-past)', 'var(--c-train)', 'var(--c-val)'];
const svgNode = (parent, tag, attributes = {}, text) => {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
};
const roundTicks = (low, high, wanted) => {
  const raw = (high - low) / Math.max(1, wanted),
    power = 10 ** Math.floor(Math.log10(raw || 1)),
    step = [1, 2, 5, 10].find((m) => m * power >= raw * 0.75) * power,
    out = [];
  for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + step * 1e-6; v += step) out.push(+v.toPrecision(10));
  return out;
};

function curves(host, runs, kind) {
  const lines = runs
    .map((run, i) => ({
      run,
      color: COLORS[i % COLORS.length],
      dash: i > 2 ? (i > 3 ? '2 3' : '6 4') : '',
      points: run.val_step
        .map((step, k) => [
          step,
          run[
            { bits_per_byte: 'bits_curve', val_loss: 'val_curve', score: 'score_curve', taught: 'taught_curve' }[kind]
          ][k],
        ])
        .filter((point) => point[1] != null),
    }))
    .filter((line) => line.points.length);
  if (!lines.length) {
    host.replaceChildren(make('p', { className: 'quiet', textContent: W['curves.none'] }));
    return;
  }
  const Wd = Math.max(280, host.clientWidth || 600),
    narrow = Wd < 520,
    H = 280,
    L = 38,
    R = narrow ? 58 : 150,
    T = 12,
    B = 28;
  const all = lines.flatMap((line) => line.points),
    xmax = Math.max(...all.map((point) => point[0]), 1),
    low = Math.min(...all.map((point) => point[1])),
    high = Math.max(...all.map((point) => point[1]));
  const pad = (high - low || 1) * 0.08,
    y0 = low - pad,
    y1 = high + pad,
    x = (v) => L + ((Wd - L - R) * v) / xmax,
    y = (v) => T + ((H - T - B) * (y1 - v)) / (y1 - y0);
  const svg = document.createElementNS(NS, 'svg');
  svg.setAttribute('viewBox', `0 0 ${Wd} ${H}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', say('alt', { names: lines.map((line) => line.run.name).join(', ') }));
  roundTicks(y0, y1, 5).forEach((v) => {
    svgNode(svg, 'path', { class: 'grid', d: `M${L} ${y(v)}H${Wd - R}` });
    svgNode(svg, 'text', { x: L - 8, y: y(v) + 4, 'text-anchor': 'end' }, String(v));
  });
  svgNode(svg, 'path', { class: 'axis', d: `M${L} ${H - B}H${Wd - R}` });
  roundTicks(0, xmax, narrow ? 3 : 6).forEach((v) =>
    svgNode(svg, 'text', { x: x(v), y: H - 9, 'text-anchor': 'middle' }, number(v)),
  );
  svgNode(svg, 'text', { x: Wd - R + 18, y: H - 9 }, W.steps);
  const ends = [];
  lines.forEach((line) => {
    svgNode(svg, 'path', {
      class: 'curve',
      d: line.points.map(([a, b], k) => `${k ? 'L' : 'M'}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join(''),
      stroke: line.color,
      'stroke-dasharray': line.dash,
    });
    const [a, b] = line.points.at(-1);
    svgNode(svg, 'circle', { cx: x(a), cy: y(b), r: 4, fill: line.color });
    ends.push({ line, x: x(a), at: y(b), value: b });
  });
  ends.sort((a, b) => a.at - b.at);
  let last = -99;
  ends.forEach((end) => {
    end.label = Math.max(end.at, last + 16);
    last = end.label;
  });
  ends.forEach((end) => {
    const room = narrow ? 6 : 17,
      name = end.line.run.name.length > room ? `${end.line.run.name.slice(0, room - 1)}…` : end.line.run.name;
    const text = svgNode(
      svg,
      'text',
      { class: 'lab halo', x: Math.min(end.x + 10, Wd - R + 10), y: end.label + 4, style: `fill:${end.line.color}` },
      narrow ? end.value.toFixed(2) : `${name} ${end.value.toFixed(2)}`,
    );
    svgNode(text, 'title', {}, end.line.run.name);
  });
  host.replaceChildren(svg);
}
