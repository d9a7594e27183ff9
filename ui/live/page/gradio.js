// What of Gradio's own page our scripts read and set: its configuration, which it writes into the page before it starts.

/**
 * @typedef {object} GradioConfig
 * @property {string} root where Gradio's addresses begin
 * @property {string} app_id of this start of the server
 * @property {{ type: string, props: Record<string, any> }[]} [components]
 */

/** @returns {GradioConfig} */
export function gradioConfig() {
  return /** @type {any} */ (window).gradio_config;
}
