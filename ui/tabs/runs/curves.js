// Validation curves of the chosen runs as one SVG, each line named at its end; colors and dashes tell them apart.

import { h, svg } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';

/** @typedef {import('./types.js').Run} Run */
/** @typedef {{ run: Run, color: string, dash: string, points: [number, number][] }} Line */
/** @typedef {{ x: (v: number) => number, y: (v: number) => number, right: number, bottom: number }} Scale pixels of values */

export const COLORS = [
  'var(--c-train)',
  'var(--c-val)',
  'var(--c-third)',
  'var(--c-past)',
  'var(--c-train)',
  'var(--c-val)',
];
const DASHES = ['', '', '', '6 4', '2 3', '2 3'];
/** @type {Record<import('./types.js').Kind, 'bits_curve' | 'val_curve' | 'score_curve' | 'taught_curve'>} */
const CURVES = {
  bits_per_byte: 'bits_curve',
  val_loss: 'val_curve',
  score: 'score_curve',
  taught: 'taught_curve',
};
const HEIGHT = 280;
const LEAST_WIDTH = 280;
const NARROW = 520;
const LEFT = 38;
const TOP = 12;
const BOTTOM = 28;
const LINE_HEIGHT = 16;

/**
 * The kinds of curve that any of these runs has.
 * @param {Run[]} runs
 */
export function kindsOf(runs) {
  const kinds = /** @type {import('./types.js').Kind[]} */ (Object.keys(CURVES));
  return kinds.filter((kind) => runs.some((run) => run[CURVES[kind]].some((value) => (value ?? null) !== null)));
}

/**
 * Whether a drawing would come out in another width now.
 * @param {HTMLElement} host
 */
export function isOutgrown(host) {
  const drawn = host.firstElementChild instanceof SVGSVGElement ? host.firstElementChild.viewBox.baseVal.width : 0;
  return host.isConnected && Math.abs(drawn - Math.max(LEAST_WIDTH, host.clientWidth)) > 2;
}

/**
 * Draws one kind of curve of several runs into an element.
 * @param {HTMLElement} host
 * @param {Run[]} runs
 * @param {import('./types.js').Kind} kind
 * @param {import('./types.js').Words} words
 */
export function drawCurves(host, runs, kind, { all: words, say }) {
  const lines = linesOf(runs, kind);
  if (!lines.length) {
    host.replaceChildren(h('p', { class: 'quiet', text: words['curves.none'] }));
    return;
  }
  const width = Math.max(LEAST_WIDTH, host.clientWidth || 600);
  const isNarrow = width < NARROW;
  const all = lines.flatMap((line) => line.points);
  const last = Math.max(...all.map(([step]) => step), 1);
  const values = all.map(([, value]) => value);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = (high - low || 1) * 0.08;
  const right = width - (isNarrow ? 58 : 150);
  const [least, most] = [low - pad, high + pad];
  /** @type {Scale} */
  const scale = {
    x: (v) => LEFT + ((right - LEFT) * v) / last,
    y: (v) => TOP + ((HEIGHT - TOP - BOTTOM) * (most - v)) / (most - least),
    right,
    bottom: HEIGHT - BOTTOM,
  };
  host.replaceChildren(
    svg(
      'svg',
      {
        viewBox: `0 0 ${width} ${HEIGHT}`,
        role: 'img',
        'aria-label': say('alt', { names: lines.map((line) => line.run.name).join(', ') }),
      },
      grid(scale, roundTicks(least, most, 5)),
      axis(scale, roundTicks(0, last, isNarrow ? 3 : 6), words.steps),
      lines.map((line) => curve(line, scale)),
      labels(lines, scale, isNarrow),
    ),
  );
}

/**
 * @param {Run[]} runs
 * @param {import('./types.js').Kind} kind
 * @returns {Line[]}
 */
function linesOf(runs, kind) {
  const lines = runs.map((run, i) => {
    const pairs = run.val_step.map((step, k) => [step, run[CURVES[kind]][k] ?? null]);
    const points = /** @type {[number, number][]} */ (pairs.filter(([, value]) => value !== null));
    return { run, color: COLORS[i % COLORS.length], dash: DASHES[i] ?? '', points };
  });
  return lines.filter((line) => line.points.length);
}

/**
 * Round numbers within a range.
 * @param {number} low
 * @param {number} high
 * @param {number} wanted about how many
 */
export function roundTicks(low, high, wanted) {
  const raw = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw || 1));
  const step = ([1, 2, 5, 10].find((m) => m * power >= raw * 0.75) ?? 10) * power;
  const ticks = [];
  for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + step * 1e-6; v += step) ticks.push(+v.toPrecision(10));
  return ticks;
}

/**
 * @param {Scale} scale
 * @param {number[]} ticks
 */
function grid({ y, right }, ticks) {
  return ticks.flatMap((v) => [
    svg('path', { class: 'grid', d: `M${LEFT} ${y(v)}H${right}` }),
    svg('text', { x: LEFT - 8, y: y(v) + 4, 'text-anchor': 'end', text: String(v) }),
  ]);
}

/**
 * @param {Scale} scale
 * @param {number[]} ticks
 * @param {string} name
 */
function axis({ x, right, bottom }, ticks, name) {
  const y = HEIGHT - 9;
  return [
    svg('path', { class: 'axis', d: `M${LEFT} ${bottom}H${right}` }),
    ...ticks.map((v) => svg('text', { x: x(v), y, 'text-anchor': 'middle', text: pageNumbers().count(v) })),
    svg('text', { x: right + 18, y, text: name }),
  ];
}

/**
 * @param {Line} line
 * @param {Scale} scale
 */
function curve({ points, color, dash }, { x, y }) {
  const way = points.map(([step, v], k) => `${k ? 'L' : 'M'}${x(step).toFixed(1)} ${y(v).toFixed(1)}`);
  const [step, v] = points[points.length - 1];
  return [
    svg('path', { class: 'curve', d: way.join(''), stroke: color, 'stroke-dasharray': dash }),
    svg('circle', { cx: x(step), cy: y(v), r: 4, fill: color }),
  ];
}

/**
 * Names at the ends of lines, moved down where they would lie on each other.
 * @param {Line[]} lines
 * @param {Scale} scale
 * @param {boolean} isNarrow
 */
function labels(lines, { x, y, right }, isNarrow) {
  const longest = isNarrow ? 6 : 17;
  const ends = lines.map((line) => {
    const [step, value] = line.points[line.points.length - 1];
    return { line, x: Math.min(x(step) + 10, right + 10), at: y(value), value };
  });
  ends.sort((a, b) => a.at - b.at);
  let last = -Infinity;
  return ends.map((end) => {
    last = Math.max(end.at, last + LINE_HEIGHT);
    const { name } = end.line.run;
    const short = name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
    return svg(
      'text',
      { class: 'lab halo', x: end.x, y: last + 4, style: `fill:${end.line.color}` },
      isNarrow ? end.value.toFixed(2) : `${short} ${end.value.toFixed(2)}`,
      svg('title', { text: name }),
    );
  });
}
