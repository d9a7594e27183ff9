// All runs: a list that keeps itself up to date; ticked ones are shown below, one in detail, several compared.
speakTemplate();
const root = $('.runs'),
  about = $('.about');
const { address } = window.terrarium,
  named = () => (address.says('runs').run ?? '').split(',').filter(Boolean).slice(0, 6);
let runs = [],
  chosen = named(),
  tag = '',
  kind = 'bits_per_byte',
  mode = '',
  shown = '';
const bytes = (value) => (value >= 1e9 ? `${(value / 1e9).toFixed(2)} GB` : `${Math.round(value / 1e6)} MB`);
const date = (seconds) =>
  new Date(seconds * 1000).toLocaleString(props.language === 'zh' ? 'zh-CN' : 'en-GB', {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
const share = (v) =>
  v == null ? undefined : `${(v > 0 && v < 0.1) || (v > 0.9 && v < 1) ? ofHundred(100 * v) : Math.round(100 * v)}%`;
const spell = {
  name: (run) => run.name,
  status: (run) => W[`status.${run.status}`],
  origin: (run) => W[`origin.${run.origin}`],
  created_at: (run) => date(run.created_at),
  step: (run) => `${number(run.step)} / ${number(run.max_steps)}`,
  val_loss: (run) => run.val_loss?.toFixed(3),
  bits_per_byte: (run) => run.bits_per_byte?.toFixed(3),
  score: (run) =>
    run.score == null
      ? undefined
      : run.metric
        ? `${ofHundred(100 * run.score)}${run.metric.percent ? '%' : ''} ${run.metric.label}`
        : share(run.score),
  taught: (run) => share(run.taught),
  tokens_per_s: (run) => run.tokens_per_s && `${number(Math.round(run.tokens_per_s))}`,
  peak_memory_bytes: (run) => run.peak_memory_bytes && bytes(run.peak_memory_bytes),
  parameters: (run) =>
    run.parameters &&
    (zh && run.parameters >= 1e4
      ? many(run.parameters)
      : run.parameters >= 1e5
        ? `${(run.parameters / 1e6).toFixed(2)} M`
        : number(run.parameters)),
};
const pill = (run) => {
  const node = make('span', { className: `pill ${run.status}` }, make('i'), W[`status.${run.status}`]);
  return node;
};
const button = (label, cls, act) => {
  const node = make('button', { type: 'button', className: `btn ${cls}`, textContent: label });
  node.addEventListener('click', act);
  return node;
};
const say_ = (sentence) => {
  $('.fault').hidden = !sentence;
  $('.fault').textContent = sentence || '';
};

const all = runsList(root, { spell, pill, choose }),
  list = () => all.show(runs, chosen);

const tellAddress = () => address.note('runs', { run: chosen.join(',') });
document.addEventListener('terrarium:address', (event) => {
  if (event.detail === 'runs') {
    chosen = named().filter((id) => runs.some((run) => run.id === id));
    mode = '';
    list();
    look(true);
  }
});
function choose(id, on) {
  chosen = on ? [...chosen.filter((other) => other !== id), id].slice(-6) : chosen.filter((other) => other !== id);
  tellAddress();
  mode = '';
  list();
  look(true);
}
$('.clear').addEventListener('click', () => {
  chosen = [];
  tellAddress();
  list();
  look(true);
});

let ailing = ''; // what the list itself has to say
async function poll() {
  const answer = await askServer('runs', { tag });
  if (answer.error) say_((ailing = answer.error));
  else {
    if (ailing && $('.fault').textContent === ailing) say_('');
    if ((ailing = answer.odd)) say_(ailing); // rows that can't be read hide no others
    take(answer);
  }
  return runs.some((run) => run.active || run.status === 'queued') ? 1500 : null;
}
function take(answer) {
  tag = answer.tag;
  if (!answer.runs) return; // as they were
  const before = JSON.stringify(runs.filter((run) => chosen.includes(run.id))),
    asked = chosen.length;
  runs = answer.runs;
  chosen = chosen.filter((id) => runs.some((run) => run.id === id));
  if (chosen.length < asked) tellAddress();
  list();
  if (before !== JSON.stringify(runs.filter((run) => chosen.includes(run.id)))) look(false);
}

// Below it: one run, or several.
let asked = 0;
async function look(scroll) {
  const mine = ++asked;
  if (!chosen.length) {
    about.hidden = true;
    about.replaceChildren();
    shown = '';
    return;
  }
  if (mode && !scroll) return; // a name is being typed, or a question stands
  const answer = await askServer('details', { ids: chosen });
  if (mine !== asked) return;
  if (answer.error) {
    say_(answer.error);
    return;
  }
  const now = JSON.stringify(answer);
  if (now === shown && !scroll) return;
  shown = now;
  about.hidden = !answer.runs.length;
  if (answer.one) single(answer.runs[0], answer.one);
  else if (answer.runs.length) several(answer.runs, answer.differences, answer.same);
}

function chart(found, title, same) {
  const host = make('figure', { className: 'chart compare' }),
    seg = make('div', { className: 'seg' });
  seg.setAttribute('role', 'group');
  seg.setAttribute('aria-label', W.curves);
  const sub = make('span', { className: 'sub' });
  const draw = () => {
    curves(host, found, kind);
    sub.textContent = W[`curves.${!same || same[kind] ? 'sub' : 'differ'}.${kind}`];
    sub.classList.toggle('differ-note', Boolean(same && !same[kind]));
    seg
      .querySelectorAll('button')
      .forEach((one) => one.setAttribute('aria-pressed', String(one.dataset.kind === kind)));
  };
  const kinds = [
    ['bits_per_byte', 'bits_curve'],
    ['val_loss', 'val_curve'],
    ['score', 'score_curve'],
    ['taught', 'taught_curve'],
  ]
    .filter(([, points]) => found.some((run) => run[points].some((value) => value != null)))
    .map(([one]) => one);
  if (kinds.length && !kinds.includes(kind)) kind = kinds[0];
  kinds.forEach((one) => {
    const to = make('button', { type: 'button', textContent: W[`curves.${one}`] });
    to.dataset.kind = one;
    to.addEventListener('click', () => {
      kind = one;
      draw();
    });
    seg.append(to);
  });
  const section = make(
    'section',
    { className: 'curves' },
    make(
      'div',
      { className: 'chart-head' },
      make('h3', { className: 'h', textContent: title }),
      sub,
      make('div', { className: 'right' }, seg),
    ),
    host,
  );
  requestAnimationFrame(draw);
  new ResizeObserver(() => {
    if (
      host.isConnected &&
      Math.abs((host.firstElementChild?.viewBox?.baseVal?.width || 0) - Math.max(280, host.clientWidth)) > 2
    )
      draw();
  }).observe(host);
  return section;
}

function copyable(title, text, extra) {
  const copy = button(W.copy, 'small', async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(code);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand('copy');
    }
    copy.textContent = W.copied;
    setTimeout(() => {
      copy.textContent = W.copy;
    }, 1500);
  });
  copy.setAttribute('aria-label', `${W.copy}${SPELL_ZH ? '：' : ': '}${title}`);
  const code = make('code', { textContent: text, tabIndex: 0 });
  return make(
    'div',
    { className: 'copyable' },
    make('h3', { className: 'h', textContent: title }),
    code,
    make('div', { className: 'line' }, copy, ...(extra ? [extra] : [])),
  );
}

