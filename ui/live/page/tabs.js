// The strip of tabs: opening one, arrow keys among them; and two habits of Gradio's that are put right.

const HUSHED_MS = 3000;
const LEAVING_A_LIST = ['Tab', 'Shift', 'Control', 'Alt', 'Meta'];

/**
 * Opens a tab as a click on it does.
 * @param {string} tab
 */
export function open(tab) {
  document.getElementById(`tab-${tab}-button`)?.click();
}

export function start() {
  document.addEventListener('keydown', moveAmongTabs);
  document.addEventListener('keydown', keepListsClosed, true);
  addEventListener('beforeunload', hush);
}

/**
 * Arrow keys among the tabs, as a tablist promises; Enter opens the one that has the focus.
 * @param {KeyboardEvent} event
 */
function moveAmongTabs(event) {
  const target = event.target instanceof HTMLElement ? event.target : null;
  const strip = target?.closest('[role=tab]')?.parentElement;
  const tabs = /** @type {HTMLElement[]} */ ([...(strip?.querySelectorAll('[role=tab]') ?? [])]);
  const here = target ? tabs.indexOf(target) : -1;
  const places = /** @type {Record<string, number>} */ ({
    ArrowRight: here + 1,
    ArrowLeft: here - 1,
    Home: 0,
    End: tabs.length - 1,
  });
  const to = places[event.key];
  if (here < 0 || to === undefined) return;
  event.preventDefault();
  tabs[(to + tabs.length) % tabs.length].focus();
}

/**
 * Gradio's lists answer each key a moment late: after Tab has left a list and closed it, it opened it again.
 * @param {KeyboardEvent} event
 */
function keepListsClosed(event) {
  const isList = event.target instanceof Element && event.target.matches('input[role=combobox]');
  if (isList && LEAVING_A_LIST.includes(event.key)) event.stopPropagation();
}

// A page that is left drops the questions it has open, and Gradio reports each as an error: they are none.
function hush() {
  const { error, warn } = console;
  console.error = console.warn = () => {};
  setTimeout(() => Object.assign(console, { error, warn }), HUSHED_MS); // whoever stays after all hears of real ones again
}
