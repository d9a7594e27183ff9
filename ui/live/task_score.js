// How good a run is: its metric with the interval, the baseline on the same axis, in plain words who is ahead; and its answers.
const score = $('.score'),
  SORTS = ['best', 'worst', 'random'];
let report = null,
  sort = 'worst',
  measuringJob = null;
const figure = (value, percent_) =>
  value === null || value === undefined
    ? '–'
    : percent_
      ? `${ofHundred(100 * value)}%`
      : Number.isInteger(value)
        ? String(value)
        : ofHundred(Number(value));

// The axis: as much of 0 to 100 as makes the interval wide enough to see, in round tenths; errors may pass 100%.
const reach = (values) => {
  const low = Math.max(0, Math.floor(10 * (Math.min(...values) - 0.12)) / 10),
    high = Math.ceil(10 * (Math.max(...values) + 0.06)) / 10;
  return [low, Math.max(...values) <= 1 ? Math.min(1, high) : high];
};
function axis({ value, low, high, baseline_value: base, percent: share, baseline_name: name }) {
  const unit = share ? 1 : 100,
    [from, to] = reach([low, value, high, base].filter((v) => v !== null && v !== undefined).map((v) => v / unit)),
    at = (v) => `${100 * clamp((v / unit - from) / (to - from))}%`;
  const line = make('div', {
    className: 'axis-line',
    role: 'img',
    ariaLabel: say('axis.label', {
      value: figure(value, share),
      low: figure(low, share),
      high: figure(high, share),
      baseline: base === null || base === undefined ? W['axis.none'] : `${name} ${figure(base, share)}`,
    }),
  });
  const band = make('i', { className: 'band' }),
    dot = make('i', { className: 'dot' });
  band.style.left = at(low ?? value);
  band.style.width = `calc(${at(high ?? value)} - ${at(low ?? value)})`;
  dot.style.left = at(value);
  line.append(band, dot);
  if (base !== null && base !== undefined) {
    const mark = make('i', { className: 'base' });
    mark.style.left = at(base);
    line.append(mark);
  }
  return make(
    'div',
    { className: 'axis-of' },
    line,
    make(
      'div',
      { className: 'ends num quiet' },
      ...[from, to].map((end) => make('span', { textContent: `${Math.round(100 * end)}${share ? '%' : ''}` })),
    ),
  );
}
// Who is ahead. The intervals say when it is too close to tell.
function verdict({
  value,
  low,
  high,
  baseline_value: base,
  beats_baseline: beats,
  baseline_name: name,
  percent: share,
}) {
  if (base === null || base === undefined) return ['score.alone', {}, ''];
  const words = {
    name: zh || beats ? name : `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
    gap: share ? (100 * Math.abs(value - base)).toFixed(1) : Math.abs(value - base).toFixed(1),
  };
  const close = low !== null && base >= low && base <= high;
  return beats
    ? [close ? 'score.beats.close' : 'score.beats', words, 'ahead']
    : value === base
      ? ['score.even', words, '']
      : [close ? 'score.loses.close' : 'score.loses', words, 'behind'];
}

function drawScore(answer) {
  report = answer.report;
  $('.measure').hidden = Boolean(measuringJob) || !state.run;
  $('.measure').textContent = W[report ? 'measure.again' : 'measure'];
  $('.measure-help').hidden = Boolean(report) && !answer.stale;
  $('.measure-help').textContent = answer.stale
    ? say('measure.stale', { step: number(report.step), newest: number(answer.newest) })
    : W['measure.help'];
  $('.measure').hidden ||= Boolean(report) && !answer.stale;
  $('.more').hidden = !report;
  $('.answers').hidden = !report || !SORTS.some((name) => report.judged[name]?.length);
  if (!report) {
    score.replaceChildren();
    return;
  }
  const [key, words, tone] = verdict(report),
    metric = glossaryTerm(report.metric, report.label),
    plain = make('p', { className: `score-verdict ${tone}` });
  fill(plain, key, words);
  score.replaceChildren(
    make(
      'p',
      { className: 'score-head' },
      metric,
      make('strong', { className: 'num', textContent: figure(report.value, report.percent) }),
      make('span', {
        className: 'num quiet',
        textContent: say('interval', {
          low: figure(report.low, report.percent),
          high: figure(report.high, report.percent),
        }),
      }),
    ),
    axis(report),
    ...(report.baseline_value === null || report.baseline_value === undefined
      ? []
      : [
          make(
            'p',
            { className: 'score-base' },
            make('i', { className: 'base', ariaHidden: 'true' }),
            ` ${W.baseline}${SPELL_ZH ? '：' : ': '}${report.baseline_name} `,
            make('b', { className: 'num', textContent: figure(report.baseline_value, report.percent) }),
          ),
        ]),
    plain,
    ...report.notes.map((sentence) => make('p', { className: 'help', textContent: sentence })),
    make(
      'p',
      { className: 'quiet num' },
      join([
        say(report.lower ? 'score.n.lower' : 'score.n', { n: number(report.n) }),
        say('at-step', { step: number(report.step) }),
      ]),
    ),
  );
  drawDetails(report);
  drawJudged();
}
const glossaryTerm = (metric, label) => {
  const key =
    { rouge1: 'rouge', rouge2: 'rouge', rougel: 'rouge', rougeL: 'rouge', em: 'exact_match' }[metric] || metric;
  return ['accuracy', 'macro_f1', 'bleu', 'chrf', 'rouge', 'f1', 'wer', 'cer', 'exact_match'].includes(key)
    ? window.terrarium.term(key, label)
    : make('span', { textContent: label });
};

function drawJudged() {
  pressedOne($$('.sorts button'), $(`.sorts [data-sort="${sort}"]`));
  $('.judged').replaceChildren(
    ...(report.judged[sort] || []).map((one) => {
      const right = one.answer.trim() === one.right.trim();
      const given = make('p', { className: 'given-was', textContent: one.input }),
        said = make('p', { className: 'voice' }, one.answer || W.nothing);
      if (right)
        said.append(
          ' ',
          make('span', { className: 'tick', role: 'img', ariaLabel: W['answers.same'], textContent: '✓' }),
        );
      if (one.clip)
        given.prepend(
          make('button', {
            type: 'button',
            className: 'btn small bare',
            textContent: W['sound.hear'],
            ariaLabel: say('sound.hear.name', { name: one.clip }),
            onclick: () => hear(one.clip),
          }),
          ' ',
        );
      const row = make('li', {}, given, said);
      if (!right)
        row.append(
          make(
            'p',
            { className: 'right-was' },
            make('span', { className: 'quiet', textContent: W['answers.right'] }),
            SPELL_ZH ? '' : ' ',
            make('span', { className: 'voice', textContent: one.right || W.nothing }),
          ),
        );
      return row;
    }),
  );
}
async function hear(clip) {
  const found = await askServer('hear_clip', { run: state.run, clip });
  if (found.wave) play(bytesOf(found.wave), true);
  else note(found.error || W['sound.unheard']);
}

async function showScore() {
  measuringJob = null;
  $('.measuring').hidden = true;
  wrongScore('');
  if (!state.run) {
    drawScore({ report: null, stale: false });
    return;
  }
  const run = state.run,
    found = await askServer('score_of_run', { run });
  if (run !== state.run) return;
  if (found.error) {
    drawScore({ report: null, stale: false });
    wrongScore(found.error);
    return;
  }
  drawScore(found);
  if (found.job) watchMeasuring(found.job);
}
const wrongScore = (sentence) => {
  $('.measure-wrong').hidden = !sentence;
  $('.measure-wrong').textContent = sentence;
};
async function watchMeasuring(job) {
  const run = state.run;
  measuringJob = job;
  $('.measuring').hidden = false;
  $('.measure').hidden = true;
  $('.measure-help').hidden = true;
  while (measuringJob === job && run === state.run) {
    const found = await askServer('measuring', { run, job });
    if (measuringJob !== job || run !== state.run) return;
    if (found.over || found.error) {
      measuringJob = null;
      $('.measuring').hidden = true;
      if (found.error) {
        drawScore({ report, stale: false });
        wrongScore(found.error);
        $('.measure').hidden = false;
      } else drawScore(found);
      return;
    }
    showProgress($('.measuring .progress'), found);
    $('.measuring p').textContent = found.total
      ? say('measuring.of', { done: number(found.done), total: number(found.total) })
      : W['measuring.wait'];
    await wait(POLL_MS);
  }
}
const showProgress = (bar_, { done, total }) => {
  bar_.setAttribute('aria-valuemax', total || 1);
  bar_.setAttribute('aria-valuenow', done || 0);
  $('i', bar_).style.width = `${100 * clamp((done || 0) / Math.max(1, total || 1))}%`;
};
$('.measure').addEventListener('click', async () => {
  const found = await askServer('measure_run', { run: state.run });
  if (found.error) wrongScore(found.error);
  else watchMeasuring(found.job);
});
$('.sorts').append(
  ...SORTS.map((name) => {
    const button = make('button', {
      type: 'button',
      textContent: W[`answers.${name}`],
      title: W[`answers.${name}.help`],
      onclick: () => {
        sort = name;
        drawJudged();
      },
    });
    button.dataset.sort = name;
    return button;
  }),
);
