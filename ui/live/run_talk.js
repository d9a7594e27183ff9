// The same few questions as a run answered them along the way: a row a question, with what it said at first, in between and
// now. All of it comes from people or models, so it goes in as text. Used by run_panel.js.
//   talkTable(table, samples, words, make): samples in order, each { step, exchanges: [{ question, answer, expected, taught }] }
const talkTable = (table, samples, W, make) => {
  const say = (key, values) => filledIn(W[key], values);
  const now = samples.at(-1),
    told = samples.filter((s) => s.exchanges.length === now.exchanges.length),
    last = told.length - 1;
  const shown = [...new Set([0, Math.round(0.7 * last), last])].map((i) => told[i]); // steps double: most happens late among them
  const at = (s) => say('samples.step', { step: s.step.toLocaleString('en-US') }),
    has = (text) => text !== null && text !== undefined;
  const cell = (s, number) => {
    const { answer, expected } = s.exchanges[number],
      right = has(expected) && answer === expected,
      newest = s === now;
    const said = make('span', {
      className: answer ? 'voice' : 'voice nothing',
      textContent: answer || W['samples.nothing'],
      title: answer ?? '',
    });
    const td = make(
      'td',
      { className: `${newest ? 'now' : 'then'}${right ? ' right' : has(expected) ? ' off' : ''}` },
      said,
    );
    td.dataset.at = at(s);
    if (right)
      said.append(
        ' ',
        make('span', { className: 'tick', role: 'img', ariaLabel: W['samples.right'], textContent: '✓' }),
      );
    else if (newest && has(expected))
      td.append(
        make('span', {
          className: 'expected',
          textContent: say('samples.expected', { answer: expected }),
          title: expected,
        }),
      );
    return td;
  };
  const asked = ({ question, taught, expected }) => {
    const head = make(
      'th',
      { scope: 'row' },
      make('span', { className: 'question', textContent: question, title: question }),
    );
    if (!taught && has(expected))
      head.append(
        ' ',
        make('span', { className: 'new', textContent: W['samples.new'], title: W['samples.new.means'] }),
      );
    return head;
  };
  table
    .querySelector('thead tr')
    .replaceChildren(
      make('th', { scope: 'col' }, make('span', { className: 'sr', textContent: W['samples.question'] })),
      ...shown.map((s) => make('th', { scope: 'col', className: s === now ? 'at now' : 'at', textContent: at(s) })),
    );
  table
    .querySelector('tbody')
    .replaceChildren(
      ...now.exchanges.map((exchange, i) => make('tr', {}, asked(exchange), ...shown.map((s) => cell(s, i)))),
    );
};
