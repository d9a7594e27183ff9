// Any sentence cut as the chosen text's tokenizer cuts it: each token with its id, blanks drawn.
speakTemplate();
let timer = 0,
  asked = 0,
  draft = props.value;
$('.lab-title').innerHTML = props.terms.tokenizer;
$('.lab-title .term').firstChild.textContent = W.lab; // our own sentence, escaped
const box = $('input'),
  host = $('.lab-tokens');
box.value = W['lab.example'];

function note(sentence) {
  host.replaceChildren(make('li', { className: 'quiet', textContent: sentence }));
  $('.lab-count').textContent = '';
}

async function cut() {
  clearTimeout(timer);
  if (!draft || !draft.source || element.offsetParent === null) return;
  const mine = ++asked,
    text = box.value;
  if (!text) {
    note(W['lab.empty']);
    return;
  }
  const found = await askServer('tokens', { text, draft });
  if (mine !== asked) return;
  if (found.error) {
    note(found.error);
    timer = setTimeout(cut, 3000);
    return;
  }
  if (found.waiting) {
    note(W['lab.wait']);
    timer = setTimeout(cut, 800);
    return;
  }
  host.replaceChildren(
    ...found.labels.map((label, i) => {
      const id = found.ids[i],
        unknown = id === found.unknown,
        token = make('li', { className: `piece tint-${i % 4}${unknown ? ' unknown' : ''}` });
      const name = unknown ? W['lab.unknown'] : spoken(label);
      token.title = say('lab.id', { label: name, id });
      token.append(
        make('span', { className: 'voice', textContent: unknown ? '<unk>' : drawn(label) || '·' }),
        make('small', { className: 'num', textContent: id }),
      );
      return token;
    }),
  );
  if (found.count > found.ids.length)
    host.append(make('li', { className: 'quiet', textContent: say('lab.more', { count: found.ids.length }) }));
  $('.lab-count').textContent = say('lab.count', {
    tokens: number(found.count),
    characters: number(found.characters),
    ratio: (found.characters / Math.max(1, found.count)).toFixed(2),
  });
}
let typed = false;
box.addEventListener('input', () => {
  typed = true;
  clearTimeout(timer);
  timer = setTimeout(cut, 200);
});
watch('value', () => {
  if (props.value && props.value.source) {
    draft = props.value;
    cut();
  }
});
document.addEventListener('terrarium:tokens', (event) => {
  if (!typed) box.value = event.detail;
  cut();
});
onSight(cut);
cut();
