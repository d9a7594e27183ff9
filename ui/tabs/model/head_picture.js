// How strongly a head looks from one place to another in its small picture; each looks a little different, as heads do.

/** @typedef {'past' | 'all' | 'source'} Sees what a head may look at */
/** @typedef {{ index: number, sees: Sees, isAlibi: boolean }} Head */

export const SIDE = 6; // places

/**
 * How far a head sees in its picture, as its window is to the context.
 * @param {import('./shape.js').Shape} shape
 * @param {Sees} sees
 */
export function nearestShown({ model, T }, sees) {
  if (!model.window || sees === 'source') return SIDE;
  return Math.max(1, Math.min(SIDE, Math.round((SIDE * model.window) / T)));
}

/**
 * @param {number} query
 * @param {number} key
 * @param {Head} head
 * @returns {number} 1 to 4
 */
export function heat(query, key, { index, sees, isAlibi }) {
  if (sees === 'source') return heatOnSource(query, key, index);
  if (isAlibi) return Math.max(1, 4 - Math.round((Math.abs(query - key) * 2) / (1 + (index % 4))));
  return heatOnItself(query, key, index, sees);
}

/**
 * @param {number} query
 * @param {number} key
 * @param {number} index
 */
function heatOnSource(query, key, index) {
  const far = Math.abs(query - key);
  if (index % 3 === 0) return [4, 2][far] ?? 1; // aligned
  if (index % 3 === 1) return key === (query * 2 + 1) % SIDE ? 4 : 1; // each to another place
  return mixed(query, key, index);
}

/**
 * @param {number} query
 * @param {number} key
 * @param {number} index
 * @param {Sees} sees
 */
function heatOnItself(query, key, index, sees) {
  const back = query - key;
  const far = Math.abs(back);
  const isNext = sees === 'all' && back === -1;
  switch (index % 4) {
    case 0: // the one before
      return back === 1 || (query === 0 && key === 0) ? 4 : 1;
    case 1: // itself, and the one after where it may
      if (far === 0) return 3;
      return isNext ? 4 : 1;
    case 2: // the first
      if (key === 0) return 4;
      return far < 2 ? 2 : 1;
    default:
      return mixed(query, key, index);
  }
}

/**
 * @param {number} query
 * @param {number} key
 * @param {number} index
 */
function mixed(query, key, index) {
  return 1 + ((query * 7 + key * 5 + index) % 3);
}
