// The network that the sliders describe, drawn as they move; and its price: parameters, memory, arithmetic, time.
for (const [selector, key] of [
  ['.title', 'title'],
  ['.n-parameters', 'parameters'],
  ['.n-train', 'memory.train'],
  ['.n-use', 'memory.use'],
  ['.n-flops', 'flops'],
  ['.n-time', 'time'],
  ['.drawing', 'drawing'],
  ['.drawing-sub', 'drawing.sub'],
  ['.parts-title', 'parts'],
  ['.reading-title', 'reading'],
])
  $(selector).textContent = words[key];

const { link } = window.terrarium;
let asked = 0,
  measureTimer = 0,
  vocabTimer = 0,
  pause = 0,
  unknown = 0;

// The price.
function parts(found) {
  const total = Object.values(found).reduce((sum, value) => sum + value, 0),
    most = Math.max(...Object.values(found), 1);
  $('.parts').replaceChildren(
    ...Object.entries(found)
      .filter(([name, value]) => value || name === 'head')
      .map(([name, value]) => {
        const row = document.createElement('li');
        row.innerHTML =
          '<div class="top"><b></b><span class="n num"></span><span class="p num"></span></div><div class="b"><i></i></div><p class="help"></p>';
        row.querySelector('b').textContent = words[`part.${name}`];
        row.querySelector('.n').textContent = fmt(value);
        row.querySelector('.p').textContent = total
          ? `${((100 * value) / total).toFixed(value / total < 0.0995 ? 1 : 0)}%`
          : '';
        row.querySelector('i').style.width = `${(100 * value) / most}%`;
        row.querySelector('.help').textContent = means(name);
        return row;
      }),
  );
  put('.v-parameters', count(total));
  document.dispatchEvent(new CustomEvent('terrarium:size', { detail: total }));
}

// What a part's parameters are, as this shape has them.
function means(name) {
  const { V, D, H, G, K, F, E, L, T, model } = shape,
    grouped = G < H || H * K !== D;
  const values = {
    V: fmt(V),
    D: fmt(D),
    F: fmt(F),
    T: fmt(T),
    Q: fmt(H * K),
    R: fmt(G * K),
    M: isGated(model) ? 3 : 2,
    L: name === 'cross' ? L : E + L,
  };
  const key =
    {
      attention: grouped ? 'attention.grouped' : 'attention.means',
      cross: grouped ? 'attention.grouped' : 'attention.means',
      positions: E && L ? 'positions.means.two' : 'positions.means',
      norms: model.norm === 'layernorm' && model.bias ? 'norms.shift' : 'norms.means',
      head: model.head_transform
        ? model.tied_embeddings
          ? 'head.transform.tied'
          : 'head.transform'
        : model.tied_embeddings
          ? 'tied'
          : 'head.means',
    }[name] ?? `${name}.means`;
  return fill(words[`part.${key}`], values);
}

// What the chosen steps amount to.
function reading(value) {
  const tokens = value.steps * value.step_tokens,
    rows = [
      [words['reading.step'], fmt(value.step_tokens), words['reading.tokens']],
      [words['reading.all'], count(tokens).join(' '), words['reading.tokens']],
    ];
  if (value.train_tokens) rows.push([words['reading.passes'], figures(tokens / value.train_tokens), zh ? '遍' : '×']);
  rows.push([words['reading.work'], big(tokens * value.training_flops), 'FLOPs']);
  $('.reading dl').replaceChildren(
    ...rows.flatMap(([name, number, unit]) => {
      const dt = document.createElement('dt'),
        dd = document.createElement('dd'),
        small = document.createElement('small');
      dt.textContent = name;
      small.textContent = ` ${unit}`;
      dd.append(number, small);
      return [dt, dd];
    }),
  );
}

async function measure(draft, again = false) {
  const mine = ++asked;
  if (!again) {
    pause = 0;
    put('.v-time', [words.measuring, '']);
    $('.v-time').classList.add('soft');
    $('.measured').textContent = '';
  }
  const found = (await link.ask(() => server.time(draft))) ?? {};
  if (mine !== asked) return;
  const soon = found.state === 'measuring' || found.state === 'waiting';
  if (soon || found.state === 'busy')
    price(draft, (pause = Math.min(30_000, pause ? 2 * pause : soon ? 700 : 5000)), true);
  if (soon) return;
  $('.v-time').classList.remove('soft');
  if (!found.step_s) {
    put('.v-time', ['–', '']);
    $('.measured').textContent = found.mistake || words[`not-measured.${found.state}`] || '';
    return;
  }
  const [value, unit] = clock(found.total_s);
  put('.v-time', [value, `${unit} · ${words.measured}`]);
  $('.measured').textContent =
    `${fill(words['time.sub'], { steps: fmt(found.steps) })} · ${fill(words['measured.sub'], { ms: figures(found.step_s * 1000, 3) })}`;
}

const visible = () => element.isConnected && element.offsetParent !== null && !document.hidden;
let waiting = null;
function price(draft, wait = 600, again = false) {
  clearTimeout(measureTimer);
  waiting = draft;
  measureTimer = setTimeout(() => {
    if (visible() && waiting) {
      measure(waiting, again);
      waiting = null;
    }
  }, wait);
}

let shown = null;
function show(value) {
  if (!value || !value.draft || (shape && window.terrarium.choices.isPassing(value.draft.heard))) return; // what was moved since is drawn already
  shown = value;
  const note = $('.note');
  const sentence = value.mistake
    ? `${value.mistake} ${words.still}`
    : value.short
      ? fill(words['memory.short'], {
          need: bytes(value.training_bytes).join(' '),
          free: bytes(value.free_bytes).join(' '),
        })
      : value.taken;
  note.classList.toggle('bad', Boolean(value.mistake || value.short));
  note.hidden = !sentence;
  if (note.textContent !== sentence) note.textContent = sentence;
  element.classList.toggle('stale', Boolean(value.mistake));
  if (value.mistake) {
    clearTimeout(measureTimer);
    asked += 1;
    if ($('.v-time').classList.contains('soft')) put('.v-time', ['–', '']);
    return;
  }
  shape = value.shape;
  $('.vocab').textContent = fill(words[value.known ? 'vocab.known' : 'vocab.guess'], { V: fmt(shape.V) });
  parts(value.parts);
  reading(value);
  put('.v-train', bytes(value.training_bytes));
  put('.v-use', bytes(value.use_bytes));
  put('.v-flops', [count(value.flops).join(' '), `FLOPs ${words['flops.unit']}`]);
  draw();
  price(value.draft);
  clearTimeout(vocabTimer);
  unknown = value.known ? 0 : unknown + 1; // its text is being read: asked again, each time later
  if (!value.known && unknown < 8)
    vocabTimer = setTimeout(async () => {
      if (visible()) show(await link.ask(() => server.network(value.draft)));
    }, 1500 * unknown);
}

// Draws at once what the sliders say; the server's numbers follow.
document.addEventListener('terrarium:setting', (event) => {
  const next = shape && moved(event.detail);
  if (next) {
    shape = next;
    shown = null;
    draw();
  }
});
new ResizeObserver(() => {
  draw();
  if (waiting) price(waiting);
}).observe(element);
watch('value', () => show(props.value));
document.addEventListener('terrarium:settled', () => {
  if (shown !== props.value) show(props.value);
});
show(props.value);
