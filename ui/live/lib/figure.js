// Shows a figure that Python has described (ui/figures): Plotly draws it, only while it is seen; how often is for who asks for it.
// Besides what Plotly offers: arrow keys read it, and its text alternative stands beside it.

import { button, h, isInSight, onSight } from './dom.js';
import { heightWithin, namedTraces, nearest, readingAt } from './figure_data.js';
import { saveFigure } from './figure_save.js';
import { pageNumbers } from './numbers.js';
import { loadPlotly } from './chart_library.js';

/**
 * @typedef {import('./figure_data.js').Spec} Spec
 * @typedef {import('./figure_data.js').Meta} Meta
 * @typedef {import('./figure_save.js').Ending} Ending
 * @typedef {object} Options
 * @property {Record<string, string>} words of the area `figure`
 * @property {string} step what a step is called
 * @property {() => string} name of the file that it is saved as, without its ending
 * @property {() => Promise<string | undefined>} [csv] its numbers, where more is known than the figure shows
 * @typedef {ReturnType<typeof createFigure>} Figure
 */

const CONFIG = { displayModeBar: false, showTips: false, responsive: true, doubleClick: false, scrollZoom: false };

/**
 * Makes a figure in an element, which then can be focused and read by keys.
 * @param {HTMLElement} host
 * @param {Options} options
 */
export function createFigure(host, options) {
  const parts = layOut(host, options.words);
  const state = { spec: /** @type {Spec | null} */ (null), next: /** @type {Spec | null} */ (null) };
  const view = createView(host, parts, state);
  const painter = createPainter(host, parts, state, view);
  const keys = createKeys(parts, state, view, options.step);
  host.addEventListener('keydown', (event) => {
    if (event.target === host && keys(event)) event.preventDefault();
  });
  return {
    /**
     * Shows a figure, or, where it is out of sight, as soon as it comes into it.
     * @param {Spec} spec
     */
    show: painter.show,
    /** Takes away what is drawn. */
    clear: painter.clear,
    reset: view.reset,
    /** @param {Ending} ending */
    save: async (ending) => {
      if (!state.spec) return;
      const name = `${options.name()}.${ending}`;
      await saveFigure(ending, name, { plot: parts.plot, spec: state.spec, step: options.step, csv: options.csv });
    },
  };
}

/** @typedef {ReturnType<typeof layOut>} Parts */

/**
 * What a figure stands in: the plot, what is said of it aloud, its table, and what is offered while it is zoomed.
 * @param {HTMLElement} host
 * @param {Record<string, string>} words
 */
function layOut(host, words) {
  const plot = h('div', { class: 'figure-plot', 'aria-hidden': 'true' });
  const said = h('p', { class: 'sr figure-said', 'aria-live': 'polite' });
  const table = h('table');
  const whole = button(words.whole, 'small whole', () => {});
  const pan = button(words.pan, 'small pan', () => {});
  pan.title = words['pan.help'];
  pan.setAttribute('aria-pressed', 'false');
  const tools = h('div', { class: 'figure-tools', hidden: true }, whole, pan);
  const lost = h('p', { class: 'quiet figure-lost', text: words.lost, hidden: true });
  host.classList.add('figure');
  host.tabIndex = 0;
  host.setAttribute('role', 'application');
  host.setAttribute('aria-roledescription', words.role);
  host.replaceChildren(plot, lost, tools, said, h('div', { class: 'sr' }, table));
  return { plot, said, table, tools, whole, pan, lost };
}

/** @typedef {{ spec: Spec | null, next: Spec | null }} State `spec` as it is drawn, `next` to be drawn */

/**
 * Draws what is to be shown, when it may.
 * @param {HTMLElement} host
 * @param {Parts} parts
 * @param {State} state
 * @param {View} view
 */
function createPainter(host, { plot, table, lost }, state, view) {
  let isBusy = false;

  const paint = async () => {
    if (!state.next || isBusy || !isInSight(host)) return;
    isBusy = true;
    const Plotly = await loadPlotly().catch(() => null);
    lost.hidden = Boolean(Plotly);
    const spec = state.next; // the newest, whatever was to be drawn as Plotly was asked for
    if (Plotly && spec) {
      const isFirst = !state.spec;
      const layout = view.framed(spec.layout);
      Object.assign(state, { spec, next: null });
      await Plotly.react(plot, spec.data, layout, CONFIG);
      if (isFirst) view.listen();
      tell(host, table, spec.layout.meta ?? {});
    }
    isBusy = false;
    if (Plotly) paint(); // what came meanwhile
  };

  document.addEventListener('visibilitychange', paint);
  onSight(host, paint);
  return {
    /** @param {Spec} spec */
    show: (spec) => {
      state.next = spec;
      paint();
    },
    clear: () => {
      state.next = null;
      if (state.spec) /** @type {any} */ (window).Plotly.purge(plot);
      state.spec = null;
      view.forget();
      tell(host, table, {});
    },
  };
}

/**
 * The name and the table of a figure, for those who don't see it, and its newest numbers as data of its element.
 * @param {HTMLElement} host
 * @param {HTMLTableElement} table
 * @param {Meta} meta
 */
function tell(host, table, { alt = '', head = [], rows = [], data = {} }) {
  host.setAttribute('aria-label', alt);
  const told = (host.dataset.told ?? '').split(' ').filter(Boolean);
  told.filter((name) => !(name in data)).forEach((name) => delete host.dataset[name]);
  Object.entries(data).forEach(([name, value]) => {
    host.dataset[name] = String(value);
  });
  host.dataset.told = Object.keys(data).join(' ');
  host.dataset.drawn = String(Number(host.dataset.drawn ?? 0) + 1);
  const newest = JSON.stringify([head, rows.at(-1)]);
  if (table.dataset.newest === newest) return;
  table.dataset.newest = newest;
  const heads = head.map((text) => h('th', { scope: 'col', text }));
  const body = rows.map((cells) =>
    h(
      'tr',
      {},
      cells.map((text) => h('td', { text })),
    ),
  );
  table.replaceChildren(h('thead', {}, h('tr', {}, heads)), h('tbody', {}, body));
}

