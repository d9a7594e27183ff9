// The header: name, device menu, links to the other languages, light or dark. It stands on every tab, so it is where the page
// hears of the draft.

import { find, h } from '../lib/dom.js';
import { homePath, inLanguage } from '../page/address.js';
import { draft } from '../page/draft.js';
import { isDark, setDark } from '../page/theme.js';
import { carryDraft } from '../page/typed.js';
import { createDevices } from './devices.js';

const YEAR_S = 31_536_000;

/** @param {import('../lib/part.js').Part} part */
export function mount({ element, props, trigger, watch, server }) {
  find(element, '.brand-mark').innerHTML = props.mark; // our own file
  find(element, '.brand h1').textContent = props.words.name;
  find(element, '.brand p').textContent = props.words.tagline;
  find(element, '.device').after(...props.others.map((/** @type {Other} */ other) => linkTo(other, props)));
  const theme = find(element, '.theme-toggle');
  theme.setAttribute('aria-label', props.words.theme);
  theme.addEventListener('click', () => setDark(!isDark()));
  createDevices(element, { words: props.words, devices: props.devices, trigger, server });
  const take = () => {
    if (props.value?.values) draft.take(props.value);
  };
  watch('value', take);
  take();
}

/** @typedef {{ language: string, name: string, tag: string, address: string }} Other another language */

/**
 * The link to another language's page: at the tab that is shown, with the draft as it is here.
 * @param {Other} other
 * @param {Record<string, any>} props
 */
function linkTo(other, { language, drafts }) {
  const link = h('a', { class: 'chip language', text: other.name, lang: other.tag });
  const point = () => {
    link.href = inLanguage(other.address);
  };
  ['pointerenter', 'focus', 'click'].forEach((kind) => link.addEventListener(kind, point));
  link.addEventListener('click', () => {
    document.cookie = `terrarium-language=${other.language}; path=${homePath()}/; max-age=${YEAR_S}; samesite=lax`;
    if (draft.state()?.begun) carryDraft(drafts[language], drafts[other.language]);
  });
  point();
  return link;
}
