// What a head is worth: the sentence without it at once, validation text when asked.
async function lookWithout() {
  const head = state.head,
    mine = data;
  const answer = await answerOf(data.step, head);
  if (mine !== data || !state.off || String(head) !== String(state.head)) return;
  if (answer.error) {
    $('.q3-said').textContent = answer.error;
    return;
  }
  without = answer;
  paintProbs();
  paintWhatIf();
  if (!playing) measure(head);
}
const costKey = (head) => [data.run, data.step, data.map, head].join('|');
async function measure(head = state.head) {
  const key = costKey(head);
  if (costs.has(key)) return;
  costs.set(key, { waiting: true });
  paintWhatIf();
  const answer = await askServer('cost_of_head', { run: data.run, step: data.step, map: data.map, head });
  if (answer.error) costs.set(key, { error: answer.error });
  else costs.set(key, answer);
  paintWhatIf();
}
async function measureAll() {
  const mine = data,
    all = [];
  for (let l = 0; l < data.layers; l++) for (let h = 0; h < data.heads; h++) all.push([l, h]);
  for (const [done, head] of all.entries()) {
    ranking = { done, of: all.length };
    await measure(head);
    if (mine !== data || costs.get(costKey(head))?.error) break;
  }
  ranking = null;
  paintWhatIf();
}
function paintWhatIf() {
  $('.switch-name').textContent = say('q3.switch', { head: headName() });
  $('.switch').checked = state.off;
  $('.q3-help').hidden = state.off;
  const [sentence, validation] = [$('.on-sentence'), $('.on-validation')],
    cost = costs.get(costKey(state.head));
  const show = (box, before, after) => {
    box.hidden = false;
    const [a, b] = $$('strong', box);
    a.textContent = before.toFixed(2);
    b.textContent = after.toFixed(2);
    b.classList.toggle('up', after > before + 0.005);
  };
  sentence.hidden = validation.hidden = true;
  if (state.off && without?.mean != null && String(without.off) === String(state.head))
    show(sentence, data.mean, without.mean);
  if (state.off && cost?.tokens) {
    show(validation, cost.before, cost.after);
    $('.what', validation).textContent = say('q3.validation', { step: number(data.step) });
  }
  const known = [...Array(data.layers * data.heads).keys()]
    .map((k) => costs.get(costKey([Math.floor(k / data.heads), k % data.heads])))
    .filter((one) => one?.tokens);
  $('.q3-said').textContent = !state.off
    ? ''
    : ranking
      ? say('q3.progress', { done: ranking.done, count: ranking.of })
      : cost?.waiting
        ? W['q3.measuring']
        : cost?.error || (cost?.tokens ? verdict(cost, known) : '');
  showCosts(known);
  $('.measure').hidden = !state.off || Boolean(cost);
  $('.measure-all').hidden =
    !state.off ||
    !cost?.tokens ||
    Boolean(ranking) ||
    known.length === data.layers * data.heads ||
    data.layers * data.heads < 2;
  $('.measure-all').textContent = say('q3.ask-all', { count: data.layers * data.heads });
}
function verdict(cost, known) {
  const count = data.layers * data.heads,
    more = known.filter((one) => one.after > cost.after).length,
    loss = cost.after - cost.before;
  const rank =
    known.length < count || count < 2
      ? ''
      : more
        ? say('q3.rank', { more, others: count - 1 })
        : say('q3.first', { count });
  const said = Math.abs(loss) < 0.005 ? W['q3.nothing'] : loss < 0 ? W['q3.gain'] : rank;
  return [said, say('q3.measured', { tokens: number(cost.tokens) })].filter(Boolean).join(zh ? '' : ' ');
}
// Once all heads are measured: those that cost most, each a button.
function showCosts(known) {
  const all = data.layers * data.heads === known.length && known.length > 1,
    worth = (one) => Math.max(0, one.after - one.before);
  const most = all
    ? known
        .map((one) => one)
        .sort((a, b) => worth(b) - worth(a))
        .slice(0, 5)
    : [];
  $('.costs').replaceChildren(
    ...most.map((one) => {
      const item = bar(
        headName(one.head),
        worth(one) / Math.max(1e-9, worth(most[0])),
        String(one.head) === String(state.head),
      );
      $('.n', item).textContent = `+${worth(one).toFixed(3)}`;
      return make(
        'li',
        { className: item.className },
        make('button', { type: 'button', onclick: () => chooseHead(one.head) }, ...item.childNodes),
      );
    }),
  );
  $('.costs').hidden = !most.length || !state.off;
}

$('.switch').addEventListener('change', (event) => {
  state.off = event.target.checked;
  without = null;
  if (!data) return;
  if (state.off) lookWithout();
  paintProbs();
  paintWhatIf();
});
$('.measure').addEventListener('click', () => measure());
$('.measure-all').addEventListener('click', measureAll);
