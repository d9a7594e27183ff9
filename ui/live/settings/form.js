// What all rows of one part share: the settings as they stand, a change of one, the mistake beside what it is about.

import { findAll } from '../lib/dom.js';
import { pageData } from '../lib/page.js';
import { createWords } from '../lib/words.js';
import { draft } from '../page/draft.js';

/** @typedef {import('./types.js').Field} Field */
/** @typedef {import('./types.js').Row} Row */
/** @typedef {Map<string, Row>} Rows */

const SLIDING_MS = 120; // how long a slider rests before it is sent

/**
 * @param {HTMLElement} element
 * @param {import('../page/draft.js').Trigger} trigger
 */
export function createForm(element, trigger) {
  const unique = `s${Math.random().toString(36).slice(2, 8)}`;
  /** @type {Rows} */
  const rows = new Map();
  /** @type {(() => void)[]} */
  const others = []; // what besides rows follows the draft
  const words = createWords(pageData().settings.words);

  const showMeaning = () => {
    rows.forEach((row) => showWhen(row));
    findAll(element, '.folded section').forEach((section) => {
      section.hidden = !section.querySelector('.field:not([hidden])');
    });
  };
  const show = () => {
    const state = draft.state();
    if (!state) return;
    rows.forEach((row, name) => row.show(draft.value(name)));
    showMistake(rows, state);
    showMeaning();
    others.forEach((other) => other());
  };

  return {
    rows,
    words,
    trigger,
    show,
    /** A name for what has to have one on the page. */
    unique,
    /** @param {Field} field */
    idOf: (field) => `${unique}-${field.name.replace(/\W/g, '-')}`,
    /**
     * @param {Field} field
     * @param {any} value
     * @param {number} [delay] milliseconds until it is sent
     */
    change: (field, value, delay = 0) => draft.change(field.name, value, trigger, delay),
    /**
     * @param {Field} field
     * @param {any} value
     */
    slide: (field, value) => draft.change(field.name, value, trigger, SLIDING_MS),
    /**
     * Back to the default. It is a change like any other, so that it can't be lost between two answers of the server.
     * @param {Field} field
     */
    reset: (field) => draft.change(field.name, draft.state()?.defaults[field.name] ?? null, trigger),
    /** @param {() => void} other */
    follow: (other) => {
      others.push(other);
    },
    /** Shows the draft from now on. */
    start() {
      draft.follow(show);
      document.addEventListener('terrarium:setting', (event) => {
        if (!draft.state()) return;
        const { name, value } = /** @type {CustomEvent} */ (event).detail;
        rows.get(name)?.show(value);
        showMeaning();
      });
      show();
    },
  };
}

/**
 * Where a field counts only beside others, a card hides it meanwhile and the drawer says when it does.
 * @param {Row} row
 */
function showWhen({ field, root, idle }) {
  const unmet = field.when.filter(({ name, values }) => !values.includes(draft.value(name)));
  if (idle) idle(unmet);
  else root.hidden = unmet.length > 0;
}

/**
 * A mistake stands once: at the first of the settings it is about that can be seen.
 * @param {Rows} rows
 * @param {import('./types.js').State} state
 */
function showMistake(rows, { mistake, wrong }) {
  const here = wrong.filter((name) => rows.has(name));
  const first = here.find((name) => isInSight(rows.get(name))) ?? here[0];
  rows.forEach((row, name) => {
    const said = mistake && name === first ? mistake : '';
    row.root.classList.toggle('is-wrong', Boolean(mistake) && wrong.includes(name));
    row.wrong.hidden = !said;
    if (row.wrong.textContent !== said) row.wrong.textContent = said;
  });
}

/** @param {Row | undefined} row */
function isInSight(row) {
  return row && !row.root.hidden && !row.root.closest('.folded[hidden]');
}
