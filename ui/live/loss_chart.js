// The chart of a run: loss, learning rate or gradient over steps. Draws one SVG from plain numbers, at most once per
// call of show(), thinned to the pixels at hand; keeps zoom and crosshair between calls. Colors come from CSS
// variables, so light and dark need no redraw. Run names go in by textContent. Used by run_panel.js; loss_numbers.js stands
// before it.
//   const chart = lossChart(host, words);
//   chart.show({ main, others, earlier, maxSteps, refs, miles, live, kind, log, smooth });
//     main, others[]: { id, name, rows: [[step, loss, rate, gradient], …], vals: [[step, loss, score?, taught?], …] }
//     scores, shares of right answers, stand as bars in a strip below the curve: the same steps, a scale of their own;
//     of conversations those of the taught replies
//     earlier: { name, step, label, rows, vals } of the run that main started from: it lies at the left, its last step at main's
//     step 0; the axis counts its steps too
//     refs: [[loss, label], …]   miles: [step, …] of samples   kind: "loss" | "rate" | "gradient"
const lossChart = (host, W) => {
  const COLUMN = { loss: 1, rate: 2, gradient: 3 };
  const clamp = (v, a, b) => Math.min(b, Math.max(a, v)),
    count = (n) => Math.round(n).toLocaleString('en-US');
  const say = (key, values = {}) => filledIn(W[key] ?? key, values);
  const { ticks, logTicks, smoothed } = lossNumbers;
  let D = null,
    zoom = null,
    at = null,
    drag = null,
    F = null;

  host.classList.add('chart');
  host.tabIndex = 0;
  host.setAttribute('role', 'application');
  host.setAttribute('aria-roledescription', W['chart.role']);
  host.innerHTML =
    '<div class="canvas" aria-hidden="true"></div><div class="tip" hidden></div>' +
    '<button type="button" class="btn small whole" hidden></button><div class="sr"><table><thead><tr></tr></thead><tbody></tbody></table></div><p class="sr said" aria-live="polite"></p>';
  const canvas = host.querySelector('.canvas'),
    tip = host.querySelector('.tip'),
    whole = host.querySelector('.whole'),
    said = host.querySelector('.said');
  whole.textContent = W['chart.whole'];
  for (const key of ['step', 'train', 'validation'])
    host
      .querySelector('thead tr')
      .append(Object.assign(document.createElement('th'), { scope: 'col', textContent: W[`chart.${key}`] }));

  // Numbers: text for an axis or a label.
  const text = (v) =>
    D.kind === 'rate' ? String(+v.toPrecision(2)) : Math.abs(v) >= 1000 ? v.toExponential(1) : v.toFixed(2);

  // Lowest and highest point of each pixel column, in order.
  const byPixel = (points, x) => {
    if (points.length < 2 * F.plot) return points;
    const out = [];
    let column = null,
      low,
      high;
    const close = () => {
      if (low) out.push(...(low === high ? [low] : low[0] < high[0] ? [low, high] : [high, low]));
    };
    for (const point of points) {
      const here = Math.round(x(point[0]));
      if (here !== column) {
        close();
        column = here;
        low = high = point;
      }
      if (point[1] < low[1]) low = point;
      if (point[1] > high[1]) high = point;
    }
    close();
    return out;
  };
  const inView = (points) => {
    const [a, b] = F.range;
    let from = points.findIndex((p) => p[0] >= a);
    if (from < 0) return points.slice(-1).filter((p) => p[0] >= a);
    let to = points.length;
    while (to > from && points[to - 1][0] > b) to--;
    return points.slice(Math.max(0, from - 1), to + 1);
  };
  const path = (points) =>
    byPixel(
      points.filter((p) => Number.isFinite(p[1])),
      F.x,
    )
      .map(([s, v], i) => `${i ? 'L' : 'M'}${F.x(s).toFixed(1)} ${F.y(v).toFixed(1)}`)
      .join('');

  // Frame: sizes, ranges and the two scales.
  const share = (vals) => (vals.some((v) => Number.isFinite(v[3])) ? 3 : 2); // which of the two stands in the strip
  const scored = (vals) => vals.filter((v) => Number.isFinite(v[share(vals)]));
  const percent = (v) =>
    `${(v > 0 && v < 0.1) || (v > 0.9 && v < 1) ? Math.min(100 * v, 99.9).toFixed(1) : Math.round(100 * v)}%`;
  const worth = (v) => (!D.metric ? percent(v) : D.metric.percent ? `${(100 * v).toFixed(1)}%` : (100 * v).toFixed(1)),
    rightly = () => D.metric?.label ?? W['chart.right'];
  const before = () => D.earlier?.step ?? 0; // steps that lie left of 0
  const shifted = (points) => points.map((p) => [p[0] - before(), ...p.slice(1)]);
  const series = (run) => {
    const c = COLUMN[D.kind],
      raw = run.rows.map((r) => [r[0], r[c]]);
    return {
      run,
      raw,
      soft: D.kind === 'rate' || !D.smooth ? raw : smoothed(raw),
      vals: D.kind === 'loss' ? run.vals : [],
    };
  };
  const range = (all) => {
    const values = [];
    for (const s of all)
      for (const [k, part] of [
        ['soft', s.soft],
        ['vals', s.vals],
      ])
        for (const p of inView(part)) if (Number.isFinite(p[1]) && (!D.log || p[1] > 0)) values.push(p[1]);
    if (D.kind === 'loss' && !zoom) for (const r of D.refs) values.push(r[0]); // from the first second on: what a loss is worth
    let low = Infinity,
      high = -Infinity;
    for (const v of values) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    if (!values.length) [low, high] = [0, 1];
    const guess = D.refs[0]?.[0];
    if (D.kind === 'loss' && guess && high > 1.5 * guess) high = 1.5 * guess;
    if (low >= high) low = high - Math.max(0.1, Math.abs(high) * 0.1);
    if (D.kind !== 'loss' && !D.log && !zoom) return [0, high * 1.08];
    return D.log
      ? [Math.max(low / 1.15, 1e-9), high * 1.05]
      : [Math.max(0, low - (high - low) * 0.14), high + (high - low) * 0.05];
  };
  const frame = (all) => {
    const width = Math.max(280, canvas.clientWidth),
      narrow = width < 560,
      L = D.kind === 'rate' ? 52 : 40,
      T = 14,
      strip = D.kind === 'loss' && scored(all[0]?.vals ?? []).length ? 44 : 0,
      B = 30 + strip,
      R = narrow ? 74 : 116,
      H = (narrow ? 236 : 268) + strip;
    F = { width, narrow, L, T, B, R, H, strip, plot: width - L - R, range: zoom };
    if (!zoom) {
      const own = Math.max(1, D.maxSteps, ...all.map((s) => s.raw.at(-1)?.[0] ?? 0));
      F.range = [-Math.min(before(), 3 * own), own];
    } // what is its own has a quarter at least
    F.x = (s) => L + (F.plot * (s - F.range[0])) / (F.range[1] - F.range[0] || 1);
    F.step = (px) => Math.round(F.range[0] + ((px - L) / F.plot) * (F.range[1] - F.range[0]));
    const [low, high] = range(all),
      f = D.log ? Math.log : (v) => v;
    F.low = low;
    F.high = high;
    F.y = (v) =>
      clamp(
        T + ((H - T - B) * (f(high) - f(Math.max(v, D.log ? 1e-9 : -Infinity)))) / (f(high) - f(low) || 1),
        -400,
        1200,
      );
  };

  // Parts of the picture, as strings of numbers and own words only.
  const axes = () => {
    const { L, R, B, H, width, narrow } = F,
      bottom = H - B,
      right = width - R;
    const ys = D.log ? logTicks(F.low, F.high) : ticks(F.low, F.high, 4),
      small = ys.some((v) => v % 1);
    const name = (v) =>
      D.kind === 'rate'
        ? String(+v.toPrecision(3))
        : v >= 1e4
          ? v.toExponential(0)
          : small
            ? String(+v.toFixed(2))
            : count(v);
    const S = before(),
      xs = ticks(F.range[0] + S, F.range[1] + S, narrow ? 3 : 6)
        .map((v) => v - S)
        .filter((v) => v % 1 === 0 && F.x(v) < right - 72),
      end = F.range[1];
    return (
      ys
        .map(
          (v) =>
            `<path class="grid" d="M${L} ${F.y(v).toFixed(1)}H${right}"/><text x="${L - 10}" y="${(F.y(v) + 4).toFixed(1)}" text-anchor="end">${name(v)}</text>`,
        )
        .join('') +
      `<path class="axis" d="M${L} ${bottom}H${right}"/>` +
      [...xs, end]
        .map((v) => `<text x="${F.x(v).toFixed(1)}" y="${H - 10}" text-anchor="middle">${count(v + S)}</text>`)
        .join('') +
      `<text x="${right + 8 + 3.6 * count(end + S).length}" y="${H - 10}">${W['chart.steps']}</text>`
    );
  };
  const references = () => {
    const right = F.width - F.R,
      seen = D.kind === 'loss' ? D.refs.filter(([v]) => v >= F.low && v <= F.high) : [];
    let last = -99;
    return seen
      .map(([v, label]) => {
        const y = F.y(v),
          fits = y - last > 15 && !(F.narrow && D.earlier);
        if (fits) last = y;
        return (
          `<path class="ref" d="M${Math.max(F.L, F.x(0)).toFixed(1)} ${y.toFixed(1)}H${right}"/>` +
          (fits
            ? `<text class="halo" x="${right - 2}" y="${(D.earlier && y < F.T + 22 ? y + 15 : y - 6).toFixed(1)}" text-anchor="end">${label} ${v.toFixed(2)}</text>`
            : '')
        );
      })
      .join('');
  };
  // What came before, and the line at which this run begins.
  const history = (earlier) => {
    if (!earlier || F.range[0] >= 0) return '';
    const x = F.x(0).toFixed(1);
    return (
      `<path class="past thin" d="${path(inView(earlier.soft))}"/><path class="past" d="${path(inView(earlier.vals))}"/>` +
      (F.range[1] > 0 ? `<path class="begins" d="M${x} ${F.T - 10}V${F.H - F.B}"/>` : '')
    );
  };
  const curves = (main, others) => {
    let s = others.map((o) => `<path class="past" d="${path(inView(o.vals.length > 1 ? o.vals : o.soft))}"/>`).join('');
    if (!main) return s;
    const own = D.kind === 'loss' ? 'train' : D.kind;
    if (main.soft !== main.raw) s += `<path class="${own}-raw raw" d="${path(inView(main.raw))}"/>`;
    return (
      s +
      `<path class="train ${own}" d="${path(inView(main.soft))}"/>` +
      (main.vals.length ? `<path class="val" d="${path(inView(main.vals))}"/>` : '')
    );
  };
  const marks = (main) => {
    if (!main) return '';
    const bottom = F.H - F.B,
      shown = main.vals.filter((v) => v[0] >= F.range[0] && v[0] <= F.range[1]),
      sparse = shown.filter(
        (v, i) =>
          i === shown.length - 1 || shown.length < F.plot / 14 || i % Math.ceil(shown.length / (F.plot / 14)) === 0,
      );
    let s = sparse
      .slice(0, -1)
      .map((v) => `<circle class="dot" cx="${F.x(v[0]).toFixed(1)}" cy="${F.y(v[1]).toFixed(1)}" r="3"/>`)
      .join('');
    const steps = D.miles.filter((m) => m >= F.range[0] && m <= F.range[1]);
    s += steps.map((m) => `<path class="mile" d="M${F.x(m).toFixed(1)} ${bottom}l-4 7h8z"/>`).join('');
    const tipAt = shown.at(-1) ?? main.soft.filter((p) => p[0] <= F.range[1]).at(-1);
    if (!tipAt || tipAt[0] < F.range[0]) return s;
    const x = F.x(tipAt[0]),
      y = F.y(tipAt[1]),
      color = shown.length ? '--c-val' : '--c-train';
    s += `<circle cx="${x}" cy="${y}" r="5" style="fill:var(${color})"/>`;
    if (D.live && main.vals.at(-1) === shown.at(-1))
      s += `<g transform="translate(${x - 10} ${y - 25})" style="color:var(--leaf)"><path d="M10 20v-9" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/><path style="fill:currentColor" d="M10 13c-5 .2-7-2.600-7-6.200 4.400 0 7 2 7 6.200ZM10 9.500C10 5 12.200 3 17 2.700c0 4.200-2 6.800-7 6.800Z"/></g>`;
    return s;
  };

  // Right answers: a faint column for all that was asked, filled up to the share that was right.
  const answers = (main) => {
    const shown = F.strip ? scored(main.vals).filter((v) => v[0] >= F.range[0] && v[0] <= F.range[1]) : [];
    if (!shown.length) return '';
    const floor = F.H - 30,
      tall = F.strip - 14,
      gaps = shown
        .slice(1)
        .map((v, i) => F.x(v[0]) - F.x(shown[i][0]))
        .sort((a, b) => a - b),
      wide = clamp((gaps[gaps.length >> 1] ?? 12) * 0.55, 1.5, 10);
    const bar = (v, top, name) =>
        `<path class="${name}" d="M${(F.x(v[0]) - wide / 2).toFixed(1)} ${floor}v${(-tall * top).toFixed(1)}h${wide.toFixed(1)}V${floor}z"/>`,
      last = shown.at(-1),
      which = share(main.vals);
    let free = -Infinity;
    const apart = shown.filter((v, i) => {
      if (i < shown.length - 1 && (F.x(v[0]) < free || F.x(last[0]) - F.x(v[0]) < 1.3 * wide)) return false;
      free = F.x(v[0]) + 1.3 * wide;
      return true;
    });
    return (
      `<path class="axis" d="M${Math.max(F.L, F.x(0)).toFixed(1)} ${floor}H${F.width - F.R}"/>` +
      apart.map((v) => bar(v, 1, 'asked') + bar(v, Math.min(1, v[which]), 'right')).join('') +
      `<text class="lab halo right-label" x="${(F.x(last[0]) + (F.narrow ? 9 : 14)).toFixed(1)}" y="${floor - tall / 2 + 4}">${F.narrow ? '' : `${which === 3 ? W['chart.taught'] : rightly()} `}${which === 3 ? percent(last[which]) : worth(last[which])}</text>`
    );
  };

  // Labels stand at the ends of their lines, pushed apart where they would touch.
  const labels = (main, others) => {
    const list = [],
      add = (points, name, color) => {
        const p = points.filter((q) => q[0] >= F.range[0] && q[0] <= F.range[1] && Number.isFinite(q[1])).at(-1);
        if (p)
          list.push({
            x: F.x(p[0]) + (F.narrow ? 9 : 14),
            y: clamp(F.y(p[1]), F.T, F.H - F.B - 10),
            label: `${name} ${text(p[1])}`,
            color,
          });
      };
    if (main) {
      if (main.vals.length) add(main.vals, W[F.narrow ? 'chart.val' : 'chart.validation'], 'var(--c-val)');
      add(main.soft, D.kind === 'loss' ? W['chart.train'] : '', 'var(--c-train)');
      const x = Math.max(...list.map((l) => l.x));
      for (const l of list) l.x = x; // side by side past the longer line, covering neither
    }
    for (const o of others)
      add(
        o.vals.length > 1 ? o.vals : o.soft,
        o.run.name.length > 14 ? o.run.name.slice(0, 13) + '…' : o.run.name,
        'var(--c-past)',
      );
    const right = F.width - F.R,
      worth = D.kind === 'loss' ? D.refs.map(([v]) => F.y(v) - 10) : [];
    for (const l of list)
      for (const y of worth) if (l.x > right - 190 && l.x < right && Math.abs(l.y - y) < 15) l.y = y - 17;
    list.sort((a, b) => a.y - b.y);
    for (let i = 1; i < list.length; i++) list[i].y = Math.max(list[i].y, list[i - 1].y + 17);
    for (let i = list.length - 1, floor = F.H - F.B - 10; i >= 0; i--, floor -= 17)
      list[i].y = Math.min(list[i].y, floor);
    const svg = canvas.firstElementChild;
    if (D.earlier && F.range[0] < 0 && F.range[1] > 0) beginning(svg);
    for (const l of list) {
      const node = document.createElementNS(svg.namespaceURI, 'text');
      node.setAttribute('class', 'lab halo');
      node.setAttribute('x', l.x);
      node.setAttribute('y', l.y + 4);
      node.style.fill = l.color;
      node.textContent = l.label;
      svg.append(node);
      const over = l.x + node.getComputedTextLength() - F.width + 2;
      if (over > 0) node.setAttribute('x', l.x - over);
    }
  };

  // Left of the line whose curve that is, right of it what begins; what finds no room is left out.
  const beginning = (svg) => {
    const x = F.x(0),
      name = D.earlier.name.length > 24 ? D.earlier.name.slice(0, 23) + '…' : D.earlier.name;
    const put = (text, right) => {
      const node = document.createElementNS(svg.namespaceURI, 'text');
      node.setAttribute('class', 'halo begun');
      node.setAttribute('x', x + (right ? 8 : -8));
      node.setAttribute('y', F.T);
      node.setAttribute('text-anchor', right ? 'start' : 'end');
      node.textContent = text;
      svg.append(node);
      const fits = node.getComputedTextLength() <= (right ? F.width - x - 16 : x - F.L - 8);
      if (!fits) node.remove();
      return fits;
    };
    put(...(put(D.earlier.label, true) ? [name, false] : [D.earlier.label, false]));
  };

  // The crosshair reads what is nearest to a step.
  const nearest = (points, step) => {
    let low = 0,
      high = points.length - 1;
    if (high < 0) return null;
    while (low < high) {
      const mid = (low + high) >> 1;
      points[mid][0] < step ? (low = mid + 1) : (high = mid);
    }
    return low && step - points[low - 1][0] < points[low][0] - step ? points[low - 1] : points[low];
  };
  const point = (aloud) => {
    const line = canvas.querySelector('.cross'),
      box = canvas.querySelector('.pick');
    if (!line) return;
    box.setAttribute(
      'd',
      drag && Math.abs(drag.to - drag.from) > 4
        ? `M${Math.min(drag.from, drag.to)} ${F.T}V${F.H - F.B}H${Math.max(drag.from, drag.to)}V${F.T}z`
        : '',
    );
    const past = at !== null && at < 0 && F.earlier,
      read = past || F.main,
      near = at === null || !read ? null : nearest(read.soft, at);
    tip.hidden = !near;
    line.setAttribute('d', near ? `M${F.x(near[0]).toFixed(1)} ${F.T}V${F.H - F.B}` : '');
    if (!near) return;
    const S = before(),
      step = !S
        ? count(near[0])
        : past
          ? `${count(near[0] + S)} · ${D.earlier.name}`
          : `${count(S)} + ${count(near[0])}`;
    const val = nearest(read.vals, near[0]),
      parts = [
        `${W['chart.step']} ${step}`,
        `${W[D.kind === 'loss' ? 'chart.train' : `chart.${D.kind}`]} ${text(near[1])}`,
      ];
    if (val) parts.push(`${W['chart.validation']} ${text(val[1])}`);
    const talks = share(read.vals) === 3;
    if (val && talks && Number.isFinite(val[3])) parts.push(`${W['chart.taught.right']} ${percent(val[3])}`);
    if (val && Number.isFinite(val[2]) && D.kind === 'loss')
      parts.push(`${talks ? W['chart.held.right'] : rightly()} ${worth(val[2])}`);
    if (!past)
      for (const o of F.others) {
        const p = nearest(o.vals.length > 1 ? o.vals : o.soft, near[0]);
        if (p) parts.push(`${o.run.name} ${text(p[1])}`);
      }
    tip.textContent = parts.join(' · ');
    tip.style.left = `${clamp(F.x(near[0]) + 22, 8, Math.max(8, F.width - tip.offsetWidth - 8))}px`;
    tip.style.top = `${F.T + 4}px`;
    if (aloud) said.textContent = tip.textContent;
  };

  const numbers = (main) => {
    const last = main?.raw.at(-1),
      val = main?.vals.at(-1),
      set = (name, v) => {
        v === undefined || v === null ? delete host.dataset[name] : (host.dataset[name] = v);
      };
    set('points', main?.raw.length ?? 0);
    set('valPoints', main?.vals.length ?? 0);
    set('lastStep', last?.[0]);
    set('train', main?.soft.at(-1)?.[1]?.toFixed(4));
    set('val', val?.[1]?.toFixed(4));
    set('score', main?.vals.findLast((v) => Number.isFinite(v[2]))?.[2]);
    set('taught', main?.vals.findLast((v) => Number.isFinite(v[3]))?.[3]);
    set('earlier', F.earlier && before());
    set('zoom', zoom?.join('-'));
    set('kind', D.kind);
    set('runs', F.others.length + (main ? 1 : 0));
    host.setAttribute(
      'aria-label',
      val
        ? say('chart.alt', { first: main.vals[0][1].toFixed(2), last: val[1].toFixed(2), step: count(val[0]) })
        : say('chart.alt.early', { step: count(last?.[0] ?? 0) }),
    );
    if (host.dataset.told === `${main?.run.id} ${val?.[0]}`) return;
    host.dataset.told = `${main?.run.id} ${val?.[0]}`;
    host.querySelector('tbody').replaceChildren(
      ...(main?.vals ?? []).slice(-20).map((v) => {
        const row = document.createElement('tr');
        for (const cell of [count(v[0]), nearest(main.soft, v[0])?.[1]?.toFixed(3) ?? '', v[1].toFixed(3)])
          row.append(Object.assign(document.createElement('td'), { textContent: cell }));
        return row;
      }),
    );
  };

  const draw = () => {
    if (D && !D.main) {
      F = null;
      canvas.replaceChildren();
      for (const name of ['points', 'valPoints']) host.dataset[name] = 0;
      return;
    }
    if (!D || !canvas.clientWidth) return;
    const main = series(D.main),
      others = D.others.map(series),
      earlier = D.earlier && series({ ...D.earlier, rows: shifted(D.earlier.rows), vals: shifted(D.earlier.vals) });
    F = { range: zoom ?? [-before(), Infinity] };
    frame([main, ...others, ...(earlier ? [earlier] : [])]);
    Object.assign(F, { main, others, earlier });
    canvas.innerHTML = `<svg viewBox="0 0 ${F.width} ${F.H}" width="${F.width}" height="${F.H}"><clipPath id="plot-${host.id}"><path d="M${F.L} 0H${F.width - F.R + 2}V${F.H - F.B + 1}H${F.L}z"/></clipPath>${axes()}<g clip-path="url(#plot-${host.id})">${history(earlier)}${curves(main, others)}</g>${references()}${marks(main)}${answers(main)}<path class="pick" d=""/><path class="cross" d=""/></svg>`;
    labels(main, others);
    numbers(main);
    point();
    whole.hidden = !zoom;
  };

  // Pointer and keys: drag zooms, double click shows the whole run, arrows move the crosshair.
  const px = (event) => event.clientX - canvas.getBoundingClientRect().left,
    inside = (x) => F && x >= F.L - 4 && x <= F.width - F.R + 4;
  const reset = () => {
    zoom = null;
    draw();
  };
  const zoomTo = (a, b) => {
    a = Math.max(-before(), Math.round(a));
    b = Math.round(b);
    if (b - a >= 2) {
      zoom = [a, b];
      draw();
    }
  };
  canvas.addEventListener('pointerdown', (e) => {
    if (e.button || !inside(px(e))) return;
    drag = { from: clamp(px(e), F.L, F.width - F.R), to: px(e) };
    canvas.setPointerCapture(e.pointerId);
  });
  canvas.addEventListener('pointermove', (e) => {
    const x = px(e);
    if (drag) drag.to = clamp(x, F.L, F.width - F.R);
    at = inside(x) ? F.step(x) : null;
    point();
  });
  canvas.addEventListener('pointerup', () => {
    const d = drag;
    drag = null;
    if (d && Math.abs(d.to - d.from) > 8) zoomTo(F.step(Math.min(d.from, d.to)), F.step(Math.max(d.from, d.to)));
    else point();
  });
  canvas.addEventListener('pointercancel', () => {
    drag = null;
    point();
  });
  canvas.addEventListener('pointerleave', () => {
    at = null;
    if (!drag) point();
  });
  canvas.addEventListener('dblclick', reset);
  whole.addEventListener('click', () => {
    reset();
    host.focus();
  });
  host.addEventListener('blur', () => {
    at = null;
    point();
  });
  host.addEventListener('keydown', (e) => {
    if (e.target !== host || !F?.main || e.ctrlKey || e.metaKey || e.altKey) return;
    const [a, b] = F.range,
      last = F.main.soft.at(-1)?.[0] ?? 0,
      hop = Math.max(1, Math.round((b - a) / (e.shiftKey ? 10 : 100))),
      here = at ?? last,
      half = (b - a) / 4;
    const act = {
      ArrowLeft: () => (at = here - hop),
      ArrowRight: () => (at = here + hop),
      Home: () => (at = a),
      End: () => (at = last),
      Escape: reset,
      '+': () => zoomTo(here - half, here + half),
      '=': () => zoomTo(here - half, here + half),
      '-': reset,
    }[e.key];
    if (!act) return;
    e.preventDefault();
    act();
    if (at !== null) at = clamp(at, a, Math.min(b, last));
    point(true);
  });
  new ResizeObserver(() => {
    if (canvas.clientWidth && Math.abs(canvas.clientWidth - (F?.width ?? 0)) > 1) draw();
  }).observe(canvas);

  // A picture of what is seen: colors and type are written into a copy, since a picture knows no style sheet.
  const picture = async () => {
    const svg = canvas.querySelector('svg'),
      copy = svg.cloneNode(true),
      from = [svg, ...svg.querySelectorAll('*')],
      to = [copy, ...copy.querySelectorAll('*')];
    from.forEach((node, i) => {
      const style = getComputedStyle(node);
      for (const name of [
        'fill',
        'stroke',
        'stroke-width',
        'stroke-dasharray',
        'stroke-linejoin',
        'opacity',
        'paint-order',
        'font-family',
        'font-size',
        'font-weight',
        'color',
      ])
        to[i].style.setProperty(name, style.getPropertyValue(name));
    });
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    const image = new Image(),
      scale = 2,
      sheet = document.createElement('canvas'),
      glass = getComputedStyle(host).getPropertyValue('--glass') || '#fff';
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
    await image.decode();
    sheet.width = F.width * scale;
    sheet.height = F.H * scale;
    const pen = sheet.getContext('2d');
    pen.fillStyle = glass;
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.drawImage(image, 0, 0, sheet.width, sheet.height);
    return new Promise((done) => sheet.toBlob(done, 'image/png'));
  };
  return {
    show: (next) => {
      if (D && D.main?.id !== next.main?.id) {
        zoom = null;
        at = null;
      }
      D = { others: [], earlier: null, refs: [], miles: [], ...next };
      draw();
    },
    draw,
    picture,
    reset,
    trainLoss: () =>
      D?.main?.rows.length ? smoothed(D.main.rows.slice(-200).map((r) => [r[0], r[1]])).at(-1)[1] : null,
  };
};
