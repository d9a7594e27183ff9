// The arithmetic of the loss chart: where an axis has its marks, and a curve without its noise.
const lossNumbers = (() => {
  const ticks = (low, high, wanted) => {
    const raw = (high - low) / Math.max(1, wanted),
      power = 10 ** Math.floor(Math.log10(raw)),
      step = [1, 2, 5, 10].find((m) => m * power >= raw * 0.75) * power,
      out = [];
    for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + step * 1e-6; v += step) out.push(+v.toPrecision(12));
    return out;
  };
  const logTicks = (low, high) => {
    const out = [];
    for (let p = Math.floor(Math.log10(low)); p <= Math.log10(high); p++)
      for (const m of high / low > 1e3 ? [1] : [1, 1.5, 2, 3, 5, 7]) {
        const v = m * 10 ** p;
        if (v >= low && v <= high) out.push(+v.toPrecision(6));
      }
    return out;
  };

  // Double exponential mean, 2 m - m(m), which doesn't lag behind a falling curve (Mulloy 1994). Its weights count
  // steps, not rows: a thinned curve comes out as the whole one would.
  const smoothed = (points) => {
    let mean = null,
      second = 0,
      last = 0;
    return points.map(([step, value], i) => {
      const gap = mean === null ? 1 : Math.max(1, step - last),
        share = 1 - (1 - Math.max(0.04, 3 / (i + 3))) ** gap;
      if (Number.isFinite(value)) {
        mean = mean === null ? value : mean + (value - mean) * share;
        second = i ? second + (mean - second) * share : mean;
      }
      last = step;
      return [step, mean === null ? value : value >= 0 ? Math.max(0, 2 * mean - second) : 2 * mean - second]; // nothing here is below 0
    });
  };
  return { ticks, logTicks, smoothed };
})();
