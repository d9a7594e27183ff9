// How numbers, sizes, times and lists are written in the page's language, by Intl and the few words of ui/words/en/units.py.

import { pageData } from './page.js';
import { filled } from './words.js';

const GIGA = 1e9;
const MEGA = 1e6;

/** @typedef {ReturnType<typeof createNumbers>} Numbers */

/** @type {Numbers | undefined} */
let ofPage;

/**
 * The numbers of the page's language.
 * @returns {Numbers}
 */
export function pageNumbers() {
  ofPage ??= createNumbers(pageData());
  return ofPage;
}

/**
 * @param {{ locale: string, grammar: import('./words.js').Grammar, units: Record<string, string> }} page
 */
export function createNumbers({ locale, grammar, units }) {
  /** @type {Map<number, Intl.NumberFormat>} */
  const fixed = new Map();
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const conjunction = new Intl.ListFormat(locale, { type: 'conjunction' });
  const moment = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  const tenThousands = unitOfTenThousands(locale);
  const roughly = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });

  /** @param {number | string} value */
  const count = (value) => whole.format(Number(value));
  /**
   * With as many digits after the point.
   * @param {number} value
   * @param {number} digits
   */
  const decimals = (value, digits) => {
    const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    if (!fixed.has(digits)) fixed.set(digits, new Intl.NumberFormat(locale, options));
    return /** @type {Intl.NumberFormat} */ (fixed.get(digits)).format(value);
  };
  /** @param {number} value */
  const byTenThousands = (value) =>
    value < 1e4 ? count(value) : `${decimals(value / 1e4, value < 1e5 ? 2 : 0)} ${tenThousands}`;
  /** @param {number} value */
  const inMillions = (value) => `${decimals(value / MEGA, millionDigits(value))} M`;
  /** @param {number} value */
  const byThousands = (value) => {
    if (value >= MEGA) return `${decimals(value / MEGA, value < 1e7 ? 2 : 1)} M`;
    return value >= 1e4 ? `${Math.round(value / 1e3)} k` : count(value);
  };
  /**
   * @param {number} value
   * @param {number} [digits]
   */
  const figures = (value, digits = 2) => roughly.format(Number(value.toPrecision(digits)));
  /** @param {number} value */
  const shortByTenThousands = (value) =>
    value < 1e8 ? byTenThousands(value) : `${figures(value / 1e8, 3)} ${compactUnit(locale, 1e8)}`;
  /** @param {number} value */
  const shortByThousands = (value) => {
    if (value >= GIGA) return `${figures(value / GIGA, 3)} B`;
    if (value >= 1e5) return `${figures(value / MEGA, 3)} M`;
    return value >= 1e3 ? `${figures(value / 1e3, 3)} k` : count(value);
  };
  /** @param {number} seconds */
  const duration = (seconds) => {
    const total = Math.max(0, Math.round(seconds));
    const minutes = Math.round(total / 60);
    if (total < 60) return `${total} ${units.second}`;
    if (total < 3600) return twoUnits(total, 60, units.minute, units.second);
    return twoUnits(minutes, 60, units.hour, units.minute);
  };

  return {
    count,
    decimals,
    duration,
    /**
     * A wait, from milliseconds: 420 ms, 1.5 s, 13 s.
     * @param {number} ms
     */
    latency(ms) {
      if (ms < 1000) return `${Math.round(ms)} ${units.millisecond}`;
      return ms < 10_000 ? `${decimals(ms / 1000, 1)} ${units.second}` : duration(ms / 1000);
    },
    /** A value in so many figures, at most two of them after the point. */
    figures,
    /** A count of any size in three figures: 12.3 k, 4.77 M, 1.5 B; 2.97 万, 1.5 亿. */
    short: tenThousands ? shortByTenThousands : shortByThousands,
    /** A large count in two or three figures, as ui/spelling.py has it: 0.81 M, 25 M; 2.97 万, 81 万. */
    amount: tenThousands ? byTenThousands : inMillions,
    /** A count as short as its size allows: 9,999; 25 k; 2.97 M; 2.97 万. */
    many: tenThousands ? byTenThousands : byThousands,
    /**
     * A count of parameters: exact while it is small.
     * @param {number} value
     */
    parameters: (value) => {
      if (tenThousands) return byTenThousands(value);
      return value >= 1e5 ? `${decimals(value / MEGA, 2)} M` : count(value);
    },
    /**
     * Bytes in the unit that a person thinks in: 340 MB, 1.25 GB.
     * @param {number} value
     */
    bytes: (value) => (value >= GIGA ? `${decimals(value / GIGA, 2)} GB` : `${Math.round(value / MEGA)} MB`),
    /**
     * The size of a file, from bytes: 512 B, 34 kB, 1.2 MB, 25 MB.
     * @param {number} value
     * @param {number} [digits] of megabytes
     */
    fileSize(value, digits = value < 1e7 ? 1 : 0) {
      if (value >= MEGA) return `${decimals(value / MEGA, digits)} MB`;
      return value >= 1e3 ? `${Math.round(value / 1e3)} kB` : `${value} B`;
    },
    /**
     * A time of the clock, from seconds since 1970.
     * @param {number} seconds
     */
    date: (seconds) => moment.format(new Date(seconds * 1000)),
    /**
     * a, b and c.
     * @param {string[]} items
     */
    list: (items) => conjunction.format(items),
    /**
     * Sentences after each other, without those that are not said.
     * @param {(string | false | null | undefined)[]} said
     */
    sentences: (said) => said.filter(Boolean).join(units['sentence.separator']),
    /**
     * Parts of a line after each other, without those that are not said.
     * @param {(string | false | null | undefined)[]} said
     */
    clauses: (said) => said.filter(Boolean).join(units['clause.separator']),
    /**
     * A name before what it names: `Copy: command`, with the language's own colon.
     * @param {string} label
     * @param {string} text
     */
    labelled: (label, text) => filled(units.labelled, { label, text }, grammar),
    /**
     * Entries in a row, of which there may be more: a, b.
     * @param {string[]} items
     */
    enumerated: (items) => items.join(units['list.separator']),
  };
}

