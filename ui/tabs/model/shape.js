// The model that is drawn: the letters of its sizes, its options, and what a setting that was just moved makes of it.

/** @typedef {Record<string, any>} Model the fields of ModelConfig, llm_core/config/model.py */

/**
 * @typedef {object} Shape
 * @property {number} V vocabulary
 * @property {number} D width
 * @property {number} H heads
 * @property {number} G heads of keys and values
 * @property {number} K size of a head
 * @property {number} F feed-forward width
 * @property {number} E the encoder's blocks
 * @property {number} L the decoder's blocks
 * @property {number} T context
 * @property {string} format of the text
 * @property {Model} model
 */

/**
 * What the page knows of models besides.
 * @typedef {object} Known
 * @property {string[]} gated the activations with a gate
 * @property {{ preset: Record<string, Model>, family: Record<string, Model> }} choices what each size and family sets
 */

/** @typedef {{ name?: string, value?: any, preset?: string, family?: string }} Change a setting, a size or a family */

const MOST_HEADS = 64; // that can be drawn

/**
 * The letters of a model, as ModelConfig reckons them; null where its sizes don't fit each other.
 * @param {Model} model
 * @param {{ V: number, format: string }} text
 * @param {string[]} gated
 * @returns {Shape | null}
 */
export function shapeOf(model, { V, format }, gated) {
  const { d_model: D, nhead: H, num_layers: layers, context_length: T } = model;
  const G = model.num_kv_heads ?? H;
  const K = model.head_dim ?? D / H;
  if (![D, H, G, K, layers, T].every(isCount) || !fits(model, { H, G, K })) return null;
  const F = model.dim_feedforward ?? feedforwardWidth(D, gated.includes(model.activation));
  return { V, D, H, G, K, F, ...blocksOf(model), T, format, model };
}

/**
 * What a person moves counts at once; the server's answer comes after it. Null where it changes nothing that is drawn, or
 * doesn't fit.
 * @param {Shape} shape
 * @param {Change} change
 * @param {Known} known
 */
export function afterChange(shape, change, known) {
  if (change.name === 'data.format') return shapeOf(shape.model, { V: shape.V, format: change.value }, known.gated);
  const changes = changesOf(shape.model, change, known);
  return changes ? shapeOf({ ...shape.model, ...changes }, shape, known.gated) : null;
}

/**
 * @param {Model} model
 * @param {Change} change
 * @param {Known} known
 * @returns {Model | null}
 */
function changesOf(model, { name = '', value, preset = '', family = '' }, { choices }) {
  const chosen = choices.preset[preset] ?? choices.family[family];
  if (chosen || !name.startsWith('model.')) return chosen ?? null;
  const field = name.slice('model.'.length);
  const was = model[field];
  const isOfItsKind = typeof was === typeof value || was === null || value === null;
  return isOfItsKind ? { [field]: value } : null;
}

/** @param {any} value */
function isCount(value) {
  return Number.isInteger(value) && value > 0;
}

/**
 * @param {Model} model
 * @param {{ H: number, G: number, K: number }} sizes
 */
function fits(model, { H, G, K }) {
  const isTurnedInPairs = model.positions !== 'rotary' || K % 2 === 0;
  return H % G === 0 && H <= MOST_HEADS && isTurnedInPairs && (model.norm_first || !model.parallel);
}

/**
 * @param {number} D
 * @param {boolean} isGated
 */
function feedforwardWidth(D, isGated) {
  return isGated ? Math.ceil((D * 8) / 3 / 8) * 8 : 4 * D;
}

/** @param {Model} model */
function blocksOf({ architecture, num_layers: layers, num_encoder_layers: encoderLayers }) {
  if (architecture === 'decoder-only') return { E: 0, L: layers };
  if (architecture === 'encoder-only') return { E: layers, L: 0 };
  return { E: encoderLayers || layers, L: layers };
}
