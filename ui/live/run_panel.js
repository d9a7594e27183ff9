// The result card of Train: one run, asked for about twice a second while it is in sight and at work. The server answers with what
// is new since the last row seen; this script keeps the rows, writes texts by textContent and hands numbers to
// loss_chart.js, which stands before it in the same scope. `props.value` holds {run}: the buttons read it.
const { link, address } = window.terrarium;
const W = props.words,
  LAST = 'terrarium-run',
  ALIVE = ['queued', 'preparing', 'running'],
  MOST = 8000;
const $ = (selector, root = element) => root.querySelector(selector),
  $$ = (selector) => [...element.querySelectorAll(selector)];
const say = (key, values = {}) => filledIn(W[key] ?? key, values);
const count = (n) => Math.round(n).toLocaleString('en-US'),
  put = (node, text) => {
    if (node.textContent !== text) node.textContent = text;
  };
const store = {
  get: () => {
    try {
      return localStorage.getItem(LAST);
    } catch {
      return null;
    }
  },
  set: (run) => {
    try {
      run ? localStorage.setItem(LAST, run) : localStorage.removeItem(LAST);
    } catch {
      /* private window */
    }
  },
};
const make = (tag, props, ...kids) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...kids);
  return node;
};

let run = null,
  earlier = null,
  rows = [],
  vals = [],
  samples = [],
  others = [],
  after = 0,
  watched = null,
  other = '',
  failures = 0,
  told = '',
  beat = 0,
  kind = 'loss';

for (const node of $$('[data-w]')) node.textContent = W[node.dataset.w] ?? '';
for (const node of $$('dt[data-term]')) node.innerHTML = props.terms[node.dataset.term]; // our own sentences, escaped by words.term
$('.picture').innerHTML = props.mark;
$('.coach .icon').innerHTML = props.sprout;
$('.seg').setAttribute('aria-label', W['kinds']);
$('.progress').setAttribute('aria-label', W['progress']);
const chart = lossChart($('#loss-chart'), W),
  WORTH = { answer: $('#kpi-score'), converse: $('#kpi-taught'), continue: $('#kpi-perplexity') }; // one of them at a time
let worth = WORTH.continue;
WORTH.answer.remove();
WORTH.converse.remove();

// What a run's numbers say, written where it has changed.
const kpi = (id, value, unit = '') => {
  const dd = $(`#kpi-${id} dd`);
  put($('b', dd), value ?? '–');
  if ($('small', dd)) put($('small', dd), value === null ? '' : unit);
};
const timeCell = () => {
  const over = ['done', 'stopped', 'failed'].includes(run.status);
  put($('#kpi-time dt'), W[over ? 'kpi.took' : 'kpi.left']);
  const s = over ? run.elapsed_s : run.status === 'running' && run.left_s !== null ? run.left_s : null;
  kpi('time', s === null || s === undefined ? null : lasting(s));
};
const number = (v, digits = 2) =>
  v === null || v === undefined || !Number.isFinite(v)
    ? null
    : v >= 1e4
      ? v.toExponential(1)
      : v.toFixed(v >= 100 ? 0 : digits);
const share = (v) =>
  `${(v > 0 && v < 0.1) || (v > 0.9 && v < 1) ? Math.min(100 * v, 99.9).toFixed(1) : Math.round(100 * v)}%`; // 99.96% isn't 100%: it stays short of it
// A task's run has a metric of its own; its score comes as a share of all that is possible.
const worthOf = (v) =>
  run.metric ? (run.metric.percent ? `${(100 * v).toFixed(1)}%` : (100 * v).toFixed(1)) : share(v);
