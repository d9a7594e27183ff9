// What a figure that Python has described holds: its named lines, what stands at a step, and all of it as a table.

/**
 * @typedef {{ name?: string, x: number[], y: (number | null)[], customdata?: string[], showlegend?: boolean,
 *   visible?: boolean | 'legendonly', yaxis?: string, legendgroup?: string }} Trace
 * @typedef {{ alt?: string, head?: string[], rows?: string[][], data?: Record<string, string | number>,
 *   begins?: { step: number, name: string } }} Meta what a figure says beside its lines; `begins`: after how many steps of
 *   which run its own begin
 * @typedef {{ data: Trace[], layout: Record<string, any> & { meta?: Meta } }} Spec as ui/figures gives it
 */

const ENTITIES = /** @type {Record<string, string>} */ ({ amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" });

/**
 * The lines that have a name of their own and are switched on.
 * @param {Trace[]} traces
 */
export function namedTraces(traces) {
  return traces.filter((trace) => trace.name && trace.showlegend !== false && trace.visible !== 'legendonly');
}

/**
 * A name as it was before Python made it safe for Plotly, which reads some HTML.
 * @param {string} [name]
 */
export function plain(name = '') {
  return name.replace(/&(amp|lt|gt|quot|#x27);/g, (_, entity) => ENTITIES[entity]);
}

/**
 * Which of some rising steps lies nearest to one; -1 where there are none.
 * @param {number[]} steps
 * @param {number} step
 */
export function nearest(steps, step) {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] < step) low = middle + 1;
    else high = middle;
  }
  return low > 0 && step - steps[low - 1] <= steps[low] - step ? low - 1 : Math.min(low, steps.length - 1);
}

/**
 * What stands at a step, as one line: a line that ended before it, or begins after it, says nothing.
 * @param {Spec} spec
 * @param {number} step
 * @param {{ step: string, count: (value: number) => string }} words
 */
export function readingAt(spec, step, words) {
  const parts = namedTraces(spec.data)
    .filter(({ x }) => x.length && step >= x[0] && step <= x[x.length - 1])
    .map((trace) => {
      const at = nearest(trace.x, step);
      const value = trace.customdata?.[at] ?? Number(Number(trace.y[at]).toPrecision(4));
      return `${plain(trace.name)} ${value}`;
    });
  return [`${words.step} ${stepName(spec, step, words.count)}`, ...parts].join(' · ');
}

/**
 * A step as it is said: past the beginning of the run itself as a sum, before it with the other run's name.
 * @param {Spec} spec
 * @param {number} step
 * @param {(value: number) => string} count
 */
function stepName({ layout }, step, count) {
  const before = layout.meta?.begins?.step ?? 0;
  if (!before) return count(step);
  return step < before ? `${count(step)} · ${layout.meta?.begins?.name}` : `${count(before)} + ${count(step - before)}`;
}

/**
 * The lowest and the highest value of the first axis between two steps, with a little air; null where nothing stands.
 * @param {Trace[]} traces
 * @param {number} from
 * @param {number} to
 * @returns {[number, number] | null}
 */
export function heightWithin(traces, from, to) {
  const values = namedTraces(traces)
    .filter((trace) => !trace.yaxis || trace.yaxis === 'y')
    .flatMap((trace) => trace.y.filter((_, i) => trace.x[i] >= from && trace.x[i] <= to))
    .filter((value) => value !== null);
  if (!values.length) return null;
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const air = (high - low || Math.abs(high) * 0.1 || 0.1) * 0.08;
  return [low - air, high + air];
}

/**
 * A table of a figure's numbers: a row for each step, a column for each named line.
 * @param {Spec} spec
 * @param {string} head of the first column
 */
export function csvOf(spec, head) {
  const traces = namedTraces(spec.data);
  /** @type {Map<number, (number | string)[]>} */
  const rows = new Map();
  traces.forEach((trace, column) => {
    trace.x.forEach((step, i) => {
      const row = rows.get(step) ?? Array(traces.length).fill('');
      row[column] = trace.y[i] ?? '';
      rows.set(step, row);
    });
  });
  const sorted = [...rows].sort(([a], [b]) => a - b).map(([step, values]) => [step, ...values]);
  const table = [[head, ...traces.map(({ name }) => plain(name))], ...sorted];
  return table.map((row) => row.map(cellOf).join(',')).join('\n');
}

/** @param {string | number} value */
function cellOf(value) {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
