// The Inspect tab: asks Python about a sentence at a step, and shows the answer. Its state and its parts: inspect_*.js.
function note(sentence, button, onPress) {
  const box = $('.note');
  box.hidden = !sentence;
  $('span', box).textContent = sentence || '';
  $('button', box).hidden = !button;
  $('button', box).textContent = button || '';
  $('button', box).onclick = onPress || null;
}

// Asking: the answer of a question is kept; only the answer to the newest question is shown.
async function answerOf(step, off) {
  const question = {
    run: state.run,
    step,
    text: state.text,
    answer: state.answer,
    map: state.map,
    head: state.head,
    off,
  };
  const key = JSON.stringify([state.run, step, state.text, state.answer, state.map, off]);
  if (held.has(key)) return held.get(key);
  const answer = await askServer('look_inside', question);
  if (!answer.error && step !== null && state.text !== null) {
    held.set(key, answer);
    if (held.size > MOST_HELD) held.delete(held.keys().next().value);
  }
  return answer;
}

// With no run there is an empty state and nothing else; while a run has no weights yet, the sentence alone.
function dress() {
  const card = element.firstElementChild;
  card.classList.toggle('bare', !state.run);
  card.classList.toggle('no-run', !state.run && !runs.waiting);
}

async function look() {
  dress();
  if (!state.run) {
    clearPicture();
    return note(runs.waiting ? W['no-weights'] : '');
  }
  const mine = ++latest;
  const slow = setTimeout(() => mine === latest && note(W.reading), 500);
  looking++;
  const answer = await answerOf(state.step, null);
  looking--;
  clearTimeout(slow);
  if (mine !== latest) return;
  if (answer.error) return note(answer.error);
  const fresh =
    !data ||
    ['run', 'text', 'answer', 'map'].some((one) => data[one] !== answer[one]) ||
    String(data.labels) !== String(answer.labels);
  if (document.activeElement !== textbox || state.text === null) textbox.value = answer.text;
  if (document.activeElement !== answerbox || state.answer === null) answerbox.value = answer.answer || '';
  Object.assign(state, { text: answer.text, answer: answer.answer, map: answer.map });
  showBoxes(answer);
  grow();
  if (!answer.labels.length) {
    clearPicture();
    showTime(answer);
    return note(W.empty);
  }
  take(answer, fresh);
  note(
    [
      answer.dropped
        ? say('cut', { seen: answer.labels.length, all: number(answer.labels.length + answer.dropped) })
        : '',
      answer.unknown ? say('unknown-characters', { characters: answer.unknown }) : '',
    ]
      .filter(Boolean)
      .join(zh ? '' : ' '),
  );
  if (state.off) lookWithout();
}

function take(answer, fresh) {
  if (!data || data.layers !== answer.layers || data.heads !== answer.heads) buildGrid(answer);
  data = answer;
  bytes = unpackBytes(answer.grid);
  without = null;
  if (state.head[0] >= data.layers || state.head[1] >= data.heads) state.headByHand = false;
  if (!state.headByHand && fresh) state.head = clearest();
  state.head = [Math.min(state.head[0], data.layers - 1), Math.min(state.head[1], data.heads - 1)];
  exacts.clear();
  exacts.set(exactKey(answer.head), unpackExact(answer.exact));
  if (fresh || state.place === null || state.place >= size()) state.place = firstPlace();
  if (fresh) {
    state.cursor = null;
    buildTokens();
  }
  showTime(answer);
  showMaps();
  showFound();
  drawThumbnails();
  paint();
  sharpen();
}
// The last place of which the truth is known; of what looks at another text, the middle.
const firstPlace = () => {
  if (data.keys) return size() >> 1;
  const known = data.real.findLastIndex((one) => one && one[4] !== '∎');
  return known < 0 ? Math.max(0, size() - 2) : known;
};
const clearest = () => {
  const best = data.found.find((one) => one.habit !== 'first') || data.found[0];
  return best ? [best.layer, best.head] : [0, 0];
};

// The bytes draw at once; the exact weights of a head follow.
async function sharpen() {
  const head = state.head,
    key = exactKey(head),
    mine = data;
  if (exacts.has(key)) return;
  const answer = await askServer('one_head', {
    run: data.run,
    step: data.step,
    text: data.text,
    answer: data.answer,
    map: data.map,
    off: data.off,
    head,
  });
  if (mine !== data || answer.error) return;
  exacts.set(key, unpackExact(answer.exact));
  if (String(head) === String(state.head)) paint();
}

