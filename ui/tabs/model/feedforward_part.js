// The feed-forward part of a block: narrow, wide, narrow; where it is gated, two maps, one of which opens and closes the other.

import { LINE } from './pen.js';
import { PAD, paintTop, TOP } from './part.js';

const ROOM_FOR_SIGN = 20; // the × of a gate
const BAR = 6;
const LEAST = 8;

/**
 * @param {import('./picture.js').Picture} picture
 * @param {number} width
 * @returns {import('./part.js').BlockPart}
 */
export function feedforwardPart(picture, width) {
  const { pen, shape, isGated, count, option } = picture;
  const { D, F } = shape;
  const { all: words, say } = picture.words;
  const sizes = say(isGated ? 'draw.feedforward.gated' : 'draw.feedforward.sub', { D: count(D), F: count(F) });
  const facts = [sizes, option('activation'), isGated && words['draw.gate']];
  const lines = picture.wrap(facts, width - 2 * PAD);
  const top = TOP + lines.length * LINE;
  const depth = isGated ? 41 : 30;
  return {
    kind: 'feedforward',
    height: top + depth + PAD,
    paint(frame, height) {
      paintTop(picture, frame, { kind: 'feedforward', height, name: words['draw.feedforward'], lines });
      const room = frame.x1 - frame.x0 - 2 * PAD - (isGated ? ROOM_FOR_SIGN : 0);
      const [narrow, wide] = [D, F].map((size) => Math.max(LEAST, (room * size) / Math.max(D, F)));
      const x = frame.x0 + PAD;
      const y = frame.y + top;
      const end = depth - BAR;
      pen.put(pen.front, 'path', {
        class: 'fan',
        d: `M${x} ${y + 6}H${x + narrow}L${x + wide} ${y + 12}V${y + end - 6}L${x + narrow} ${y + end}H${x}Z`,
      });
      /**
       * @param {number} down
       * @param {number} length
       * @param {string} kind
       */
      const bar = (down, length, kind) =>
        pen.put(pen.front, 'rect', { x, y: y + down, width: length, height: BAR, rx: 2, class: `wide ${kind}`.trim() });
      bar(0, narrow, '');
      bar(12, wide, 'strong');
      bar(end, narrow, '');
      if (!isGated) return;
      bar(23, wide, 'gate');
      pen.write(x + wide + 8, y + 25, 'quiet', '×');
    },
  };
}
