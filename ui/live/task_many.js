// Many inputs at once: a file goes in, a CSV of answers comes out.
const many_ = $('.many'),
  got = $('.many .get');
let predicting = null,
  fileOf = '';
const saidMany = (sentence) => {
  $('.many-said').textContent = sentence || '';
};

const manyFiles = (files) => {
  if (!state.run) return;
  saidMany(W['many.sending']);
  hideCsv();
  send(files, (added) => {
    if (added.fault || !added.ids.length) return saidMany(added.fault || W.broken);
    return predictFiles(added.ids);
  });
};
function hideCsv() {
  got.hidden = true;
  if (got.href) URL.revokeObjectURL(got.href);
  got.removeAttribute('href');
}

async function predictFiles(uploads) {
  const begun = await askServer('predict_many', {
    run: state.run,
    task: state.task,
    uploads,
    documents: state.documents,
  });
  if (begun.error) {
    saidMany(begun.error);
    return;
  }
  const job = begun.job,
    name = state.runs.find((run) => run.id === state.run)?.name || state.task;
  predicting = job;
  fileOf = `${
    name
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'run'
  }-answers.csv`;
  $('.many .halt').hidden = false;
  $('.many .progress').hidden = false;
  showProgress($('.many .progress'), { done: 0, total: 1 });
  while (predicting === job) {
    const found = await askServer('predicting', { job });
    if (predicting !== job) return;
    if (found.error) {
      endMany();
      saidMany(found.error);
      return;
    }
    if (found.over) {
      endMany();
      showCsv(found);
      return;
    }
    if (found.total) {
      showProgress($('.many .progress'), found);
      saidMany(say('many.of', { done: number(found.done), total: number(found.total) }));
    } else saidMany(W['many.reading']);
    await wait(POLL_MS);
  }
}
function endMany() {
  predicting = null;
  $('.many .halt').hidden = true;
  $('.many .progress').hidden = true;
}
function showCsv(found) {
  if (!found.csv) {
    saidMany(W['many.stopped']);
    return;
  }
  got.href = URL.createObjectURL(new Blob(['\ufeff', found.csv], { type: 'text/csv;charset=utf-8' }));
  got.download = fileOf;
  got.textContent = W['many.get'];
  got.hidden = false;
  saidMany(
    [say('many.done', { count: number(found.rows) }), found.cut ? say('many.cut', { most: number(found.most) }) : '']
      .filter(Boolean)
      .join(zh ? '' : ' '),
  );
}
$('.drop-many').addEventListener('click', () =>
  chooseFiles(
    state.task === 'speech' ? about().accepts : '.csv,.tsv,.txt,.jsonl,.json',
    state.task === 'speech',
    manyFiles,
  ),
);
$('.many .halt').addEventListener('click', () => {
  if (predicting) askServer('stop_many', { job: predicting });
});
dropInto(many_, manyFiles);
