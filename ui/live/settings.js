// Settings of a draft: a few as a card, or all of them in a searchable drawer. Triggers 'set' with what a person changed.
function show() {
  if (!props.value || !props.value.values) return;
  choices.heard(props.value.heard);
  if (state && choices.isPassing(props.value.heard)) return;
  state = props.value;
  for (const name of Object.keys(pending)) delete pending[name];
  rows.forEach((one, name) => {
    one.show(value(name));
    const wrong = state.mistake && state.wrong.includes(name);
    one.root.classList.toggle('is-wrong', Boolean(wrong));
    const first = wrong && (state.wrong.find(inSight) ?? state.wrong.find((other) => rows.has(other))) === name;
    one.wrong.hidden = !first;
    if (one.wrong.textContent !== (first ? state.mistake : '')) one.wrong.textContent = first ? state.mistake : '';
  });
  showMeaning();
  strips.forEach((one) => one.show());
  showCount();
}

let showCount = () => {};
const inSight = (name) =>
  rows.has(name) && !rows.get(name).root.hidden && !rows.get(name).root.closest('.folded[hidden]');

if (presets.length) element.append(sizeStrip());
if (families.length) element.append(familyStrip());
if (area) element.append(h('h3', { class: 'h area', text: area }));

if (!drawer) {
  fields.forEach((field) => element.append(field.name === 'model.architecture' ? shapeRow(field) : row(field, true)));
  if (more.length) element.append(...folded());
} else {
  const openButton = h('button', {
    type: 'button',
    class: 'btn small bare',
    'aria-haspopup': 'dialog',
    text: fill(words.all, { count: fields.length }),
  });
  const search = h('input', {
    type: 'search',
    class: 'box',
    placeholder: words['search.hint'],
    'aria-label': words.search,
    autocomplete: 'off',
  });
  const count = h('button', { type: 'button', class: 'chip', 'aria-pressed': 'false' });
  const resetAll = h('button', { type: 'button', class: 'btn small', text: words['reset.all'] });
  const close = h('button', { type: 'button', class: 'btn small', text: words.close });
  const list = h('div', { class: 'list', tabindex: '0', role: 'group', 'aria-label': words.title });
  const none = h('p', { class: 'none', hidden: true, role: 'status' });
  const dialog = h(
    'dialog',
    { class: 'drawer', 'aria-labelledby': `${unique}-title` },
    h(
      'header',
      {},
      h(
        'div',
        {},
        h('h2', { class: 'h', id: `${unique}-title`, text: words.title }),
        h('p', { class: 'sub', text: words.about }),
      ),
      close,
    ),
    h('div', { class: 'find' }, search, count, resetAll),
    list,
  );
  const filter = () => {
    const query = search.value.trim().toLowerCase(),
      only = count.getAttribute('aria-pressed') === 'true';
    let found = 0;
    list.querySelectorAll('section').forEach((section) => {
      let some = 0;
      section.querySelectorAll('.set').forEach((node) => {
        const { field } = rows.get(node.dataset.name);
        const fits =
          query.split(/\s+/).every((part) => field.find.includes(part)) &&
          (!only || node.classList.contains('is-changed'));
        node.hidden = !fits;
        some += fits;
      });
      section.hidden = !some;
      found += some;
    });
    none.hidden = found > 0;
    none.textContent = fill(words.none, { query: search.value.trim() });
  };
  const build = () => {
    if (rows.size) return;
    [...new Set(fields.map((field) => field.group))].forEach((group) => {
      const section = h(
        'section',
        { 'aria-label': words[`group.${group}`] },
        h('h3', { class: 'h', text: words[`group.${group}`] }),
      );
      fields.filter((field) => field.group === group).forEach((field) => section.append(row(field, false)));
      list.append(section);
    });
    list.append(none);
    show();
  };
  showCount = () => {
    const changed = state.changed.filter((name) => rows.has(name) || !rows.size).length;
    count.textContent = fill(words['changed.count'], { count: changed });
    count.hidden = resetAll.hidden = !changed;
    if (!changed) count.setAttribute('aria-pressed', 'false');
    filter();
  };
  search.addEventListener('input', filter);
  count.addEventListener('click', () => {
    count.setAttribute('aria-pressed', String(count.getAttribute('aria-pressed') !== 'true'));
    filter();
  });
  resetAll.addEventListener('click', () => {
    fields.filter((field) => state.changed.includes(field.name) || field.name in pending).forEach(back);
    search.focus();
  });
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener('close', () => openButton.focus());
  openButton.addEventListener('click', () => {
    build();
    search.value = '';
    filter();
    dialog.showModal();
    search.focus();
  });
  element.append(openButton, dialog);
}
watch('value', show);
document.addEventListener('terrarium:settled', show);
show();