function single(run, one) {
  const head = make('div', { className: 'runline' });
  const actions = make('div', { className: 'acts' });
  const ask = make('div', { className: 'asking', hidden: true });
  const plainHead = () =>
    head.replaceChildren(pill(run), make('h2', { className: 'h name', textContent: run.name }), actions);
  const rename = button(W.rename, 'small', () => {
    mode = 'rename';
    const box = make('input', { className: 'box', type: 'text', value: run.name, maxLength: 120 });
    box.setAttribute('aria-label', say('rename.label', { name: run.name }));
    const end = () => {
      mode = '';
      say_('');
      plainHead();
      actions.firstElementChild.focus();
    };
    const save = async () => {
      const answer = await askServer('rename', { id: run.id, name: box.value });
      say_(answer.fault || answer.error);
      if (!answer.fault && !answer.error) {
        run.name = box.value.trim();
        end();
        shown = '';
        take(answer);
      }
    };
    box.addEventListener('keydown', (event) => {
      if (isComposing(event)) return;
      if (isEnter(event)) save();
      if (event.key === 'Escape') end();
    });
    head.replaceChildren(
      pill(run),
      make('div', { className: 'renaming' }, box, button(W.save, 'small', save), button(W.cancel, 'small', end)),
    );
    box.select();
  });
  const duplicate = button(W.duplicate, 'small', () => {
    window.terrarium.choices.choose('duplicate', (heard) => trigger('duplicate', { run: run.id, heard }));
    window.terrarium.open('train');
  });
  duplicate.title = W['duplicate.help'];
  const remove = button(W.delete, 'small bad', () => {
    mode = 'delete';
    ask.hidden = false;
    if (run.active) {
      ask.replaceChildren(
        make('p', { textContent: say('delete.active', { name: run.name }) }),
        button(W['delete.no'], 'small', close),
      );
      return;
    }
    ask.replaceChildren(
      make('p', { textContent: say(run.origin === 'shipped' ? 'delete.shipped' : 'delete.ask', { name: run.name }) }),
      button(W['delete.no'], 'small', close),
      button(say('delete.yes', { name: run.name }), 'small bad', async () => {
        const answer = await askServer('remove', { id: run.id });
        say_(answer.fault || answer.error);
        mode = '';
        ask.hidden = true;
        if (!answer.fault && !answer.error) {
          chosen = chosen.filter((id) => id !== run.id);
          take(answer);
          look(true);
          root.querySelector('.scroller').focus();
        }
      }),
    );
    ask.querySelector('button').focus();
  });
  const close = () => {
    mode = '';
    ask.hidden = true;
    remove.focus();
  };
  actions.append(duplicate, rename, remove);
  plainHead();
  const facts = make('dl', { className: 'facts-row num' });
  [
    ['step', spell.step(run)],
    ['val_loss', spell.val_loss(run)],
    ['bits_per_byte', spell.bits_per_byte(run)],
    ...['score', 'taught'].filter((key) => run[key] != null).map((key) => [key, spell[key](run)]),
    ['tokens_per_s', run.tokens_per_s && `${spell.tokens_per_s(run)} ${W['unit.speed']}`],
    ['peak_memory_bytes', spell.peak_memory_bytes(run)],
    ['parameters', spell.parameters(run)],
  ].forEach(([key, value]) => {
    const name = make('dt');
    if (props.terms[key] && !(key === 'score' && run.metric)) name.innerHTML = props.terms[key];
    else name.textContent = W[`col.${key}`];
    facts.append(
      make(
        'div',
        {},
        name,
        make('dd', { textContent: value || W.none }),
        ...(key === 'score' ? [make('dd', { className: 'on', textContent: measuredOn(run) })] : []),
      ),
    );
  });
  [
    ['took', run.elapsed_s ? lasting(run.elapsed_s) : ''],
    ['device', one.device],
  ].forEach(([key, value]) => {
    if (value) facts.append(make('div', {}, make('dt', { textContent: W[key] }), make('dd', { textContent: value })));
  });
  const settings = make(
    'section',
    { className: 'side' },
    make('h3', { className: 'h', textContent: W.settings }),
    make('p', {
      className: 'sub',
      textContent: say(one.settings.length ? 'settings.preset' : 'settings.none', { preset: one.preset }),
    }),
  );
  const rows = make('dl', { className: 'pairs num' });
  if (one.files.length)
    rows.append(
      make('dt', { textContent: W.files }),
      make('dd', {
        textContent: [
          ...one.files,
          ...(one.more_files ? [say('files.more', { count: number(one.more_files) })] : []),
        ].join(', '),
      }),
    );
  one.settings.forEach(([label, name, value]) => {
    const dt = make('dt', { textContent: label });
    dt.title = name;
    rows.append(dt, make('dd', { textContent: value }));
  });
  settings.append(rows);
  const open = props.desktop ? button(W['folder.open'], 'small', () => trigger('folder', { run: run.id })) : null;
  const left = make(
    'div',
    { className: 'left' },
    chart([run], W.curves),
    copyable(W.command, one.command),
    copyable(W.folder, one.folder, open),
  );
  about.replaceChildren(
    head,
    ask,
    ...(one.error ? [make('p', { className: 'wrong', textContent: one.error })] : []),
    facts,
    make('div', { className: 'cols' }, left, settings),
  );
}

