// The address says what is shown: /zh/inspect?run=…&layer=0&head=3. Tabs are steps of the browser's history, and what is chosen
// on one stands in its query.

import { pageData } from '../lib/page.js';
import { gradioConfig } from './gradio.js';
import { open } from './tabs.js';

const OWN = ['run', 'layer', 'head', 'task'];
const LONGEST = 200;

/** @typedef {Record<string, string>} Said what the address says for one tab, by name */

const { tabs, first, home } = pageData();
const mount = location.pathname.replace(/[^/]*$/, ''); // where this language's page lies
/** @type {Record<string, Said>} */
const told = Object.fromEntries(tabs.map((tab) => [tab, {}]));
let shown = tabHere();

/**
 * What the address says for a tab.
 * @param {string} tab
 */
export function says(tab) {
  return told[tab];
}

/**
 * Writes what a tab shows now into its address; nothing stands for no choice.
 * @param {string} tab
 * @param {Record<string, string | number | null | undefined>} values
 */
export function note(tab, values) {
  told[tab] = Object.fromEntries(
    Object.entries({ ...told[tab], ...values })
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([name, value]) => [name, String(value)]),
  );
  if (tab === shown && (named() || Object.keys(told[tab]).length)) history.replaceState(null, '', addressOf(tab));
}

/**
 * A whole number of the address, below a bound; null where it says none.
 * @param {string | null | undefined} value
 * @param {number} below
 */
export function whole(value, below) {
  return /^\d{1,4}$/.test(value ?? '') && Number(value) < below ? Number(value) : null;
}

/**
 * Another language's page, at this tab.
 * @param {string} page where it lies, such as "/zh/"
 */
export function inLanguage(page) {
  return addressOf(shown, home + page);
}

/** @returns {string} where a proxy shows the page, "" or "/terra" */
export function homePath() {
  return home;
}

export function start() {
  told[shown] = listen();
  document.addEventListener('click', noticeTab, true);
  addEventListener('popstate', goBack);
  beginHere();
}

function named() {
  return location.pathname.slice(mount.length);
}

function tabHere() {
  return tabs.includes(named()) ? named() : first;
}

/** @returns {Said} */
function listen() {
  const query = new URLSearchParams(location.search);
  const pairs = OWN.map((name) => [name, query.get(name) ?? '']);
  return Object.fromEntries(pairs.filter(([, value]) => value && value.length <= LONGEST));
}

/**
 * @param {string} tab
 * @param {string} [base]
 */
function addressOf(tab, base = mount) {
  const query = new URLSearchParams(location.search);
  OWN.forEach((name) => query.delete(name));
  Object.entries(told[tab]).forEach(([name, value]) => query.set(name, value));
  const asked = query.toString();
  return `${base}${tab}${asked ? `?${asked}` : ''}`;
}

/** @param {Event} event */
function noticeTab(event) {
  const strip = event.target instanceof Element ? event.target.closest('[role=tab]') : null;
  const tab = strip?.id.match(/^tab-(\w+)-button$/)?.[1] ?? '';
  if (!tabs.includes(tab) || tab === shown) return;
  shown = tab;
  history.pushState(null, '', addressOf(tab));
}

function goBack() {
  const before = shown;
  shown = tabHere();
  told[shown] = listen();
  if (shown !== before) open(shown);
  document.dispatchEvent(new CustomEvent('terrarium:address', { detail: shown }));
}

// Gradio begins with the tab that the address names, and asks where the page lies, whatever a proxy made of its name.
function beginHere() {
  const config = gradioConfig();
  config.root = `${location.origin}${mount}`.replace(/\/$/, '');
  const strip = config.components?.find((part) => part.type === 'tabs' && part.props.elem_id === 'tabs');
  if (strip) strip.props.selected = shown;
}
