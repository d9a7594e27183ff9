// For the scripts that are no modules yet: what they know as `window.terrarium`, and how they are put together from the sources
// that /look/parts.js brought. Whoever converts the last of them deletes this file, that address and `parts=` of live().

import { pageData } from '../lib/page.js';
import * as address from './address.js';
import * as choices from './choices.js';
import { follow } from './clock.js';
import { ask, isLost } from './link.js';
import { open } from './tabs.js';
import { term } from './terms.js';
import { isDark, setDark } from './theme.js';
import { carryDraft, keepText } from './typed.js';

const NAMES = ['element', 'trigger', 'props', 'server', 'watch'];
/** @type {Map<string, Function>} */
const compiled = new Map();

/**
 * @param {string[]} parts
 * @param {Record<string, any>} given
 */
function live(parts, given) {
  const key = parts.join('+');
  if (!compiled.has(key)) {
    const sources = /** @type {any} */ (window).terrariumParts;
    const script = `${parts.map((part) => sources[part]).join('\n')}\n//# sourceURL=terrarium/${key}.js`;
    compiled.set(key, Function(...NAMES, script));
  }
  compiled.get(key)?.(...NAMES.map((name) => given[name]));
}

export function start() {
  const { home } = pageData();
  Object.assign(window, {
    terrarium: {
      setDark,
      isDark,
      term,
      open,
      live,
      choices,
      address: { ...address, keepText, carryDraft, home },
      link: { ask, follow, isLost },
    },
  });
}
