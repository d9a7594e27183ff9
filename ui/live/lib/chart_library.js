// Plotly itself, asked for when the first figure is drawn: it weighs eight times as much as the page without it.

import { homePath } from '../page/address.js';

/** @type {Promise<any> | null} */
let library = null;

/**
 * @returns {Promise<any>} Plotly; it fails where its script doesn't come, and is asked for again at the next call
 */
export function loadPlotly() {
  library ??= new Promise((done, fail) => {
    const script = document.createElement('script');
    script.src = addressOfPlotly();
    script.onload = () => done(/** @type {any} */ (window).Plotly);
    script.onerror = () => {
      library = null;
      script.remove();
      fail(new Error('plotly.min.js did not come'));
    };
    document.head.append(script);
  });
  return library;
}

/** The script's own text, for a page that has to stand alone. */
export async function sourceOfPlotly() {
  return (await fetch(addressOfPlotly())).text();
}

function addressOfPlotly() {
  return `${homePath()}/look/plotly.min.js`;
}
