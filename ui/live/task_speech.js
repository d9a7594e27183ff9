// What was heard and where: the sound as a spectrogram, over it the places that a written token looked at, below all tokens.
const GUTTER = 64;
const inkOf = (name) => rgb(cssColor(name));

function drawSpectrogram(canvas, spectrogram, width, height, shares) {
  const mels = spectrogram.length,
    frames = spectrogram[0]?.length ?? 0,
    picture = document.createElement('canvas');
  picture.width = frames;
  picture.height = mels;
  const pen = picture.getContext('2d'),
    image = pen.createImageData(Math.max(1, frames), Math.max(1, mels)),
    colors = heatColors();
  for (let m = 0; m < mels; m++)
    for (let t = 0; t < frames; t++)
      image.data.set([...colors[clamp(spectrogram[m][t], 0, 255)], 255], 4 * ((mels - 1 - m) * frames + t));
  pen.putImageData(image, 0, 0);
  const context = sizedContext(canvas, width, height);
  context.imageSmoothingEnabled = true;
  context.drawImage(picture, 0, 0, width, height);
  if (!shares) return;
  const [r, g, b] = inkOf('--c-val'),
    most = Math.max(...shares, 1e-6),
    step = width / shares.length;
  shares.forEach((share, k) => {
    context.fillStyle = `rgba(${r},${g},${b},${(0.62 * share) / most})`;
    context.fillRect(k * step, 0, step + 0.6, height);
    context.fillStyle = `rgb(${r},${g},${b})`;
    context.fillRect(k * step, height - (3 * share) / most, step + 0.6, 3);
  });
}
function drawRoll(canvas, cross, width, cell, row) {
  const context = sizedContext(canvas, width, cross.length * cell),
    colors = heatColors();
  cross.forEach((shares, i) => {
    const most = Math.max(...shares, 1e-6),
      step = width / shares.length;
    shares.forEach((share, k) => {
      context.fillStyle = `rgb(${colors[Math.round(255 * Math.sqrt(share / most))]})`;
      context.fillRect(k * step, i * cell + 1, step + 0.6, cell - 2);
    });
  });
  if (row === null) return;
  context.strokeStyle = cssColor('--c-val');
  context.lineWidth = 1.5;
  context.strokeRect(0.75, row * cell + 0.75, width - 1.5, cell - 1.5);
}
const clock = (s) => s.toFixed(2);

function heard(box, { tokens, cross, spectrogram, frame_s: frame, frames_per_place: per }) {
  const canvas = make('canvas', {}),
    roll = make('canvas', {}),
    cell = tokens.length > 24 ? 14 : 22;
  const items = tokens.map((token) =>
    make('button', { type: 'button', className: 'tokened voice', textContent: drawn(token) }),
  );
  const list = make('div', { className: 'tokens-of', role: 'group', ariaLabel: W['speech.tokens'] }, ...items),
    axis = make('p', { className: 'axis num quiet' });
  list.style.setProperty('--cell', `${cell}px`);
  [canvas, roll].forEach((one) => one.setAttribute('aria-hidden', 'true'));
  const sheet = make(
    'div',
    { className: 'spectral' },
    make(
      'span',
      { className: 'quiet pitch' },
      make('span', { textContent: W['speech.high'] }),
      make('span', { textContent: W['speech.low'] }),
    ),
    canvas,
    list,
    roll,
    axis,
  );
  box.append(sheet);
  let chosen = null;
  const length = (spectrogram[0]?.length ?? 0) * frame,
    paint = () => {
      const width = Math.max(160, sheet.clientWidth - GUTTER);
      drawSpectrogram(canvas, spectrogram, width, 132, chosen === null ? null : cross[chosen]);
      drawRoll(roll, cross, width, cell, chosen);
    };
  axis.append(make('span', { textContent: '0 s' }), make('span', { textContent: `${clock(length)} s` }));
  touchable(list, items, (at) => {
    chosen = at;
    paint();
    items.forEach((item, i) => item.classList.toggle('on', i === at));
    if (at === null) return tell(W['speech.hint']);
    const best = cross[at].indexOf(Math.max(...cross[at])),
      place = per * frame;
    return tell(
      say('speech.told', {
        token: spoken(tokens[at]),
        from: clock(best * place),
        to: clock((best + 1) * place),
        share: percent(cross[at][best]),
      }),
    );
  });
  roll.addEventListener('mousemove', (event) => {
    const at = Math.floor((event.clientY - roll.getBoundingClientRect().top) / cell);
    if (items[at] && at !== chosen) items[at].dispatchEvent(new MouseEvent('mouseenter'));
  });
  requestAnimationFrame(paint);
  new ResizeObserver(() => {
    if (sheet.isConnected) paint();
  }).observe(sheet);
  tell(W['speech.hint']);
}

kinds.speech = {
  views: ['sound', 'table'],
  why: 'speech',
  because: 'speech.because',
  answer: (found) => [
    voice(found.answer || W.nothing, found.answer ? '' : 'quiet'),
    make(
      'dl',
      { className: 'two-ways' },
      make('dt', { textContent: W['speech.ctc'] }),
      make('dd', { className: 'voice', textContent: found.ctc || W.nothing }),
      make('dt', { textContent: W['speech.attention'] }),
      make('dd', { className: 'voice', textContent: found.attention_answer || W.nothing }),
    ),
  ],
  draw(box, found, view) {
    if (view === 'sound') return heard(box, found);
    const place = found.frames_per_place * found.frame_s;
    box.append(
      tableOf(
        [W['speech.token'], W['speech.from'], W['speech.to'], W['speech.share']],
        found.tokens.map((token, i) => {
          const best = found.cross[i].indexOf(Math.max(...found.cross[i]));
          return [
            drawn(token),
            `${clock(best * place)} s`,
            `${clock((best + 1) * place)} s`,
            percent(found.cross[i][best]),
          ];
        }),
        W.speech,
      ),
    );
    return tell('');
  },
};
