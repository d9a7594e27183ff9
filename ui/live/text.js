// The chosen text: how far it is prepared, how its files are read, and what is in it. Asks while it is prepared and in sight.
const { choices } = window.terrarium;
let timer = 0,
  asked = 0,
  ready = '';
$('.split-title').innerHTML = props.terms.validation_split;
$('.split-title .term').firstChild.textContent = W.split;

const cell = (label, value, unit) =>
  make(
    'div',
    { className: 'kpi' },
    make('dt', {}, label),
    make('dd', {}, value, ...(unit ? [make('small', { textContent: ` ${unit}` })] : [])),
  );
const bytes = (value) =>
  value >= 1e6 ? `${(value / 1e6).toFixed(2)} MB` : value >= 1e3 ? `${Math.round(value / 1e3)} kB` : `${value} B`;
const inSight = () => element.isConnected && element.offsetParent !== null && !document.hidden;

function title() {
  const used = state.files.filter((file) => file.used);
  if (!state.source.startsWith('upload:'))
    return (
      document
        .querySelector(`#sources input[value="${CSS.escape(state.source.slice(7))}"]`)
        ?.parentNode.querySelector('b').textContent || state.source.slice(7)
    );
  return used.length === 1 ? used[0].name : say('several', { count: used.length });
}

// What is wrong, perhaps with a button that mends it. What is wrong with a template is said beside it.
let fix = null;
function say_(sentence, code = '', mend = {}) {
  const said = code.startsWith('template-') && state.format === 'conversations' ? '' : sentence,
    node = $('.fault > p'),
    button = $('.fault > button');
  fix = mend.changes || null;
  $('.fault').hidden = !said;
  button.hidden = !fix;
  button.textContent = mend.label || '';
  if (node.textContent !== said) node.textContent = said;
}
$('.fault > button').addEventListener('click', () => {
  pill('running', W['state.waiting']);
  const changes = fix;
  choices.choose('mend', (heard) => trigger('mend', { changes, heard }));
});
$$('.read-as button').forEach((button) => button.addEventListener('click', () => read(button.dataset.format)));

function pill(kind, sentence) {
  const node = $('.pill');
  node.className = `pill state ${kind}`;
  if (node.lastElementChild.textContent !== sentence) node.lastElementChild.textContent = sentence;
}

async function poll() {
  clearTimeout(timer);
  if (!state || !inSight()) return;
  const mine = ++asked,
    answer = await askServer('status', state.draft);
  if (mine !== asked) return;
  if (answer.error) {
    say_(answer.error);
    timer = setTimeout(poll, 3000);
    return;
  }
  const going = answer.state === 'waiting' || answer.state === 'preparing';
  say_(answer.fault || '', answer.code, answer.fix);
  if (answer.state === 'ready' && answer.fault) pill('failed', W['state.failed']);
  else
    pill(
      { ready: 'done', failed: 'failed' }[answer.state] || 'running',
      W[answer.state === 'preparing' && W[`state.${answer.stage}`] ? `state.${answer.stage}` : `state.${answer.state}`],
    );
  const bar = $('.progress'),
    share = answer.total ? answer.done / answer.total : 0;
  bar.hidden = !going;
  bar.firstElementChild.style.width = `${100 * share}%`;
  bar.setAttribute('aria-valuenow', Math.round(100 * share));
  element.classList.toggle('going', going);
  if (answer.state === 'ready') show(answer);
  if (answer.state === 'failed') $('.kpis').hidden = $('.two').hidden = true;
  if (going) timer = setTimeout(poll, 250);
}

function show(found) {
  $('.kpis').hidden = $('.two').hidden = false;
  $('.kpis').replaceChildren(...figures(found));
  $('.kpis').firstChild.classList.add('main');
  element.classList.toggle('talking', Boolean(found.dialogues));
  $('.worth h3').textContent = W[found.rows || found.dialogues ? 'rows.worth' : 'worth'];
  $('.count').textContent =
    `${say('bytes', { size: bytes(found.bytes) })} · ${found.files === 1 ? W['documents.sub.one'] : say('documents.sub', { files: found.files })}`;
  if (found.dialogues) shade();
  else beginning(found);
  split(found);
  const most = found.often[0]?.[1] || 1;
  $('.often .bars').replaceChildren(
    ...found.often.map(([label, part]) => {
      const row = bar(label, part);
      row.querySelector('i').style.width = `${(100 * part) / most}%`;
      return row;
    }),
  );
  $('.worth dl').replaceChildren(
    ...['guessing', 'frequencies', 'pairs']
      .filter((key) => key in found.references)
      .flatMap((key) => [
        make('dt', { textContent: W[`worth.${key}`] }),
        make('dd', {}, found.references[key].toFixed(2), make('small', { textContent: ` ${W.nats}` })),
      ]),
  );
  const notes = [...found.warnings];
  const of = { count: number(found.dialogues), context: number(found.context) };
  if (found.cut) notes.unshift(say('cut', { ...of, cut: number(found.cut) }));
  if (found.left_out) notes.unshift(say('left-out', { ...of, left: number(found.left_out) }));
  if (found.text_tokens) notes.unshift(say('text.beside', { count: many(found.text_tokens) }));
  if (found.duplicates && !found.dialogues)
    notes.push(
      say(found.rows ? 'rows.repeated' : 'duplicates', {
        count: number(found.duplicates),
        documents: number(found.documents),
      }),
    );
  if (found.unknown && !found.warnings.length) notes.push(say('unknown', { count: number(found.unknown) }));
  $('.notes').hidden = !notes.length;
  $('.notes ul').replaceChildren(...notes.map((textContent) => make('li', { textContent })));
  document.dispatchEvent(new CustomEvent('terrarium:tokens', { detail: found.example }));
}

