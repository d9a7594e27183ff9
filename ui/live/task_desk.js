// The Tasks tab: the strip of tasks, their runs, and what each task changes on the page. Its panels: task_*.js.
const chooser_ = $('.runs');
$('.none').append(emptyTask());

$('.strip').append(
  ...props.tasks.map((task) => {
    const button = make(
      'button',
      { type: 'button', className: 'task', onclick: () => chooseTask(task.key) },
      make('b', { textContent: task.name }),
      make('span', { textContent: task.line }),
    );
    button.dataset.task = task.key;
    return button;
  }),
);
rove(
  $('.strip'),
  () => $$('.strip button'),
  () => 1,
  () => {},
);

function emptyTask() {
  const picture = make('span', { innerHTML: props.mark }); // our own file
  picture.setAttribute('aria-hidden', 'true');
  return make(
    'div',
    { className: 'empty' },
    picture,
    make('p', { className: 'h', textContent: W['empty.title'] }),
    make('p', { className: 'empty-line' }),
    make('button', {
      type: 'button',
      className: 'btn',
      textContent: W['empty.go'],
      onclick: () => {
        $('.drop-file').scrollIntoView({ block: 'center' });
        $('.drop-file').focus();
      },
    }),
  );
}

function dress() {
  const task = about(),
    none = !state.run;
  const card = element.firstElementChild;
  card.dataset.task = task.key;
  $$('.strip button').forEach((button) => {
    const on = button.dataset.task === task.key;
    button.setAttribute('aria-pressed', String(on));
  });
  $('.try .about').textContent = task.asks;
  box_.placeholder = task.hint;
  box_.setAttribute('aria-label', task.asks);
  $('.given .btn').textContent = task.go;
  box_.rows = task.key === 'summarization' ? 6 : 1;
  showWays();
  form.hidden = task.key === 'speech';
  $('.sounds').hidden = task.key !== 'speech';
  $('.none').hidden = !none;
  $('.works').hidden = none;
  chooser_.hidden = none;
  $('.empty-line').textContent = W[state.waiting ? 'empty.waiting' : 'empty'];
  $('.many').classList.toggle('off', none);
  $('.drop-many').disabled = none;
  $('.drop-file').textContent = W['bring.drop'];
  $('.bring-help').textContent = task.formats;
  $('.drop-many').textContent = W['many.drop'];
  $('.many-help').textContent = W[task.key === 'speech' ? 'many.help.speech' : 'many.help'];
  $('.use-sample').hidden = false;
  $('.measure').hidden = none || Boolean(report);
}

async function chooseTask(key) {
  if (key === state.task && state.run) return;
  Object.assign(state, { task: key, run: null, runs: [] });
  remember();
  address.note('tasks', { task: key, run: null });
  latest++;
  box_.value = typed[key] || '';
  clearOutcome();
  note('');
  showTries([]);
  wrongBring('');
  report = null;
  const play_ = $('.sounds audio');
  play_.pause?.();
  play_.hidden = true;
  dress();
  grow();
  drawBring();
  showShelf();
  showScore();
  if (!predicting) {
    saidMany('');
    hideCsv();
  }
  await refresh();
  if (own() && own().view?.state !== 'ready') reread('read_files');
}

// Runs: the page's choice until the person makes one. What was typed stays.
async function refresh(stay = false) {
  const task = state.task,
    answer = await askServer('runs_of_task', { task });
  if (task !== state.task) return;
  if (answer.error) {
    note(answer.error);
    return;
  }
  state.runs = answer.runs;
  state.waiting = answer.waiting;
  const there = (run) => answer.runs.some((one) => one.id === run);
  if (addressed) {
    if (there(addressed)) state.byHand[task] = addressed;
    else address.note('tasks', { run: null });
    addressed = null;
  }
  const wanted = there(state.byHand[task]) ? state.byHand[task] : stay && there(state.run) ? state.run : answer.default;
  showRuns(chooser_, answer.runs, wanted);
  const changed = wanted !== state.run;
  state.run = wanted;
  dress();
  if (wanted && (changed || (!data && !stay))) chooseRun(wanted, false);
}
async function watchRuns() {
  if (!visible() || predicting || measuringJob) return;
  if (state.waiting || !state.run) await refresh(true);
}

chooser_.addEventListener('change', () => {
  address.note('tasks', { task: state.task, run: chooser_.value });
  chooseRun(chooser_.value, true);
});
document.addEventListener('terrarium:address', (event) => {
  const asked = event.detail === 'tasks' ? address.says('tasks') : {};
  if (asked.task && asked.task !== state.task && props.tasks.some((one) => one.key === asked.task))
    chooseTask(asked.task);
});
watch('value', () => {
  const value = props.value;
  if (value?.draft) planned = value.draft;
  if (value?.added && wanting) {
    const then = wanting;
    wanting = null;
    then(value.added);
  }
});
document.addEventListener('terrarium:task', (event) => {
  window.terrarium.open('tasks');
  if (event.detail) chooseTask(event.detail);
});
document.addEventListener('terrarium:theme', () =>
  requestAnimationFrame(() => {
    if (data) showOutcome();
  }),
);
let seenBefore = false;
onSight(() => {
  if (!seenBefore) {
    seenBefore = true;
    dress();
    drawBring();
    refresh();
  } else refresh(true);
});
window.terrarium.link.follow(element, watchRuns, false);
if (props.value?.draft) planned = props.value.draft;
dress();
