// Elements: making, finding, and the keys and sights that several parts listen to. Text goes in by textContent only.

/** @typedef {Node | string | number | null | undefined | false} Single */
/** @typedef {Single | (Single | Single[])[]} Child */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Makes an element.
 *
 * `text` is its text, `class` its classes, `on…` listens to an event, `data` and `style` are objects. A name that the element
 * has as a property is set as one (`value`, `hidden`, `checked`, `htmlFor`), any other as an attribute (`aria-label`, `role`).
 * Nothing is set to null or undefined; an attribute that is true stands without a value, one that is false doesn't stand.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [set]
 * @param {...Child} children null, undefined and false are left out, lists are laid flat
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, set = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(set)) {
    if (value !== null && value !== undefined) assign(node, name, value);
  }
  node.append(...flat(children));
  return node;
}

/**
 * @param {HTMLElement} node
 * @param {string} name
 * @param {any} value
 */
function assign(node, name, value) {
  if (name === 'text') node.textContent = value;
  else if (name === 'class') node.className = value;
  else if (name === 'data') Object.assign(node.dataset, value);
  else if (name === 'style') Object.entries(value).forEach(([key, to]) => node.style.setProperty(key, String(to)));
  else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
  else if (name in node) /** @type {any} */ (node)[name] = value;
  else setAttribute(node, name, value);
}

/**
 * @param {Element} node
 * @param {string} name
 * @param {any} value
 */
function setAttribute(node, name, value) {
  if (value !== null && value !== undefined && value !== false) {
    node.setAttribute(name, value === true ? '' : String(value));
  }
}

/**
 * @param {Child[]} children
 * @returns {(Node | string)[]}
 */
function flat(children) {
  return children.flatMap((child) => {
    if (child === null || child === undefined || child === false) return [];
    if (Array.isArray(child)) return flat(child);
    return [child instanceof Node ? child : String(child)];
  });
}

/**
 * Makes an element of SVG; all that is set are attributes, but `text`.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [set]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, set = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  const { text, ...attributes } = set;
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  if (text !== undefined) node.textContent = text;
  node.append(...flat(children));
  return node;
}

/**
 * Makes a button of the page's look.
 * @param {string} label
 * @param {string} look classes beside `btn`, such as "small bad"
 * @param {(event: MouseEvent) => void} onclick
 */
export function button(label, look, onclick) {
  return h('button', { type: 'button', class: `btn ${look}`, text: label, onclick });
}

/**
 * The one element below `root` that is there by the part's own template.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {any} whatever element the template has there
 */
export function find(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`The template lacks ${selector}`);
  return found;
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export function findAll(root, selector) {
  return [...root.querySelectorAll(selector)].map((node) => /** @type {HTMLElement} */ (node));
}

/**
 * Whether a key belongs to an input method: Safari has ended the composition when it tells of the Enter that ended it, and
 * says 229.
 * @param {KeyboardEvent} event
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}

/** @param {KeyboardEvent} event */
export function isEnter(event) {
  return event.key === 'Enter' && !event.shiftKey && !isComposing(event);
}

/**
 * Whether a person can see an element that lies on the open tab.
 * @param {HTMLElement} element
 */
export function isInSight(element) {
  return element.isConnected && element.offsetParent !== null && !document.hidden;
}

/**
 * Calls back whenever an element comes into sight.
 * @param {Element} element
 * @param {() => void} callback
 */
export function onSight(element, callback) {
  new IntersectionObserver((seen) => {
    if (seen.some((one) => one.isIntersecting)) callback();
  }).observe(element);
}

/**
 * Lets arrow keys, Home and End move the focus within a group that is one stop for the Tab key.
 * @param {HTMLElement} group
 * @param {{ items: () => HTMLElement[], columns: () => number, onMove: (to: HTMLElement) => void }} how
 */
export function rove(group, { items, columns, onMove }) {
  group.addEventListener('keydown', (event) => {
    const all = items();
    const here = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = placeAfter(event.key, here, columns(), all.length);
    if (here < 0 || to === undefined) return;
    event.preventDefault();
    const next = all[Math.max(0, Math.min(all.length - 1, to))];
    next.focus();
    onMove(next);
  });
}

/**
 * @param {string} key
 * @param {number} here
 * @param {number} columns
 * @param {number} count
 * @returns {number | undefined}
 */
function placeAfter(key, here, columns, count) {
  const places = /** @type {Record<string, number>} */ ({
    ArrowRight: here + 1,
    ArrowLeft: here - 1,
    ArrowDown: here + columns,
    ArrowUp: here - columns,
    Home: 0,
    End: count - 1,
  });
  return places[key];
}
