// Saving a figure: as a picture, a drawing, its numbers, or a page of its own; and the menu that offers it.

import { h } from './dom.js';
import { csvOf } from './figure_data.js';
import { createMenu } from './menu.js';
import { loadPlotly, sourceOfPlotly } from './chart_library.js';

/** @typedef {import('./figure_data.js').Spec} Spec */
/** @typedef {'png' | 'svg' | 'csv' | 'html'} Ending */

/** @type {Record<Ending, string>} */
const TYPES = { png: 'image/png', svg: 'image/svg+xml', csv: 'text/csv', html: 'text/html' };
const PICTURE = { width: 1200, height: 560, scale: 2 };
const KEPT_MS = 10_000;
const LONGEST_NAME = 60;

/**
 * A button with a menu of what a figure can be saved as.
 * @param {Record<string, string>} words of the area `figure`
 * @param {(ending: Ending) => void} save
 */
export function saveMenu(words, save) {
  const open = h('button', { type: 'button', class: 'btn small save', 'aria-expanded': 'false', text: words.save });
  const list = h('span', { class: 'menu saves', hidden: true });
  const pop = h('span', { class: 'pop' }, open, list);
  const close = createMenu(open, list);
  const endings = /** @type {Ending[]} */ (Object.keys(TYPES));
  const items = endings.map((ending) => {
    const onclick = () => {
      close();
      save(ending);
    };
    const help = h('span', { text: words[`save.${ending}.help`] });
    return h('button', { type: 'button', class: ending, onclick }, h('b', { text: words[`save.${ending}`] }), help);
  });
  list.append(...items);
  return pop;
}

/**
 * Saves a figure under a name.
 * @param {Ending} ending
 * @param {string} name
 * @param {{ plot: HTMLElement, spec: Spec, step: string, csv?: () => Promise<string | undefined> }} figure `csv`: its numbers,
 *   where more is known of them than the figure shows
 */
export async function saveFigure(ending, name, { plot, spec, step, csv }) {
  if (ending === 'png' || ending === 'svg') download(name, await pictureOf(plot, ending));
  else {
    const text = ending === 'csv' ? ((await csv?.()) ?? csvOf(spec, step)) : pageOf(spec, name, await sourceOfPlotly());
    download(name, new Blob([text], { type: TYPES[ending] }));
  }
}

/**
 * A file's name from a title: letters and digits of any script.
 * @param {string} title
 */
export function fileNameOf(title) {
  return (title.replace(/[^\p{L}\p{N}]+/gu, '-') || 'run').slice(0, LONGEST_NAME);
}

/**
 * @param {HTMLElement} plot
 * @param {'png' | 'svg'} ending
 */
async function pictureOf(plot, ending) {
  const Plotly = await loadPlotly();
  const address = await Plotly.toImage(plot, { ...PICTURE, format: ending });
  const [, data] = address.split(/,(.*)/s); // the page's own rules forbid to fetch it
  const bytes =
    ending === 'png' ? Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)) : decodeURIComponent(data);
  return new Blob([bytes], { type: TYPES[ending] });
}

/**
 * A page of its own that holds a figure and what draws it: it needs nothing else, and no network.
 * @param {Spec} spec
 * @param {string} title
 * @param {string} source of plotly.js
 */
export function pageOf(spec, title, source) {
  const layout = { ...spec.layout, height: undefined }; // as high as its window
  /** @param {any} value */
  const safe = (value) => JSON.stringify(value).replace(/</g, '\\u003c');
  return [
    '<!doctype html><html><head><meta charset="utf-8"><title></title></head>',
    '<body style="margin:0"><div id="figure" style="height:100vh"></div>',
    `<script>${source}</script>`,
    `<script>document.title = ${safe(title)};`,
    `Plotly.newPlot('figure', ${safe(spec.data)}, ${safe(layout)}, { responsive: true });</script></body></html>`,
  ].join('\n');
}

/**
 * @param {string} name
 * @param {Blob} blob
 */
function download(name, blob) {
  const address = URL.createObjectURL(blob);
  h('a', { download: name, href: address }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
