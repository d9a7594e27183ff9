// Which text: your files and the samples. Triggers 'choose' with a source; asks the server to remove a file.
const { choices } = window.terrarium,
  ALL = 6;
let state = null,
  showAll = false,
  asking = null,
  focusAfter = null;
const group = `samples-${Math.random().toString(36).slice(2, 7)}`;
const size = (bytes) =>
  bytes >= 1e6
    ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
    : bytes >= 1e3
      ? `${Math.round(bytes / 1e3)} kB`
      : `${bytes} B`;

const help = make('p', { className: 'help upload-help', textContent: W['upload.help'] });
const fault = make('p', { className: 'wrong', hidden: true });
fault.setAttribute('role', 'alert');
const files = make('div', { className: 'files' });
files.dataset.content = '';
const samples = make(
  'fieldset',
  { className: 'samples' },
  make('legend', { className: 'label', textContent: W.samples }),
);
const groups = Object.fromEntries(
  ['text', 'talk', 'job'].map((kind) => [
    kind,
    make('div', { className: `kind ${kind}s` }, make('p', { className: 'sub', textContent: W[`kind.${kind}`] })),
  ]),
);
samples.append(
  ...Object.values(groups).filter((node, i) => props.samples.some((sample) => sample.kind === Object.keys(groups)[i])),
);
props.samples.forEach((sample) => {
  const input = make('input', { type: 'radio', name: group, value: sample.key });
  input.addEventListener('change', () => choose(`sample:${sample.key}`));
  groups[sample.kind].append(
    make(
      'label',
      { className: 'sample' },
      input,
      make('b', { textContent: sample.title }),
      make('span', { className: 'help', textContent: sample.about }),
      make('span', { className: 'voice', textContent: sample.preview.replace(/\s*\n+\s*/g, ' / ') }),
    ),
  );
});
element.append(help, fault, files, samples);

const say_ = (sentence) => {
  fault.hidden = !sentence;
  fault.textContent = sentence;
};
const ids = () => (state.source.startsWith('upload:') ? state.source.slice(7).split(',') : []);

function use(file, on) {
  const now = ids().filter((id) => state.files.some((other) => other.id === id && !other.fault));
  const next = on ? [...now, file.id] : now.filter((id) => id !== file.id);
  focusAfter = file.id;
  choose(next.length ? `upload:${next.join(',')}` : `sample:${props.samples[0].key}`);
}

// A choice shows at once, and the next one builds on it: the server's answer may take a moment, and older answers may come first.
function choose(source) {
  if (state) {
    state = as(state, source);
    draw();
  }
  document.dispatchEvent(new CustomEvent('terrarium:chosen'));
  choices.choose('source', (heard) => trigger('choose', { source, heard }));
}
const as = (view, source) => ({
  ...view,
  source,
  files: view.files.map((file) => ({
    ...file,
    used: source.startsWith('upload:') && source.slice(7).split(',').includes(file.id),
  })),
});

function take(value) {
  if (!value || !value.files || (state && choices.isPassing(value.draft.heard))) return;
  state = value;
  draw();
}

async function remove(file) {
  asking = null;
  const answer = await askServer('remove', { id: file.id });
  const said = answer.fault || answer.error || '';
  state = { ...state, files: state.files.filter((other) => other.id !== file.id), fault: said };
  if (ids().includes(file.id)) use(file, false);
  else draw();
}

function fileRow(file) {
  const id = `${group}-${file.id}`;
  const box = make('input', { type: 'checkbox', id, checked: file.used, disabled: Boolean(file.fault) && !file.used });
  box.dataset.file = file.id;
  box.addEventListener('change', () => use(file, box.checked));
  const about = [
    size(file.size_bytes),
    file.fault ? '' : W[`format.${file.format}`],
    file.fault
      ? ''
      : file.encoding
          .replace(/_?-sig$|_sig$/, '')
          .toUpperCase()
          .replace('_', '-'),
  ]
    .filter(Boolean)
    .join(' · ');
  const bin = make('button', { type: 'button', className: 'bin', textContent: '×' });
  bin.setAttribute('aria-label', say('remove.name', { name: file.name }));
  bin.addEventListener('click', () => {
    asking = asking === file.id ? null : file.id;
    draw();
    $('.ask .btn')?.focus();
  });
  const row = make(
    'div',
    { className: `file${file.fault ? ' bad' : ''}` },
    box,
    make(
      'label',
      { htmlFor: id },
      make('b', { textContent: file.name, title: file.name }),
      make('span', { className: 'help num', textContent: about }),
    ),
    bin,
  );
  if (file.fault) row.append(make('p', { className: 'wrong', textContent: file.fault }));
  if (asking === file.id) {
    const yes = make('button', { type: 'button', className: 'btn small', textContent: W['remove.yes'] }),
      no = make('button', { type: 'button', className: 'btn small', textContent: W['remove.no'] });
    yes.addEventListener('click', () => remove(file));
    no.addEventListener('click', () => {
      asking = null;
      draw();
    });
    row.append(
      make(
        'div',
        { className: 'ask' },
        make('p', { textContent: W['remove.ask'] }),
        make('div', { className: 'line' }, no, yes),
      ),
    );
  }
  return row;
}

function draw() {
  if (!state) return;
  say_(state.fault || '');
  const chosen = state.source.startsWith('sample:') ? state.source.slice(7) : '';
  samples.querySelectorAll('input').forEach((input) => {
    input.checked = input.value === chosen;
  });
  const shown = showAll ? state.files : state.files.filter((file, i) => i < ALL || file.used);
  files.hidden = !state.files.length;
  files.replaceChildren(make('p', { className: 'label', textContent: W.files }), ...shown.map(fileRow));
  if (shown.length < state.files.length) {
    const more = make('button', {
      type: 'button',
      className: 'btn small bare',
      textContent: say('more', { count: state.files.length }),
    });
    more.addEventListener('click', () => {
      showAll = true;
      draw();
    });
    files.append(more);
  }
  if (focusAfter) {
    files.querySelector(`input[data-file="${focusAfter}"]`)?.focus();
    focusAfter = null;
  }
}
watch('value', () => take(props.value));
document.addEventListener('terrarium:settled', () => {
  if (state !== props.value) take(props.value);
});
take(props.value);
