// The grid of all heads, a thumbnail each, and the list of those that were found to be most themselves.

import { contextOf } from '../../live/lib/canvas.js';
import { find, findAll, h, rove } from '../../live/lib/dom.js';
import { pageNumbers } from '../../live/lib/numbers.js';
import { headName } from './reading.js';

/** @typedef {import('./types.js').Bench} Bench */
/** @typedef {import('./types.js').Head} Head */
/** @typedef {import('./types.js').Reading} Reading */

const WEAK = 0.2; // the weight below which a head has no habit to speak of

/**
 * @param {Bench} bench
 * @param {(head: Head) => void} choose
 */
export function createHeads({ root, words, state }, choose) {
  const grid = find(root, '#attention-grid');
  const buttons = () => /** @type {HTMLButtonElement[]} */ (findAll(grid, 'button'));
  rove(grid, {
    items: buttons,
    columns: () => state.reading?.answer.heads ?? 1,
    onMove: (button) => button.click(),
  });

  return {
    /** @param {{ layers: number, heads: number }} size */
    build({ layers, heads }) {
      grid.style.setProperty('--heads', heads);
      root.style.setProperty('--side', `${Math.max(236, Math.min(400, 62 + heads * 27))}px`);
      grid.replaceChildren(h('span'), ...range(heads).map((head) => h('span', { text: head + 1 })));
      for (const layer of range(layers)) {
        const row = range(heads).map((head) => headButton([layer, head], words, choose));
        grid.append(h('span', { text: layer + 1 }), ...row);
      }
    },
    /** @param {Reading} reading */
    show(reading) {
      drawThumbnails(buttons(), reading, state.colors);
      const { found } = reading.answer;
      find(root, '.found-none').hidden = found.length > 0;
      find(root, '.found').replaceChildren(...found.map((one) => foundLine(one, words, choose)));
    },
    /** @param {Reading} reading */
    draw: (reading) => drawThumbnails(buttons(), reading, state.colors),
    /** @param {Reading} reading */
    paint({ answer }) {
      buttons().forEach((button) => {
        const isChosen = button.dataset.head === String(state.head);
        button.setAttribute('aria-pressed', String(isChosen));
        button.tabIndex = isChosen ? 0 : -1;
      });
      sayHabit(find(root, '.habit'), answer, state.head, words);
    },
    clear() {
      grid.replaceChildren();
      find(root, '.found').replaceChildren();
      find(root, '.habit').textContent = '';
    },
  };
}

/** @param {number} count */
function range(count) {
  return [...Array(count).keys()];
}

/**
 * @param {Head} head
 * @param {import('./types.js').Words} words
 * @param {(head: Head) => void} choose
 */
function headButton(head, { say }, choose) {
  const [layer, number] = head;
  const name = say('head', { layer: layer + 1, head: number + 1 });
  const set = { type: 'button', data: { head: String(head) }, 'aria-label': name, onclick: () => choose(head) };
  return h('button', set, h('canvas'));
}

/**
 * @param {import('./types.js').Habit} one
 * @param {import('./types.js').Words} words
 * @param {(head: Head) => void} choose
 */
function foundLine({ layer, head, habit, weight }, { all: words }, choose) {
  const parts = [
    h('b', { class: 'num', text: headName([layer, head]) }),
    h('span', { text: words[`habit.${habit}`] }),
    h('span', { class: 'num', text: pageNumbers().decimals(weight, 2) }),
  ];
  return h('li', {}, h('button', { type: 'button', onclick: () => choose([layer, head]) }, parts));
}

/**
 * @param {HTMLElement} box
 * @param {import('./types.js').Answer} answer
 * @param {Head} head
 * @param {import('./types.js').Words} words
 */
function sayHabit(box, { habits }, head, words) {
  const one = habits.find((habit) => habit.layer === head[0] && habit.head === head[1]);
  if (!one) {
    box.textContent = '';
    return;
  }
  words.sayInto(box, one.weight < WEAK ? 'habit.weak' : 'habit', {
    head: headName(head),
    habit: words.all[`habit.${one.habit}`],
    weight: pageNumbers().decimals(one.weight, 2),
  });
}

/**
 * @param {HTMLButtonElement[]} buttons
 * @param {Reading} reading
 * @param {import('../../live/lib/canvas.js').Rgb[]} colors
 */
function drawThumbnails(buttons, { bytes, shape, startOf }, colors) {
  const pixels = colors.map(([red, green, blue]) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0);
  buttons.forEach((button) => {
    const head = /** @type {Head} */ ((button.dataset.head ?? '').split(',').map(Number));
    drawThumbnail(find(button, 'canvas'), bytes.subarray(startOf(head)), shape, pixels);
  });
}

/**
 * A pixel a weight; the look makes it larger.
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array} bytes of the head, row after row
 * @param {import('../../live/lib/attention_grid.js').Shape} shape
 * @param {number[]} colors of each byte, as a canvas holds a pixel
 */
function drawThumbnail(canvas, bytes, { rows, columns, seen }, colors) {
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = contextOf(canvas);
  const image = context.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer).fill(colors[0]);
  let next = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < seen(row); column++) pixels[row * columns + column] = colors[bytes[next++]];
  }
  context.putImageData(image, 0, 0);
}