function figures(found) {
  const term = (key, label) => window.terrarium.term(key, label),
    characters = [W.characters, many(found.characters)];
  const tokens = [term('token', W.tokens), many(found.tokens)],
    vocabulary = [term('vocabulary', W.vocabulary), number(found.vocab_size)];
  const cells = found.dialogues
    ? [
        tokens,
        [W.learnt, percent(found.asked / Math.max(1, found.tokens)), say('learnt.sub', { count: many(found.asked) })],
        [W.dialogues, number(found.dialogues)],
        [W.turns, number(found.turns)],
        [...vocabulary, found.marks ? say('vocabulary.marks', { count: found.marks }) : ''],
        characters,
      ]
    : [
        tokens,
        characters,
        [W.kinds, number(found.kinds)],
        vocabulary,
        [W['per-token'], (found.characters / Math.max(1, found.tokens)).toFixed(2)],
        [W[found.rows ? 'rows' : 'documents'], number(found.documents)],
      ];
  return cells.map((one) => cell(...one));
}

// Pairs and conversations are divided whole.
function split(found) {
  const kind = found.rows ? 'rows' : found.dialogues ? 'dialogues' : 'tokens',
    counts = ['train', 'validation'].map((side) => found[`${side}_${kind}`]);
  const share = counts[0] / Math.max(1, counts[0] + counts[1]),
    legend = $$('.split-legend span');
  $('.split-bar i').style.width = `${100 * share}%`;
  [share, 1 - share].forEach((part, i) => {
    legend[i].replaceChildren(
      make('b', { textContent: percent(part) }),
      ` ${W[i ? 'split.validation' : 'split.train']}`,
    );
    legend[i].title = say(kind === 'tokens' ? 'split.tokens' : kind === 'rows' ? 'rows.split' : 'split.dialogues', {
      count: number(counts[i]),
    });
  });
  $('.split-note').textContent = found.dialogues
    ? [
        say('split.note', { train: number(counts[0]), validation: number(counts[1]) }),
        found.told ? W['split.told'] : '',
      ].join(zh ? '' : ' ')
    : '';
}

// How a text begins; of pairs the first rows, each token on a tint of its own.
function beginning(found) {
  const pieces = (labels) =>
    labels.map((label, i) => make('span', { className: `piece tint-${i % 4}`, textContent: drawn(label) || '·' }));
  $('.begins h3').textContent = W[found.rows ? 'rows.begin' : 'begins'];
  $('.begins .voice').hidden = Boolean(found.rows);
  $('.begins .given-answer').hidden = !found.rows;
  $('.begins .voice').textContent = found.rows ? '' : found.begins;
  $('.begins .given-answer').replaceChildren(
    ...(found.rows || []).map(([given, answer]) => pairOf(pieces(given), pieces(answer))),
  );
}

function take(value) {
  if (!value || !value.files || (state && (value.at < state.at || choices.isPassing(value.draft.heard)))) return; // looked at before what is shown: it came late
  state = value;
  $('.name').textContent = title();
  const key = JSON.stringify([
    value.source,
    value.format,
    value.template,
    value.own,
    value.files.map((file) => [file.id, file.encoding, file.column, file.target, file.talk?.mark]),
  ]);
  if (key !== ready) {
    ready = key;
    pill('running', W['state.waiting']);
    $('.kpis').hidden = $('.two').hidden = true;
    $('.count').textContent = '';
    shade();
  }
  readAs();
  reads();
  showTemplate();
  poll();
}
watch('value', () => take(props.value));
onSight(poll);
document.addEventListener('visibilitychange', poll);
// What was chosen comes back as a new value, which asks again.
document.addEventListener('terrarium:chosen', () => {
  clearTimeout(timer);
  asked++;
  pill('running', W['state.waiting']);
});
document.addEventListener('terrarium:settled', () => {
  if (state !== props.value) take(props.value);
});
take(props.value);
