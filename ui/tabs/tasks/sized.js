// Pictures that follow the width they have.

/**
 * Draws once an element has its width, and again whenever that changes.
 * @param {HTMLElement} element
 * @param {() => void} draw
 */
export function whenSized(element, draw) {
  let width = 0;
  const follow = () => {
    if (!element.isConnected || element.clientWidth === width) return;
    width = element.clientWidth;
    draw();
  };
  requestAnimationFrame(follow);
  new ResizeObserver(follow).observe(element);
}