const nameScore = () => {
  const dt = $('#kpi-score dt'),
    key = run.metric?.key ?? 'exact_match';
  if (dt.dataset.shown === key) return;
  dt.dataset.shown = key;
  if (run.metric) dt.replaceChildren(window.terrarium.term({ rouge1: 'rouge' }[key] ?? key, run.metric.label));
  else dt.innerHTML = props.terms.exact_match;
};
const paintNumbers = () => {
  kpi('step', count(run.step), `/ ${count(run.max_steps)}`);
  kpi('val-loss', number(run.val_loss));
  const choices = run.val_loss === null || run.val_loss > 30 ? null : Math.exp(run.val_loss);
  const shows = WORTH[run.task] ?? WORTH.continue;
  if (worth !== shows) {
    worth.replaceWith(shows);
    worth = shows;
  }
  const taught = vals.findLast((v) => v[3] !== null)?.[3] ?? null;
  if (run.task === 'answer') {
    kpi('score', run.score === null ? null : worthOf(run.score));
    nameScore();
  } else if (run.task === 'converse')
    kpi(
      'taught',
      taught === null ? null : share(taught),
      run.score === null ? '' : say('kpi.new', { share: share(run.score) }),
    );
  else kpi('perplexity', choices === null ? null : choices < 20 ? choices.toFixed(1) : count(choices));
  kpi('speed', run.tokens_per_s ? count(run.tokens_per_s) : null, W['unit.speed']);
  timeCell();
  const bar = $('.progress');
  bar.setAttribute('aria-valuemax', run.max_steps);
  bar.setAttribute('aria-valuenow', run.step);
  $('i', bar).style.width = `${100 * Math.min(1, run.step / Math.max(1, run.max_steps))}%`;
};
const paintHead = (next) => {
  const pill = $('#run-state');
  pill.className = `pill ${run.status}`;
  pill.dataset.status = run.status;
  pill.dataset.run = run.id;
  put(
    $('.state', pill),
    run.status === 'queued' && run.place
      ? say('state.queued.place', { place: run.place })
      : (W[`state.${run.status}`] ?? run.status),
  );
  put($('.runline .name'), run.name);
  put($('.of-run'), run.facts);
  $('.of-run').title = run.about;
  const button = $('.watch');
  button.hidden = !next;
  if (next) {
    put(button, say(next.status === 'queued' ? 'watch.queued' : 'watch', { name: next.name }));
    button.onclick = () => attach(next.id);
  }
};
const paintCoach = (coach) => {
  $('#coach').className = `coach ${coach.tone}`;
  $('#coach').dataset.code = coach.code;
  put($('#coach .verdict'), coach.verdict);
  put($('#coach .more'), coach.more);
  const teach = $('.teach');
  teach.hidden = !run.teachable;
  teach.disabled = false;
  put(teach, W['teach']);
};
$('.teach').addEventListener('click', () => {
  const teach = $('.teach');
  trigger('teach', { run: run.id });
  teach.disabled = true;
  put(teach, W['teach.done']);
  document.querySelector('#start')?.focus();
});
const paintChart = () => {
  $('.curve').hidden = !rows.length && !vals.length;
  if ($('.curve').hidden) {
    chart.show({ main: null, kind });
    kpi('train-loss', number(run.train_loss));
    return;
  }
  put($('.unit'), kind === 'loss' ? run.unit : W[`unit.${kind}`]);
  const ended = ['done', 'stopped', 'failed'].includes(run.status),
    reach = Math.max(run.step, rows.at(-1)?.[0] ?? 0);
  chart.show({
    main: { id: run.id, name: run.name, rows, vals },
    others,
    earlier: earlier?.rows.length || earlier?.vals.length ? earlier : null,
    maxSteps: ended ? reach : run.max_steps,
    refs: run.refs,
    miles: shownSamples().map((s) => s.step),
    metric: run.metric,
    live: run.status === 'running',
    kind,
    log: $('.log').checked,
    smooth: $('.smooth').checked,
  });
  kpi('train-loss', number(chart.trainLoss() ?? run.train_loss));
};

// What the run started from is asked for once, and lies to the left of its own curve.
const askEarlier = async () => {
  const wanted = run.earlier,
    of = run.id;
  if (!wanted?.step) {
    earlier = null;
    return;
  }
  if (earlier?.of === of) return;
  earlier = { of, ...wanted, rows: [], vals: [] };
  const curve = (await link.ask(() => server.curve({ run: wanted.id }))) ?? {},
    before = (p) => p[0] <= wanted.step;
  if (earlier?.of !== of || !curve.id) return;
  Object.assign(earlier, { rows: curve.steps.filter(before), vals: curve.vals.filter(before) });
  if (run?.id === of) paintChart();
};

// The dot and the caret move when numbers arrive, in the same repaint: a sign of life that costs none of its own.
const still = matchMedia('(prefers-reduced-motion: reduce)');
const breathe = (fresh) => {
  if (fresh && !still.matches) {
    beat = (beat + 1) % 4;
    $('.panel').style.setProperty('--breath', [1, 0.7, 0.4, 0.7][beat]);
    $('.panel').style.setProperty('--blink', [1, 1, 0, 0][beat]);
  }
};