// Runs: the page's choice until the person makes one. A sentence that was typed stays.
function chooseRun(run, byHand, head = null) {
  Object.assign(state, {
    run,
    byHand,
    text: state.typed ? state.text : null,
    answer: null,
    map: null,
    step: null,
    headByHand: head !== null,
    head: head ?? state.head,
  });
  tellAddress();
  look();
}
// The run that the address names, once; null where it names none that is here. What it says of a head is kept in headAsked.
let headAsked = null;
function takeAddress() {
  const found = runs.find((run) => run.id === addressed.run)?.id ?? null,
    head = [address.whole(addressed.layer, 1000), address.whole(addressed.head, 1000)];
  headAsked = head.includes(null) ? null : head;
  if (addressed.run && !found) address.note('inspect', { run: null, layer: null, head: null });
  if (runs.length) addressed = {};
  return found;
}
function tellAddress() {
  const [layer, head] = state.headByHand ? state.head : [null, null];
  if (state.byHand || state.headByHand) address.note('inspect', { run: state.run, layer, head });
}
async function refresh(stay = false) {
  const answer = await askServer('runs_to_inspect', {});
  if (answer.error) return note(answer.error);
  runs = Object.assign(answer.runs, { waiting: answer.waiting });
  showElsewhere($('.elsewhere'), answer.elsewhere);
  const there = runs.some((run) => run.id === state.run),
    named = takeAddress();
  const wanted = named ?? (there && (state.byHand || stay) ? state.run : answer.default);
  showRuns(chooser, runs, wanted);
  chooser.disabled = chooser.hidden = !runs.length;
  dress();
  if (wanted !== state.run) chooseRun(wanted, named !== null, named === null ? null : headAsked);
  else if (!data && !looking && state.text !== '') look();
}
async function watchRun() {
  if (looking) return undefined;
  if (!data || !runs.find((run) => run.id === state.run)?.active || ++watched % 4 === 0) return refresh(Boolean(data));
  const mine = data,
    answer = await askServer('steps_of_run', { run: state.run });
  if (mine !== data || answer.error) return undefined;
  data.steps = answer.steps;
  showTime(data);
  const newest = answer.steps.at(-1)[0];
  if (newest > data.step && state.step === null && !playing)
    note(say('newer', { step: number(newest) }), W['newer.show'], look);
  return undefined;
}

function showBoxes({ asks, pairs, hides }) {
  $('#inspect-answer').hidden = !asks;
  answerbox.placeholder = W[hides ? 'answer.hint.blanks' : pairs ? 'answer.hint' : 'answer.hint.half'];
}
function grow() {
  [textbox, answerbox].forEach((box) => {
    box.style.height = 'auto';
    box.style.height = `${Math.min(118, box.scrollHeight + 2)}px`;
  });
}
let typing,
  composing = false;
const read = () => {
  clearTimeout(typing);
  const text = textbox.value,
    answer = text === state.text ? answerbox.value || null : null; // another text, another answer
  if (text === state.text && answer === state.answer) return;
  Object.assign(state, { text, answer, typed: Boolean(text) });
  if (answer === null) answerbox.value = '';
  look();
};
[textbox, answerbox].forEach((box) => {
  box.addEventListener('input', () => {
    grow();
    clearTimeout(typing);
    if (!composing) typing = setTimeout(read, PAUSE_MS);
  });
  box.addEventListener('compositionstart', () => {
    composing = true;
  });
  box.addEventListener('compositionend', () => {
    composing = false;
    typing = setTimeout(read, PAUSE_MS);
  });
  box.addEventListener('keydown', (event) => {
    if (isEnter(event)) {
      event.preventDefault();
      read();
    }
  });
});
chooser.addEventListener('change', () => chooseRun(chooser.value, true));
document.addEventListener('terrarium:address', (event) => {
  if (event.detail === 'inspect') {
    addressed = address.says('inspect');
    if (addressed.run) refresh();
  }
});
document.addEventListener('terrarium:theme', () =>
  requestAnimationFrame(() => {
    colors = heatColors();
    if (data) {
      drawThumbnails();
      paintPicture();
    }
  }),
);
textbox.value = address.keepText(textbox, 'inspect', () =>
  state.typed || textbox.value !== (data?.text ?? '') ? textbox.value : '',
);
answerbox.value = address.keepText(answerbox, 'inspect-answer', () =>
  answerbox.value !== (data?.answer ?? '') ? answerbox.value : '',
);
if (textbox.value) Object.assign(state, { text: textbox.value, answer: answerbox.value || null, typed: true });
let lastWidth = 0;
new ResizeObserver(() => {
  const width = element.clientWidth;
  if (width && width !== lastWidth) {
    lastWidth = width;
    if (data) {
      paintPicture();
      showTime(data);
    }
  }
}).observe(element);
window.terrarium.link.follow(element, watchRun, false);
showPlay();
$('.none').append(emptyState());
$('.switch-name').textContent = say('q3.switch', { head: headName(state.head ?? [0, 0]) }); // a switch has its name before the first answer
onSight(() => refresh());
