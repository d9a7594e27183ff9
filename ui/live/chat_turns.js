// A lane's turns as they stand on the screen: what was said, what was written, and its facts.
function drawTurns(lane) {
  lane.turnsBox.replaceChildren();
  lane.turnsBox.classList.toggle('written-on', mannerOf(lane) === 'continue'); // one text that grows, not a dialogue
  if (!lane.turns.length) return drawHello(lane);
  lane.turns.forEach((turn) => drawTurn(lane, turn));
  drawSystem(lane);
  showKey();
  lane.turnsBox.scrollTop = lane.turnsBox.scrollHeight;
}
function drawHello(lane) {
  if (!runOf(lane)) return;
  const hello = make(
    'div',
    { className: 'hello' },
    make('p', {
      className: 'quiet',
      textContent: W[mannerOf(lane) === 'continue' ? 'hello' : `hello.${mannerOf(lane)}`],
    }),
  );
  const tries = lane.tries || [];
  if (tries.length)
    hello.append(
      make(
        'div',
        { className: 'tries' },
        make('span', { className: 'quiet', textContent: `${W['hello.try']} ` }),
        ...tries.map(({ text }) =>
          make('button', {
            type: 'button',
            className: 'btn small voice',
            textContent: text,
            onclick: () => {
              textbox.value = text;
              grow();
              note('');
              textbox.focus();
            },
          }),
        ),
      ),
    );
  lane.turnsBox.append(hello);
  drawSystem(lane);
  showKey();
}
function drawTurn(lane, turn) {
  const mine = drawMine(lane, turn);
  const voice = make('p', { className: 'voice' }),
    meta = make('div', { className: 'meta' }),
    fault = make('p', { className: 'fault', hidden: true });
  const it = make('div', { className: 'it' }, voice, fault, meta);
  Object.assign(turn, { nodes: { mine, voice, meta, fault, it } });
  lane.turnsBox.querySelector('.hello')?.remove();
  if (mannerOf(lane) === 'continue' && turn !== lane.turns[0]) lane.turnsBox.append('\n'); // as the model reads it
  lane.turnsBox.append(mine, it);
  turn.it.tokens.forEach((_, i) => addToken(voice, turn.it, i));
  shade(turn);
  showMeta(lane, turn);
}
function showMeta(lane, turn) {
  const {
      it,
      nodes: { meta, fault, voice },
    } = turn,
    last = turn === lane.turns.at(-1),
    manner = it.manner || 'continue',
    facts = [];
  voice.classList.toggle('writing', Boolean(it.writing));
  fault.hidden = !it.error;
  fault.textContent = it.error || '';
  if (it.waiting) facts.push(W.waiting);
  if (it.tokens.length) {
    facts.push(say('meta.tokens', { count: number(it.tokens.length) }));
    const told = (lane.tries || []).find((one) => one.answer !== undefined && one.text === turn.me);
    if (fills(manner))
      facts.splice(
        -1,
        1,
        it.tokens.filter((token) => token.blank !== undefined).length === 1
          ? W['meta.blank']
          : say('meta.blanks', { count: number(it.tokens.filter((token) => token.blank !== undefined).length) }),
      );
    if (told && !it.writing && !it.error && it.run === lane.run)
      facts.unshift(textOf(it) === told.answer ? W['meta.right'] : say('meta.wrong', { answer: told.answer }));
    if (it.firstMs != null && !fills(manner))
      facts.push(
        say('meta.first', {
          time:
            it.firstMs < 1000
              ? `${Math.round(it.firstMs)} ${zh ? '毫秒' : 'ms'}`
              : it.firstMs < 10000
                ? `${(it.firstMs / 1000).toFixed(1)} ${zh ? '秒' : 's'}`
                : lasting(it.firstMs / 1000),
        }),
      );
    if (it.speed && !fills(manner)) facts.push(say('meta.speed', { speed: number(Math.round(it.speed)) }));
    if (it.step != null && it.step !== (lane.step ?? it.step)) facts.push(say('meta.step', { step: number(it.step) }));
    if (it.beams > 1) facts.push(say('meta.beams', { count: it.beams }));
    else if (!fills(manner)) facts.push(say('meta.seed', { seed: it.seed }));
    const share = it.writing ? null : copiedShare(it);
    if (share !== null) facts.push(say('meta.copied', { share: `${Math.round(share * 100)}%` }));
    if (it.stopped) facts.push(W['meta.stopped']);
  }
  meta.replaceChildren(make('span', { textContent: facts.join(' · ') }));
  if (!last || it.writing) return;
  const button = (key, onclick) => {
    const one = make('button', {
      type: 'button',
      className: 'btn small bare',
      textContent: W[key],
      title: W[`${key}.help`],
      onclick,
    });
    meta.append(one);
  };
  if (fills(manner)) {
    if (Object.keys(it.chosen || {}).length) button('unpin', () => write(lane, turn, {}));
    return;
  }
  if (!(it.beams > 1)) button('again', () => again(lane, turn));
  if (it.tokens.length && (manner === 'continue' || (manner === 'converse' && !it.ended)))
    button('more', () => write(lane, turn, { kept: it.tokens.length }));
}
