// What Gradio hands to a live part as it appears, as a type only.

/**
 * @typedef {object} Part
 * @property {HTMLElement} element with the part's template in it
 * @property {Record<string, any>} props what Python gave, and `value`
 * @property {(event: string, data?: object) => void} trigger tells Python's listener; the event has to stand in live(events=…)
 * @property {(props: string | string[], callback: () => void) => void} watch calls back when Python has set them
 * @property {import('./rpc.js').Server} server the part's server functions
 */

export {};
