// A class with its probability, and the words that spoke for it or against it: by ground, by the line below, and by number.
const PART = 0.08; // below this part of the largest a word's share is told as none
const sized = (value) =>
  Math.abs(value) >= 0.095
    ? Math.abs(value).toFixed(2)
    : Math.abs(value) >= 0.0095
      ? Math.abs(value).toFixed(3)
      : Math.abs(value).toPrecision(1);
const signed = (value) => `${value >= 0 ? '+' : '−'}${sized(value)}`;

function contributions(box, found, view) {
  const of = (word) => (view === 'drop' ? word.drop : word.attribution) ?? 0;
  const most = Math.max(1e-9, ...found.words.map((word) => Math.abs(of(word)))),
    floor = PART * most;
  const items = found.words.map((word) => {
    const value = of(word),
      strength = Math.abs(value) / most,
      shown = Math.abs(value) >= floor;
    const item = make(
      'button',
      { type: 'button', className: `share ${!shown ? 'flat' : value > 0 ? 'toward' : 'against'}` },
      make('span', { className: 'voice', textContent: word.text }),
      make('small', { className: 'num', textContent: shown ? signed(value) : '·' }),
    );
    item.style.setProperty('--w', strength.toFixed(2));
    return item;
  });
  const line = make(
    'div',
    { className: 'shares', role: 'group', ariaLabel: say(`shares.${view}.label`, { label: found.label }) },
    ...items,
  );
  box.append(
    line,
    make(
      'p',
      { className: 'shares-key' },
      make(
        'span',
        { className: 'share toward' },
        make('span', { textContent: say('shares.toward', { label: found.label }) }),
      ),
      make(
        'span',
        { className: 'share against' },
        make('span', { textContent: say('shares.against', { label: found.label }) }),
      ),
    ),
  );
  $$('.shares-key .share', box).forEach((key) => key.style.setProperty('--w', 0.7));
  const told = (at) => {
    if (at === null) return tell(W[`shares.${view}.hint`]);
    const word = found.words[at],
      value = of(word);
    return tell(
      say(`shares.${view}.${Math.abs(value) < floor ? 'flat' : value > 0 ? 'toward' : 'against'}`, {
        word: word.text.trim(),
        value: sized(value),
        percent: percent(Math.abs(value)),
        label: found.label,
      }),
    );
  };
  touchable(line, items, told);
  told(null);
}

kinds.sentiment = {
  views: ['attribution', 'drop', 'table'],
  why: 'shares',
  because: 'shares.because',
  answer: (found) => [
    make(
      'p',
      { className: 'verdict' },
      make('span', { className: 'voice', textContent: found.label }),
      make('span', {
        className: 'num',
        // the endpoint's answer keeps its key: these are probabilities
        textContent: percent(found.odds.find(([label]) => label === found.label)?.[1] ?? 0),
      }),
    ),
    make(
      'ol',
      { className: 'bars probs' },
      ...found.odds.slice(0, 6).map(([label, share]) => bar(label, share, label === found.label)),
    ),
  ],
  draw(box, found, view) {
    if (view !== 'table') return contributions(box, found, view);
    box.append(
      tableOf(
        [W['shares.word'], W['view.attribution'], W['view.drop']],
        found.words.map((word) => [word.text, signed(word.attribution ?? 0), signed(word.drop ?? 0)]),
        W.shares,
      ),
    );
    return tell('');
  },
};
