// What this browser remembers of the tab: the task that was open last, and what was written for each.

const LAST_TASK = 'terrarium-task';
const TEXTS = 'terrarium-text-tasks';

export function lastTask() {
  try {
    return localStorage.getItem(LAST_TASK);
  } catch {
    return null;
  }
}

/** @param {string} key */
export function rememberTask(key) {
  try {
    localStorage.setItem(LAST_TASK, key);
  } catch {
    /* a private window remembers nothing */
  }
}

/** @returns {Record<string, string>} what was written, by task */
export function keptTexts() {
  try {
    return { ...JSON.parse(sessionStorage.getItem(TEXTS) ?? '{}') };
  } catch {
    return {};
  }
}

/** @param {Record<string, string>} texts */
export function keepTexts(texts) {
  try {
    sessionStorage.setItem(TEXTS, JSON.stringify(texts));
  } catch {
    /* a private window keeps nothing */
  }
}
