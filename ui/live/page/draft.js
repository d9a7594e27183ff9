// What the page knows of the draft: its settings as the server told them last, and what was changed here since. The header hears
// of a change once for all parts that show settings; what was changed in one shows in the others before the server has answered.

import { choose, heard, isPassing } from './choices.js';

/**
 * The settings of a draft, as ui/live/controls.py: state_of tells them.
 * @typedef {object} State
 * @property {Record<string, any>} values of every setting
 * @property {Record<string, any>} defaults what size, family and format say by themselves
 * @property {string[]} changed
 * @property {string} preset
 * @property {string} family
 * @property {string} heard
 * @property {Record<string, string>} sizes parameters of each preset
 * @property {number} parts how many of the family's parts are changed
 * @property {boolean} custom whether a size is changed
 * @property {string} mistake
 * @property {string[]} wrong the settings that the mistake is about
 * @property {Record<string, any>} derived what settings that are left to the code come to
 * @property {boolean} begun whether anything was chosen at all
 */
/** @typedef {(event: string, data?: object) => void} Trigger of a live part that has the event `set` */

export const draft = createDraft({ choose, heard, isPassing });

/** @param {Pick<ReturnType<typeof import('./choices.js').createChoices>, 'choose' | 'heard' | 'isPassing'>} choices */
export function createDraft(choices) {
  /** @type {Record<string, any>} */
  let pending = {}; // changed here, not yet taken into the draft
  /** @type {State | null} */
  let shown = null;
  /** @type {State | null} */
  let latest = null;
  /** @type {(() => void)[]} */
  const followers = [];

  const show = () => {
    if (!latest || (shown && choices.isPassing(latest.heard))) return;
    shown = latest;
    pending = {};
    followers.forEach((follower) => follower());
  };
  document.addEventListener('terrarium:settled', show);

  /**
   * @param {string} kind
   * @param {object} message
   * @param {Trigger} trigger
   * @param {number} [delay]
   */
  const send = (kind, message, trigger, delay) =>
    choices.choose(kind, (id) => trigger('set', { ...message, heard: id, changes: { ...pending } }), delay);

  return {
    /** The settings as they were told last; null before the server has answered for the first time. */
    state: () => shown,
    /**
     * What a setting is, as a person has it before them.
     * @param {string} name
     */
    value: (name) => (name in pending ? pending[name] : shown?.values[name]),
    /** @param {string} name */
    isPending: (name) => name in pending,
    /**
     * Calls back whenever the server has told the settings anew.
     * @param {() => void} follower
     */
    follow: (follower) => {
      followers.push(follower);
    },
    /**
     * What the server says.
     * @param {State} told
     */
    take(told) {
      latest = told;
      choices.heard(told.heard);
      show();
    },
    /**
     * Changes a setting; the page hears of it at once, by the event `terrarium:setting`.
     * @param {string} name
     * @param {any} value
     * @param {Trigger} trigger
     * @param {number} [delay] milliseconds until it is sent
     */
    change(name, value, trigger, delay) {
      pending[name] = value;
      tell({ name, value });
      send('set', {}, trigger, delay);
    },
    /**
     * Chooses a size or a family, which the server knows what to change by.
     * @param {{ preset: string } | { family: string }} message
     * @param {string[]} owned the settings that it decides
     * @param {Trigger} trigger
     */
    begin(message, owned, trigger) {
      owned.forEach((name) => delete pending[name]);
      tell(message);
      send(Object.keys(message)[0], message, trigger);
    },
  };
}

/** @param {object} detail */
function tell(detail) {
  document.dispatchEvent(new CustomEvent('terrarium:setting', { detail }));
}
