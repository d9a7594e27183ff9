// Shows a figure that Python has described (ui/figures): drawn by Plotly, at most once a second, and only while it is seen.
// Besides what Plotly offers: arrow keys read it, its text alternative stands beside it, and it can be saved.

import { download } from './download.js';

/**
 * @typedef {{ alt?: string, head?: string[], rows?: string[][] }} Alternative
 * @typedef {{ data: any[], layout: any }} Spec
 * @typedef {{ words: Record<string, string>, name: () => string, csv?: () => Promise<string | undefined>,
 *   onClick?: (point: any) => void, onZoom?: (range: [number, number] | null) => void }} Options
 */
const LEAST_MS = 1000;
const CONFIG = { displayModeBar: false, responsive: true, doubleClick: 'reset', scrollZoom: false };
const ENDINGS = { png: 'image/png', svg: 'image/svg+xml', csv: 'text/csv', html: 'text/html' };

/** @type {Promise<any> | null} */
let plotly = null;

/** Plotly itself, asked for when the first figure is drawn: a third of what the page weighs. */
export function loadPlotly(address = `${/** @type {any} */ (window).gradio_config?.root ?? ''}/look/plotly.min.js`) {
  plotly ??= new Promise((done, fail) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => done(/** @type {any} */ (window).Plotly);
    script.onerror = () => {
      plotly = null;
      script.remove();
      fail(new Error('plotly.min.js did not come'));
    };
    document.head.append(script);
  });
  return plotly;
}

/** The traces that have a name and are switched on, with their points.
 * @param {Spec} spec */
export function namedTraces(spec) {
  return spec.data.filter((trace) => trace.name && trace.showlegend !== false && trace.visible !== 'legendonly');
}

/** A table of a figure's numbers: a row for each place on the horizontal axis, a column for each named trace.
 * @param {Spec} spec */
