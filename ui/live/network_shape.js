// The model that is drawn: the letters of its sizes, its options, and what a setting that was just moved makes of it.
let shape = null; // { V, D, H, G, K, F, E, L, T, format, model }; L: the decoder's blocks, E: the encoder's
const isGated = (model) => props.gated.includes(model.activation);

// As ModelConfig reckons it in llm_core/config.py; null where it does not fit.
function letters(model, V, format) {
  const D = model.d_model,
    H = model.nhead,
    G = model.num_kv_heads ?? H,
    K = model.head_dim ?? D / H;
  const kind = model.architecture,
    rotary = model.positions === 'rotary';
  const whole = [D, H, G, K, model.num_layers, model.context_length].every(
    (value) => Number.isInteger(value) && value > 0,
  );
  if (!whole || H % G || H > 64 || (rotary && K % 2) || (model.parallel && !model.norm_first)) return null;
  const F = model.dim_feedforward ?? (isGated(model) ? Math.ceil((D * 8) / 3 / 8) * 8 : 4 * D);
  const E =
    { 'decoder-only': 0, 'encoder-only': model.num_layers }[kind] ?? (model.num_encoder_layers || model.num_layers);
  return {
    V,
    D,
    H,
    G,
    K,
    F,
    E,
    L: kind === 'encoder-only' ? 0 : model.num_layers,
    T: model.context_length,
    format,
    model,
  };
}

// What a person moves counts at once; the server's answer comes after it.
function moved({ name = '', value, preset, family }) {
  if (name === 'data.format') return letters(shape.model, shape.V, value);
  const field = name.startsWith('model.') && name.slice(6),
    was = shape.model[field];
  const changes =
    props.choices.preset[preset] ||
    props.choices.family[family] ||
    (field && (typeof was === typeof value || was === null || value === null) && { [field]: value });
  return changes ? letters({ ...shape.model, ...changes }, shape.V, shape.format) : null;
}
