// What the Chat tab knows: lanes with their turns, runs, sampling, the opened token; kept while the browser is open.
speakTemplate();
const KEY = `terrarium-chat-${props.language}`, PAUSE_MS = 40, MOST_STORED = 3_000_000;
const card = element.firstElementChild, lanesBox = $('.lanes'), panel = $('aside'), textbox = $('#chat-input textarea'), blanksBox = $('#chat-blanks');
const lanes = [], sampling = {};
let runs = [], waiting = false, knobsByHand = false, opened = null, offered = '';

const runOf = (lane) => runs.find((run) => run.id === lane.run);
// What a run does with words: continue, answer, fill (the blanks of a text), fill-answer (those of an answer).
const mannerOf = (lane) => runOf(lane)?.manner || 'continue', fills = (manner) => manner.startsWith('fill');

// The conversation stays for this browser session; the odds of old answers go first when it gets long.
function keep() {
  const plain = (withOdds) => JSON.stringify({ knobsByHand, sampling, lanes: lanes.map(({ run, byHand, turns }) => ({ run, byHand, turns: turns.map(({ me, it }) => ({ me, it: { ...it, writing: false, waiting: false, tokens: withOdds ? it.tokens : it.tokens.map(({ others, ...rest }) => rest) } })) })) });
  try { const full = plain(true); sessionStorage.setItem(KEY, full.length > MOST_STORED ? plain(false) : full); } catch { /* private window, or full: it stays until the page closes */ }
}
function remembered() { try { return JSON.parse(sessionStorage.getItem(KEY)) || {}; } catch { return {}; } }