// An answer with what it is worth: right, or what was expected.
const judge = (to, s) => {
  const text = s.text.trim() || W['samples.nothing'];
  if (s.expected === null || s.expected === undefined) {
    put(to, text);
    return;
  }
  const right = s.text === s.expected;
  to.replaceChildren(
    make('span', { className: right ? 'given' : 'given off', textContent: text }),
    ' ',
    right
      ? make('span', { className: 'tick', role: 'img', ariaLabel: W['samples.right'], textContent: '✓' })
      : make('span', { className: 'expected', textContent: say('samples.expected', { answer: s.expected }) }),
  );
};
// What was put into the blanks stands out: the prompt tells what lay between them.
const markFilled = (to, s) => {
  const parts = s.prompt.split('▢'),
    kids = [];
  let at = 0;
  for (const [i, part] of parts.entries()) {
    const next = i === parts.length - 1 && !part ? s.text.length : s.text.indexOf(part, at + (i > 0 ? 1 : 0));
    if (next < 0) {
      kids.push(s.text.slice(at));
      at = s.text.length;
      break;
    }
    if (next > at)
      kids.push(make('b', { className: 'filled', textContent: s.text.slice(at, next).replace(/\n/g, '↵') }));
    kids.push(part);
    at = next + part.length;
  }
  const flat = kids.map((kid) => (typeof kid === 'string' ? kid.replace(/\s*\n+\s*/g, ' / ') : kid));
  to.replaceChildren(...flat);
};
// Five samples tell the story: the first, the newest, and those between spread by their step's size.
const shownSamples = () => {
  if (samples.length <= 5) return samples;
  const chosen = new Set([0, samples.length - 1]),
    last = samples.length - 1;
  for (const part of [0.25, 0.5, 0.75]) chosen.add(Math.round(last * part));
  return samples.filter((_, i) => chosen.has(i));
};
const paintSamples = () => {
  const shown = shownSamples();
  $('.writing').hidden = !shown.length;
  if (!shown.length) return;
  const talks = run.task === 'converse' && shown.at(-1).exchanges.length > 0;
  $('.grow').hidden = talks;
  $('.talk').hidden = !talks;
  if (talks) {
    put($('.writing .title'), W['samples.talk']);
    talkTable($('.talk'), samples, W, make);
    return;
  }
  const prompt = shown.at(-1).prompt.trim().replace(/\s+/g, ' '),
    task = run.task;
  put(
    $('.writing .title'),
    task === 'fill'
      ? W['samples.filled']
      : prompt
        ? say(task === 'answer' ? 'samples.answered' : 'samples.after', {
            prompt: prompt.length > 40 ? `…${prompt.slice(-39)}` : prompt,
          })
        : W['samples'],
  );
  $('.grow').replaceChildren(
    ...shown.map((s, i) => {
      const newest = i === shown.length - 1,
        text = make('span', { className: 'voice' });
      text.textContent = newest
        ? s.text
            .trim()
            .replace(/\n\s*\n/g, '\n')
            .split('\n')
            .slice(0, 6)
            .join('\n')
        : s.text
            .trim()
            .replace(/\s*\n+\s*/g, ' / ')
            .slice(0, 240);
      if (task === 'fill') markFilled(text, s);
      if (task === 'answer') judge(text, s);
      if (newest && run.status === 'running' && task === 'continue') text.append(make('span', { className: 'caret' }));
      return make(
        'li',
        { className: newest ? 'now' : i === 0 && run.refs[0] && (s.loss ?? 99) > 0.9 * run.refs[0][0] ? 'noise' : '' },
        make('span', { className: 'at', textContent: say('samples.step', { step: count(s.step) }) }),
        make('span', { className: 'at', textContent: number(s.loss) ?? '' }),
        text,
      );
    }),
  );
};
const paintEmpty = () => {
  const text = props.text ?? {},
    of = text.task && text.task !== 'continue' ? `.${text.task}` : '';
  put($('.what'), W[`empty.text${of}`]);
  put($('.what-more'), W[`empty.text.more${of}`]);
  put($('.about'), say(`empty.about${of}`, { name: text.name ?? W['empty.your-text'] }));
  put(
    $('.line'),
    text.guessing
      ? say('empty.line.more', { loss: text.guessing.toFixed(2), vocabulary: count(text.vocabulary) })
      : W['empty.line.plain'],
  );
};