/** @typedef {ReturnType<typeof createView>} View */

/**
 * Which part of a figure is seen: a box that is drawn, keys, or Move choose it, and it stays as the figure grows.
 * @param {HTMLElement} host
 * @param {Parts} parts
 * @param {State} state
 */
function createView(host, { plot, tools, whole, pan }, state) {
  const relayout = async (/** @type {any} */ change) => (await loadPlotly()).relayout(plot, change);
  const dragMode = () => (pan.getAttribute('aria-pressed') === 'true' ? 'pan' : 'zoom');
  const forget = () => {
    tools.hidden = true;
    delete host.dataset.zoom;
  };
  const reset = async () => {
    if (!state.spec) return;
    const { xaxis, yaxis } = state.spec.layout;
    forget(); // also of what is drawn meanwhile
    await relayout({ 'xaxis.range': [...xaxis.range], 'yaxis.range': [...yaxis.range] });
    forget();
  };
  /** Both axes between two steps, as high as the lines are there. */
  const zoomTo = async (/** @type {number} */ from, /** @type {number} */ to) => {
    if (!state.spec || to - from < 2) return;
    const height = state.spec.layout.yaxis.type === 'log' ? null : heightWithin(traces(), from, to);
    await relayout({ 'xaxis.range': [from, to], ...(height && { 'yaxis.range': height }) });
  };
  /** A figure's layout as it is to be drawn: what a person looks at stays, while it is the same figure. */
  const framed = (/** @type {any} */ layout) => {
    const isSame = state.spec?.layout.uirevision === layout.uirevision;
    if (!isSame) forget();
    const { xaxis, yaxis } = tools.hidden ? layout : /** @type {any} */ (plot).layout;
    return {
      ...layout,
      dragmode: dragMode(),
      xaxis: { ...layout.xaxis, range: [...xaxis.range] },
      yaxis: { ...layout.yaxis, range: [...yaxis.range] },
    };
  };
  const traces = () => /** @type {any} */ (plot).data ?? [];
  const seen = () => {
    const { xaxis, yaxis } = /** @type {any} */ (plot).layout;
    tools.hidden = false;
    host.dataset.zoom = xaxis.range.map(Math.round).join('-');
    return { xaxis, yaxis };
  };
  const listen = () => {
    const figure = /** @type {any} */ (plot);
    figure.on('plotly_doubleclick', reset);
    figure.on('plotly_relayout', (/** @type {any} */ change) => {
      const names = Object.keys(change);
      if (!names.some((name) => /^[xy]axis\.range/.test(name))) return;
      const { xaxis } = seen();
      const isWide = names.every((name) => name.startsWith('xaxis.')) && dragMode() === 'zoom';
      if (isWide) zoomTo(xaxis.range[0], xaxis.range[1]); // a box without height: as high as the lines are there
    });
  };

  whole.addEventListener('click', async () => {
    await reset();
    host.focus();
  });
  pan.addEventListener('click', () => {
    pan.setAttribute('aria-pressed', String(dragMode() === 'zoom'));
    relayout({ dragmode: dragMode() });
  });
  return {
    framed,
    listen,
    reset,
    forget,
    zoomTo,
    traces,
    range: () => /** @type {any} */ (plot).layout?.xaxis.range,
  };
}

/**
 * Reading a figure by keys: arrows move by a hundredth, with Shift by a tenth, plus zooms in, Escape shows all.
 * @param {Parts} parts
 * @param {State} state
 * @param {View} view
 * @param {string} step what a step is called
 * @returns {(event: KeyboardEvent) => boolean} whether the key meant something
 */
function createKeys({ plot, said }, state, view, step) {
  let at = /** @type {number | null} */ (null);

  const read = async (/** @type {number} */ to, onwards = 0) => {
    const steps = [...new Set(namedTraces(view.traces()).flatMap(({ x }) => x))].sort((a, b) => a - b);
    if (!state.spec || !steps.length) return;
    const found = nearest(steps, to);
    const next = steps[found] === at ? found + onwards : found; // points may lie further apart than one hop
    at = steps[Math.max(0, Math.min(steps.length - 1, next))];
    const spec = { ...state.spec, data: view.traces() };
    said.textContent = readingAt(spec, at, { step, count: pageNumbers().count });
    (await loadPlotly()).Fx.hover(plot, { xval: at }, Object.keys(/** @type {any} */ (plot)._fullLayout._plots));
  };
  return (event) => {
    const range = view.range();
    if (!state.spec || !range || event.ctrlKey || event.metaKey || event.altKey) return false;
    const [from, to] = range;
    const last = Math.max(...namedTraces(view.traces()).flatMap(({ x }) => x.slice(-1)));
    const here = at ?? last;
    const hop = Math.max(1, Math.round((to - from) / (event.shiftKey ? 10 : 100)));
    const quarter = (to - from) / 4;
    const zoomIn = () => view.zoomTo(here - quarter, here + quarter);
    /** @type {Record<string, () => void>} */
    const acts = {
      ArrowLeft: () => read(Math.max(from, here - hop), -1),
      ArrowRight: () => read(Math.min(to, last, here + hop), 1),
      Home: () => read(from),
      End: () => read(last),
      Escape: view.reset,
      '+': zoomIn,
      '=': zoomIn,
      '-': view.reset,
    };
    acts[event.key]?.();
    return event.key in acts;
  };
}