export function csvOf(spec) {
  const traces = namedTraces(spec);
  /** @type {Map<number | string, any[]>} */
  const rows = new Map();
  traces.forEach((trace, column) => {
    trace.x.forEach((/** @type {any} */ x, /** @type {number} */ i) => {
      if (!rows.has(x)) rows.set(x, Array(traces.length).fill(''));
      /** @type {any[]} */ (rows.get(x))[column] = trace.y[i] ?? '';
    });
  });
  const cell = (/** @type {any} */ value) =>
    /[",\n]/.test(String(value)) ? `"${String(value).replace(/"/g, '""')}"` : value;
  const sorted = [...rows].sort(([a], [b]) => Number(a) - Number(b));
  const head = [spec.layout.xaxis?.title?.text ?? 'x', ...traces.map((trace) => plain(trace.name))];
  return [head, ...sorted.map(([x, values]) => [x, ...values])].map((row) => row.map(cell).join(',')).join('\n');
}

/** A page of its own that holds a figure and what draws it: it needs nothing else, and no network.
 * @param {Spec} spec @param {string} title @param {string} source of plotly.js */
export function pageOf(spec, title, source) {
  const safe = (/** @type {any} */ value) => JSON.stringify(value).replace(/</g, '\\u003c');
  return [
    '<!doctype html><html><head><meta charset="utf-8"><title></title></head>',
    '<body style="margin:0"><div id="figure" style="height:100vh"></div>',
    `<script>${source}</script>`,
    `<script>document.title = ${safe(title)};`,
    `Plotly.newPlot('figure', ${safe(spec.data)}, ${safe(spec.layout)}, { responsive: true });</script></body></html>`,
  ].join('\n');
}

/** Which point of a trace lies nearest to a place on the axis. @param {number[]} xs @param {number} x */
export function nearest(xs, x) {
  let low = 0;
  let high = xs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low > 0 && x - xs[low - 1] < xs[low] - x ? low - 1 : low;
}

/** What stands at a place on the axis, as one line. @param {Spec} spec @param {number} x */
export function readingAt(spec, x) {
  const parts = namedTraces(spec)
    .filter((trace) => trace.x.length)
    .map((trace) => `${plain(trace.name)} ${Number(trace.y[nearest(trace.x, x)].toPrecision(4))}`);
  return [Number(x).toLocaleString('en-US'), ...parts].join(' · ');
}

/** A name as it was before it was made safe for Plotly. @param {string} name */
function plain(name) {
  const box = document.createElement('textarea');
  box.innerHTML = name;
  return box.value;
}

/** The table beside a figure, for those who don't see it. @param {HTMLElement} host @param {Alternative} meta */
function tell(host, meta) {
  const table = /** @type {HTMLElement} */ (host.querySelector('.figure-table'));
  const row = (/** @type {string} */ tag, /** @type {string[]} */ cells) => {
    const line = document.createElement('tr');
    for (const text of cells) {
      const cell = document.createElement(tag);
      if (tag === 'th') cell.setAttribute('scope', 'col');
      cell.textContent = text;
      line.append(cell);
    }
    return line;
  };
  host.querySelector('.figure-plot')?.setAttribute('aria-label', meta.alt ?? '');
  const rows = meta.rows ?? [];
  if (table.dataset.rows === JSON.stringify(rows.at(-1))) return;
  table.dataset.rows = JSON.stringify(rows.at(-1));
  const head = document.createElement('thead');
  const body = document.createElement('tbody');
  if (meta.head?.length) head.append(row('th', meta.head));
  body.append(...rows.map((cells) => row('td', cells)));
  table.replaceChildren(head, body);
}

/** A button of the bar above a figure. @param {string} action @param {string} text */
function button(action, text) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'btn small bare';
  made.dataset.figure = action;
  made.textContent = text;
  return made;
}

/** What a figure stands in: the plot, what is said of it aloud, its table, and the bar.
 * @param {HTMLElement} host @param {Record<string, string>} words */
function layOut(host, words) {
  const plot = document.createElement('div');
  plot.className = 'figure-plot';
  plot.tabIndex = 0;
  plot.setAttribute('role', 'application');
  plot.setAttribute('aria-roledescription', words.role);
  const said = document.createElement('p');
  said.className = 'sr figure-said';
  said.setAttribute('aria-live', 'polite');
  const hidden = document.createElement('div');
  hidden.className = 'sr';
  const table = document.createElement('table');
  table.className = 'figure-table';
  hidden.append(table);
  const bar = document.createElement('div');
  bar.className = 'figure-bar';
  const pan = button('pan', words.pan);
  pan.setAttribute('aria-pressed', 'false');
  const whole = button('whole', words.whole);
  whole.hidden = true;
  bar.append(whole, pan, ...Object.keys(ENDINGS).map((ending) => button(ending, words[ending])));
  host.classList.add('figure');
  host.replaceChildren(bar, plot, said, hidden);
  return { plot, said, bar, pan, whole };
}

/** Make a figure in an element.
 * @param {HTMLElement} host @param {Options} options */
export function createFigure(host, options) {
  const { plot, said, bar, pan, whole } = layOut(host, options.words);
  /** @type {Spec | null} */
  let spec = null;
  let drawn = -Infinity;
  let timer = 0;
  let busy = false;
  /** @type {number | null} */
  let at = null;

  const inSight = () => host.isConnected && !document.hidden && host.offsetParent !== null;
  const later = () => {
    clearTimeout(timer);
    timer = window.setTimeout(draw, Math.max(0, drawn + LEAST_MS - performance.now()));
  };
  const listen = () => {
    const figure = /** @type {any} */ (plot);
    figure.on('plotly_relayout', (/** @type {any} */ change) => {
      if (!Object.keys(change).some((key) => key.startsWith('xaxis.'))) return;
      const range =
        change['xaxis.range[0]'] === undefined ? null : [change['xaxis.range[0]'], change['xaxis.range[1]']];
      whole.hidden = range === null;
      host.dataset.zoom = range?.map(Math.round).join('-') ?? '';
      options.onZoom?.(/** @type {any} */ (range));
    });
    figure.on('plotly_click', (/** @type {any} */ event) => options.onClick?.(event.points[0]));
  };
  async function draw() {
    if (!spec || busy || !inSight()) return;
    busy = true;
    const shown = spec;
    const first = drawn === -Infinity;
    const Plotly = await loadPlotly().catch(() => null);
    if (Plotly) {
      await Plotly.react(plot, shown.data, { ...shown.layout, dragmode: dragMode() }, CONFIG);
      if (first) listen();
      drawn = performance.now();
      host.dataset.drawn = String(Number(host.dataset.drawn ?? 0) + 1);
    }
    busy = false;
    if (spec !== shown) later();
  }
  const dragMode = () => (pan.getAttribute('aria-pressed') === 'true' ? 'pan' : 'zoom');

  const show = (/** @type {Spec} */ next) => {
    spec = next;
    tell(host, next.layout.meta ?? {});
    later();
  };
  const reset = async () => {
    const Plotly = await loadPlotly();
    if (spec)
      await Plotly.relayout(plot, { 'xaxis.range': spec.layout.xaxis.range, 'yaxis.range': spec.layout.yaxis.range });
    whole.hidden = true;
    delete host.dataset.zoom;
  };

  const save = async (/** @type {string} */ ending) => {
    if (!spec) return;
    const Plotly = await loadPlotly();
    const name = `${options.name()}.${ending}`;
    if (ending === 'png' || ending === 'svg') {
      const picture = await Plotly.toImage(plot, { format: ending, width: 1200, height: 600, scale: 2 });
      download(name, await (await fetch(picture)).blob());
      return;
    }
    const text =
      ending === 'csv'
        ? ((await options.csv?.()) ?? csvOf(spec))
        : pageOf(spec, options.name(), await sourceOfPlotly());
    download(name, new Blob([text], { type: ENDINGS[/** @type {keyof typeof ENDINGS} */ (ending)] }));
  };

  const read = async (/** @type {number} */ x) => {
    const Plotly = await loadPlotly();
    if (!spec) return;
    at = x;
    said.textContent = readingAt(spec, x);
    Plotly.Fx.hover(plot, { xval: x }, 'xy');
  };
  const move = (/** @type {KeyboardEvent} */ event) => {
    const trace = spec && namedTraces(spec).find((one) => one.x.length);
    if (!trace || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = trace.x.length - 1;
    const here = at === null ? last : nearest(trace.x, at);
    const hop = Math.max(1, Math.round(last / (event.shiftKey ? 10 : 100)));
    const to = { ArrowLeft: here - hop, ArrowRight: here + hop, Home: 0, End: last }[event.key];
    if (event.key === 'Escape') reset();
    else if (to === undefined) return;
    else read(trace.x[Math.min(last, Math.max(0, to))]);
    event.preventDefault();
  };

  plot.addEventListener('keydown', move);
  bar.addEventListener('click', async (event) => {
    const action = /** @type {HTMLElement} */ (event.target).dataset?.figure;
    if (!action) return;
    if (action === 'whole') await reset();
    else if (action === 'pan') {
      pan.setAttribute('aria-pressed', String(dragMode() === 'zoom'));
      const Plotly = await loadPlotly();
      await Plotly.relayout(plot, { dragmode: dragMode() });
    } else await save(action);
  });
  document.addEventListener('visibilitychange', later);
  new IntersectionObserver((seen) => {
    if (seen.some((one) => one.isIntersecting)) later();
  }).observe(host);
  return { show, reset, save };
}

async function sourceOfPlotly() {
  const script = /** @type {HTMLScriptElement | null} */ (document.querySelector('script[src*="plotly.min.js"]'));
  return script ? (await fetch(script.src)).text() : '';
}
