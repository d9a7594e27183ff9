// An answer in its source: the passages that were found, how well each matches, and the answer marked where it stands.
const cutAt = (text, spans) => {
  const parts = [];
  let at = 0;
  spans.forEach(([from, to, className]) => {
    if (from > at) parts.push(text.slice(at, from));
    parts.push(make('mark', { className, textContent: text.slice(Math.max(at, from), to) }));
    at = Math.max(at, to);
  });
  return [...parts, text.slice(at)];
};
const OPEN = 2; // passages whose text shows at once
// Places come in characters; a script counts in UTF-16.
const placesOf = (text) => {
  const ends = [0];
  for (const one of text) ends.push(ends.at(-1) + one.length);
  return (at) => ends[clamp(at, 0, ends.length - 1)];
};

function passage(one, most, first, open) {
  const at = placesOf(one.text),
    said = one.start !== null && one.start !== undefined && one.end !== null;
  const sentence = one.sentence ? [at(one.sentence[0]), at(one.sentence[1])] : null,
    answer = said ? [at(one.start), at(one.end)] : null;
  const hit = first ? 'hit' : 'maybe',
    spans = !answer
      ? sentence && first
        ? [[...sentence, 'about']]
        : []
      : !sentence || answer[0] < sentence[0] || answer[1] > sentence[1]
        ? [[...answer, hit]]
        : [
            [sentence[0], answer[0], 'about'],
            [...answer, hit],
            [answer[1], sentence[1], 'about'],
          ].filter(([from, to]) => to > from);
  const gauge = make('span', { className: 'gauge' }, make('i'));
  gauge.style.setProperty('--w', clamp(one.bm25 / Math.max(1e-6, most)).toFixed(2));
  gauge.setAttribute('aria-hidden', 'true');
  const body = make('p', { className: 'voice' }, ...cutAt(one.text, spans));
  const from = make(
    'summary',
    { className: 'from' },
    make('b', { textContent: one.source || W['shelf.unnamed'] }),
    gauge,
    make('span', { className: 'num', textContent: say('bm25', { score: one.bm25.toFixed(1) }) }),
  );
  return make('li', { className: first ? 'first' : '' }, make('details', { open }, from, body));
}

kinds['question-answering'] = {
  views: [],
  why: 'passages',
  because: 'passages.because',
  answer: (found) =>
    found.answer
      ? [
          make(
            'p',
            { className: 'verdict' },
            make('span', { className: 'voice', textContent: found.answer }),
            make('span', { className: 'num', textContent: percent(found.confidence ?? 0) }),
          ),
        ]
      : [make('p', { className: 'refusal' }, make('b', { textContent: W.refusal }), ' ', W['refusal.more'])],
  draw(box, found) {
    const most = Math.max(0, ...found.passages.map((one) => one.bm25)),
      first = Math.max(
        0,
        found.passages.findIndex((one) => one.start !== null && one.start !== undefined),
      );
    const list = make(
      'ol',
      { className: 'passages', ariaLabel: W.passages },
      ...found.passages.map((one, i) =>
        passage(one, most, found.answer !== null && i === first, i === first || i < OPEN),
      ),
    );
    box.append(found.passages.length ? list : make('p', { className: 'quiet', textContent: W['passages.none'] }));
    tell('');
  },
};
