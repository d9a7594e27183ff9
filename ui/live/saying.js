// What every live part needs to speak: finding elements, filling sentences, showing tokens. Text goes in by textContent only.
const W = props.words,
  zh = props.language === 'zh';
const $ = (selector, root = element) => root.querySelector(selector),
  $$ = (selector, root = element) => [...root.querySelectorAll(selector)];
const make = (tag, set = {}, ...kids) => {
  const node = Object.assign(document.createElement(tag), set);
  node.append(...kids);
  return node;
};
const say = (key, values = {}) => filledIn(W[key], values);
// A sentence with its values in bold.
const fill = (node, key, values = {}) =>
  node.replaceChildren(
    ...piecesOf(W[key], values).map(({ name, text }) =>
      name ? make('b', { className: 'num', textContent: text }) : text,
    ),
  );
const speakTemplate = () => {
  $$('[data-w]').forEach((node) => {
    node.textContent = W[node.dataset.w];
  });
  $$('[data-label]').forEach((node) => node.setAttribute('aria-label', W[node.dataset.label]));
  $$('[data-hint]').forEach((node) => {
    node.placeholder = W[node.dataset.hint];
  });
};
const number = (value) => Number(value).toLocaleString('en-US');
const percent = (value) =>
  value >= 0.9995 && value < 1
    ? '>99.9%'
    : value < 0.0005 && value > 0
      ? '<0.1%'
      : `${(value * 100).toFixed(value < 0.0995 ? 1 : 0)}%`;
// A figure of 0 to 100 with one digit after the point; with more where it would be written as nothing or all, and isn't quite.
const ofHundred = (amount) => {
  const inside = (digits) => Number(amount.toFixed(digits)) > 0 && Number(amount.toFixed(digits)) < 100;
  return amount.toFixed(amount > 0 && amount < 100 ? ([1, 2, 3].find(inside) ?? 4) : 1);
};
const many = (count) =>
  zh && count >= 1e4
    ? amountOf(count)
    : count >= 1e6
      ? `${(count / 1e6).toFixed(count < 1e7 ? 2 : 1)} M`
      : count >= 1e4
        ? `${Math.round(count / 1e3)} k`
        : number(count);
const drawn = (label) =>
  label
    .replace(/[ \u00a0\u3000]/g, '␣')
    .replace(/\r?\n/g, '⏎')
    .replace(/\t/g, '⇥');
const spoken = (label) =>
  label.trim() ? label : [...label].map((one) => ({ '\n': W.newline, '\t': W.tab })[one] || W.space).join(', ');
const bar = (token, share, hit, small) => {
  const name = make('span', { className: 't', textContent: drawn(token), title: drawn(token) }),
    fillBar = make('i');
  if (small) name.append(make('small', { className: 'quiet', textContent: ` ${small}` }));
  fillBar.style.width = `${Math.min(1, share) * 100}%`;
  return make(
    'li',
    { className: hit ? 'hit' : '' },
    name,
    make('span', { className: 'b' }, fillBar),
    make('span', { className: 'n', textContent: percent(share) }),
  );
};
const askServer = async (name, question) =>
  (await window.terrarium.link.ask(() => server[name](question))) || { error: W.broken };
// Left and right, up and down, Home and End among the children of a group that is one stop for the Tab key.
const rove = (group, items, columns, onMove) =>
  group.addEventListener('keydown', (event) => {
    const all = items(),
      here = all.indexOf(document.activeElement),
      wide = columns();
    const to = {
      ArrowRight: here + 1,
      ArrowLeft: here - 1,
      ArrowDown: here + wide,
      ArrowUp: here - wide,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (here < 0 || to === undefined) return;
    event.preventDefault();
    const next = all[Math.max(0, Math.min(all.length - 1, to))];
    next.focus();
    onMove(next);
  });
// A key that belongs to an input method: Safari has ended the composition when it tells of the Enter that ended it, and says 229.
const isComposing = (event) => event.isComposing || event.keyCode === 229;
const isEnter = (event) => event.key === 'Enter' && !event.shiftKey && !isComposing(event);
const onSight = (callback) =>
  new IntersectionObserver((seen) => {
    if (seen.some((one) => one.isIntersecting)) callback();
  }).observe(element);
// The choosers of runs: names that occur twice get their number; keeps what the person chose.
const showRuns = (select, runs, chosen) => {
  const times = {};
  runs.forEach((run) => {
    times[run.name] = (times[run.name] || 0) + 1;
  });
  const wanted = runs.map((run) => [
    run.id,
    `${run.name}${times[run.name] > 1 ? ` · ${run.id}` : ''}${run.active ? ` · ${W.training}` : ''}`,
  ]);
  if (JSON.stringify(wanted) !== select.dataset.shown) {
    select.dataset.shown = JSON.stringify(wanted);
    select.replaceChildren(...wanted.map(([value, textContent]) => make('option', { value, textContent })));
  }
  if (chosen) select.value = chosen;
};
