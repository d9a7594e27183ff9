// What the Chat tab knows: lanes, each with a run and a conversation, the runs, the sampling settings, the opened token.
speakTemplate();
const KEY = `terrarium-chat-${props.language}`,
  PAUSE_MS = 40;
const card = element.firstElementChild,
  lanesBox = $('.lanes'),
  panel = $('aside'),
  textbox = $('#chat-input textarea'),
  blanksBox = $('#chat-blanks');
const lanes = [],
  sampling = {};
let runs = [],
  waiting = false,
  knobsByHand = false,
  opened = null,
  offered = '';

const { address } = window.terrarium;
let addressed = address.says('chat').run;

const runOf = (lane) => runs.find((run) => run.id === lane.run);
// What a run does with words: continue, answer, converse, fill (the blanks of a text), fill-answer (those of an answer).
const mannerOf = (lane) => runOf(lane)?.manner || 'continue',
  fills = (manner) => manner.startsWith('fill');
// Whether it reads all that was said before, or each time only what it is given.
const readsAll = (manner) => manner === 'continue' || manner === 'converse';

// Which run and which conversation each lane shows, and the settings, stay for this browser session; what was said stays longer: chat_shelf.js.
function keep() {
  lanes.forEach(shelve);
  try {
    sessionStorage.setItem(
      KEY,
      JSON.stringify({ knobsByHand, sampling, lanes: lanes.map(({ run, byHand, talk }) => ({ run, byHand, talk })) }),
    );
  } catch {
    /* private window: it stays until the page closes */
  }
}
function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) || {};
  } catch {
    return {};
  }
}
