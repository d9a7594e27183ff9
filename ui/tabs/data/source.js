// What a draft's source says: a sample by its key, or uploads by their ids.

/** @typedef {import('./types.js').View} View */

/**
 * The uploads that a source is made of.
 * @param {string} source
 * @returns {string[]} ids
 */
export function uploadsOf(source) {
  return source.startsWith('upload:') ? source.slice('upload:'.length).split(',') : [];
}

/**
 * The sample that a source is.
 * @param {string} source
 * @returns {string} its key, "" of uploads
 */
export function sampleOf(source) {
  return source.startsWith('sample:') ? source.slice('sample:'.length) : '';
}

/**
 * What is shown, with another source chosen.
 * @param {View} view
 * @param {string} source
 * @returns {View}
 */
export function withSource(view, source) {
  const ids = uploadsOf(source);
  return { ...view, source, files: view.files.map((file) => ({ ...file, used: ids.includes(file.id) })) };
}
