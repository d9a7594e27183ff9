// The run that this browser saw last, kept for the next visit.

const KEY = 'terrarium-run';

export function createRemembered() {
  return {
    /** @returns {string | null} */
    get: () => {
      try {
        return localStorage.getItem(KEY);
      } catch {
        return null;
      }
    },
    /** @param {string | null} run */
    set: (run) => {
      try {
        if (localStorage.getItem(KEY) === run) return;
        if (run) localStorage.setItem(KEY, run);
        else localStorage.removeItem(KEY);
      } catch {
        /* a private window remembers nothing */
      }
    },
  };
}
