// The list of all runs: sorted, searched, and a page of it drawn at a time, so that hundreds cost no more than one page.

import { find, findAll, h } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { valueOf } from './cells.js';
import { bests, HIGH_IS_GOOD, LOW_IS_GOOD, matching, orderAfter, sorted } from './order.js';

/** @typedef {import('./types.js').Run} Run */
/** @typedef {import('./types.js').Tab} Tab */
/** @typedef {import('./order.js').Bests} Bests */

const COLUMNS = [
  'name',
  'status',
  'step',
  'val_loss',
  'bits_per_byte',
  'score',
  'tokens_per_s',
  'peak_memory_bytes',
  'parameters',
  'origin',
  'created_at',
];
const PAGE = 40;

/**
 * @typedef {object} ListState
 * @property {Run[]} runs
 * @property {string[]} chosen
 * @property {import('./order.js').Order} order
 * @property {number} from
 * @property {string} drawn
 */

/**
 * @param {HTMLElement} root
 * @param {Tab} tab
 * @param {(id: string, on: boolean) => void} choose
 * @returns {{ show: (runs: Run[], chosen: string[]) => void }}
 */
export function createList(root, tab, choose) {
  /** @type {ListState} */
  const state = { runs: [], chosen: [], order: { by: 'created_at', up: false }, from: 0, drawn: '' };
  const search = find(root, '.find input');
  const draw = () => drawList(root, tab, state, choose);

  find(root, 'thead tr').append(
    h('th', { class: 'tick' }, h('span', { class: 'sr', text: tab.words.all.title })),
    ...COLUMNS.map((column) =>
      columnHead(column, tab.words, () => {
        state.order = orderAfter(state.order, column);
        state.from = 0;
        draw();
      }),
    ),
  );
  findAll(root, '.pager button').forEach((turn, i) =>
    turn.addEventListener('click', () => {
      state.from += i ? PAGE : -PAGE;
      draw();
      find(root, '.scroller').scrollTop = 0;
    }),
  );
  search.addEventListener('input', () => {
    state.from = 0;
    draw();
  });

  return {
    show(runs, chosen) {
      const wanted = JSON.stringify([runs, chosen]);
      if (wanted === state.drawn) return;
      Object.assign(state, { drawn: wanted, runs, chosen });
      draw();
    },
  };
}

/**
 * @param {string} column
 * @param {import('./types.js').Words} words
 * @param {() => void} onclick
 */
function columnHead(column, { all: words, say }, onclick) {
  const name = words[`col.${column}`];
  const sort = h('button', { type: 'button', text: name, 'aria-label': say('sort', { column: name }), onclick });
  return h('th', { scope: 'col', class: `c-${column}` }, sort);
}

/**
 * @param {HTMLElement} root
 * @param {Tab} tab
 * @param {ListState} state
 * @param {(id: string, on: boolean) => void} choose
 */
function drawList(root, tab, state, choose) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset?.run;
  const body = find(root, 'tbody');
  const fitting = sorted(matching(state.runs, find(root, '.find input').value, tab.cells), state.order, tab.cells);
  const best = new Map([...LOW_IS_GOOD, ...HIGH_IS_GOOD].map((column) => [column, bests(state.runs, column)]));
  state.from = Math.max(0, Math.min(state.from, PAGE * Math.floor((fitting.length - 1) / PAGE)));
  drawAround(root, tab.words, state, fitting.length);
  findAll(root, 'thead th')
    .slice(1)
    .forEach((head, i) => head.setAttribute('aria-sort', sortOf(COLUMNS[i], state.order)));
  find(root, '.list table').setAttribute('aria-rowcount', String(fitting.length + 1));
  const shown = fitting.slice(state.from, state.from + PAGE);
  body.replaceChildren(
    ...shown.map((run, i) => {
      const row = line(run, tab, { best, isChosen: state.chosen.includes(run.id), choose });
      row.setAttribute('aria-rowindex', String(state.from + i + 2));
      return row;
    }),
  );
  drawPager(root, tab.words, state.from, fitting.length);
  if (focused) body.querySelector(`input[data-run="${CSS.escape(focused)}"]`)?.focus();
}

/**
 * @param {string} column
 * @param {import('./order.js').Order} order
 */
