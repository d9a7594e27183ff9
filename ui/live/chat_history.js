// A lane's tools: a new conversation, the earlier ones of its run, and files of them.
function laneTools(lane) {
  const button = (key, onclick) =>
    make('button', {
      type: 'button',
      className: `btn small bare ${key}`,
      textContent: W[key],
      title: W[`${key}.help`],
      onclick,
    });
  const fresh = button('new', async () => {
    await hush(lane);
    keep();
    takeUp(lane, null);
    keep();
    note('');
    textbox.focus();
  });
  const earlier = button('earlier', () => (list.hidden ? openEarlier(lane) : closeEarlier(lane)));
  const save = button('export', () => download(lane, [lane], 'conversation'));
  const list = make('div', { className: 'past', hidden: true, id: `chat-past-${newTalk()}` });
  list.setAttribute('role', 'group');
  list.setAttribute('aria-label', W['earlier.title']);
  earlier.setAttribute('aria-expanded', 'false');
  earlier.setAttribute('aria-controls', list.id);
  const tools = make('div', { className: 'tools' }, fresh, earlier, save, list);
  tools.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      closeEarlier(lane);
      earlier.focus();
    }
  });
  tools.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !tools.contains(event.relatedTarget)) closeEarlier(lane);
  });
  Object.assign(lane, { tools: { fresh, earlier, save, list, box: tools } });
  return tools;
}
document.addEventListener('pointerdown', (event) =>
  lanes.forEach((lane) => {
    if (!lane.tools.list.hidden && !lane.tools.box.contains(event.target)) closeEarlier(lane);
  }),
);
function showTools(lane) {
  lane.tools.fresh.hidden = lane.tools.save.hidden = !lane.turns.length;
  lane.tools.earlier.hidden = !lane.run || !shelfOf(lane.run).length;
}
function closeEarlier(lane) {
  lane.tools.list.hidden = true;
  lane.tools.earlier.setAttribute('aria-expanded', 'false');
}
function openEarlier(lane) {
  const { list, earlier, save } = lane.tools,
    shelf = shelfOf(lane.run);
  if (!shelf.length) {
    closeEarlier(lane);
    return showTools(lane);
  }
  const all = make('button', {
    type: 'button',
    className: 'btn small bare all',
    textContent: say('export.all', { count: number(shelf.length) }),
    onclick: () => download(lane, shelf, 'conversations'),
    hidden: shelf.length < 2,
  });
  list.replaceChildren(
    make('ul', {}, ...shelf.map((talk) => earlierRow(lane, talk))),
    make('p', {}, all, make('span', { textContent: W['earlier.where'] })),
  );
  list.hidden = false;
  earlier.setAttribute('aria-expanded', 'true');
}
function earlierRow(lane, talk) {
  const title = (talk.turns[0]?.me || '').replace(/\s+/g, ' ').trim().slice(0, 80),
    current = talk.id === lane.talk;
  const when = new Date(talk.at).toLocaleString(zh ? 'zh-CN' : 'en-US', {
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  });
  const facts = [
    when,
    say(talk.turns.length === 1 ? 'earlier.turn' : 'earlier.turns', { count: number(talk.turns.length) }),
    ...(current ? [W['earlier.current']] : []),
  ].join(' · ');
  const open = make(
    'button',
    {
      type: 'button',
      className: 'open',
      onclick: async () => {
        await hush(lane);
        keep();
        closeEarlier(lane);
        takeUp(lane, shelfOf(lane.run).find((one) => one.id === talk.id) || talk);
        keep();
        lane.tools.earlier.focus();
      },
    },
    make('b', { textContent: title }),
    make('span', { textContent: facts }),
  );
  if (current) open.setAttribute('aria-current', 'true');
  const gone = make('button', {
    type: 'button',
    className: 'btn small bare gone',
    textContent: W['earlier.delete'],
    onclick: async () => {
      if (current) await hush(lane);
      unshelve(lane.run, talk.id);
      if (current) {
        takeUp(lane, null);
        keep();
      }
      openEarlier(lane);
      showTools(lane);
      ($('button', lane.tools.list) && !lane.tools.list.hidden ? $('button', lane.tools.list) : textbox).focus();
    },
  });
  gone.setAttribute('aria-label', say('earlier.delete.label', { title }));
  return make('li', {}, open, gone);
}