// Rows come as deltas; when too many have gathered, neighbours are thinned to their lowest and highest.
const thin = () => {
  if (rows.length <= MOST) return;
  const kept = [];
  for (let i = 0; i < rows.length - 64; i += 4) {
    const four = rows.slice(i, i + 4).sort((a, b) => a[1] - b[1]);
    kept.push(...[four[0], four.at(-1)].sort((a, b) => a[0] - b[0]));
  }
  rows = [...kept, ...rows.slice(-64)].filter((r, i, all) => !i || r[0] > all[i - 1][0]);
};
// A resumed run does again what came after its last checkpoint: what stood there makes room.
const rewind = (answer) => {
  const first = Math.min(answer.steps[0]?.[0] ?? Infinity, answer.vals[0]?.[0] ?? Infinity);
  if (!(first <= (rows.at(-1)?.[0] ?? -1))) return;
  if (answer.steps.length) rows = rows.filter((r) => r[0] < answer.steps[0][0]);
  vals = vals.filter((v) => v[0] < first);
  samples = samples.filter((s) => s.step < first);
};
const take = (answer) => {
  const fresh = answer.fresh || answer.run?.id !== run?.id;
  if (fresh) {
    rows = [];
    vals = [];
    samples = [];
  }
  if (run === null && address.says('train').run && answer.run?.id !== address.says('train').run)
    address.note('train', { run: null }); // it is gone
  run = answer.run;
  after = answer.after;
  watched = run?.id ?? null;
  $('.none').hidden = !!run;
  $('.some').hidden = !run;
  if (store.get() !== watched) store.set(watched);
  other = answer.next ? `${answer.next.id} ${answer.next.status}` : '';
  if ((props.value?.run ?? null) !== watched || props.value?.attach) props.value = { run: watched };
  if (!run) {
    tell();
    paintEmpty();
    return;
  }
  rewind(answer);
  rows.push(...answer.steps);
  thin();
  vals.push(...answer.vals);
  samples.push(...answer.samples);
  askEarlier();
  paintNumbers();
  paintHead(answer.next);
  breathe(answer.steps.length > 0);
  if (answer.coach) {
    paintCoach(answer.coach);
    $('.plan').hidden = !answer.plan;
    put($('.plan'), answer.plan);
  }
  if (fresh || answer.steps.length || answer.vals.length || told !== key()) paintChart();
  if (fresh || answer.samples.length || told !== key()) paintSamples();
  tell();
};

// Python draws the buttons: it hears of every change of state, not of every number.
const key = () => (run ? `${run.id} ${run.status} ${run.place ?? ''} ${run.busy} ${other}` : 'none');
const tell = () => {
  if (told !== key()) {
    told = key();
    pause = 0;
    trigger('state', { run: watched, status: run?.status ?? null });
  }
};

const visible = () => element.isConnected && !document.hidden && element.offsetParent !== null;
const BUSY_MS = 600,
  ail = (sentence) => {
    const box = $('.ails');
    box.hidden = !sentence;
    put(box, sentence ?? '');
  }; // an answer that is only a sentence
const ask = async () => {
  const wanted = watched;
  const answer = await link.ask(() =>
    server.poll({ run: wanted ?? store.get(), after, attached: wanted !== null, status: run?.status ?? '' }),
  );
  if (!answer || !('run' in answer)) {
    failures += 1;
    ail(answer?.error);
    return Math.min(30_000, BUSY_MS * 2 ** failures);
  }
  failures = 0;
  ail('');
  if (wanted === watched) take(answer);
  return wanted !== watched ? 0 : run && ALIVE.includes(run.status) ? BUSY_MS : null;
};
const wake = link.follow(element, ask);
const attach = (id) => {
  if (!id || id === watched) {
    wake();
    return;
  }
  watched = id;
  run = null;
  after = 0;
  rows = [];
  vals = [];
  samples = [];
  others = others.filter((o) => o.id !== id);
  store.set(id);
  address.note('train', { run: id });
  wake();
};
new IntersectionObserver((seen) => {
  if (seen.some((s) => s.isIntersecting) && run) paintChart();
}).observe(element);
watch('value', () => {
  if (props.value?.attach) attach(props.value.attach);
});
document.addEventListener('terrarium:run', (event) => attach(event.detail)); // one that was started on another tab
watch('text', paintEmpty);
// Python knows more about the draft in a moment (its text, its pace): it is asked again, while anyone looks.
// Each time after twice as long, until something changes; what takes longer than a minute is heard of at the next change.
let later = 0,
  pause = 0;
