// The chosen text: how far it is prepared, how its files are read, and what is in it. Asks while it is prepared and in sight.
let state = null, timer = 0, asked = 0, ready = '';
speakTemplate();
$('.t-tokens').innerHTML = props.terms.token; $('.t-tokens .term').firstChild.textContent = W.tokens;   // our own sentences, escaped
$('.t-vocabulary').innerHTML = props.terms.vocabulary;
$('.split-title').innerHTML = props.terms.validation_split; $('.split-title .term').firstChild.textContent = W.split;

const put = (selector, value, unit) => $(selector).replaceChildren(value, ...(unit ? [make('small', { textContent: ` ${unit}` })] : []));
const bytes = (value) => value >= 1e6 ? `${(value / 1e6).toFixed(2)} MB` : value >= 1e3 ? `${Math.round(value / 1e3)} kB` : `${value} B`;
const names = { 'utf_8': 'UTF-8', 'utf-8': 'UTF-8', 'utf-8-sig': 'UTF-8', 'utf_8_sig': 'UTF-8', gb18030: 'GB18030 / GBK', big5: 'Big5', cp932: 'Shift-JIS', euc_jp: 'EUC-JP', cp949: 'EUC-KR', cp1252: 'Windows-1252', 'latin-1': 'Latin-1', cp1251: 'Windows-1251', 'koi8-r': 'KOI8-R', 'utf-16': 'UTF-16', 'utf-32': 'UTF-32' };
const nameOf = (encoding) => names[encoding] || encoding.toUpperCase();
const inSight = () => element.isConnected && element.offsetParent !== null && !document.hidden;

function title() {
  const used = state.files.filter((file) => file.used);
  if (!state.source.startsWith('upload:')) return document.querySelector(`#sources input[value="${CSS.escape(state.source.slice(7))}"]`)?.parentNode.querySelector('b').textContent || state.source.slice(7);
  return used.length === 1 ? used[0].name : say('several', { count: used.length });
}

// How files are read: encodings to confirm, columns to choose. Faulty ones that another encoding may save stay here too.
function reads() {
  const host = $('.reads');
  if (host.contains(document.activeElement) && document.activeElement.tagName === 'SELECT' && document.activeElement.matches(':open')) return;
  const fixable = (file) => file.fault && !['not-text', 'empty-file', 'blank-file', 'unknown-upload', 'no-tabs', 'no-second-column'].includes(file.code);
  host.replaceChildren(...state.files.filter((file) => (file.used && !file.fault && (!file.sure || file.confirmed || file.columns.length > 1 || file.warnings.length)) || fixable(file)).map((file) => {
    const row = make('section', { className: `read${!file.fault && !file.sure && !file.confirmed ? ' unsure' : ''}` });
    const left = make('div', {}, make('h3', { className: 'h', textContent: file.name, title: file.name }));
    const encoding = make('select', { className: 'box' }), id = `enc-${file.id}`;
    encoding.id = id;
    const known = state.encodings.includes(file.encoding) ? state.encodings : [file.encoding, ...state.encodings];
    encoding.append(...known.map((value) => make('option', { value, textContent: value ? nameOf(value) : '…' })));
    encoding.value = file.encoding || '';
    encoding.addEventListener('change', () => settle(file, { encoding: encoding.value }, id));
    const line = make('div', { className: 'line' }, encoding);
    left.append(make('label', { className: 'label', htmlFor: id, textContent: W.encoding }), line);
    if (file.fault) left.append(make('p', { className: 'wrong', textContent: file.fault }));
    else if (file.confirmed) left.append(make('p', { className: 'help', textContent: W['encoding.confirmed'] }));
    else if (file.sure) left.append(make('p', { className: 'help', textContent: W['encoding.sure'] }));
    else {
      const yes = make('button', { type: 'button', className: 'btn small', textContent: W['encoding.confirm'] });
      yes.addEventListener('click', () => settle(file, { encoding: file.encoding }, id));
      line.append(yes);
      left.append(make('p', { className: 'ask-this', textContent: W['encoding.unsure'] }));
    }
    if (!file.fault && file.columns.length > 1) {
      if (file.target === null) left.append(...columnOf(file, 'column', file.column, W[file.format === 'table' ? 'column' : 'column.json']));
      else left.append(make('div', { className: `sides${file.columns.some((name) => name.length > 14) ? ' long' : ''}` }, make('div', {}, ...columnOf(file, 'column', file.column, W['column.given'])), make('div', {}, ...columnOf(file, 'target_column', file.target, W['column.answer']))));
    }
    (file.warnings || []).forEach((warning) => left.append(make('p', { className: 'help', textContent: warning })));
    const preview = file.target === null || file.fault ? make('p', { className: 'voice page-of', textContent: file.preview || '', tabIndex: 0 })
      : make('ol', { className: 'page-of given-answer', tabIndex: 0 }, ...file.examples.map(([given, answer]) => pairOf([make('span', { textContent: given })], [make('span', { textContent: answer })])));
    preview.setAttribute('role', 'group'); preview.setAttribute('aria-label', say('preview', { name: file.name }));
    row.append(left, ...(file.fault ? [] : [preview]));
    return row;
  }));
}

