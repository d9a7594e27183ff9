// How a setting's value is spelled, and how a box's text is read.

import { pageNumbers } from '../lib/numbers.js';

/** @typedef {import('./types.js').Field} Field */

const GROUPS = /(?<=\d)[,\s](?=\d{3}\b)/g; // 10,000 and 10 000

/**
 * A value as a person reads it.
 * @param {Field} field
 * @param {any} value
 * @param {Record<string, string>} words
 */
export function spelled(field, value, words) {
  if (value === null || value === undefined || value === '') return words.empty;
  if (field.kind === 'choice') return field.options.find((option) => option.value === value)?.label ?? String(value);
  if (field.kind === 'switch') return value ? words.on : words.off;
  if (field.name === 'data.validation_fraction') return `${+(value * 100).toPrecision(3)}%`;
  return figure(field, value);
}

/**
 * A number with its thousands apart; where a slider's stops have decimals, always with as many of them.
 * @param {Field} field
 * @param {any} value
 */
export function figure(field, value) {
  if (typeof value !== 'number' || field.name.endsWith('.seed')) return String(value);
  const digits = Math.max(0, ...field.stops.map((stop) => (String(stop).split('.')[1] ?? '').length));
  if (digits && Number(value.toFixed(digits)) === value) return pageNumbers().decimals(value, digits);
  return Number.isInteger(value) ? pageNumbers().count(value) : String(+value.toPrecision(4));
}

/**
 * What was typed into a field's box: a number, null for none, or the text itself, for the server to explain.
 * @param {Field} field
 * @param {string} text
 */
export function typed(field, text) {
  if (field.kind !== 'number') return text;
  const bare = text.trim().replace(GROUPS, '');
  if (bare === '') return null;
  return Number.isNaN(Number(bare)) ? bare : Number(bare);
}
