// What of an answer stands word for word in the training text: asked for when it is complete, then shaded, counted and told.
const HAN = /\p{Script=Han}/gu;
const weigh = (text) => [...text].length + (props.copied.heavy - 1) * (text.match(HAN) || []).length; // a Chinese character counts as two
async function compare(lane, turn) {
  const { it } = turn,
    text = textOf(it);
  if (fills(it.manner || '') || !text.trim()) return;
  const answer = await askServer('seen_before', { run: it.run, text });
  if (it.writing || textOf(it) !== text) return; // it went on meanwhile
  const before = JSON.stringify(it.copied);
  it.copied = answer.error ? { failed: true } : answer;
  shade(turn);
  showMeta(lane, turn);
  showKey();
  if (opened?.it === it) showSeen(it, opened.index);
  if (JSON.stringify(it.copied) !== before && !it.copied.failed) {
    lane.changed = true;
    keep();
  }
}
// Where each token begins, in characters, and which characters are copied.
function placesOf(it) {
  const places = [0];
  it.tokens.forEach(({ text }) => places.push(places.at(-1) + [...text].length));
  return places;
}
function coveredIn(it) {
  const covered = new Set();
  (it.copied?.spans || []).forEach(({ from, to }) => {
    for (let place = from; place < to; place++) covered.add(place);
  });
  return covered;
}
function shade(turn) {
  const {
    it,
    nodes: { voice },
  } = turn;
  if (!it.copied?.spans && !$('.copied', voice)) return;
  const places = placesOf(it),
    covered = coveredIn(it);
  $$('.w:not(.blank)', voice).forEach((piece) => {
    const at = places[piece.dataset.from],
      letters = [...piece.textContent],
      there = letters.map((_, i) => covered.has(at + i));
    piece.classList.toggle('copied', letters.length > 0 && there.every(Boolean));
    if (there.every((one) => one === there[0])) {
      piece.textContent = piece.textContent;
      return;
    }
    const runs = [];
    letters.forEach((letter, i) => {
      if (runs.at(-1)?.there === there[i]) runs.at(-1).text += letter;
      else runs.push({ there: there[i], text: letter });
    });
    piece.replaceChildren(
      ...runs.map((one) => (one.there ? make('span', { className: 'copied', textContent: one.text }) : one.text)),
    );
  });
}
// The share of an answer's characters that are copied, blanks left out; null where that says nothing.
function copiedShare(it) {
  if (!it.copied?.spans || weigh(textOf(it).trim()) < props.copied.least) return null;
  const covered = coveredIn(it),
    letters = [...textOf(it)]
      .slice(0, it.copied.compared)
      .map((letter, i) => [letter, i])
      .filter(([letter]) => letter.trim());
  return letters.filter(([, i]) => covered.has(i)).length / Math.max(1, letters.length);
}
function showKey() {
  $('.key').hidden = !$('.turns .copied', card);
}

// In the panel of an opened token.
function showSeen(it, index) {
  const section = $('.seen', panel),
    says = $('.says', section),
    passage = $('.passage', section);
  section.hidden = fills(it.manner || '') || Boolean(it.writing);
  passage.hidden = true;
  if (section.hidden) return;
  const places = placesOf(it),
    from = places[index],
    to = Math.max(places[index + 1], from + 1),
    text = [...textOf(it)];
  if (!it.copied?.spans) {
    says.textContent = W[it.copied?.failed ? 'seen.failed' : it.copied?.gone ? 'seen.gone' : 'seen.waiting'];
    return;
  }
  const span = it.copied.spans
    .filter((one) => one.from < to && from < one.to)
    .sort((a, b) => b.to - b.from - (a.to - a.from))[0];
  const whole = span && !(text.slice(0, span.from).join('') + text.slice(span.to).join('')).trim();
  const often =
    span?.count >= props.copied.most ? 'seen.times.most' : span?.count === 1 ? 'seen.times.one' : 'seen.times';
  if (span)
    fill(says, whole ? 'seen.whole' : 'seen.part', {
      times: say(often, { count: number(span.count) }),
      length: number(span.to - span.from),
    });
  else
    fill(
      says,
      weigh(text.join('').trim()) < props.copied.least
        ? 'seen.short'
        : from >= it.copied.compared
          ? 'seen.far'
          : 'seen.none',
      {
        least: props.copied.least,
        chinese: props.copied.least / props.copied.heavy,
        count: number(it.copied.compared),
      },
    );
  if (!it.copied.whole) says.append(` ${say('seen.first', { count: many(it.copied.of_characters) })}`);
  if (!span) return;
  const source = [...span.source],
    end = span.at + Math.min(span.to - span.from, props.copied.passage);
  passage.hidden = false;
  passage.replaceChildren(
    source.slice(0, span.at).join(''),
    make('span', { className: 'copied', textContent: source.slice(span.at, end).join('') }),
    source.slice(end).join(''),
  );
}
