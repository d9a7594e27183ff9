// A lane's turns as they stand on the screen: what was said, what was written, and its facts.
function drawTurns(lane) {
  lane.turnsBox.replaceChildren();
  if (!lane.turns.length) return drawHello(lane);
  lane.turns.forEach((turn) => drawTurn(lane, turn));
  lane.turnsBox.scrollTop = lane.turnsBox.scrollHeight;
}
function drawHello(lane) {
  if (!runOf(lane)) return;
  const hello = make('div', { className: 'hello' }, make('p', { className: 'quiet', textContent: W.hello }));
  if (lane.opening) hello.append(make('p', {}, make('span', { className: 'quiet', textContent: `${W['hello.try']} ` }), make('button', { type: 'button', className: 'btn small voice', textContent: lane.opening, onclick: () => { textbox.value = lane.opening; grow(); textbox.focus(); } })));
  lane.turnsBox.append(hello);
}
function drawTurn(lane, turn) {
  const me = make('p', { className: 'me' }, make('span', { className: 'sr', textContent: `${W.you}${zh ? '：' : ': '}` }), make('span', { textContent: turn.me }));
  const voice = make('p', { className: 'voice' }), meta = make('div', { className: 'meta' }), fault = make('p', { className: 'fault', hidden: true });
  const it = make('div', { className: 'it' }, voice, fault, meta);
  Object.assign(turn, { nodes: { voice, meta, fault, it } });
  lane.turnsBox.querySelector('.hello')?.remove();
  lane.turnsBox.append(me, it);
  turn.it.tokens.forEach((_, i) => addToken(voice, turn.it, i));
  showMeta(lane, turn);
}
function showMeta(lane, turn) {
  const { it, nodes: { meta, fault, voice } } = turn, last = turn === lane.turns.at(-1), facts = [];
  voice.classList.toggle('writing', Boolean(it.writing));
  fault.hidden = !it.error; fault.textContent = it.error || '';
  if (it.waiting) facts.push(W.waiting);
  if (it.tokens.length) {
    facts.push(say('meta.tokens', { count: number(it.tokens.length) }));
    if (it.firstMs != null) facts.push(say('meta.first', { ms: number(Math.round(it.firstMs)) }));
    if (it.speed) facts.push(say('meta.speed', { speed: number(Math.round(it.speed)) }));
    if (it.step != null) facts.push(say('meta.step', { step: number(it.step) }));
    facts.push(say('meta.seed', { seed: it.seed }));
    if (it.stopped) facts.push(W['meta.stopped']);
  }
  meta.replaceChildren(make('span', { textContent: facts.join(' · ') }));
  if (!last || it.writing) return;
  const button = (key, onclick) => { const one = make('button', { type: 'button', className: 'btn small bare', textContent: W[key], title: W[`${key}.help`], onclick }); meta.append(one); };
  button('again', () => again(lane, turn));
  if (it.tokens.length) button('more', () => write(lane, turn, { kept: it.tokens.length }));
}
