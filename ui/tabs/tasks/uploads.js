// Files on their way into the workspace: chosen or dropped here, sent through Gradio's own upload, which the server
// caps and checks. The answer comes back as the part's `value.added`.

import { h } from '../../live/lib/dom.js';

/** @typedef {import('./types.js').Added} Added */

/**
 * @param {HTMLElement} element
 * @param {string} broken the sentence where files can't be sent
 */
export function createUploads(element, broken) {
  /** @type {((added: Added) => void) | null} */
  let waiting = null;
  const failed = { ids: [], names: [], fault: broken };
  /** @param {Added} added */
  const arrived = (added) => {
    waiting?.(added);
    waiting = null;
  };

  return {
    arrived,
    /**
     * Lets a person choose files.
     * @param {string} accept
     * @param {boolean} multiple
     * @param {(files: File[]) => void} onFiles
     */
    choose(accept, multiple, onFiles) {
      const input = h('input', { type: 'file', accept, multiple, hidden: true });
      input.addEventListener('change', () => {
        input.remove();
        onFiles([...(input.files ?? [])]);
      });
      input.addEventListener('cancel', () => input.remove());
      element.append(input); // outside the page it could be collected before a file is chosen
      input.click();
    },
    /**
     * Sends files; where that can't be done, the answer has a fault.
     * @param {File[]} files
     * @returns {Promise<Added>}
     */
    send(files) {
      const way = /** @type {HTMLInputElement | null} */ (document.querySelector('#task-upload input[type=file]'));
      if (!way || !files.length) return Promise.resolve(failed);
      arrived(failed); // whoever waited is overtaken
      const box = new DataTransfer();
      files.forEach((file) => box.items.add(file));
      const answer = new Promise((done) => {
        waiting = done;
      });
      way.files = box.files;
      way.dispatchEvent(new Event('change', { bubbles: true }));
      return answer;
    },
  };
}

/**
 * Lets files be dropped anywhere on a panel.
 * @param {HTMLElement} panel
 * @param {(files: File[]) => void} onFiles
 */
export function dropInto(panel, onFiles) {
  /**
   * @param {DragEvent} event
   * @param {boolean} isOver
   */
  const mark = (event, isOver) => {
    if (![...(event.dataTransfer?.types ?? [])].includes('Files')) return;
    event.preventDefault();
    panel.classList.toggle('over', isOver);
  };
  panel.addEventListener('dragover', (event) => mark(event, true));
  panel.addEventListener('dragleave', (event) => mark(event, false));
  panel.addEventListener('drop', (event) => {
    mark(event, false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length) onFiles(files);
  });
}
