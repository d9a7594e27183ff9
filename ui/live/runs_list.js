// The list of all runs: sorted, searched, and a page of it drawn at a time, so that hundreds cost no more than one page.
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
const LOW_IS_GOOD = ['val_loss', 'bits_per_byte'],
  HIGH_IS_GOOD = ['score', 'tokens_per_s'],
  WORDY = ['name', 'status', 'origin'];
const PAGE = 40;

//   runsList(root, { spell, pill, choose }).show(runs, chosen, again)
const runsList = (root, { spell, pill, choose }) => {
  const body = $('tbody'),
    table = $('.list table'),
    search = $('.find input'),
    pager = $('.pager'),
    [back, next] = $$('.pager button');
  let runs = [],
    chosen = [],
    sort = { by: 'created_at', up: false },
    from = 0,
    drawn_ = '';

  $('thead tr').append(
    make('th', { className: 'tick' }, make('span', { className: 'sr', textContent: W.title })),
    ...COLUMNS.map((column) => {
      const head = make('th', { scope: 'col', className: `c-${column}` }),
        to = make('button', { type: 'button', textContent: W[`col.${column}`] });
      to.setAttribute('aria-label', say('sort', { column: W[`col.${column}`] }));
      to.addEventListener('click', () => {
        sort = { by: column, up: sort.by === column ? !sort.up : [...WORDY, ...LOW_IS_GOOD].includes(column) };
        from = 0;
        draw();
      });
      head.append(to);
      return head;
    }),
  );

  const value = (run) => (WORDY.includes(sort.by) ? spell[sort.by](run) : run[sort.by]);
  const sorted = (some) =>
    [...some].sort((a, b) => {
      const x = value(a),
        y = value(b);
      if (x == null || y == null) return (x == null) - (y == null);
      return (typeof x === 'string' ? x.localeCompare(y) : x - y) * (sort.up ? 1 : -1);
    });
  // Every word of the question stands somewhere in what the row says.
  const found = () => {
    const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const told = (run) =>
      [...WORDY.map((column) => spell[column](run)), run.metric?.label ?? '', run.id].join(' ').toLowerCase();
    return words.length ? runs.filter((run) => words.every((word) => told(run).includes(word))) : runs;
  };
  // The best is one among several that are done and can be compared: the same text, asked the same way.
  const bests = (column) => {
    const groups = new Map();
    runs
      .filter((run) => run.status === 'done' && run[column] != null)
      .forEach((run) => {
        if (!groups.has(run.alike[column])) groups.set(run.alike[column], []);
        groups.get(run.alike[column]).push(run);
      });
    return new Map(
      [...groups]
        .filter(([, some]) => some.length > 1)
        .map(([name, some]) => {
          const lower = LOW_IS_GOOD.includes(column) || some[0].metric?.lower;
          return [
            name,
            {
              value: (lower && column !== 'tokens_per_s' ? Math.min : Math.max)(...some.map((run) => run[column])),
              count: some.length,
            },
          ];
        }),
    );
  };

  function draw() {
    const focused = document.activeElement?.dataset?.run,
      fitting = sorted(found()),
      best = Object.fromEntries([...LOW_IS_GOOD, ...HIGH_IS_GOOD].map((column) => [column, bests(column)]));
    from = Math.max(0, Math.min(from, PAGE * Math.floor((fitting.length - 1) / PAGE)));
    $('.count').textContent = runs.length === 1 ? W['count.one'] : say('count', { count: number(runs.length) });
    root.classList.toggle(
      'unscored',
      runs.every((run) => run.score == null),
    ); // a column of its own only where something stands in it
    $('.empty').hidden = runs.length > 0;
    $('.scroller').hidden = !fitting.length;
    $('.nothing').hidden = fitting.length > 0 || !runs.length;
    $('.nothing').textContent = say('find.none', { query: search.value.trim() });
    $('.hint').hidden = !runs.length || chosen.length > 0;
    $('.clear').hidden = !chosen.length;
    $('.find').hidden = runs.length <= PAGE / 4 && !search.value;
    $$('thead th')
      .slice(1)
      .forEach((head, i) =>
        head.setAttribute('aria-sort', COLUMNS[i] === sort.by ? (sort.up ? 'ascending' : 'descending') : 'none'),
      );
    table.setAttribute('aria-rowcount', fitting.length + 1);
    body.replaceChildren(...fitting.slice(from, from + PAGE).map((run, i) => line(run, from + i + 2, best)));
    turn(fitting.length);
    if (focused) body.querySelector(`input[data-run="${CSS.escape(focused)}"]`)?.focus();
  }

  function line(run, place, best) {
    const box = make('input', { type: 'checkbox', checked: chosen.includes(run.id) });
    box.dataset.run = run.id;
    box.setAttribute('aria-label', say('select', { name: run.name }));
    box.addEventListener('change', () => choose(run.id, box.checked));
    const row = make('tr', { className: chosen.includes(run.id) ? 'on' : '' }, make('td', { className: 'tick' }, box));
    row.setAttribute('aria-rowindex', place);
    COLUMNS.forEach((column) => {
      const cell = make('td', { className: `c-${column}` }),
        text = spell[column](run) ?? W.none,
        top = best[column]?.get(run.alike[column]);
      cell.dataset.label = W[`col.${column}`];
      if (column === 'status') cell.append(pill(run));
      else if (column === 'name') cell.append(make('b', { textContent: text, title: text }));
      else
        cell.append(
          text,
          ...(column === 'tokens_per_s' && run.tokens_per_s
            ? [make('small', { textContent: ` ${W['unit.speed']}` })]
            : []),
        );
      const notes = column === 'score' && run.score != null ? [measuredOn(run)] : [];
      if (top && run.status === 'done' && run[column] === top.value) {
        cell.classList.add('best');
        notes.push(say('best', { count: number(top.count) }));
      }
      if (notes.length) cell.title = notes.join('; ');
      row.append(cell);
    });
    row.addEventListener('click', (event) => {
      if (event.target !== box && !getSelection().toString()) {
        box.checked = !box.checked;
        choose(run.id, box.checked);
      }
    });
    return row;
  }

  function turn(count) {
    pager.hidden = count <= PAGE;
    $('.pager .num').textContent = pager.hidden
      ? ''
      : say('page', { from: number(from + 1), to: number(Math.min(from + PAGE, count)), count: number(count) });
    const here = document.activeElement;
    back.disabled = from === 0;
    next.disabled = from + PAGE >= count;
    if (here === back && back.disabled) next.focus();
    if (here === next && next.disabled) back.focus();
  }
  [
    [back, -PAGE],
    [next, PAGE],
  ].forEach(([button, far]) =>
    button.addEventListener('click', () => {
      from += far;
      draw();
      $('.scroller').scrollTop = 0;
    }),
  );
  search.addEventListener('input', () => {
    from = 0;
    draw();
  });

  return {
    show(found_, chosen_) {
      const state = JSON.stringify([found_, chosen_]);
      if (state === drawn_) return;
      drawn_ = state;
      runs = found_;
      chosen = chosen_;
      draw();
    },
  };
};
// On what a score was measured.
const measuredOn = (run) =>
  run.score_on
    ? say('score.on', { count: number(run.score_on) })
    : run.judged
      ? say('score.some', { count: number(run.judged) })
      : W['score.training'];