// Whether files are read as text or as pairs: one choice for all of them.
function readAs() {
  const used = state.files.filter((file) => file.used), host = $('.read-as');
  host.hidden = !state.source.startsWith('upload:') || !(state.format === 'pairs' || used.some((file) => file.has_columns));
  $$('button', host).forEach((button) => button.setAttribute('aria-pressed', button.dataset.format === state.format));
}
$$('.read-as button').forEach((button) => button.addEventListener('click', () => {
  if (state.format === button.dataset.format) return;
  state = { ...state, format: button.dataset.format }; readAs();
  pill('running', W['state.waiting']);
  trigger('read_as', { format: button.dataset.format });
}));

function columnOf(file, name, value, textContent) {
  const select = make('select', { className: 'box', id: `${name}-${file.id}` });
  select.append(...file.columns.map((one) => make('option', { value: one, textContent: one })));
  select.value = value || '';
  select.addEventListener('change', () => settle(file, { [name]: select.value }, select.id));
  return [make('label', { className: 'label', htmlFor: select.id, textContent }), select];
}
const pairOf = (given, answer) => make('li', {}, make('span', { className: 'given' }, ...given), make('span', { className: 'to', textContent: '→' }), make('span', { className: 'answer' }, ...answer));

async function settle(file, choice, focus) {
  const answer = await askServer('choose', { id: file.id, ...choice, draft: state.draft });
  if (answer.error || answer.fault) { say_(answer.error || answer.fault); return; }
  state = answer; reads(); document.getElementById(focus)?.focus();
  trigger('changed');
  poll();
}
const say_ = (sentence) => { const node = $('.fault'); node.hidden = !sentence; if (node.textContent !== sentence) node.textContent = sentence; };

function pill(kind, sentence) {
  const node = $('.pill');
  node.className = `pill state ${kind}`;
  if (node.lastElementChild.textContent !== sentence) node.lastElementChild.textContent = sentence;
}

async function poll() {
  clearTimeout(timer);
  if (!state || !inSight()) return;
  const mine = ++asked, answer = await askServer('status', state.draft);
  if (mine !== asked) return;
  if (answer.error) { say_(answer.error); timer = setTimeout(poll, 3000); return; }
  const going = answer.state === 'waiting' || answer.state === 'preparing';
  say_(answer.fault || '');
  if (answer.state === 'ready' && answer.fault) pill('failed', W['state.failed']);
  else pill({ ready: 'done', failed: 'failed' }[answer.state] || 'running', W[answer.state === 'preparing' && W[`state.${answer.stage}`] ? `state.${answer.stage}` : `state.${answer.state}`]);
  const bar = $('.progress'), share = answer.total ? answer.done / answer.total : 0;
  bar.hidden = !going; bar.firstElementChild.style.width = `${100 * share}%`; bar.setAttribute('aria-valuenow', Math.round(100 * share));
  element.classList.toggle('going', going);
  if (answer.state === 'ready') show(answer);
  if (answer.state === 'failed') $('.kpis').hidden = $('.two').hidden = true;
  if (going) timer = setTimeout(poll, 250);
}

