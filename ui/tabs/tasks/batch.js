// Many inputs at once, the fourth panel: a file goes in, a CSV of answers comes out.

import { find } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { showProgress } from './progress.js';
import { pause } from './turns.js';
import { dropInto } from './uploads.js';

const POLL_MS = 500;
const TEXTS = '.csv,.tsv,.txt,.jsonl,.json';
const MARK = '\ufeff'; // tells spreadsheets that a CSV is UTF-8

/**
 * @param {import('./types.js').Desk} desk
 * @param {() => object} options what else is asked with each input
 */
export function createBatch({ root, words, ask, uploads, state }, options) {
  const host = find(root, '.many');
  const progress = find(host, '.progress');
  const link = createDownload(find(host, '.get'), words.all['many.get']);
  /** @type {string | null} */
  let job = null;

  const say = (/** @type {string} */ sentence) => {
    find(host, '.many-said').textContent = sentence;
  };
  /** @param {string | null} next */
  const setJob = (next) => {
    job = next;
    find(host, '.halt').hidden = !next;
    progress.hidden = !next;
  };
  /** @param {any} found */
  const done = (found) => {
    const { count, sentences } = pageNumbers();
    if (!found.csv) {
      say(words.all['many.stopped']);
      return;
    }
    link.offer(found.csv);
    const cut = found.cut && words.say('many.cut', { most: count(found.most) });
    say(sentences([words.say('many.done', { count: count(found.rows) }), cut]));
  };
  /** @param {import('./types.js').Progress} now */
  const drawProgress = (now) => {
    const { done: answered = 0, total } = now;
    const { count } = pageNumbers();
    if (total) showProgress(progress, now);
    say(total ? words.say('many.of', { done: count(answered), total: count(total) }) : words.all['many.reading']);
  };
  /** @param {string} begun */
  async function follow(begun) {
    setJob(begun);
    showProgress(progress, {});
    for (;;) {
      const found = await ask('predicting', { job: begun });
      if (job !== begun) return;
      if (found.error || found.over) {
        setJob(null);
        if (found.error) say(found.error);
        else done(found);
        return;
      }
      drawProgress(found);
      await pause(POLL_MS);
    }
  }
  /** @param {File[]} files */
  async function take(files) {
    if (!state.run) return;
    say(words.all['many.sending']);
    link.withdraw();
    const { ids, fault } = await uploads.send(files);
    if (fault || !ids.length) {
      say(fault || words.all.broken);
      return;
    }
    const { run, runs, task } = state;
    const begun = await ask('predict_many', { run, task: task.key, uploads: ids, ...options() });
    if (begun.error) {
      say(begun.error);
      return;
    }
    link.setName(runs.find(({ id }) => id === run)?.name || task.key);
    follow(begun.job);
  }

  find(host, '.drop-many').addEventListener('click', () => {
    const { hears, accepts } = state.task;
    uploads.choose(hears ? accepts : TEXTS, hears, take);
  });
  find(host, '.halt').addEventListener('click', () => {
    if (job) ask('stop_many', { job });
  });
  dropInto(host, take);
  return {
    take,
    isBusy: () => job !== null,
    dress() {
      host.classList.toggle('off', !state.run);
      find(host, '.drop-many').disabled = !state.run;
      find(host, '.many-help').textContent = words.all[state.task.hears ? 'many.help.speech' : 'many.help'];
    },
    /** Forgets the last answers, but for those that are still coming. */
    clear() {
      if (job) return;
      say('');
      link.withdraw();
    },
  };
}

/**
 * @param {HTMLAnchorElement} link
 * @param {string} label
 */
function createDownload(link, label) {
  link.textContent = label;
  const withdraw = () => {
    link.hidden = true;
    if (link.href) URL.revokeObjectURL(link.href);
    link.removeAttribute('href');
  };
  return {
    withdraw,
    /** @param {string} run */
    setName: (run) => {
      link.download = fileNameOf(run);
    },
    /** @param {string} csv */
    offer(csv) {
      withdraw();
      link.href = URL.createObjectURL(new Blob([MARK, csv], { type: 'text/csv;charset=utf-8' }));
      link.hidden = false;
    },
  };
}

/**
 * A file's name that every system takes.
 * @param {string} run its name
 */
export function fileNameOf(run) {
  const name = run
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return `${name || 'run'}-answers.csv`;
}
