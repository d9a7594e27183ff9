// The large picture of one head: as a grid, as arcs or as a table; by pointer, by keys, and as a CSV file.
function paintPicture() {
  const [layer, head] = state.head.map((one) => one + 1),
    wide = picture.parentElement.clientWidth - 40,
    sheet = $('.sheet');
  if (wide <= 0) return;
  picture.hidden = state.view === 'table';
  sheet.hidden = !picture.hidden;
  $('.caption').hidden = state.view !== 'grid';
  const tall = Math.max(0, $('.sentence').offsetHeight - 118) + ($('.caption.above') ? 24 : 0),
    high = Math.max(360, Math.min(640, innerHeight - 398 - tall)),
    large = state.large,
    labels = data.labels.map(drawn),
    keys = data.keys ? data.keys.map(drawn) : labels,
    layout = gridLayout(labels, keys, wide, high, false);
  $('.larger').hidden = state.view === 'table' || (state.view === 'grid' && layout.cell >= 16);
  if (state.view === 'table') return paintSheet(sheet);
  picture.setAttribute(
    'aria-label',
    say(`${state.view === 'arcs' ? 'arcs' : 'heat'}${data.sees === 'causal' ? '' : '.wide'}`, { layer, head }),
  );
  picture.layout = large ? gridLayout(labels, keys, wide, high, true) : layout;
  if (state.view === 'arcs')
    picture.arcs = drawArcs($('canvas', picture), shape(), labels, keys, weight, state.place, wide, large);
  else
    drawGrid(
      $('canvas', picture),
      picture.layout,
      shape(),
      labels,
      keys,
      weight,
      state.place,
      colors,
      document.activeElement === picture ? (state.cursor ?? state.place) : null,
    );
}
function paintSheet(sheet) {
  const columns = [
      'place',
      'token',
      'most',
      'weight',
      'second',
      'weight',
      data.hides ? 'expects.hidden' : 'expects',
      'prob',
      data.hides ? 'real.hidden' : 'real',
      'surprise',
    ],
    keys = keyLabels();
  $('thead tr', sheet).replaceChildren(
    ...columns.map((one) => make('th', { scope: 'col', textContent: W[`table.${one}`] })),
  );
  $('tbody', sheet).replaceChildren(
    ...data.labels.map((label, i) => {
      const row = Array.from({ length: shape().seen(i) }, (_, j) => [weight(i, j), j]).sort((a, b) => b[0] - a[0]),
        real = data.real[i];
      const looked = (k) =>
        row[k] ? [`${drawn(keys[row[k][1]])} (${row[k][1] + 1})`, row[k][0].toFixed(3)] : ['', ''];
      const cells = [
        ...looked(0),
        ...looked(1),
        data.next[i].length ? drawn(data.next[i][0][0]) : '',
        data.next[i].length ? percent(data.next[i][0][2]) : '',
        real ? percent(real[0]) : '',
        real ? real[2].toFixed(2) : '',
      ];
      return make(
        'tr',
        { className: i === state.place ? 'hit' : '' },
        make('td', { className: 'num', textContent: i + 1 }),
        make('th', { scope: 'row', textContent: drawn(label) }),
        ...cells.map((textContent, k) =>
          make('td', { textContent, className: [0, 2, 4].includes(k) ? 'voice' : 'num' }),
        ),
      );
    }),
  );
}

$('.larger').addEventListener('click', () => {
  state.large = !state.large;
  $('.larger').setAttribute('aria-pressed', state.large);
  if (data) paintPicture();
});
$$('[data-view]').forEach((button) =>
  button.addEventListener('click', () => {
    state.view = button.dataset.view;
    $$('[data-view]').forEach((other) => other.setAttribute('aria-pressed', other === button));
    if (data) paintPicture();
  }),
);

// The large picture: pointer, keys, numbers for those who do not see it.
const cellSentence = (i, j) =>
  say('cell', {
    from: spoken(data.labels[i]),
    i: i + 1,
    to: spoken(keyLabels()[j]),
    j: j + 1,
    weight: weight(i, j).toFixed(4),
  });
function cellUnder(event) {
  const box = $('canvas', picture).getBoundingClientRect(),
    x = event.clientX - box.left,
    y = event.clientY - box.top;
  if (state.view === 'arcs') {
    const nearest = (some) => some.reduce((best, m, i) => (Math.abs(m - x) < Math.abs(some[best] - x) ? i : best), 0),
      { middles, ends } = picture.arcs;
    return {
      x,
      y,
      i: state.place,
      j: nearest(ends),
      pick: middles === ends || y > box.height / 2 ? nearest(middles) : null,
    };
  }
  const { left, top, cell } = picture.layout,
    i = Math.floor((y - top) / cell),
    j = Math.floor((x - left) / cell);
  return { x, y, i, j, pick: i >= 0 && i < size() ? i : null };
}
picture.addEventListener('pointermove', (event) => {
  if (!data) return;
  const { x, y, i, j } = cellUnder(event),
    inside = i >= 0 && j >= 0 && i < size() && j < shape().seen(i);
  tip.hidden = !inside;
  if (!inside) return;
  tip.textContent = `${drawn(data.labels[i])} → ${drawn(keyLabels()[j])}  ${weight(i, j).toFixed(4)}`;
  tip.style.left = `${Math.min(x + 14, picture.scrollLeft + picture.clientWidth - tip.offsetWidth - 4)}px`;
  tip.style.top = `${Math.max(picture.scrollTop, y - 38)}px`;
});
picture.addEventListener('pointerleave', () => {
  tip.hidden = true;
});
picture.addEventListener('click', (event) => {
  if (data) {
    const { pick } = cellUnder(event);
    if (pick !== null) choosePlace(pick);
  }
});
picture.addEventListener('keydown', (event) => {
  if (!data) return;
  const arcs = state.view === 'arcs',
    cursor = state.cursor ?? state.place;
  const [rows, columns] =
    { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [arcs ? -1 : 0, -1], ArrowRight: [arcs ? 1 : 0, 1] }[event.key] ||
    [];
  if (rows === undefined) return;
  event.preventDefault();
  state.cursor = Math.max(0, cursor + columns);
  choosePlace(Math.max(0, Math.min(size() - 1, state.place + rows)));
  state.cursor = Math.min(state.cursor, shape().seen(state.place) - 1);
  paintPicture();
  $('.cell-said').textContent = cellSentence(state.place, state.cursor);
});
['focus', 'blur'].forEach((kind) => picture.addEventListener(kind, () => data && paintPicture()));

$('.export').addEventListener('click', () => {
  if (!data) return;
  const cell = (text) => `"${String(text).replace(/"/g, '""')}"`;
  const rows = data.labels.map((label, i) =>
    [cell(label), ...keyLabels().map((_, j) => (j < shape().seen(i) ? weight(i, j).toFixed(5) : 0))].join(','),
  );
  const blob = new Blob([`\ufeff${[['', ...keyLabels().map(cell)].join(','), ...rows].join('\r\n')}`], {
    type: 'text/csv',
  });
  const link = make('a', {
    href: URL.createObjectURL(blob),
    download: `attention-${data.maps.length > 1 ? `${data.map}-` : ''}step-${data.step}-head-${headName().replace('·', '-')}.csv`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
