// Words in a line that one can point at, go to with arrow keys, and press; and the buttons of which one is pressed.

import { rove } from '../../live/lib/dom.js';

/**
 * @param {HTMLElement} group
 * @param {HTMLElement[]} items
 * @param {(at: number | null) => void} onPoint hears which is pointed at; null once none is
 */
export function pointable(group, items, onPoint) {
  items.forEach((item, i) => {
    item.tabIndex = i ? -1 : 0;
    item.addEventListener('mouseenter', () => onPoint(i));
    item.addEventListener('click', () => onPoint(i));
    item.addEventListener('focus', () => {
      items.forEach((other) => {
        other.tabIndex = other === item ? 0 : -1;
      });
      onPoint(i);
    });
  });
  group.addEventListener('mouseleave', () => {
    if (!group.contains(document.activeElement)) onPoint(null);
  });
  group.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && group.contains(relatedTarget))) onPoint(null);
  });
  rove(group, { items: () => items, columns: () => 1, onMove: () => {} });
}

/**
 * @param {HTMLElement[]} buttons
 * @param {(button: HTMLElement) => boolean} isPressed
 */
export function press(buttons, isPressed) {
  buttons.forEach((button) => button.setAttribute('aria-pressed', String(isPressed(button))));
}
