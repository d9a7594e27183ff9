// The parts of the network, each as { height, paint(g, x0, x1, y, flip) } for a given width: attention, cross-attention, feed-forward.
const PAD = 12;

// Name and norm of a part; a norm that comes first stands where the branch comes in.
function heading(g, x0, x1, y, flip, name) {
  const short = x1 - x0 < 235,
    first = shape.model.norm_first;
  if (!first) return say(g, x0 + PAD, y + 25, 'name', name);
  const pillName = normName(short);
  if (flip) {
    pill(g, x1 - PAD - pillWidth(pillName), y + 11, pillName);
    return say(g, x0 + PAD, y + 25, 'name', name);
  }
  const width = pill(g, x0 + PAD, y + 11, pillName);
  return say(g, x0 + PAD + width + 9, y + 25, 'name', name);
}

// One head as a small picture of who looks at whom; each looks a little different, as heads do.
function headPicture(g, x, y, size, index, sees) {
  s(g.front, 'rect', { x, y, width: size, height: size, rx: 5, class: 'head' });
  const n = 6,
    step = (size - 6) / n,
    { model, T } = shape,
    cross = sees === 'source';
  const near = model.window && !cross ? Math.max(1, Math.min(n, Math.round((n * model.window) / T))) : n;
  for (let q = 0; q < n; q += 1)
    for (let k = 0; k < n; k += 1) {
      const back = Math.abs(q - k);
      if ((sees === 'past' && k > q) || back >= near) continue;
      s(g.front, 'rect', {
        x: x + 3 + k * step,
        y: y + 3 + q * step,
        width: step - 0.8,
        height: step - 0.8,
        class: `cell heat${weightOf(q, k, index, sees)}`,
      });
    }
}
function weightOf(q, k, index, sees) {
  const back = q - k,
    far = Math.abs(back),
    some = 1 + ((q * 7 + k * 5 + index) % 3);
  if (shape.model.positions === 'alibi' && sees !== 'source')
    return Math.max(1, 4 - Math.round((far * 2) / (1 + (index % 4))));
  if (sees === 'source')
    return index % 3 === 0
      ? far === 0
        ? 4
        : far === 1
          ? 2
          : 1
      : index % 3 === 1
        ? k === (q * 2 + 1) % 6
          ? 4
          : 1
        : some;
  const wants = index % 4;
  if (wants === 0) return back === 1 || (q === 0 && k === 0) ? 4 : 1;
  if (wants === 1) return far === 0 ? 3 : sees === 'all' && back === -1 ? 4 : 1;
  if (wants === 2) return k === 0 ? 4 : far < 2 ? 2 : 1;
  return some;
}

// Attention to the past, to all, or to a source that was read.
function attentionPart(width, sees) {
  const { H, G, K, model } = shape,
    cross = sees === 'source';
  const facts = [
    cross && words['draw.cross.sub'],
    fill(H === 1 ? words['draw.attention.one'] : words['draw.attention.sub'], { H, K }),
    G < H && fill(words['draw.groups'], { G }),
    model.qk_norm && words['draw.qk-norm'],
    !cross &&
      model.positions === 'rotary' &&
      fill(words[model.rope_scaling === 'none' ? 'draw.positions.rotary' : 'draw.positions.rotary.scaled'], {
        factor: model.rope_factor,
      }),
    !cross && model.positions === 'alibi' && words['draw.positions.alibi'],
    !cross && model.window && fill(words['draw.window'], { window: fmt(model.window) }),
    model.score_softcap > 0 && fill(words['draw.softcap'], { cap: model.score_softcap }),
  ];
  const lines = wrap(facts, width - 2 * PAD),
    size = width < 260 ? 26 : 30,
    gap = 6;
  const fits = Math.max(1, Math.floor((width - 2 * PAD + gap) / (size + gap))),
    shown = H > fits ? Math.max(1, fits - 1) : H,
    top = 38 + lines.length * 17;
  return {
    kind: cross ? 'cross' : 'attention',
    height: top + size + (G < H ? 11 : 0) + PAD,
    paint(g, x0, x1, y, flip) {
      box(g.back, x0, y, x1, this.height, `inner ${this.kind}`);
      heading(g, x0, x1, y, flip, words[cross ? 'draw.cross' : 'draw.attention']);
      saying(g, x0 + PAD, y + 46, 'quiet num', lines);
      const left = x0 + PAD,
        at = y + top,
        pictures = s(g.front, 'g', { class: `heads ${sees}` });
      for (let i = 0; i < shown; i += 1) headPicture({ front: pictures }, left + i * (size + gap), at, size, i, sees);
      if (shown < H) say(g, left + shown * (size + gap) + 2, at + size / 2 + 5, 'quiet', `+${H - shown}`);
      for (let group = 0; G < H && (group * H) / G < shown; group += 1) {
        // query heads that share keys and values
        const from = (group * H) / G,
          to = Math.min(shown, from + H / G);
        s(g.front, 'rect', {
          x: left + from * (size + gap),
          y: at + size + 5,
          width: (to - from) * (size + gap) - gap,
          height: 5,
          rx: 2.5,
          class: 'group',
        });
      }
    },
  };
}

// Narrow, wide, narrow; where it is gated, two maps, one of which opens and closes the other.
function feedforwardPart(width) {
  const { D, F, model } = shape,
    gated = isGated(model),
    name = props.activations[model.activation];
  const sub = fill(words[gated ? 'draw.feedforward.gated' : 'draw.feedforward.sub'], { D: fmt(D), F: fmt(F) });
  const lines = wrap([sub, name, gated && words['draw.gate']], width - 2 * PAD),
    top = 38 + lines.length * 17;
  const depth = gated ? 41 : 30;
  return {
    kind: 'feedforward',
    height: top + depth + PAD,
    paint(g, x0, x1, y, flip) {
      box(g.back, x0, y, x1, this.height, 'inner feedforward');
      heading(g, x0, x1, y, flip, words['draw.feedforward']);
      saying(g, x0 + PAD, y + 46, 'quiet num', lines);
      const room = x1 - x0 - 2 * PAD - (gated ? 20 : 0),
        widest = Math.max(D, F),
        a = Math.max(8, (room * D) / widest),
        b = Math.max(8, (room * F) / widest);
      const x = x0 + PAD,
        at = y + top,
        end = depth - 6;
      s(g.front, 'path', {
        class: 'fan',
        d: `M${x} ${at + 6}H${x + a}L${x + b} ${at + 12}V${at + end - 6}L${x + a} ${at + end}H${x}Z`,
      });
      const bar = (down, length, kind) =>
        s(g.front, 'rect', { x, y: at + down, width: length, height: 6, rx: 2, class: `wide ${kind}` });
      bar(0, a, '');
      bar(12, b, 'strong');
      bar(end, a, '');
      if (gated) {
        bar(23, b, 'gate');
        say(g, x + b + 8, at + 25, 'quiet', '×');
      }
    },
  };
}
