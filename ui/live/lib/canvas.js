// Drawing on a canvas: sharp on any screen, in the page's colors and type.

/** @typedef {[red: number, green: number, blue: number]} Rgb each 0 to 255 */

const MOST_PIXELS = 6000; // of one side: browsers refuse canvases that are much larger

/**
 * A value of the page's look, such as `--ink-2`, where an element stands.
 * @param {Element} element
 * @param {string} name
 */
export function cssValue(element, name) {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

/**
 * @param {string} hex such as `#1a2b3c`
 * @returns {Rgb}
 */
export function rgbOf(hex) {
  return /** @type {Rgb} */ ([1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16)));
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {CanvasRenderingContext2D}
 */
export function contextOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
}

/**
 * An empty canvas of so many CSS pixels, sharp on the screen at hand but never too large for it.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
export function sizedContext(canvas, width, height) {
  const ratio = Math.min(devicePixelRatio || 1, MOST_PIXELS / Math.max(width, height));
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = contextOf(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/**
 * A label as it fits a picture.
 * @param {string} label
 * @param {number} [most] characters
 */
export function shortLabel(label, most = 9) {
  const characters = [...label];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : label;
}

/**
 * What writes labels on a canvas: their font by size, and their widths in pixels.
 * @param {HTMLCanvasElement} canvas
 */
export function createType(canvas) {
  const family = cssValue(canvas, '--serif');
  /**
   * @param {number} size pixels
   * @param {boolean} [isStrong]
   */
  const font = (size, isStrong = false) => `${isStrong ? '700 ' : ''}${size}px ${family}`;
  const probe = contextOf(document.createElement('canvas'));
  return {
    font,
    /**
     * @param {string[]} labels
     * @param {number} size pixels
     */
    widths(labels, size) {
      probe.font = font(size);
      return labels.map((label) => probe.measureText(shortLabel(label)).width);
    },
  };
}
