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
  $('.toks').replaceChildren(
    ...data.labels.map((label, place) =>
      make('button', {
        type: 'button',
        className: 'tok',
        textContent: drawn(label),
        onclick: () => choosePlace(place),
      }),
    ),
  );
  $('.keys').hidden = !data.keys;
  $('.keys').replaceChildren(
    ...(data.keys || []).map((label) => make('li', { className: 'tok key', textContent: drawn(label) })),
  );
}
function drawThumbnails() {
  $$('button', grid).forEach((button) =>
    drawThumbnail($('canvas', button), bytes, start(...button.dataset.head.split(',').map(Number)), shape(), colors),
  );
}
function showFound() {
  $('.found-none').hidden = data.found.length > 0;
  $('.found').replaceChildren(
    ...data.found.map((one) =>
      make(
        'li',
        {},
        make(
          'button',
          { type: 'button', onclick: () => chooseHead([one.layer, one.head]) },
          make('b', { className: 'num', textContent: headName([one.layer, one.head]) }),
          make('span', { textContent: W[`habit.${one.habit}`] }),
          make('span', { className: 'num', textContent: one.weight.toFixed(2) }),
        ),
      ),
    ),
  );
}

// Choosing.
function chooseHead(head) {
  state.head = head;
  state.headByHand = true;
  tellAddress();
  paint();
  sharpen();
  if (state.off) lookWithout();
}
function choosePlace(place, focus) {
  state.place = place;
  state.cursor = state.cursor === null ? null : Math.min(state.cursor, shape().seen(place) - 1);
  paint();
  if (focus) $$('.toks .tok')[place].focus();
}

