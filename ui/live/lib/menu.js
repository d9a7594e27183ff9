// A menu that a button opens: Escape, or a press elsewhere, closes it.

/**
 * @param {HTMLElement} button
 * @param {HTMLElement} list stands beside it, in one parent of their own
 * @param {() => Promise<void> | void} [fill] before it opens
 * @returns {() => void} closes it
 */
export function createMenu(button, list, fill) {
  const around = /** @type {HTMLElement} */ (list.parentElement);
  const close = () => {
    list.hidden = true;
    button.setAttribute('aria-expanded', 'false');
  };
  button.addEventListener('click', async () => {
    if (!list.hidden) {
      close();
      return;
    }
    await fill?.();
    list.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    /** @type {HTMLElement | null} */ (list.querySelector('button, input'))?.focus();
  });
  around.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || list.hidden) return;
    event.stopPropagation();
    close();
    button.focus();
  });
  document.addEventListener('pointerdown', (event) => {
    if (!around.contains(/** @type {Node} */ (event.target))) close();
  });
  return close;
}
