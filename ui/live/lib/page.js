// What the server wrote into the page for all scripts: language, glossary, settings, where the page lies.

/**
 * @typedef {object} PageData
 * @property {string} language the name of its folder in ui/words, such as `en`
 * @property {string} locale for Intl, such as `en-GB`
 * @property {Record<string, string>} units words of numbers and times, ui/words/en/units.py
 * @property {{ agree: boolean, spaced: boolean, tenThousands: boolean }} grammar how the language treats values
 * @property {Record<string, string>} glossary a term's name by key, its meaning by `KEY.means`
 * @property {{ words: Record<string, string>, fields: Record<string, any> }} settings every hyperparameter described
 * @property {string} lost the sentence shown while the server doesn't answer
 * @property {string[]} tabs names of the tabs
 * @property {string} first the tab that opens first
 * @property {string} home where a proxy shows the page, "" or "/terra"
 */

/** @type {PageData | undefined} */
let data;

/**
 * Reads the page's data, once.
 * @returns {PageData}
 */
export function pageData() {
  data ??= /** @type {PageData} */ (JSON.parse(document.getElementById('terrarium-page')?.textContent ?? ''));
  return data;
}
