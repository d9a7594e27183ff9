// How files are read: as what, in which encoding, which columns or keys; and a preview of it, of conversations who says what.
const FIRST = 3; // conversations shown of many files, until all are asked for
const KEPT = [
  'not-text',
  'empty-file',
  'blank-file',
  'unknown-upload',
  'no-tabs',
  'no-second-column',
  'no-dialogues-in-file',
  'not-yaml',
  'yaml-alias',
  'deep-yaml',
]; // another encoding doesn't save these
const names = {
  utf_8: 'UTF-8',
  'utf-8': 'UTF-8',
  'utf-8-sig': 'UTF-8',
  utf_8_sig: 'UTF-8',
  gb18030: 'GB18030 / GBK',
  big5: 'Big5',
  cp932: 'Shift-JIS',
  euc_jp: 'EUC-JP',
  cp949: 'EUC-KR',
  cp1252: 'Windows-1252',
  'latin-1': 'Latin-1',
  cp1251: 'Windows-1251',
  'koi8-r': 'KOI8-R',
  'utf-16': 'UTF-16',
  'utf-32': 'UTF-32',
};
const nameOf = (encoding) => names[encoding] || encoding.toUpperCase();
let state = null,
  allFiles = false;
speakTemplate();

// Files that are asked about or have something to choose, and all of conversations. Faulty ones that another choice may save stay here too.
function reads() {
  const host = $('.reads');
  if (
    host.contains(document.activeElement) &&
    document.activeElement.tagName === 'SELECT' &&
    document.activeElement.matches(':open')
  )
    return;
  const fixable = (file) => file.fault && (!KEPT.includes(file.code) || file.talk);
  const rows = state.files.filter(
    (file) =>
      (file.used &&
        !file.fault &&
        (!file.sure || file.confirmed || file.columns.length > 1 || file.warnings.length || file.talk)) ||
      fixable(file),
  );
  const shown =
    allFiles || state.format !== 'conversations'
      ? rows
      : rows.filter((file, i) => i < FIRST || file.fault || !file.sure);
  host.replaceChildren(...shown.map(readRow));
  host.classList.toggle('many', shown.length > 1);
  if (shown.length < rows.length) {
    const more = make('button', {
      type: 'button',
      className: 'btn small bare',
      textContent: say('more', { count: rows.length }),
    });
    more.addEventListener('click', () => {
      allFiles = true;
      reads();
    });
    host.append(make('p', { className: 'read-more' }, more));
  }
}

function readRow(file) {
  const row = make('section', { className: `read${!file.fault && !file.sure && !file.confirmed ? ' unsure' : ''}` });
  const left = make('div', {}, make('h3', { className: 'h', textContent: file.name, title: file.name }));
  if (file.fault ? !KEPT.includes(file.code) : !file.talk || !file.sure || file.confirmed)
    left.append(...encodingOf(file));
  else if (file.fault) left.append(make('p', { className: 'wrong', textContent: file.fault }));
  if (file.talk) left.append(...lies(file));
  else if (!file.fault && file.columns.length > 1) {
    if (file.target === null)
      left.append(...columnOf(file, 'column', file.column, W[file.format === 'table' ? 'column' : 'column.json']));
    else left.append(sides(file, file.columns, W['column.given'], W['column.answer']));
  }
  (file.warnings || []).forEach((warning) => left.append(make('p', { className: 'help', textContent: warning })));
  row.append(left, ...(file.fault ? [] : [previewOf(file)]));
  return row;
}

function encodingOf(file) {
  const encoding = make('select', { className: 'box' }),
    id = `enc-${file.id}`,
    made = [];
  encoding.id = id;
  const known = state.encodings.includes(file.encoding) ? state.encodings : [file.encoding, ...state.encodings];
  encoding.append(...known.map((value) => make('option', { value, textContent: value ? nameOf(value) : '…' })));
  encoding.value = file.encoding || '';
  encoding.addEventListener('change', () => settle(file, { encoding: encoding.value }, id));
  const line = make('div', { className: 'line' }, encoding);
  made.push(make('label', { className: 'label', htmlFor: id, textContent: W.encoding }), line);
  if (file.fault) made.push(make('p', { className: 'wrong', textContent: file.fault }));
  else if (file.confirmed) made.push(make('p', { className: 'help', textContent: W['encoding.confirmed'] }));
  else if (file.sure) made.push(make('p', { className: 'help', textContent: W['encoding.sure'] }));
  else {
    const yes = make('button', { type: 'button', className: 'btn small', textContent: W['encoding.confirm'] });
    yes.addEventListener('click', () => settle(file, { encoding: file.encoding }, id));
    line.append(yes);
    made.push(make('p', { className: 'ask-this', textContent: W['encoding.unsure'] }));
  }
  return made;
}

