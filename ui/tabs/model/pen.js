// Strokes that the drawing is made of, on three layers, so that lines run over boxes' grounds and under their signs.

import { svg } from '../../live/lib/dom.js';

/** @typedef {[x: number, y: number]} Point */
/** @typedef {ReturnType<typeof createPen>} Pen */

export const LINE = 17; // pixels from one line of text to the next
const CORNER = 9;
const TIP = 6;

/** @param {SVGElement} paper */
export function createPen(paper) {
  const layer = () => svg('g');
  const [back, lines, front] = [layer(), layer(), layer()];
  paper.append(back, lines, front);
  /**
   * @template {keyof SVGElementTagNameMap} Tag
   * @param {Element} parent
   * @param {Tag} tag
   * @param {Record<string, any>} set
   */
  const put = (parent, tag, set) => {
    const node = svg(tag, set);
    parent.append(node);
    return node;
  };
  /**
   * @param {number} x
   * @param {number} y
   * @param {string} kind
   * @param {string} text
   * @param {'start' | 'middle' | 'end'} [anchor]
   */
  const write = (x, y, kind, text, anchor = 'start') =>
    put(front, 'text', { x, y, class: kind, 'text-anchor': anchor, text });

  return {
    back,
    front,
    put,
    write,
    /**
     * @param {number} x
     * @param {number} y
     * @param {string} kind
     * @param {string[]} text line by line
     * @param {'start' | 'end'} [anchor]
     */
    paragraph: (x, y, kind, text, anchor) => text.forEach((line, i) => write(x, y + i * LINE, kind, line, anchor)),
    /**
     * @param {Element} parent
     * @param {{ x0: number, x1: number, y: number, height: number }} where
     * @param {string} kind
     */
    box: (parent, { x0, x1, y, height }, kind) =>
      put(parent, 'rect', { x: x0, y, width: x1 - x0, height, rx: 10, class: kind }),
    /**
     * Where something is added to the stream.
     * @param {number} x
     * @param {number} y
     */
    joint(x, y) {
      put(front, 'circle', { cx: x, cy: y, r: 8, class: 'join' });
      put(front, 'path', { class: 'plus', d: `M${x - 4} ${y}h8M${x} ${y - 4}v8` });
    },
    /**
     * A line along corners, which it rounds.
     * @param {string} kind
     * @param {...Point} points
     */
    line: (kind, ...points) => put(lines, 'path', { d: rounded(points), class: kind }),
    /**
     * The same with a tip at its end.
     * @param {string} kind
     * @param {...Point} points
     */
    arrow(kind, ...points) {
      const line = put(lines, 'path', { d: rounded(points), class: kind });
      put(lines, 'path', { class: `${kind} tip`, d: tipOf(points) });
      return line;
    },
  };
}

/** @param {Point[]} points */
export function rounded(points) {
  const corners = points.slice(1, -1).map((corner, i) => cornerOf(points[i], corner, points[i + 2]));
  const [x, y] = points[points.length - 1];
  return `M${points[0]}${corners.join('')}L${x} ${y}`;
}

/**
 * @param {Point} from
 * @param {Point} corner
 * @param {Point} to
 */
function cornerOf([ax, ay], [x, y], [bx, by]) {
  const before = Math.min(CORNER, Math.hypot(x - ax, y - ay) / 2);
  const after = Math.min(CORNER, Math.hypot(bx - x, by - y) / 2);
  const [inX, inY] = [x - Math.sign(x - ax) * before, y - Math.sign(y - ay) * before];
  const [outX, outY] = [x + Math.sign(bx - x) * after, y + Math.sign(by - y) * after];
  return `L${inX} ${inY}Q${x} ${y} ${outX} ${outY}`;
}

/** @param {Point[]} points */
function tipOf(points) {
  const [[px, py], [x, y]] = points.slice(-2);
  const dx = Math.sign(x - px);
  const dy = Math.sign(y - py);
  const [backX, backY] = [x - TIP * dx, y - TIP * dy];
  return `M${backX - 5 * dy} ${backY - 5 * dx}L${x} ${y}L${backX + 5 * dy} ${backY + 5 * dx}`;
}
