// A document's sentences with what the model made of each: how much each matters, and how much was looked at while writing.
function sentences(box, found, view) {
  const of = (sentence) => (view === 'attention' ? sentence.attention : sentence.score) ?? 0;
  const most = Math.max(1e-6, ...found.sentences.map(of));
  const items = found.sentences.map((sentence, i) => {
    const value = of(sentence),
      item = make('li', { className: sentence.chosen ? 'chosen' : '' });
    item.style.setProperty('--w', clamp(value / most).toFixed(2));
    const mark = make('span', { className: 'num value', textContent: value.toFixed(2) }),
      gauge = make('span', { className: 'gauge' }, make('i'));
    gauge.setAttribute('aria-hidden', 'true');
    item.append(
      make('span', { className: 'num at', textContent: i + 1 }),
      gauge,
      mark,
      make('span', { className: 'voice', textContent: sentence.text }),
    );
    if (sentence.chosen) item.append(make('span', { className: 'tag', textContent: W['sentences.chosen'] }));
    return item;
  });
  const list = make('ol', { className: 'sentences', tabIndex: 0, ariaLabel: W['sentences.label'] }, ...items);
  list.setAttribute('role', 'list');
  list.dataset.scroll = '';
  box.append(list);
  tell(W[`sentences.${view}.hint`]);
}

kinds.summarization = {
  views: ['score', 'attention'],
  why: 'sentences',
  because: 'sentences.because',
  answer: (found) => [
    ...(found.abstractive
      ? [make('p', { className: 'label', textContent: W['summary.own'] }), voice(found.abstractive)]
      : []),
    make('p', { className: 'label', textContent: W['summary.picked'] }),
    voice(found.extractive || W.nothing, found.extractive ? 'picked' : 'quiet'),
  ],
  draw: sentences,
};
