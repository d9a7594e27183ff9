// Amounts of the Model tab as a figure and its unit: bytes, arithmetic, a time.

import { pageNumbers } from '../../live/lib/numbers.js';
import { pageData } from '../../live/lib/page.js';

/** @typedef {{ figure: string, unit: string }} Amount */

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
const DAY_S = 86_400;

/**
 * A count in three figures.
 * @param {number} value
 * @returns {Amount}
 */
export function countOf(value) {
  const [figure, unit = ''] = pageNumbers().short(value).split(' ');
  return { figure, unit };
}

/**
 * @param {number} value
 * @returns {Amount}
 */
export function bytesOf(value) {
  const { figures } = pageNumbers();
  if (value >= 1e9) return { figure: figures(value / 1e9), unit: 'GB' };
  if (value >= 1e6) return { figure: figures(value / 1e6, 3), unit: 'MB' };
  return { figure: figures(value / 1e3, 3), unit: 'kB' };
}

/**
 * A time in its two largest units, or in days where it takes more than two.
 * @param {number} seconds
 * @returns {Amount}
 */
export function timeOf(seconds) {
  const { duration, figures } = pageNumbers();
  if (seconds < 2 * DAY_S) return { figure: duration(Math.max(1, seconds)), unit: '' };
  return { figure: figures(seconds / DAY_S), unit: pageData().units.day };
}

/**
 * A number of any size by the prefixes of the SI: 6.5 T.
 * @param {number} value
 */
export function prefixed(value) {
  const power = Math.max(0, Math.min(PREFIXES.length - 1, Math.floor(Math.log10(value) / 3)));
  return `${pageNumbers().figures(value / 1e3 ** power, 3)} ${PREFIXES[power]}`;
}

/** @param {Amount} amount */
export function textOf({ figure, unit }) {
  return unit ? `${figure} ${unit}` : figure;
}
