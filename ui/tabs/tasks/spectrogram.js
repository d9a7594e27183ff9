// A sound drawn: its spectrogram, with the places that a token looked at; and a roll of all tokens' places.

import { contextOf, cssValue, rgbOf, sizedContext } from '../../live/lib/canvas.js';
import { heatColors, shadeOf } from '../../live/lib/heat.js';

const OVERLAP = 0.6; // pixels, so that no seams show between columns
const VEIL = 0.62; // how much the place looked at most covers
const FOOT = 3; // pixels of the bars below
const OPAQUE = 255;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {object} what
 * @param {number[][]} what.spectrogram a row a pitch, the lowest first, a column a frame
 * @param {number[] | null} what.shares what a token looked at, by place
 * @param {number} what.width pixels
 * @param {number} what.height
 */
export function drawSpectrogram(canvas, { spectrogram, shares, width, height }) {
  const context = sizedContext(canvas, width, height);
  context.imageSmoothingEnabled = true;
  context.drawImage(pictureOf(spectrogram, heatColors(canvas)), 0, 0, width, height);
  if (!shares) return;
  const [red, green, blue] = rgbOf(cssValue(canvas, '--c-val'));
  const most = Math.max(...shares, 1e-6);
  const step = width / shares.length;
  shares.forEach((share, k) => {
    const bar = (FOOT * share) / most;
    context.fillStyle = `rgba(${red},${green},${blue},${(VEIL * share) / most})`;
    context.fillRect(k * step, 0, step + OVERLAP, height);
    context.fillStyle = `rgb(${red},${green},${blue})`;
    context.fillRect(k * step, height - bar, step + OVERLAP, FOOT);
  });
}

/**
 * A spectrogram, a pixel a value.
 * @param {number[][]} spectrogram
 * @param {import('../../live/lib/canvas.js').Rgb[]} colors
 */
function pictureOf(spectrogram, colors) {
  const rows = spectrogram.length;
  const frames = spectrogram[0]?.length ?? 0;
  const picture = document.createElement('canvas');
  picture.width = Math.max(1, frames);
  picture.height = Math.max(1, rows);
  const pen = contextOf(picture);
  const image = pen.createImageData(picture.width, picture.height);
  spectrogram.forEach((row, pitch) =>
    row.forEach((value, frame) => {
      const color = colors[Math.max(0, Math.min(colors.length - 1, value))];
      image.data.set([...color, OPAQUE], 4 * ((rows - 1 - pitch) * frames + frame));
    }),
  );
  pen.putImageData(image, 0, 0);
  return picture;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {object} what
 * @param {number[][]} what.cross weights: a row a token, a column a place
 * @param {number} what.width pixels
 * @param {number} what.cell pixels of a row
 * @param {number | null} what.row the chosen one
 */
export function drawRoll(canvas, { cross, width, cell, row }) {
  const context = sizedContext(canvas, width, cross.length * cell);
  const colors = heatColors(canvas);
  cross.forEach((shares, i) => {
    const most = Math.max(...shares, 1e-6);
    const step = width / shares.length;
    shares.forEach((share, k) => {
      context.fillStyle = `rgb(${colors[shadeOf(share / most)]})`;
      context.fillRect(k * step, i * cell + 1, step + OVERLAP, cell - 2);
    });
  });
  if (row === null) return;
  context.strokeStyle = cssValue(canvas, '--c-val');
  context.lineWidth = 1.5;
  context.strokeRect(0.75, row * cell + 0.75, width - 1.5, cell - 1.5);
}
