// The sampling settings below the composer: the run's own until a person moves one.
function buildKnobs() {
  props.knobs.forEach((knob) => {
    sampling[knob.name] ??= knob.value;
  });
  const reset = make('button', {
    type: 'button',
    className: 'btn small bare',
    textContent: W.reset,
    onclick: () => {
      knobsByHand = false;
      Object.assign(sampling, runOf(lanes[0])?.sampling || {});
      showKnobs();
      keep();
    },
  });
  $('.sliders').replaceChildren(
    ...props.knobs.map((knob) => {
      const input = make('input', {
        type: knob.name === 'seed' ? 'number' : 'range',
        min: knob.low,
        max: knob.name === 'seed' ? 2 ** 31 - 1 : knob.high,
        step: knob.step,
        id: `chat-${knob.name}`,
        className: knob.name === 'seed' ? 'box' : '',
      });
      input.dataset.knob = knob.name;
      input.addEventListener('input', () => {
        if (input.value !== '' && input.validity.valid) {
          sampling[knob.name] = Number(input.value);
          knobsByHand = true;
          showKnobs(input);
          keep();
        }
      });
      input.addEventListener('change', () => {
        if (!input.validity.valid || input.value === '') showKnobs();
      }); // what cannot be is not left standing
      return make(
        'div',
        { className: 'field', id: `chat-field-${knob.name}` },
        make(
          'div',
          { className: 'field-top' },
          make('label', { className: 'label', htmlFor: input.id, textContent: knob.label }),
          make('span', { className: 'value' }),
        ),
        input,
        make('p', { className: 'help', textContent: knob.help }),
      );
    }),
    reset,
  );
}
const DICE = ['temperature', 'top_k', 'top_p', 'min_p', 'seed']; // what beam search has no use for
function showKnobs(but) {
  DICE.forEach((name) => $(`#chat-field-${name}`).classList.toggle('idle', sampling.beams > 1));
  $('#chat-field-length_penalty').hidden = !(sampling.beams > 1);
  const shown = (value) => String(Math.round(value * 100) / 100);
  $('.knobs .values').replaceChildren(
    ...props.knobs
      .filter(
        ({ name }) =>
          !(sampling.beams > 1 ? DICE : ['beams', 'length_penalty']).includes(name) &&
          sampling[name] !== { repetition_penalty: 1, min_p: 0 }[name],
      )
      .map((knob) => make('span', {}, `${knob.label} `, make('b', { textContent: shown(sampling[knob.name]) }))),
  );
  $$('.sliders input').forEach((input) => {
    const value = sampling[input.dataset.knob];
    if (input !== but) input.value = value;
    if (input.type === 'range')
      input.style.setProperty(
        '--v',
        `${Math.max(0, Math.min(100, ((value - input.min) / (input.max - input.min)) * 100))}%`,
      );
    $('.value', input.parentElement).textContent = input.type === 'range' ? shown(value) : '';
  });
}
$('.change').textContent = W.change;
$('.change').addEventListener('click', () => {
  const open = $('.changes').hidden;
  $('.changes').hidden = !open;
  $('.change').setAttribute('aria-expanded', open);
  $('.change').textContent = W[open ? 'change.done' : 'change'];
  if (open) $('.changes').scrollIntoView({ block: 'nearest' });
});
