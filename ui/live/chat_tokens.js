// An answer as clickable pieces, and the panel that opens one token. Bytes that form one character together are one piece.

// Pieces stand in `voice`; piece.dataset.from and .to say which tokens it is made of.
function addToken(voice, answer, index) {
  const token = answer.tokens[index],
    last = voice.lastElementChild;
  if (fills(answer.manner || '') && token.blank === undefined) {
    // what was given: nothing to open
    voice.append(make('span', { textContent: token.text }));
    return;
  }
  let piece = last?.dataset.open === 'yes' ? last : null;
  if (!piece) {
    piece = make('span', { className: 'w', tabIndex: $('.w', voice) ? -1 : 0 });
    piece.setAttribute('role', 'button');
    piece.setAttribute('aria-pressed', 'false');
    piece.dataset.from = index;
    voice.append(piece);
  }
  piece.dataset.to = index;
  piece.dataset.open = token.text || token.blank !== undefined ? 'no' : 'yes';
  if (token.blank !== undefined) return showFilled(piece, token);
  if (!token.text) return;
  const before = [...voice.children].slice(0, -1).every((one) => one.classList.contains('blank'));
  const blank = !token.text.trim();
  piece.classList.toggle('blank', blank && before); // an answer never begins with empty lines on the screen
  piece.classList.toggle('break', blank && !before && token.text.includes('\n'));
  piece.textContent = blank && before ? drawn(token.text) : token.text;
  if (blank) piece.setAttribute('aria-label', spoken(token.text));
}
// A blank that was filled: the surer, the greener.
function showFilled(piece, token) {
  piece.classList.add('filled');
  piece.classList.toggle('chosen', Boolean(token.chosen));
  piece.style.setProperty('--sure', token.p);
  piece.textContent = token.text.trim() ? token.text : drawn(token.label);
  piece.setAttribute('aria-label', `${spoken(token.label)}, ${percent(token.p)}`);
}
const textOf = (answer) => answer.tokens.map((token) => token.text).join('');

// The panel. `choose(other)` goes on from another token than the model's.
function openToken(panel, answer, index, choose) {
  const token = answer.tokens[index],
    others = token.others || [],
    filling = token.blank !== undefined;
  const from = (() => {
    let k = index;
    while (k > 0 && !answer.tokens[k - 1].text) k--;
    return k;
  })();
  const to = (() => {
    let k = index;
    while (k < answer.tokens.length - 1 && !answer.tokens[k].text) k++;
    return k;
  })();
  $('.hint', panel).hidden = true;
  $('.opened', panel).hidden = false;
  $('.others', panel).hidden = !others.length;
  $('.else', panel).textContent = W[filling ? 'else.fill' : 'else'];
  $('.own', panel).textContent = W[filling ? 'opened.help.fill' : 'opened.help'];
  $('.open-tok .voice', panel).textContent = drawn(token.label);
  $('.share', panel).textContent = token.p === undefined ? '' : percent(token.p);
  const rank = others.findIndex(([, id]) => id === token.id) + 1,
    nats = token.p === undefined ? '' : Math.max(0, -Math.log(Math.max(token.p, 1e-9))).toFixed(2);
  if (nats) fill($('.rank', panel), rank ? 'opened.rank' : 'opened.far', { rank, count: others.length, nats });
  else $('.rank', panel).textContent = '';
  if (token.chosen) $('.rank', panel).append(` ${W['opened.chosen']}`);
  $('.part', panel).textContent = to > from ? say('opened.part', { part: index - from + 1, parts: to - from + 1 }) : '';
  const shown = others.slice(0, 6);
  if (others.length && !shown.some(([, id]) => id === token.id) && token.p !== undefined)
    shown.push([token.label, token.id, token.p]);
  $('.alts', panel).replaceChildren(
    ...shown.map(([label, id, share]) => {
      const item = bar(label, share, id === token.id);
      if (id === token.id) return item;
      const button = make(
        'button',
        { type: 'button', onclick: () => choose({ label, id, p: share, others }) },
        ...item.childNodes,
      );
      button.setAttribute(
        'aria-label',
        say(filling ? 'use.fill' : 'use', { token: spoken(label), share: percent(share) }),
      );
      return make('li', {}, button);
    }),
  );
  const rest = Math.max(0, 1 - shown.reduce((sum, [, , share]) => sum + share, 0));
  fill($('.rest', panel), filling ? 'others.fill' : 'others', { share: percent(rest) });
}
function closePanel(panel) {
  $('.hint', panel).hidden = false;
  $('.opened', panel).hidden = $('.others', panel).hidden = $('.seen', panel).hidden = true;
}
