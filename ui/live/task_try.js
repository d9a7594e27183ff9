// Trying a run: what is given, the answer, its evidence. Only the answer to the newest question is shown.
const box_ = $('.given textarea'),
  form = $('.given'),
  MOST_TRIES = 4;
let typing = 0,
  composing = false;

box_.value = typed[state.task] || '';
box_.addEventListener('input', () => {
  typed[state.task] = box_.value;
  keepTexts();
});

function grow() {
  box_.style.height = 'auto';
  box_.style.height = `${Math.min(220, Math.max(44, box_.scrollHeight + 2))}px`;
}
function clearOutcome() {
  data = null;
  $('.outcome').hidden = true;
  tell('');
}

async function attempt(more = {}) {
  clearTimeout(typing);
  const text = box_.value,
    spoken_ = state.task === 'speech';
  if (!state.run || (spoken_ && !more.sound && !more.clip)) return;
  typed[state.task] = text;
  if (!spoken_ && !text.trim()) {
    clearOutcome();
    return;
  }
  const mine = ++latest,
    slow = setTimeout(() => mine === latest && note(W.reading), 500);
  const found = await askServer('try_task', {
    run: state.run,
    task: state.task,
    input: text,
    beams: state.beams,
    documents: state.documents,
    ...more,
  });
  clearTimeout(slow);
  if (mine !== latest || (found.task !== state.task && !found.error)) return;
  if (found.error) {
    clearOutcome();
    return note(found.error);
  }
  note(
    [found.unknown ? say('unknown', { characters: found.unknown }) : '', ...(found.notes || [])]
      .filter(Boolean)
      .join(zh ? '' : ' '),
  );
  data = found;
  if (found.wave) play(bytesOf(found.wave), false);
  showOutcome();
}

function showOutcome() {
  const kind = kinds[state.task];
  $('.outcome').hidden = false;
  $('.said').replaceChildren(...kind.answer(data));
  $('.meta').textContent = [seconds(data.waited ?? data.seconds), say('at-step', { step: number(data.step) })].join(
    ' · ',
  );
  $('.why').replaceChildren(W[kind.why]);
  $('.because').textContent = W[kind.because];
  const view = kind.views.includes(state.view[state.task]) ? state.view[state.task] : kind.views[0];
  $('.views').hidden = kind.views.length < 2;
  $('.views').replaceChildren(
    ...kind.views.map((name) => {
      const button = make('button', {
        type: 'button',
        textContent: W[`view.${name}`],
        title: W[`view.${name}.help`],
        onclick: () => {
          state.view[state.task] = name;
          showOutcome();
          $(`.views [data-view="${name}"]`)?.focus();
        },
      });
      button.dataset.view = name;
      button.setAttribute('aria-pressed', String(name === view));
      return button;
    }),
  );
  $('.picture').replaceChildren();
  kind.draw($('.picture'), data, view);
}

function showTries(tries) {
  const chip = (one) => {
    const label = one.input || one.clip,
      button = make('button', {
        type: 'button',
        className: 'chip try-this',
        textContent: label,
        title: one.answer ? say('tries.right', { answer: one.answer }) : label,
      });
    button.addEventListener('click', () => {
      if (one.clip && state.task === 'speech') attempt({ clip: one.clip });
      else {
        box_.value = one.input;
        grow();
        attempt();
      }
    });
    return button;
  };
  $('.tries').hidden = !tries.length;
  $('.tries').replaceChildren(
    make('span', { className: 'sub', textContent: W['tries.line'] }),
    ...tries.slice(0, MOST_TRIES).map(chip),
  );
}

// A run that is chosen is tried at once with one of its own validation examples, unless something is written already.
async function chooseRun(run, byHand) {
  Object.assign(state, { run });
  if (byHand) state.byHand[state.task] = run;
  clearOutcome();
  note('');
  showScore();
  const mine = ++latest,
    slow = setTimeout(() => mine === latest && note(W.loading), 700),
    found = await askServer('about_run', { run, task: state.task });
  clearTimeout(slow);
  if (mine !== latest) return;
  note('');
  if (found.error) {
    showTries([]);
    return note(found.error);
  }
  showTries(found.tries);
  showShelf(found);
  const first = found.tries[0];
  if (state.task === 'speech') {
    if (first?.clip) attempt({ clip: first.clip });
    return;
  }
  if (!box_.value.trim() && first) {
    box_.value = first.input;
    grow();
  }
  attempt();
}

// Word by word, or several translations side by side of which the likeliest is kept.
function showWays() {
  $('.ways').hidden = state.task !== 'translation';
  $('.ways .help').textContent = W[state.beams > 1 ? 'beams.4.help' : 'beams.1.help'];
  pressedOne($$('.ways button'), $(`.ways [data-beams="${state.beams}"]`));
}
$('.ways .seg').append(
  ...[1, 4].map((beams) => {
    const button = make('button', {
      type: 'button',
      textContent: W[`beams.${beams}`],
      onclick: () => {
        state.beams = beams;
        showWays();
        attempt();
      },
    });
    button.dataset.beams = beams;
    return button;
  }),
);

// Documents to answer from: those that were dropped here, else the ones that the run was kept from.
function showShelf(found) {
  $('.shelf').hidden = state.task !== 'question-answering';
  if (found) state.own = found.own ?? 0;
  $('.books').replaceChildren(
    ...state.documents.map((id) => {
      const bin = make('button', {
        type: 'button',
        className: 'bin',
        textContent: '×',
        ariaLabel: say('shelf.remove', { name: state.names[id] }),
        onclick: () => {
          state.documents = state.documents.filter((one) => one !== id);
          showShelf();
          attempt();
        },
      });
      return make(
        'span',
        { className: 'book' },
        make('span', { textContent: state.names[id], title: state.names[id] }),
        bin,
      );
    }),
  );
  $('.own-books').hidden = !state.documents.length;
  $('.books-help').textContent = state.documents.length
    ? W['shelf.help.yours']
    : state.own
      ? say('shelf.help.own', { count: number(state.own) })
      : W['shelf.help.none'];
}
const takeBooks = (files) =>
  send(files, (added) => {
    if (added.fault) return note(added.fault);
    added.ids.forEach((id, i) => {
      state.names[id] = added.names[i];
    });
    state.documents = [...state.documents, ...added.ids].slice(-64);
    showShelf();
    attempt();
    return undefined;
  });
$('.drop-books').addEventListener('click', () => chooseFiles(props.documents, true, takeBooks));
$('.own-books').addEventListener('click', () => {
  state.documents = [];
  showShelf();
  attempt();
});
dropInto($('.try'), (files) => {
  if (state.task === 'question-answering') takeBooks(files);
  else if (state.task === 'speech') hearFiles(files);
  else manyFiles(files);
});

box_.addEventListener('input', () => {
  grow();
  clearTimeout(typing);
  if (!composing) typing = setTimeout(attempt, PAUSE_MS);
});
box_.addEventListener('compositionstart', () => {
  composing = true;
});
box_.addEventListener('compositionend', () => {
  composing = false;
  typing = setTimeout(attempt, PAUSE_MS);
});
box_.addEventListener('keydown', (event) => {
  if (isEnter(event) && state.task !== 'summarization') {
    event.preventDefault();
    attempt();
  }
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  attempt();
});
