// Translation: which word of the source each word of the answer looked at, as lines between them, as a grid, as a table.
const FAINT = 0.06;
const SVG = 'http://www.w3.org/2000/svg';
const bezier = (x1, y1, x2, y2) => `M${x1} ${y1}C${x1} ${(y1 + y2) / 2} ${x2} ${(y1 + y2) / 2} ${x2} ${y2}`;
const weighed = (label, shares, others) => {
  const best = others
    .map((other, i) => [shares[i], other])
    .filter(([share]) => share >= 0.05)
    .sort((a, b) => b[0] - a[0])
    .slice(0, 3);
  return best.length
    ? say('align.told', {
        word: label,
        partners: best.map(([share, other]) => `“${other}” ${percent(share)}`).join(zh ? '、' : ', '),
      })
    : say('align.nobody', { word: label });
};

// Words stand in two lines; each pair has its curve, as thick as its weight.
function alignmentLines(box, { source_words: source, answer_words: answer, alignment }) {
  const row = (words, className, label) => {
    const items = words.map((word) =>
      make('button', { type: 'button', className: 'word voice', textContent: drawn(word) }),
    );
    const group = make('div', { className: `words-line ${className}`, role: 'group', ariaLabel: label }, ...items);
    return [group, items];
  };
  const [top, above] = row(source, 'source', W['align.source']),
    [bottom, below] = row(answer, 'answer', W['align.answer']);
  const svg = document.createElementNS(SVG, 'svg'),
    lines = [];
  svg.setAttribute('aria-hidden', 'true');
  const strip = make('div', { className: 'alignment' }, top, svg, bottom);
  strip.dataset.scroll = '';
  box.append(strip);
  answer.forEach((_, i) =>
    source.forEach((__, j) => {
      const weight = alignment[i]?.[j] ?? 0;
      if (weight < FAINT) return;
      const path = document.createElementNS(SVG, 'path');
      path.style.setProperty('--w', weight.toFixed(3));
      lines.push({ i, j, weight, path });
      svg.append(path);
    }),
  );
  const place = () => {
    const width = Math.max(top.scrollWidth, bottom.scrollWidth, strip.clientWidth),
      height = svg.clientHeight || 110;
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    svg.style.width = `${width}px`;
    const middle = (item) => item.offsetLeft + item.offsetWidth / 2;
    lines.forEach(({ i, j, path }) =>
      path.setAttribute('d', bezier(middle(above[j]), 2, middle(below[i]), height - 2)),
    );
  };
  const light = (side, at) => {
    lines.forEach(({ i, j, path }) => {
      const on = at !== null && (side ? i : j) === at;
      path.classList.toggle('on', on);
      path.classList.toggle('off', at !== null && !on);
    });
    const shares = at === null ? [] : side ? alignment[at] : alignment.map((one) => one[at]);
    (side ? above : below).forEach((item, k) => {
      item.style.setProperty('--w', at === null ? 0 : Math.sqrt(shares[k] || 0).toFixed(2));
      item.classList.toggle('partner', at !== null && shares[k] >= 0.1);
    });
    (side ? below : above).forEach((item, k) => item.classList.toggle('on', k === at));
    (side ? below : above).forEach((item) => {
      item.style.setProperty('--w', 0);
      item.classList.remove('partner');
    });
    (side ? above : below).forEach((item) => item.classList.remove('on'));
    tell(at === null ? W['align.hint'] : weighed(side ? answer[at] : source[at], shares, side ? source : answer));
  };
  touchable(top, above, (at) => light(0, at));
  touchable(bottom, below, (at) => light(1, at));
  requestAnimationFrame(place);
  new ResizeObserver(() => {
    if (strip.isConnected) place();
  }).observe(strip);
  tell(W['align.hint']);
}

// Rows are words of the answer; arrow keys move from cell to cell, and each cell is told in words.
function alignmentGrid(box, { source_words: source, answer_words: answer, alignment }) {
  if (!source.length || !answer.length) return;
  const canvas = make('canvas', {}),
    frame = make('div', { className: 'align-grid', tabIndex: 0, role: 'group', ariaLabel: W['align.grid'] }, canvas);
  canvas.setAttribute('aria-hidden', 'true');
  frame.dataset.scroll = '';
  box.append(frame);
  const shape = shapeOf(answer.length, source.length, false),
    weightAt = (i, j) => alignment[i]?.[j] ?? 0;
  let row = 0,
    column = null,
    layout = null;
  const paint = () => {
    layout = gridLayout(answer, source, Math.max(240, frame.clientWidth), 420, false);
    drawGrid(canvas, layout, shape, answer, source, weightAt, row, heatColors(), column);
  };
  const show = () => {
    paint();
    tell(
      column === null
        ? weighed(answer[row], alignment[row], source)
        : say('align.cell', { word: answer[row], source: source[column], weight: percent(weightAt(row, column)) }),
    );
  };
  frame.addEventListener('mousemove', (event) => {
    const at = canvas.getBoundingClientRect(),
      j = Math.floor((event.clientX - at.left - layout.left) / layout.cell),
      i = Math.floor((event.clientY - at.top - layout.top) / layout.cell);
    if (i < 0 || j < 0 || i >= answer.length || j >= source.length || (i === row && j === column)) return;
    row = i;
    column = j;
    show();
  });
  frame.addEventListener('keydown', (event) => {
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!by) return;
    event.preventDefault();
    row = clamp(row + by[0], 0, answer.length - 1);
    column = clamp((column ?? (by[1] < 0 ? 1 : -1)) + by[1], 0, source.length - 1);
    show();
  });
  requestAnimationFrame(show);
}

kinds.translation = {
  views: ['lines', 'grid', 'table'],
  why: 'align',
  because: 'align.because',
  answer: (found) => [voice(found.answer || W.nothing, found.answer ? '' : 'quiet')],
  draw(box, found, view) {
    if (view === 'grid') return alignmentGrid(box, found);
    if (view === 'lines') return alignmentLines(box, found);
    box.append(
      tableOf(
        [W['align.answer'], ...found.source_words],
        found.answer_words.map((word, i) => [word, ...found.alignment[i].map((weight) => weight.toFixed(2))]),
        W['align'],
      ),
    );
    return tell('');
  },
};