// How conversations lie in a file, and what else could be chosen.
function lies(file) {
  const talk = file.talk,
    id = `kind-${file.id}`,
    none = { none: 'plain', fault: 'fault' }[talk.kind],
    kinds = none ? [none, ...talk.kinds] : talk.kinds,
    made = [];
  if (kinds.filter((kind) => kind !== 'lines' || talk.kind === 'lines').length > 1) {
    const select = make(
      'select',
      { className: 'box', id },
      ...kinds.map((value) => make('option', { value, textContent: W[`lies.${value}`] })),
    );
    select.value = none || talk.kind;
    select.addEventListener('change', () => settle(file, { kind: select.value }, id));
    made.push(make('label', { className: 'label', htmlFor: id, textContent: W.lies }), select);
  } else if (!none)
    made.push(
      make('p', {
        className: 'help',
        textContent: talk.key
          ? say('lies.below', { kind: W[`lies.${talk.kind}`], key: talk.key })
          : W[`lies.${talk.kind}`],
      }),
    );
  if (talk.kind === 'none') made.push(make('p', { className: 'help', textContent: W['lies.none'] }));
  if (talk.kind === 'turns' && talk.keys.length > 1)
    made.push(...columnOf(file, 'column', talk.key, W['lies.key'], talk.keys));
  if (talk.kind === 'pairs') made.push(sides(file, talk.others, W['lies.question'], W['lies.answer']));
  if (talk.kinds.includes('lines') && talk.kind !== 'pairs') made.push(...markOf(file));
  if (file.chosen) made.push(again(file));
  return made;
}

function markOf(file) {
  const id = `mark-${file.id}`,
    shown = (file.talk.mark || file.mark).replace(/\t/g, '\\t');
  const box = make('input', {
    className: 'box',
    id,
    type: 'text',
    value: shown,
    maxLength: 40,
    autocomplete: 'off',
    spellcheck: false,
  });
  const list = make(
    'datalist',
    { id: `${id}-known` },
    ...['__eou__', '|||', '<|turn|>', '[SEP]', '\\t'].map((value) => make('option', { value })),
  );
  box.setAttribute('list', list.id);
  box.setAttribute('aria-describedby', `${id}-help`);
  box.addEventListener('change', () => settle(file, { turn_mark: box.value }, id));
  const help =
    file.mark && file.talk.kind === 'none'
      ? make('p', { className: 'ask-this', textContent: say('lies.mark.missing', { mark: shown }) })
      : make('p', { className: 'help', textContent: W['lies.mark.help'] });
  help.id = `${id}-help`;
  return [make('label', { className: 'label', htmlFor: id, textContent: W['lies.mark'] }), box, list, help];
}

function again(file) {
  const button = make('button', { type: 'button', className: 'btn small bare', textContent: W['lies.found'] });
  button.addEventListener('click', () => settle(file, { kind: 'found' }, null));
  return button;
}

function columnOf(file, name, value, textContent, columns = file.columns) {
  const select = make('select', { className: 'box', id: `${name}-${file.id}` });
  select.append(...columns.map((one) => make('option', { value: one, textContent: one })));
  select.value = value || '';
  select.addEventListener('change', () => settle(file, { [name]: select.value }, select.id));
  return [make('label', { className: 'label', htmlFor: select.id, textContent }), select];
}
const sides = (file, columns, given, answer) =>
  make(
    'div',
    { className: `sides${columns.some((name) => name.length > 14) ? ' long' : ''}` },
    make('div', {}, ...columnOf(file, 'column', file.column, given, columns)),
    make('div', {}, ...columnOf(file, 'target_column', file.target, answer, columns)),
  );

const pairOf = (given, answer) =>
  make(
    'li',
    {},
    make('span', { className: 'given' }, ...given),
    make('span', { className: 'to', textContent: '→' }),
    make('span', { className: 'answer' }, ...answer),
  );
const turnOf = ([role, content]) =>
  role === 'more'
    ? make('li', { className: 'more', textContent: '…' })
    : make(
        'li',
        { className: role },
        make('span', { className: 'who', textContent: W[`who.${role}`] }),
        make('span', { className: 'said', textContent: content }),
      );

function previewOf(file) {
  const preview = file.talk?.dialogues.length
    ? make(
        'ol',
        { className: 'page-of dialogues' },
        ...file.talk.dialogues.map((turns) => make('li', {}, make('ul', {}, ...turns.map(turnOf)))),
      )
    : file.target !== null && !file.talk
      ? make(
          'ol',
          { className: 'page-of given-answer' },
          ...file.examples.map(([given, answer]) =>
            pairOf([make('span', { textContent: given })], [make('span', { textContent: answer })]),
          ),
        )
      : make('p', { className: 'voice page-of', textContent: file.preview || '' });
  preview.tabIndex = 0;
  preview.setAttribute('aria-label', say('preview', { name: file.name }));
  if (preview.tagName === 'P') preview.setAttribute('role', 'group');
  return preview;
}

// What files are read as: one choice for all of them.
function readAs() {
  const used = state.files.filter((file) => file.used),
    talking = used.find((file) => file.talks),
    hint = $('.read-as .help');
  $('.read-as').hidden = !state.source.startsWith('upload:');
  $$('.read-as button').forEach((button) =>
    button.setAttribute('aria-pressed', button.dataset.format === state.format),
  );
  const task = state.task ? say('format.task', { task: state.task }) : '';
  hint.hidden = !task && (!talking || state.format === 'conversations');
  hint.textContent = task || (hint.hidden ? '' : say('talks', { name: talking.name }));
}
function read(format) {
  if (state.format === format) return;
  state = { ...state, format, task: '' };
  readAs();
  pill('running', W['state.waiting']);
  choices.choose('format', (heard) => trigger('read_as', { format, heard }));
}

async function settle(file, choice, focus) {
  const answer = await askServer('choose', { id: file.id, ...choice, draft: state.draft });
  if (answer.error || answer.fault) {
    say_(answer.error || answer.fault);
    if (!answer.files) return;
  }
  state = answer;
  reads();
  document.getElementById(focus)?.focus();
  trigger('changed');
  poll();
}
