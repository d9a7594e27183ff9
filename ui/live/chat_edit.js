// What a person said, and saying it anew: the conversation is cut there, and goes on from the new words.
function drawMine(lane, turn) {
  const edit = make('button', {
    type: 'button',
    className: 'btn small bare edit',
    textContent: W.edit,
    title: W['edit.help'],
    onclick: () => openEdit(lane, turn),
  });
  edit.setAttribute('aria-label', say('edit.label', { text: turn.me.slice(0, 60) }));
  const words = make(
    'p',
    { className: 'me' },
    make('span', { className: 'sr', textContent: `${W.you}${zh ? '：' : ': '}` }),
    make('span', { textContent: turn.me }),
  );
  return make('div', { className: 'mine' }, edit, words);
}
function openEdit(lane, turn) {
  const { mine } = turn.nodes,
    box = make('textarea', { className: 'box', rows: 1, maxLength: 20000, value: turn.me });
  box.setAttribute('aria-label', W['edit.box']);
  const fit = () => {
    box.style.height = 'auto';
    box.style.height = `${Math.min(200, box.scrollHeight + 2)}px`;
  };
  const close = () => {
    form.replaceWith(mine);
    $('.edit', mine).focus();
  };
  const cancel = make('button', {
    type: 'button',
    className: 'btn small bare',
    textContent: W['edit.cancel'],
    onclick: close,
  });
  const form = make(
    'form',
    { className: 'editing' },
    box,
    make(
      'div',
      { className: 'row' },
      make('span', { className: 'quiet', textContent: W['edit.keys'] }),
      cancel,
      make('button', { type: 'submit', className: 'btn small', textContent: W.send }),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (box.value.trim()) sayAnew(lane, turn, box.value);
    else box.focus();
  });
  box.addEventListener('input', fit);
  box.addEventListener('keydown', (event) => {
    if (isComposing(event)) return;
    if (isEnter(event)) {
      event.preventDefault();
      form.requestSubmit();
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
    }
  });
  mine.replaceWith(form);
  fit();
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}
async function sayAnew(lane, turn, text) {
  await hush(lane);
  const place = lane.turns.indexOf(turn);
  if (place < 0) return undefined;
  if (place < lane.turns.length - 1) {
    keep();
    Object.assign(lane, { talk: newTalk(), at: 0 });
  } // what came after it stays among the earlier ones
  if (opened?.lane === lane && lane.turns.indexOf(lane.turns.find(({ it }) => it === opened.it)) >= place) {
    opened = null;
    closePanel(panel);
  }
  lane.turns = lane.turns.slice(0, place);
  drawTurns(lane);
  textbox.focus();
  return tell(lane, text);
}
