// A person's own examples: dropped, read, shown as they read, changed where they read wrong, and trained on.
const bring = $('.bring'),
  readFiles = $('.read-files');
let brought = {},
  reading = 0;
const own = () => brought[state.task] || null;
const ask = () => ({ task: state.task, source: own()?.source, draft: planned });
const wrongBring = (sentence) => {
  $('.bring-wrong').hidden = !sentence;
  $('.bring-wrong').textContent = sentence || '';
};

const takeFiles = (files) => {
  wrongBring('');
  $('.drop-file').disabled = true;
  send(files, (added) => {
    $('.drop-file').disabled = false;
    if (added.fault || !added.ids.length) return wrongBring(added.fault || W.broken);
    return readSource(`upload:${added.ids.join(',')}`);
  });
};
async function readSource(source) {
  brought = { ...brought, [state.task]: { source, view: null } };
  await reread('read_files');
}
async function reread(name, more = {}) {
  const mine = ++reading,
    task = state.task,
    found = await askServer(name, { ...ask(), ...more });
  if (mine !== reading || task !== state.task) return;
  if (found.error) {
    wrongBring(found.error);
    return;
  }
  brought[task].view = { ...(brought[task].view || {}), ...found };
  drawBring();
  if (['waiting', 'preparing'].includes(found.state)) {
    await wait(POLL_MS);
    if (mine === reading) reread('files_state');
  }
}

function chooser(file, side, columns, chosen) {
  const select = make(
    'select',
    { className: 'box' },
    ...(chosen ? [] : [make('option', { value: '', textContent: W['column.none'] })]),
    ...columns.map((column) => make('option', { value: column, textContent: column })),
  );
  select.value = chosen ?? '';
  select.dataset.side = side;
  select.addEventListener('change', () => reread('choose_reading', { id: file.id, [side]: select.value }));
  return make(
    'label',
    { className: 'field' },
    make('span', {
      className: 'label',
      textContent:
        side === 'column' && file.kind === 'sound' ? W['column.speaker'] : about().columns[side === 'column' ? 0 : 1],
    }),
    select,
  );
}
const previewOf = (rows) => tableOf(about().columns, rows, W['bring.first']);

function fileView(file) {
  const kids = [make('p', { className: 'name' }, make('b', { textContent: file.name }))];
  if (file.fault) kids.push(make('p', { className: 'wrong', textContent: file.fault }));
  if (file.columns?.length > 1)
    kids.push(
      make('p', { className: 'help', textContent: W['bring.columns'] }),
      make(
        'div',
        { className: 'columns' },
        chooser(file, 'column', file.columns, file.column),
        chooser(file, 'target_column', file.columns, file.target),
      ),
    );
  if (!file.fault && file.sure === false)
    kids.push(make('p', { className: 'help', textContent: say('bring.encoding', { encoding: file.encoding }) }));
  kids.push(...(file.warnings || []).map((sentence) => make('p', { className: 'help warned', textContent: sentence })));
  return make('div', { className: 'file-read' }, ...kids);
}
function factsOf(view) {
  if (view.state !== 'ready')
    return view.fault
      ? ''
      : view.total
        ? say(`bring.stage.${view.stage}`, { percent: Math.min(99, Math.round((100 * view.done) / view.total)) })
        : W['bring.reading'];
  const languages = view.languages.map((key) => W[`language.${key}`] || key),
    rows = say('bring.rows', { train: number(view.train_rows), held: number(view.validation_rows) });
  const kinds_ = view.classes
    ? say('bring.classes', {
        count: view.classes,
        list:
          view.labels.map((label, i) => `${label} ${number(view.counts[i])}`).join(zh ? '、' : ', ') +
          (view.classes > view.labels.length ? ' …' : ''),
      })
    : '';
  const spoken_ =
    state.task === 'translation'
      ? say('bring.languages', { from: languages[0], to: languages[1] })
      : state.task === 'speech'
        ? ''
        : say('bring.language', { language: languages[0] });
  return [rows, kinds_, spoken_].filter(Boolean).join(zh ? '' : ' ');
}
function drawBring() {
  const view = own()?.view;
  const ready = view?.state === 'ready';
  element.firstElementChild.classList.toggle('has-own', Boolean(ready));
  if (!view) {
    readFiles.replaceChildren();
    return;
  }
  const start = make('button', {
    type: 'button',
    className: 'btn go start-task',
    textContent: W['bring.start'],
    disabled: !ready,
    onclick: startRun,
  });
  const settings = make('button', {
    type: 'button',
    className: 'btn bare to-settings',
    textContent: W['bring.settings'],
    disabled: !ready,
    onclick: () => planRun('model'),
  });
  const preview = view.shown?.length ? view.shown : view.files?.[0]?.examples,
    sample = own().source.startsWith('sample:');
  readFiles.replaceChildren(
    ...(sample
      ? [make('p', { className: 'name' }, make('b', { textContent: W['bring.sample.name'] }))]
      : (view.files || []).slice(0, 6).map(fileView)),
    make('p', { className: 'facts num', textContent: factsOf(view) }),
    ...(view.warnings || []).map((sentence) => make('p', { className: 'help warned', textContent: sentence })),
    ...(view.fault && !view.files?.some((file) => file.fault === view.fault)
      ? [make('p', { className: 'wrong', textContent: view.fault })]
      : []),
    ...(preview?.length ? [make('p', { className: 'label', textContent: W['bring.first'] }), previewOf(preview)] : []),
    make('div', { className: 'drop-line' }, start, settings),
    make('p', { className: 'help', textContent: W['bring.start.help'] }),
  );
}

const plan = (draft) => window.terrarium.choices.choose('plan', (heard) => trigger('plan', { draft, heard }));
async function startRun(event) {
  event.currentTarget.disabled = true;
  wrongBring('');
  const found = await askServer('start_task', ask());
  if (found.error) {
    wrongBring(found.error);
    drawBring();
    return;
  }
  state.byHand[state.task] = found.run; // who comes back wants to try what they grew
  plan(found.draft);
  document.dispatchEvent(new CustomEvent('terrarium:run', { detail: found.run }));
  window.terrarium.open('train');
  drawBring();
}
async function planRun(tab) {
  const found = await askServer('plan_run', ask());
  if (found.error) {
    wrongBring(found.error);
    return;
  }
  plan(found.draft);
  window.terrarium.open(tab);
}
$('.drop-file').addEventListener('click', () => chooseFiles(about().accepts, true, takeFiles));
$('.use-sample').addEventListener('click', async () => {
  const found = await askServer('sample_source', { task: state.task });
  if (found.source) readSource(found.source);
  else wrongBring(found.error || W['bring.sample.none']);
});
dropInto(bring, takeFiles);
