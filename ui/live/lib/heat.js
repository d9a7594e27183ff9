// The colors of attention from weight 0 to 1, as tokens.css has them (--heat-0 to --heat-4).

import { cssValue, rgbOf } from './canvas.js';

/** @typedef {import('./canvas.js').Rgb} Rgb */

const SHADES = 256;
const STOPS = [0, 1, 2, 3, 4];

/**
 * A color for each shade, in the theme that the page has now.
 * @param {Element} element
 */
export function heatColors(element) {
  return shades(STOPS.map((stop) => rgbOf(cssValue(element, `--heat-${stop}`))));
}

/**
 * The shade of a weight: its root, so that small weights can be told apart.
 * @param {number} weight 0 to 1
 */
export function shadeOf(weight) {
  return Math.round((SHADES - 1) * Math.sqrt(weight));
}

/**
 * As many colors as there are shades, between a few that stand at equal distances.
 * @param {Rgb[]} stops
 * @returns {Rgb[]}
 */
export function shades(stops) {
  const last = stops.length - 1;
  return Array.from({ length: SHADES }, (_, shade) => {
    const at = (shade / (SHADES - 1)) * last;
    const from = Math.min(last - 1, Math.floor(at));
    const mixed = stops[from].map((part, k) => Math.round(part + (stops[from + 1][k] - part) * (at - from)));
    return /** @type {Rgb} */ (mixed);
  });
}
