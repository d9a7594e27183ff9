// Conversations by run, newest first, kept in this browser: [{id, at, system, turns: [{me, it}]}]. The oldest go when there are too many.
const SHELF = 'terrarium-chats-',
  MOST_KEPT = 20,
  MOST_OF_RUN = 600_000,
  MOST_OF_ALL = 4_000_000,
  MOST_WITH_PROBS = 150_000;
const unkept = new Map(); // by run: what the browser would not take stays here until the page closes
let toldUnkept = false;
const newTalk = () => `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;

function shelfOf(run) {
  if (unkept.has(run)) return unkept.get(run);
  try {
    return JSON.parse(localStorage.getItem(SHELF + run) || '[]').filter(isTalk);
  } catch {
    return [];
  }
}
const isTalk = (one) =>
  typeof one?.id === 'string' &&
  Array.isArray(one.turns) &&
  one.turns.every((turn) => typeof turn?.me === 'string' && Array.isArray(turn.it?.tokens));

// A turn as plain data. The probabilities of what else could have been said are most of it, so they are the first to go.
const plainTurn = ({ me, it }, withProbs) => ({
  me,
  it: {
    ...it,
    writing: false,
    waiting: false,
    tokens: withProbs ? it.tokens : it.tokens.map(({ others, ...rest }) => rest),
  },
});
function plainTalk(lane) {
  const last = lane.turns.at(-1),
    talk = (withProbs) => ({
      id: lane.talk,
      at: lane.at,
      system: lane.system,
      turns: lane.turns.map((turn) => plainTurn(turn, withProbs(turn))),
    });
  const short = [() => true, (turn) => turn === last]
    .map(talk)
    .find((one) => JSON.stringify(one).length <= MOST_WITH_PROBS);
  return short || talk(() => false);
}
// What was said in a lane since it was last put away; `changed` says that there is some.
function shelve(lane) {
  if (!lane.changed || !lane.run || !lane.turns.length) return;
  const shelf = shelfOf(lane.run),
    there = shelf.find((one) => one.id === lane.talk);
  if (there && there.at !== lane.at) lane.talk = newTalk(); // another window went on with it: both stay
  lane.at = Date.now();
  lane.changed = false;
  putShelf(lane.run, [plainTalk(lane), ...shelf.filter((one) => one.id !== lane.talk)].slice(0, MOST_KEPT));
  showTools(lane);
}
function putShelf(run, shelf) {
  let plain = JSON.stringify(shelf);
  while (shelf.length > 1 && plain.length > MOST_OF_RUN) {
    shelf = shelf.slice(0, -1);
    plain = JSON.stringify(shelf);
  }
  try {
    makeRoom(run, plain.length);
    if (shelf.length) localStorage.setItem(SHELF + run, plain);
    else localStorage.removeItem(SHELF + run);
    unkept.delete(run);
  } catch {
    // full, or forbidden in a private window
    unkept.set(run, shelf);
    if (!toldUnkept) note(W.unkept);
    toldUnkept = true;
  }
}
// The oldest conversations of other runs give way.
function makeRoom(run, size) {
  const others = Object.keys(localStorage).filter((key) => key.startsWith(SHELF) && key !== SHELF + run);
  let all = size + others.reduce((sum, key) => sum + localStorage.getItem(key).length, 0);
  while (all > MOST_OF_ALL) {
    const oldest = others
      .map((key) => ({ key, shelf: shelfOf(key.slice(SHELF.length)) }))
      .filter(({ shelf }) => shelf.length)
      .sort((a, b) => a.shelf.at(-1).at - b.shelf.at(-1).at)[0];
    if (!oldest) return;
    all -= localStorage.getItem(oldest.key).length;
    const rest = JSON.stringify(oldest.shelf.slice(0, -1));
    if (oldest.shelf.length > 1) localStorage.setItem(oldest.key, rest);
    else localStorage.removeItem(oldest.key);
    all += oldest.shelf.length > 1 ? rest.length : 0;
  }
}
function unshelve(run, talk) {
  putShelf(
    run,
    shelfOf(run).filter((one) => one.id !== talk),
  );
}

// A lane shows a conversation; none: it begins a new one, under the same system prompt.
function takeUp(lane, talk) {
  if (opened?.lane === lane) {
    opened = null;
    closePanel(panel);
  }
  Object.assign(lane, {
    talk: talk?.id || newTalk(),
    at: talk?.at || 0,
    turns: (talk?.turns || []).map((turn) => ({ ...turn })),
    shown: lane.run,
    changed: false,
  });
  if (talk || lane.system === undefined) lane.system = talk?.system || '';
  drawTurns(lane);
  showTools(lane);
  showSystems();
}
// The newest that no other lane shows.
const newestOf = (lane) =>
  shelfOf(lane.run).find((one) => !lanes.some((other) => other !== lane && other.talk === one.id));