const soon = () => {
  clearTimeout(later);
  later = setTimeout(() => {
    if (visible() && !link.isLost()) trigger('state', { run: watched });
  }, pause);
};
watch('again', () => {
  pause = pause ? 2 * pause : 900;
  if (props.again && pause < 60_000) soon();
  else {
    clearTimeout(later);
    pause = 0;
  }
});
document.addEventListener('terrarium:setting', () => {
  pause = 0;
});

// Chart controls.
const press = () => {
  $('.head-term').innerHTML = props.terms[{ loss: 'loss', rate: 'learning_rate', gradient: 'gradient_norm' }[kind]];
  for (const b of $$('.seg button')) b.setAttribute('aria-pressed', String(b.dataset.kind === kind));
};
for (const b of $$('.seg button'))
  b.addEventListener('click', () => {
    kind = b.dataset.kind;
    press();
    chart.reset();
    paintChart();
  });
for (const box of [$('.log'), $('.smooth')]) box.addEventListener('change', paintChart);
const menu = (button, list, fill) => {
  const close = () => {
    list.hidden = true;
    button.setAttribute('aria-expanded', 'false');
  };
  button.addEventListener('click', async () => {
    if (!list.hidden) return close();
    if (fill) await fill();
    list.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    list.querySelector('button, input')?.focus();
  });
  list.parentNode.addEventListener('keydown', (e) => {
    if (e.key === 'Escape') {
      close();
      button.focus();
    }
  });
  document.addEventListener('pointerdown', (e) => {
    if (!list.parentNode.contains(e.target)) close();
  });
  return close;
};
const download = (name, blob) => {
  const link = make('a', { download: name, href: URL.createObjectURL(blob) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
const fileName = (ending) => `${(run.name.replace(/[^\p{L}\p{N}]+/gu, '-') || 'run').slice(0, 60)}-${kind}.${ending}`;
const closeSaves = menu($('.save'), $('.saves'));
$('.png').addEventListener('click', async () => {
  closeSaves();
  download(fileName('png'), await chart.picture());
});
$('.csv').addEventListener('click', async () => {
  closeSaves();
  const table = await link.ask(() => server.table({ run: run.id }));
  if (table?.csv) download(fileName('csv'), new Blob([table.csv], { type: 'text/csv' }));
});
const compareWith = async (id, on) => {
  others = others.filter((o) => o.id !== id);
  if (on) {
    const curve = await link.ask(() => server.curve({ run: id }));
    if (curve?.id)
      others = [...others, { id: curve.id, name: curve.name, rows: curve.steps, vals: curve.vals }].slice(-3);
  }
  paintChart();
};
menu($('.compare'), $('.compares'), async () => {
  const found = (await link.ask(() => server.others({ run: run.id })))?.runs ?? [];
  $('.compares').replaceChildren(
    ...(found.length
      ? found.map((r) => {
          const box = make('input', { type: 'checkbox', checked: others.some((o) => o.id === r.id) });
          box.addEventListener('change', () => compareWith(r.id, box.checked));
          return make(
            'label',
            { className: 'check' },
            box,
            make('span', { className: 'what', textContent: r.name }),
            make('span', { className: 'num', textContent: number(r.val_loss) ?? '–' }),
          );
        })
      : [make('p', { textContent: W['compare.none'] })]),
  );
});
addEventListener('keydown', (e) => {
  if (!(e.ctrlKey || e.metaKey) || e.key !== 'Enter' || !visible() || e.repeat) return;
  e.preventDefault();
  const at = document.activeElement;
  at?.blur?.();
  at?.focus?.(); // what is being typed is taken too
  document.querySelector('#start')?.click();
});
// Start reads the draft: what was set a moment ago has to be in it first.
let held = false,
  passing = false;
document.addEventListener(
  'click',
  (e) => {
    const start = e.target.closest?.('#start'),
      unsettled = () => document.querySelector('[data-pending]');
    if (!start || passing || !(held || unsettled())) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    if (held) return;
    const until = Date.now() + 8000;
    held = true;
    const again = () => {
      if (unsettled() && Date.now() < until) return setTimeout(again, 30);
      held = false;
      passing = true;
      start.click();
      passing = false;
    };
    again();
  },
  true,
);
// The run that the address names, where there is one: another is asked for as ever.
const named = address.says('train').run ?? null;
if (named) watched = named;
document.addEventListener('terrarium:address', (e) => {
  const asked = address.says('train').run;
  if (e.detail === 'train' && asked) attach(asked);
});
press();
paintEmpty();
