// The curve of the run that is shown: which one, how it is drawn, beside which runs. The figure itself comes from the server,
// at most once a second while the run lives, at once after a choice.

import { find, findAll, h } from '../../live/lib/dom.js';
import { createFigure } from '../../live/lib/figure.js';
import { fileNameOf, saveMenu } from '../../live/lib/figure_save.js';
import { createMenu } from '../../live/lib/menu.js';
import { loadPlotly } from '../../live/lib/chart_library.js';
import { isDark } from '../../live/page/theme.js';
import { lossText, put } from './kpis.js';
import { ALIVE } from './types.js';

/** @typedef {import('./types.js').Run} Run */
/** @typedef {import('./types.js').Words} Words */
/** @typedef {(name: string, question: object) => Promise<any>} Ask what is null where the server could not answer */

const LEAST_MS = 1000;
const MOST_OTHERS = 3;
const TERMS = /** @type {Record<string, string>} */ ({
  loss: 'loss',
  rate: 'learning_rate',
  gradient: 'gradient_norm',
});

/**
 * @param {HTMLElement} section
 * @param {{ words: Words, figure: Record<string, string>, terms: Record<string, string>, ask: Ask }} tools
 */
export function createCurve(section, { words, figure: figureWords, terms, ask }) {
  const state = { run: /** @type {Run | null} */ (null), kind: 'loss', others: /** @type {string[]} */ ([]) };
  const log = find(section, '.log');
  const smooth = find(section, '.smooth');
  const figure = createFigure(find(section, '#loss-chart'), {
    words: figureWords,
    step: words.all['chart.step'],
    name: () => `${fileNameOf(state.run?.name ?? '')}-${state.kind}`,
    csv: async () => (await ask('table', { run: state.run?.id }))?.csv,
  });
  const wish = () => ({
    run: state.run?.id,
    kind: state.kind,
    log: log.checked,
    smooth: smooth.checked,
    dark: isDark(),
    others: state.others,
  });
  const source = createSource(figure, ask, () => (state.run && hasPoints(state.run) ? wish() : null));

  const head = () => {
    find(section, '.head-term').innerHTML = terms[TERMS[state.kind]]; // our own, from the glossary
    put(find(section, '.unit'), (state.kind === 'loss' ? state.run?.unit : words.all[`unit.${state.kind}`]) ?? '');
    findAll(section, '.seg button').forEach((button) => {
      button.setAttribute('aria-pressed', String(button.dataset.kind === state.kind));
    });
  };
  findAll(section, '.seg button').forEach((button) => {
    button.addEventListener('click', () => {
      state.kind = button.dataset.kind ?? 'loss';
      head();
      figure.reset();
      source.want();
    });
  });
  [log, smooth].forEach((box) => box.addEventListener('change', source.want));
  document.addEventListener('terrarium:theme', source.want);
  find(section, '.chart-head .right').append(saveMenu(figureWords, figure.save));
  createCompare(section, words, {
    ask: () => ask('others', { run: state.run?.id }),
    isChosen: (id) => state.others.includes(id),
    choose: (id, on) => {
      const left = state.others.filter((other) => other !== id);
      state.others = on ? [...left, id].slice(-MOST_OTHERS) : left;
      source.want();
    },
  });
  head();

  return {
    /**
     * Shows a run as it is now; null for none.
     * @param {Run | null} run
     */
    show: (run) => {
      const isAnother = run?.id !== state.run?.id;
      const isFirstPoint = Boolean(run?.points && !state.run?.points);
      state.run = run;
      if (isAnother) state.others = state.others.filter((id) => id !== run?.id);
      section.hidden = !run || !hasPoints(run);
      if (isAnother) figure.clear();
      if (!run) return;
      head();
      if (section.hidden && ALIVE.includes(run.status)) loadPlotly().catch(() => null); // its first point comes soon
      if (isFirstPoint) source.want();
      else if (!section.hidden)
        source.follow(JSON.stringify([run.id, run.status, run.points, run.looks, run.max_steps]));
    },
  };
}

/** @param {Run} run */
function hasPoints(run) {
  return run.points > 0 || run.looks > 0;
}

/**
 * Asks for the figure as it is needed: one question at a time, and the newest one last.
 * @param {import('../../live/lib/figure.js').Figure} figure
 * @param {Ask} ask
 * @param {() => object | null} wish what to ask for; null for nothing
 */
function createSource(figure, ask, wish) {
  let known = '';
  let asked = -Infinity;
  let timer = 0;
  let isBusy = false;
  let isUrgent = false;
  let isWaiting = false; // something is new that was not asked for yet

  const fetch = async () => {
    clearTimeout(timer);
    const wanted = wish();
    isWaiting = isBusy;
    if (isBusy || !wanted) return;
    [isBusy, isUrgent, asked] = [true, false, performance.now()];
    const answer = await ask('figure', wanted);
    isBusy = false;
    if (answer?.figure && JSON.stringify(wish()) === JSON.stringify(wanted)) figure.show(answer.figure);
    if (isUrgent) fetch();
    else if (isWaiting) plan();
  };
  const plan = () => {
    clearTimeout(timer);
    timer = window.setTimeout(fetch, Math.max(0, asked + LEAST_MS - performance.now()));
  };
  return {
    /** Asks at once: a person chose something. */
    want: () => {
      isUrgent = true;
      fetch();
    },
    /**
     * Asks where something is new of the run, at most once a second.
     * @param {string} news
     */
    follow: (news) => {
      if (news === known) return;
      known = news;
      plan();
    },
  };
}

/**
 * The menu of runs that can lie beside the one that is shown.
 * @param {HTMLElement} section
 * @param {Words} words
 * @param {{ ask: () => Promise<any>, isChosen: (id: string) => boolean, choose: (id: string, on: boolean) => void }} runs
 */
function createCompare(section, { all: words }, { ask, isChosen, choose }) {
  const list = find(section, '.compares');
  createMenu(find(section, '.compare'), list, async () => {
    const found = /** @type {{ id: string, name: string, val_loss: number | null }[]} */ ((await ask())?.runs ?? []);
    const lines = found.map((run) => {
      const box = h('input', { type: 'checkbox', checked: isChosen(run.id) });
      box.addEventListener('change', () => choose(run.id, box.checked));
      const loss = h('span', { class: 'num', text: lossText(run.val_loss) ?? '–' });
      return h('label', { class: 'check' }, box, h('span', { class: 'what', text: run.name }), loss);
    });
    list.replaceChildren(...(lines.length ? lines : [h('p', { text: words['compare.none'] })]));
  });
}