function show(found) {
  $('.kpis').hidden = $('.two').hidden = false;
  put('.v-tokens', many(found.tokens)); put('.v-characters', many(found.characters)); put('.v-kinds', number(found.kinds));
  put('.v-vocabulary', number(found.vocab_size)); put('.v-per', (found.characters / Math.max(1, found.tokens)).toFixed(2)); put('.v-documents', number(found.documents));
  $('.t-documents').textContent = W[found.rows ? 'rows' : 'documents'];
  $('.worth h3').textContent = W[found.rows ? 'rows.worth' : 'worth'];
  $('.count').textContent = `${say('bytes', { size: bytes(found.bytes) })} · ${found.files === 1 ? W['documents.sub.one'] : say('documents.sub', { files: found.files })}`;
  beginning(found);
  const share = found.rows ? found.train_rows / (found.train_rows + found.validation_rows) : found.train_tokens / Math.max(1, found.tokens), legend = $$('.split-legend span');
  $('.split-bar i').style.width = `${100 * share}%`;
  legend[0].replaceChildren(make('b', { textContent: percent(share) }), ` ${W['split.train']}`); legend[1].replaceChildren(make('b', { textContent: percent(1 - share) }), ` ${W['split.validation']}`);
  ['train', 'validation'].forEach((side, i) => { legend[i].title = found.rows ? say('rows.split', { count: number(found[`${side}_rows`]) }) : say('split.tokens', { count: number(found[`${side}_tokens`]) }); });
  const most = found.often[0]?.[1] || 1;
  $('.often .bars').replaceChildren(...found.often.map(([label, part]) => { const row = bar(label, part); row.querySelector('i').style.width = `${100 * part / most}%`; return row; }));
  $('.worth dl').replaceChildren(...['guessing', 'frequencies', 'pairs'].filter((key) => key in found.references).flatMap((key) => [
    make('dt', { textContent: W[`worth.${key}`] }), make('dd', {}, found.references[key].toFixed(2), make('small', { textContent: ` ${W.nats}` }))]));
  const notes = [...found.warnings];
  if (found.duplicates) notes.push(say(found.rows ? 'rows.repeated' : 'duplicates', { count: number(found.duplicates), documents: number(found.documents) }));
  if (found.unknown && !found.warnings.length) notes.push(say('unknown', { count: number(found.unknown) }));
  $('.notes').hidden = !notes.length;
  $('.notes ul').replaceChildren(...notes.map((textContent) => make('li', { textContent })));
  document.dispatchEvent(new CustomEvent('terrarium:tokens', { detail: found.example }));
}

// How a text begins; of pairs the first rows, each token on a tint of its own.
function beginning(found) {
  const pieces = (labels) => labels.map((label, i) => make('span', { className: `piece tint-${i % 4}`, textContent: drawn(label) || '·' }));
  $('.begins h3').textContent = W[found.rows ? 'rows.begin' : 'begins'];
  $('.begins .voice').hidden = Boolean(found.rows); $('.begins .given-answer').hidden = !found.rows;
  $('.begins .voice').textContent = found.rows ? '' : found.begins;
  $('.begins .given-answer').replaceChildren(...(found.rows || []).map(([given, answer]) => pairOf(pieces(given), pieces(answer))));
}

function take(value) {
  if (!value || !value.files || (state && value.at < state.at)) return;   // looked at before what is shown: it came late
  state = value;
  $('.name').textContent = title();
  const key = JSON.stringify([value.source, value.format, value.files.map((file) => [file.id, file.encoding, file.column, file.target])]);
  if (key !== ready) { ready = key; pill('running', W['state.waiting']); $('.kpis').hidden = $('.two').hidden = true; $('.count').textContent = ''; }
  readAs(); reads();
  poll();
}
watch('value', () => take(props.value));
onSight(poll);
document.addEventListener('visibilitychange', poll);
document.addEventListener('terrarium:chosen', () => { clearTimeout(timer); asked++; pill('running', W['state.waiting']); });
take(props.value);
