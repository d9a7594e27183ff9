// The system prompt of each lane whose run converses: a field among what can be changed, and a quiet line above the conversation.
function showSystems() {
  const talking = lanes.filter((lane) => mannerOf(lane) === 'converse'),
    box = $('.systems');
  box.hidden = !talking.length;
  const wanted = JSON.stringify(talking.map((lane) => [lanes.indexOf(lane), lane.run, runOf(lane).name, lane.heeds]));
  if (box.dataset.shown !== wanted) {
    box.dataset.shown = wanted;
    box.replaceChildren(...talking.map((lane) => systemField(lane, talking.length > 1)));
  }
  $$('textarea', box).forEach((field, i) => {
    if (field !== document.activeElement) field.value = talking[i].system || '';
  });
}
function systemField(lane, named) {
  const field = make('textarea', {
    className: 'box',
    rows: 2,
    maxLength: 4000,
    id: `chat-system-${lanes.indexOf(lane)}`,
    placeholder: W['system.hint'],
  });
  field.addEventListener('input', () => {
    lane.system = field.value;
    lane.changed = true;
    drawSystem(lane);
  });
  field.addEventListener('change', keep);
  const label = make('label', {
    className: 'label',
    htmlFor: field.id,
    textContent: named ? `${W.system} · ${runOf(lane).name}` : W.system,
  });
  return make(
    'div',
    { className: 'field' },
    label,
    field,
    make('p', {
      className: 'help',
      textContent: W[lane.heeds === undefined ? 'system.help' : lane.heeds ? 'system.help.yes' : 'system.help.no'],
    }),
  );
}
function drawSystem(lane) {
  lane.turnsBox.querySelector('.rules')?.remove();
  if (mannerOf(lane) === 'converse' && lane.system?.trim())
    lane.turnsBox.prepend(
      make(
        'p',
        { className: 'rules quiet' },
        make('b', { textContent: `${W.system}${zh ? '：' : ': '}` }),
        lane.system.trim(),
      ),
    );
}