/**
 * A share of 0 to 1 in percent; what is not quite nothing or all isn't written as that.
 * @param {number} value
 */
export function percent(value) {
  if (value >= 0.9995 && value < 1) return '>99.9%';
  if (value < 0.0005 && value > 0) return '<0.1%';
  return `${(value * 100).toFixed(value < 0.0995 ? 1 : 0)}%`;
}

/**
 * A figure of 0 to 100 with one digit after the point; with more where it would be written as nothing or all, and isn't quite.
 * @param {number} amount
 */
export function ofHundred(amount) {
  /** @param {number} digits */
  const isInside = (digits) => Number(amount.toFixed(digits)) > 0 && Number(amount.toFixed(digits)) < 100;
  return amount.toFixed(amount > 0 && amount < 100 ? ([1, 2, 3].find(isInside) ?? 4) : 1);
}

/** @param {number} value */
function millionDigits(value) {
  if (value < 1e6) return 2;
  return value < 1e7 ? 1 : 0;
}

/**
 * @param {number} amount in the smaller unit
 * @param {number} size how many of the smaller make one of the larger
 * @param {string} larger
 * @param {string} smaller
 */
function twoUnits(amount, size, larger, smaller) {
  const rest = amount % size;
  return `${Math.floor(amount / size)} ${larger}${rest ? ` ${rest} ${smaller}` : ''}`;
}

/**
 * The unit of languages that count by ten thousands, such as 万; "" for those that count by thousands.
 * @param {string} locale
 */
function unitOfTenThousands(locale) {
  return compactUnit(locale, 1e4);
}

/**
 * What a language calls a number, such as 亿; "" where it has no word for one of it.
 * @param {string} locale
 * @param {number} size
 */
function compactUnit(locale, size) {
  const parts = new Intl.NumberFormat(locale, { notation: 'compact' }).formatToParts(size);
  const isOne = parts.some(({ type, value }) => type === 'integer' && value === '1');
  return isOne ? (parts.find(({ type }) => type === 'compact')?.value ?? '') : '';
}