function sortOf(column, { by, up }) {
  if (column !== by) return 'none';
  return up ? 'ascending' : 'descending';
}

/**
 * What stands round the rows: the count, the search, and a sentence where there are none.
 * @param {HTMLElement} root
 * @param {import('./types.js').Words} words
 * @param {ListState} state
 * @param {number} fitting how many runs the search finds
 */
function drawAround(root, { all: words, say }, { runs, chosen }, fitting) {
  const query = find(root, '.find input').value;
  const count = runs.length;
  find(root, '.count').textContent =
    count === 1 ? words['count.one'] : say('count', { count: pageNumbers().count(count) });
  const isUnscored = runs.every((run) => (run.score ?? null) === null);
  root.classList.toggle('unscored', isUnscored); // a column of its own only where something stands in it
  find(root, '.empty').hidden = count > 0;
  find(root, '.scroller').hidden = !fitting;
  find(root, '.nothing').hidden = fitting > 0 || !count;
  find(root, '.nothing').textContent = say('find.none', { query: query.trim() });
  find(root, '.hint').hidden = !count || chosen.length > 0;
  find(root, '.clear').hidden = !chosen.length;
  find(root, '.find').hidden = count <= PAGE / 4 && !query;
}

/**
 * @param {HTMLElement} root
 * @param {import('./types.js').Words} words
 * @param {number} from
 * @param {number} count
 */
function drawPager(root, { say }, from, count) {
  const pager = find(root, '.pager');
  const [back, next] = /** @type {HTMLButtonElement[]} */ (findAll(pager, 'button'));
  const numbers = pageNumbers();
  const place = {
    from: numbers.count(from + 1),
    to: numbers.count(Math.min(from + PAGE, count)),
    count: numbers.count(count),
  };
  pager.hidden = count <= PAGE;
  find(pager, '.num').textContent = pager.hidden ? '' : say('page', place);
  const here = document.activeElement;
  back.disabled = from === 0;
  next.disabled = from + PAGE >= count;
  if (here === back && back.disabled) next.focus();
  if (here === next && next.disabled) back.focus();
}

/**
 * @param {Run} run
 * @param {Tab} tab
 * @param {{ best: Map<string, Bests>, isChosen: boolean, choose: (id: string, on: boolean) => void }} how
 */
function line(run, tab, { best, isChosen, choose }) {
  const box = h('input', {
    type: 'checkbox',
    checked: isChosen,
    data: { run: run.id },
    'aria-label': tab.words.say('select', { name: run.name }),
    onchange: () => choose(run.id, box.checked),
  });
  const cells = COLUMNS.map((column) => cellOf(column, run, tab, best.get(column)));
  const row = h('tr', { class: isChosen ? 'on' : '' }, h('td', { class: 'tick' }, box), cells);
  row.addEventListener('click', (event) => {
    if (event.target === box || getSelection()?.toString()) return;
    box.checked = !box.checked;
    choose(run.id, box.checked);
  });
  return row;
}

/**
 * @param {string} column
 * @param {Run} run
 * @param {Tab} tab
 * @param {Bests | undefined} best
 */
function cellOf(column, run, { words, cells }, best) {
  const top = best?.get(run.alike[column]);
  const isBest = top && run.status === 'done' && valueOf(run, column) === top.value;
  const notes = [
    column === 'score' && (run.score ?? null) !== null && cells.measuredOn(run),
    isBest && words.say('best', { count: pageNumbers().count(top.count) }),
  ].filter(Boolean);
  return h(
    'td',
    {
      class: `c-${column}${isBest ? ' best' : ''}`,
      data: { label: words.all[`col.${column}`] },
      title: notes.length ? notes.join('; ') : null,
    },
    insideOf(column, run, words.all, cells),
  );
}

/**
 * @param {string} column
 * @param {Run} run
 * @param {Record<string, string>} words
 * @param {import('./types.js').Cells} cells
 */
function insideOf(column, run, words, cells) {
  const text = cells.text(column, run) ?? words.none;
  if (column === 'status') return cells.pill(run);
  if (column === 'name') return h('b', { text, title: text });
  return column === 'tokens_per_s' && run.tokens_per_s ? [text, h('small', { text: ` ${words['unit.speed']}` })] : text;
}
