// The first dialogues as a model reads them, what it learns of them shaded; and the template that writes them so.
const own = $('#own-template'),
  told = $('.told'),
  shaded = $('.shaded');
let shadeAsked = 0,
  typing = 0;

// Newlines are drawn and break the line; blanks stay blanks, since every token has a ground of its own.
const inLine = (label) => label.replace(/\r?\n/g, '⏎\n').replace(/\t/g, '⇥');

function tokenOf([label, id, learnt, mark]) {
  const token = make('span', { className: `tk${mark ? ' tag' : ''}`, textContent: inLine(label) });
  if (id === null) return token;
  Object.assign(token.dataset, { id, label, learnt: learnt ? 'learnt' : 'read' });
  token.tabIndex = -1;
  token.title = say('shade.id', { id });
  return token;
}

function dialogueOf({ pieces, more }) {
  const row = make('li');
  let run = null;
  pieces.forEach((piece, i) => {
    const learnt = piece[2],
      turns = i && pieces[i - 1][2] && !learnt; // an answer is over: what follows begins a line of its own
    if (turns && !piece[0].startsWith('\n')) row.append(make('br'));
    if (!run || (i && pieces[i - 1][2] !== learnt)) {
      run = make(learnt ? 'mark' : 'span', { className: learnt ? 'learnt' : 'heard' });
      row.append(run);
    }
    run.append(tokenOf(piece));
  });
  if (more) row.append(make('span', { className: 'quiet', textContent: ' …' }));
  return row;
}

function drawShade(found) {
  const wrong = $('.shade .wrong');
  const said = found.fault && (found.code.startsWith('template-') || found.code === 'bad-value') ? found.fault : '';
  wrong.hidden = !said;
  if (wrong.textContent !== said) wrong.textContent = said;
  if (found.fault) {
    shaded.replaceChildren();
    told.textContent = '';
    return;
  }
  shaded.replaceChildren(...found.dialogues.map(dialogueOf));
  const first = $('.tk', shaded);
  if (first && found.tokens) first.tabIndex = 0;
  told.textContent = first ? W[found.tokens ? 'shade.hint' : 'shade.wait'] : '';
}

async function shade(draft = state.draft, preview = false) {
  $('.shade').hidden = state.format !== 'conversations';
  if (state.format !== 'conversations') return;
  const mine = ++shadeAsked,
    found = await askServer('shade', { draft, preview });
  if (mine === shadeAsked && state.format === 'conversations' && !found.error) drawShade(found);
}

function tell(event) {
  const token = event.target.closest?.('.tk[data-id]');
  if (!token) return;
  const { id, label, learnt } = token.dataset;
  told.replaceChildren(
    make('b', { className: 'voice', textContent: drawn(label) || '·' }),
    ` · ${say('shade.id', { id })} · ${W[`shade.${learnt}`]}`,
  );
}
['focusin', 'mouseover', 'click'].forEach((name) => shaded.addEventListener(name, tell));
rove(
  shaded,
  () => $$('.tk[data-id]', shaded),
  () => 12,
  (token) => {
    $$('.tk[tabindex="0"]', shaded).forEach((other) => {
      other.tabIndex = -1;
    });
    token.tabIndex = 0;
  },
);

// What was chosen shows at once; what is typed is sent after a pause.
function wish(template, text = null, delay = 0) {
  state = { ...state, template, own: text ?? state.own };
  showTemplate();
  pill('running', W['state.waiting']);
  choices.choose('template', (heard) => trigger('write_as', { template, own: text, heard }), delay);
}

function showTemplate() {
  $$('.template button').forEach((button) =>
    button.setAttribute('aria-pressed', button.dataset.template === state.template),
  );
  $('.template .about').textContent = W[`template.${state.template}.about`];
  $('.own').hidden = state.template !== 'custom';
  if (document.activeElement !== own && !typing && own.value !== state.own) own.value = state.own;
  $('.own .back').hidden = own.value.trim() === props.template.trim();
}
function typed() {
  clearTimeout(typing);
  const text = own.value;
  typing = setTimeout(() => {
    typing = 0;
    shade(
      {
        ...state.draft,
        changes: { ...state.draft.changes, 'data.chat_template': 'custom', 'data.custom_template': text },
      },
      true,
    );
  }, 250);
  if (text !== state.own) wish('custom', text, 1200);
  $('.own .back').hidden = text.trim() === props.template.trim();
}
$$('.template button').forEach((button) =>
  button.addEventListener('click', () => {
    if (state.template !== button.dataset.template) wish(button.dataset.template);
  }),
);
own.addEventListener('input', typed);
own.addEventListener('change', () => wish('custom', own.value));
$('.own .back').addEventListener('click', () => {
  own.value = props.template;
  typed();
  own.focus();
});
$('.t-template').append(window.terrarium.term('chat_template', W.template));
