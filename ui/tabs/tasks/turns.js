// Whose turn it is: of several questions under way, only the answer to the newest is shown.

/** @typedef {() => () => boolean} Turns begins a turn; what it answers says whether that is still the newest */

/** @returns {Turns} */
export function createTurns() {
  let newest = 0;
  return () => {
    const mine = (newest += 1);
    return () => mine === newest;
  };
}

/** @param {number} ms */
export function pause(ms) {
  return new Promise((done) => {
    setTimeout(done, ms);
  });
}
