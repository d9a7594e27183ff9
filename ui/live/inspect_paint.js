// The sentence, the grid of all heads, and the answers beside the picture, for the chosen head and place.
// Building what stays until sentence or shape changes.
function buildGrid({ layers, heads }) {
  grid.style.setProperty('--heads', heads);
  element.firstElementChild.style.setProperty('--side', `${Math.max(236, Math.min(400, 62 + heads * 27))}px`);
  grid.replaceChildren(make('span'), ...Array.from({ length: heads }, (_, h) => make('span', { textContent: h + 1 })));
  for (let layer = 0; layer < layers; layer++) {
    grid.append(make('span', { textContent: layer + 1 }));
    for (let head = 0; head < heads; head++) {
      const button = make('button', { type: 'button', onclick: () => chooseHead([layer, head]) }, make('canvas'));
      button.setAttribute('aria-label', say('head', { layer: layer + 1, head: head + 1 }));
      button.dataset.head = [layer, head];
      grid.append(button);
    }
  }
}
function buildTokens() {
  $('.toks').replaceChildren(...data.labels.map((label, place) => make('button', { type: 'button', className: 'tok', textContent: drawn(label), onclick: () => choosePlace(place) })));
}
function drawThumbnails() {
  $$('button', grid).forEach((button) => drawThumbnail($('canvas', button), bytes, start(...button.dataset.head.split(',').map(Number)), size(), colors));
}
function showFound() {
  $('.found-none').hidden = data.found.length > 0;
  $('.found').replaceChildren(...data.found.map((one) => make('li', {}, make('button', { type: 'button', onclick: () => chooseHead([one.layer, one.head]) },
    make('b', { className: 'num', textContent: headName([one.layer, one.head]) }), make('span', { textContent: W[`habit.${one.habit}`] }), make('span', { className: 'num', textContent: one.weight.toFixed(2) })))));
}

// Choosing.
function chooseHead(head) { state.head = head; state.headByHand = true; paint(); sharpen(); if (state.off) lookWithout(); }
function choosePlace(place, focus) {
  state.place = place; state.cursor = state.cursor === null ? null : Math.min(state.cursor, place);
  paint();
  if (focus) $$('.tok')[place].focus();
}

// Painting what depends on the chosen head and place.
function paint() {
  const { place, head: [layer, head] } = state, label = (i) => `“${drawn(data.labels[i])}”`;
  $$('button', grid).forEach((button) => {
    const chosen = button.dataset.head === String(state.head);
    button.setAttribute('aria-pressed', chosen); button.tabIndex = chosen ? 0 : -1;
  });
  $$('.tok').forEach((token, i) => {
    const share = i <= place ? weight(place, i) : 0;
    token.style.setProperty('--w', Math.sqrt(share).toFixed(2));
    token.classList.toggle('far', i > place);
    token.setAttribute('aria-pressed', i === place); token.tabIndex = i === place ? 0 : -1;
    token.setAttribute('aria-label', i <= place ? say('token.weight', { place: i + 1, token: spoken(data.labels[i]), weight: percent(share) }) : say('token', { place: i + 1, token: spoken(data.labels[i]) }));
  });
  const chosenToken = $$('.tok')[place], toks = $('.toks');
  if (toks.scrollWidth > toks.clientWidth) toks.scrollLeft = chosenToken.offsetLeft - toks.offsetLeft - toks.clientWidth / 2;
  $('.big-name').textContent = say('head', { layer: layer + 1, head: head + 1 });
  const habit = data.habits.find((one) => one.layer === layer && one.head === head);
  if (habit) fill($('.habit'), habit.weight < .2 ? 'habit.weak' : 'habit', { head: headName(), habit: W[`habit.${habit.habit}`], weight: habit.weight.toFixed(2) }); else $('.habit').textContent = '';
  const looks = Array.from({ length: place + 1 }, (_, j) => [weight(place, j), j]).sort((a, b) => b[0] - a[0]).filter((one, k) => k < 3 && (k === 0 || one[0] >= .005));
  const most = looks[0][1];
  fill($('.q1'), most === place ? 'q1.self' : 'q1.most', { from: label(place), i: place + 1, to: label(most), back: place - most });
  $('.look-bars').replaceChildren(...looks.map(([share, j]) => bar(data.labels[j], share, false, j + 1)));
  paintOdds(); paintWhatIf(); paintPicture();
}
// The last whole tokens, as many as fit 24 characters.
function lastWords(labels) {
  let text = drawn(labels.at(-1));
  for (const label of labels.slice(-8, -1).reverse()) { if (text.length + label.length > 24) break; text = drawn(label) + text; }
  return text;
}
function paintOdds() {
  const { place } = state, shown = state.off && without ? without : data, next = data.tokens[place + 1], real = shown.real[place];
  const context = `“${lastWords(data.labels.slice(0, place + 1))}”`;
  if (shown === without) fill($('.q2'), 'q2.off', { head: headName(without.off) });
  else fill($('.q2'), next === undefined ? 'q2.after' : 'q2.real', { context, next: next === undefined ? '' : `“${drawn(data.labels[place + 1])}”` });
  $('.odds').replaceChildren(...shown.next[place].slice(0, 5).map(([label, id, odds]) => bar(label, odds, id === next)));
  if (!real) { $('.q2-real').textContent = ''; return; }
  fill($('.q2-real'), real[1] ? 'q2.rank' : 'q2.rank.far', { odds: percent(real[0]), rank: real[1], nats: real[2].toFixed(2) });
}

function clearPicture() {
  data = null;
  ['.toks', '.look-bars', '.odds', '.found'].forEach((selector) => $(selector).replaceChildren());
  ['.q1', '.q2', '.q2-real', '.habit', '.big-name'].forEach((selector) => { $(selector).textContent = ''; });
  grid.replaceChildren();
  picture.hidden = $('.sheet').hidden = $('.caption').hidden = true;
}

rove(grid, () => $$('button', grid), () => data.heads, (button) => button.click());
rove($('.toks'), () => $$('.tok'), () => 1, (token) => token.click());
