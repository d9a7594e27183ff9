// The menu of devices: a chip that says which trains, and what there is besides.

import { find, findAll, h } from '../lib/dom.js';
import { filled } from '../lib/words.js';
import { draft } from '../page/draft.js';
import { ask } from '../page/link.js';

const LOOK_AFTER_MS = 2500; // GPUs are looked for once the page stands: it needs torch, which takes seconds to import
const SETTING = 'train.device';

/** @typedef {{ key: string, name: string, about: string, choice: string, help: string }} Device */

/**
 * @param {HTMLElement} element
 * @param {{ words: Record<string, string>, devices: Device[], trigger: import('../page/draft.js').Trigger,
 *   server: import('../lib/rpc.js').Server }} part
 */
export function createDevices(element, { words, devices, trigger, server }) {
  const chip = find(element, '.device-chip');
  const menu = find(element, '.menu');
  const open = createMenu(element, chip, menu);
  let here = devices;

  const show = () => {
    const chosen = draft.value(SETTING);
    const device = here.find(({ key }) => key === chosen) ?? here[0];
    const about = `${device.name}, ${device.about}`;
    find(chip, '.device-name').textContent = device.name;
    find(chip, '.device-about').textContent = device.about ? ` · ${device.about}` : '';
    chip.setAttribute('aria-label', filled(words['device.change'], { device: about }));
    itemsOf(menu).forEach((item) => item.setAttribute('aria-checked', String(item.dataset.key === device.key)));
  };
  /** @param {Device[]} found */
  const fill = (found) => {
    here = found;
    const items = here.map((device) =>
      menuItem(device, () => {
        draft.change(SETTING, device.key, trigger, 0);
        open(false);
        chip.focus();
      }),
    );
    menu.replaceChildren(...items, h('p', { text: words['device.note'] }));
    show();
  };

  fill(devices);
  draft.follow(show);
  document.addEventListener('terrarium:setting', show);
  setTimeout(async () => {
    const found = await ask(() => server.look_for_devices({}));
    if (!found || JSON.stringify(found) === JSON.stringify(here)) return; // else the processor stays on the chip
    const isFocused = menu.contains(document.activeElement);
    fill(found);
    if (isFocused) open(true);
  }, LOOK_AFTER_MS);
}

/** @param {HTMLElement} menu */
const itemsOf = (menu) => findAll(menu, 'button');

/**
 * @param {Device} device
 * @param {() => void} onclick
 */
function menuItem({ key, choice, help }, onclick) {
  const set = { type: 'button', role: 'menuitemradio', data: { key }, onclick };
  return h('button', set, h('b', { text: choice }), h('span', { text: help }));
}

/**
 * Opens and closes a menu by its chip, by keys and by a click elsewhere.
 * @param {HTMLElement} element
 * @param {HTMLElement} chip
 * @param {HTMLElement} menu
 */
function createMenu(element, chip, menu) {
  /** @param {boolean} yes */
  const open = (yes) => {
    menu.hidden = !yes;
    chip.setAttribute('aria-expanded', String(yes));
    const items = itemsOf(menu);
    if (yes) (items.find((item) => item.getAttribute('aria-checked') === 'true') ?? items[0]).focus();
  };
  chip.addEventListener('click', () => open(menu.hidden));
  element.addEventListener('keydown', (event) => {
    if (menu.hidden) return;
    if (event.key === 'Escape') {
      open(false);
      chip.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = itemsOf(menu);
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    items[(at + step + items.length) % items.length].focus();
  });
  document.addEventListener('click', (event) => {
    if (!element.contains(/** @type {Node} */ (event.target))) open(false);
  });
  return open;
}
