// What lies behind the score line: the other metrics, classes taken for others, each speaker, and what is to be minded.
const isGrid = (value) => Array.isArray(value) && value.length > 0 && value.every((row) => Array.isArray(row));
const isCounts = (value) =>
  value &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'number');
const isSheet = (value) =>
  value &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  Object.values(value).length > 0 &&
  Object.values(value).every(isCounts);
const named_ = (key) => W[`detail.${key}`] || W[`metric.${key}`] || key.replace(/_/g, ' ');
const OF_HUNDRED = /^(chrf|bleu|rouge)/i;
const plainFigure = (value, key = '') =>
  typeof value !== 'number'
    ? String(value)
    : OF_HUNDRED.test(key)
      ? value.toFixed(1)
      : Number.isInteger(value)
        ? number(value)
        : value <= 1
          ? figure(value, true)
          : value.toFixed(1);

function confusion({ labels, rows }) {
  const most = Math.max(1, ...rows.flat()),
    table = tableOf(
      [W['detail.truth'], ...labels],
      rows.map((row, i) => [labels[i], ...row.map(number)]),
      W['detail.confusion'],
    );
  $$('tbody td', table).forEach((cell, k) => {
    const i = Math.floor(k / labels.length),
      j = k % labels.length;
    cell.style.setProperty('--w', (rows[i][j] / most).toFixed(2));
    cell.classList.add('heat');
    if (i === j) cell.classList.add('hit');
  });
  return table;
}
const isRecords = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((row) => row && typeof row === 'object' && !Array.isArray(row));
function detail(key, value, all) {
  if (isRecords(value)) {
    const columns = Object.keys(value[0]);
    return tableOf(
      columns.map(named_),
      value.map((row) =>
        columns.map((column) =>
          typeof row[column] === 'boolean' ? W[row[column] ? 'yes' : 'no'] : plainFigure(row[column] ?? '–'),
        ),
      ),
      named_(key),
    );
  }
  if (isGrid(value)) {
    const labels = all.labels && all.labels.length === value.length ? all.labels : value.map((_, i) => String(i + 1));
    return key.includes('confusion')
      ? confusion({ labels, rows: value })
      : tableOf(
          value[0].map(String),
          value.slice(1).map((row) => row.map(plainFigure)),
          named_(key),
        );
  }
  if (value?.labels && isGrid(value.rows || value.counts || value.matrix))
    return confusion({ labels: value.labels.map(String), rows: value.rows || value.counts || value.matrix });
  if (isSheet(value)) {
    const columns = [...new Set(Object.values(value).flatMap(Object.keys))];
    return tableOf(
      ['', ...columns.map(named_)],
      Object.entries(value).map(([name, row]) => [
        W[`baseline.${name}`] || name,
        ...columns.map((column) => plainFigure(row[column] ?? '–', column)),
      ]),
      named_(key),
    );
  }
  if (isCounts(value) && Object.keys(value).length)
    return tableOf(
      ['', W['detail.value']],
      Object.entries(value).map(([name, one]) => [named_(name), plainFigure(one)]),
      named_(key),
    );
  return null;
}
function drawDetails({ others, details }) {
  const list = make(
    'dl',
    { className: 'others num' },
    ...others.flatMap(([name, value]) => [make('dt', { textContent: name }), make('dd', { textContent: value })]),
  );
  const parts = Object.entries(details).flatMap(([key, value]) => {
    const node = detail(key, value, details);
    return node
      ? [
          make('p', { className: 'label', textContent: named_(key) }),
          ...(key.includes('confusion')
            ? [make('p', { className: 'help', textContent: W['detail.confusion.help'] })]
            : []),
          node,
        ]
      : [];
  });
  const plain = Object.entries(details)
    .filter(([, value]) => ['string', 'number'].includes(typeof value))
    .flatMap(([key, value]) => [
      make('dt', { textContent: named_(key) }),
      make('dd', { textContent: plainFigure(value) }),
    ]);
  list.append(...plain);
  $('.details').replaceChildren(...(list.childElementCount ? [list] : []), ...parts);
  $('.more').hidden = !$('.details').childElementCount;
}