// Painting what depends on the chosen head and place.
function paint() {
  const {
      place,
      head: [layer, head],
    } = state,
    keys = keyLabels(),
    seen = shape().seen(place),
    label = (i, of = data.labels) => `“${drawn(of[i])}”`;
  $$('button', grid).forEach((button) => {
    const chosen = button.dataset.head === String(state.head);
    button.setAttribute('aria-pressed', chosen);
    button.tabIndex = chosen ? 0 : -1;
  });
  $$('.toks .tok').forEach((token, i) => {
    const share = !data.keys && i < seen ? weight(place, i) : 0;
    token.style.setProperty('--w', Math.sqrt(share).toFixed(2));
    token.classList.toggle('far', !data.keys && i >= seen);
    token.setAttribute('aria-pressed', i === place);
    token.tabIndex = i === place ? 0 : -1;
    token.setAttribute(
      'aria-label',
      !data.keys && i < seen
        ? say('token.weight', { place: i + 1, token: spoken(data.labels[i]), weight: percent(share) })
        : say('token', { place: i + 1, token: spoken(data.labels[i]) }),
    );
  });
  $$('.keys .tok').forEach((token, j) => {
    token.style.setProperty('--w', Math.sqrt(weight(place, j)).toFixed(2));
    token.title = percent(weight(place, j));
  });
  const chosenToken = $$('.toks .tok')[place],
    toks = $('.toks');
  if (toks.scrollWidth > toks.clientWidth)
    toks.scrollLeft = chosenToken.offsetLeft - toks.offsetLeft - toks.clientWidth / 2;
  $('.big-name').textContent = say('head', { layer: layer + 1, head: head + 1 });
  const habit = data.habits.find((one) => one.layer === layer && one.head === head);
  if (habit)
    fill($('.habit'), habit.weight < 0.2 ? 'habit.weak' : 'habit', {
      head: headName(),
      habit: W[`habit.${habit.habit}`],
      weight: habit.weight.toFixed(2),
    });
  else $('.habit').textContent = '';
  const looks = Array.from({ length: seen }, (_, j) => [weight(place, j), j])
    .sort((a, b) => b[0] - a[0])
    .filter((one, k) => k < 3 && (k === 0 || one[0] >= 0.005));
  const most = looks[0][1];
  fill($('.q1'), data.keys ? 'q1.cross' : most === place ? 'q1.self' : most > place ? 'q1.ahead' : 'q1.most', {
    from: label(place),
    i: place + 1,
    to: label(most, keys),
    j: most + 1,
    back: Math.abs(place - most),
  });
  $('.look-bars').replaceChildren(...looks.map(([share, j]) => bar(keys[j], share, false, j + 1)));
  paintProbs();
  paintWhatIf();
  paintPicture();
}
// The last whole tokens, as many as fit 24 characters.
function lastWords(labels) {
  let text = drawn(labels.at(-1));
  for (const label of labels.slice(-8, -1).reverse()) {
    if (text.length + label.length > 24) break;
    text = drawn(label) + text;
  }
  return text;
}
function paintProbs() {
  const { place } = state,
    shown = state.off && without ? without : data,
    real = shown.real[place],
    known = data.real[place];
  const context = `“${lastWords(data.labels.slice(0, place + 1))}”`,
    next = known ? `“${drawn(known[4])}”` : '';
  const silent = !data.next[place].length,
    hidden = data.hides ? '.hidden' : '';
  if (silent) fill($('.q2'), data.map === 'encoder' ? 'q2.reads' : 'q2.given');
  else if (shown === without) fill($('.q2'), 'q2.off', { head: headName(without.off) });
  else fill($('.q2'), `${known ? 'q2.real' : 'q2.after'}${hidden}`, { context, next, i: place + 1 });
  $('.probs').replaceChildren(
    ...shown.next[place].slice(0, 5).map(([label, id, prob]) => bar(label, prob, known && id === known[3])),
  );
  if (!real) {
    $('.q2-real').textContent = '';
    return;
  }
  fill($('.q2-real'), `q2.rank${real[1] ? '' : '.far'}${hidden}`, {
    share: percent(real[0]),
    rank: real[1],
    nats: real[2].toFixed(2),
  });
  if (data.together > 1) $('.q2-real').append(` ${say('q2.together', { count: data.together })}`);
}
// Which attention: what the encoder reads by, what the decoder writes by, and how it looks from one to the other.
function showMaps() {
  const box = $('.maps');
  box.hidden = data.maps.length < 2;
  element.firstElementChild.classList.toggle('two', !box.hidden);
  if (box.childElementCount !== data.maps.length)
    box.replaceChildren(
      ...data.maps.map((map) =>
        make('button', { type: 'button', textContent: W[`map.${map}`], onclick: () => chooseMap(map) }),
      ),
    );
  $$('button', box).forEach((button, i) => {
    const map = data.maps[i];
    button.setAttribute('aria-pressed', map === data.map);
    button.title = W[`map.${map}.help`];
  });
  const marks = ['∎', '▢']
    .filter((mark) => [...data.labels, ...keyLabels()].includes(mark))
    .map((mark) => W[`legend.${mark}`]);
  $('.caption').textContent = [W[data.sees === 'causal' ? 'caption' : `caption.${data.sees}`], ...marks].join(
    zh ? '' : ' ',
  );
  $('.caption').classList.toggle('above', data.sees !== 'causal');
}
function chooseMap(map) {
  if (map === state.map) return;
  Object.assign(state, { map, headByHand: false, place: null, cursor: null });
  look();
}

function clearPicture() {
  data = null;
  ['.toks', '.keys', '.look-bars', '.probs', '.found'].forEach((selector) => $(selector).replaceChildren());
  ['.q1', '.q2', '.q2-real', '.habit', '.big-name'].forEach((selector) => {
    $(selector).textContent = '';
  });
  grid.replaceChildren();
  picture.hidden = $('.sheet').hidden = $('.caption').hidden = true;
}

rove(
  grid,
  () => $$('button', grid),
  () => data.heads,
  (button) => button.click(),
);
rove(
  $('.toks'),
  () => $$('.toks .tok'),
  () => 1,
  (token) => token.click(),
);