function several(found, different, same) {
  const names = make(
    'tr',
    {},
    make('th', { scope: 'col', textContent: W['differences.setting'] }),
    ...found.map((run, i) => {
      const head = make('th', { scope: 'col' }, make('i'), run.name);
      head.title = run.name;
      head.firstElementChild.style.background = COLORS[i];
      return head;
    }),
  );
  const line = (label, values, title) => {
    const head = make('th', { scope: 'row', textContent: label });
    if (title) head.title = title;
    return make('tr', {}, head, ...values.map((textContent) => make('td', { textContent })));
  };
  const results = [
    'val_loss',
    'bits_per_byte',
    ...['score', 'taught'].filter((key) => found.some((run) => run[key] != null)),
    'tokens_per_s',
    'peak_memory_bytes',
    'parameters',
    'step',
  ].map((key) =>
    line(
      W[`col.${key}`],
      found.map((run) => spell[key](run) ?? W.none),
    ),
  );
  const group = (label) =>
    make(
      'tr',
      { className: 'group' },
      make('th', { colSpan: found.length + 1, scope: 'colgroup', textContent: label }),
    );
  const rows = different.map(([label, name, values]) => line(label, values, name));
  const table = make(
    'table',
    { className: 'num differ' },
    make('thead', {}, names),
    make(
      'tbody',
      {},
      group(W.results),
      ...results,
      group(W.differences),
      ...(rows.length
        ? rows
        : [
            make(
              'tr',
              {},
              make('td', { colSpan: found.length + 1, className: 'quiet', textContent: W['differences.none'] }),
            ),
          ]),
    ),
  );
  const scroller = make('div', { className: 'scroller', tabIndex: 0 }, table);
  scroller.dataset.scroll = '';
  scroller.setAttribute('role', 'group');
  scroller.setAttribute('aria-label', W.differences);
  about.replaceChildren(
    make(
      'div',
      { className: 'runline' },
      make('h2', { className: 'h', textContent: say('compare', { count: found.length }) }),
    ),
    ...(same.text ? [] : [make('p', { className: 'texts', textContent: W['differences.text'] })]),
    make('div', { className: 'cols even' }, chart(found, W.curves, same), scroller),
  );
}
window.terrarium.link.follow(element, poll);
