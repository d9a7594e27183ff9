// What the bench of Inspect knows: the run, the sentence, the chosen head and place, and the newest answer.
speakTemplate();
const MOST_HELD = 24,
  PAUSE_MS = 280;
const state = {
  run: null,
  byHand: false,
  text: null,
  answer: null,
  typed: false,
  map: null,
  step: null,
  head: [0, 0],
  headByHand: false,
  place: null,
  off: false,
  view: 'grid',
  large: false,
  cursor: null,
};
const held = new Map(),
  exacts = new Map(),
  costs = new Map();
let data = null,
  without = null,
  bytes = null,
  colors = heatColors(),
  latest = 0,
  playing = false,
  runs = [],
  ranking = null,
  looking = 0,
  watched = 0;
const textbox = $('#inspect-text textarea'),
  answerbox = $('#inspect-answer textarea'),
  chooser = $('.runs'),
  grid = $('#attention-grid'),
  picture = $('.picture'),
  tip = $('.cell-tip'),
  slider = $('.track input');

const { address } = window.terrarium;
let addressed = address.says('inspect'); // what the address asks for, until it is shown

const headName = ([layer, head] = state.head) => `${layer + 1}·${head + 1}`;
const size = () => data?.labels.length || 0;
const keyLabels = () => data.keys || data.labels,
  shape = () => shapeOf(size(), keyLabels().length, data.sees === 'causal');
const start = (layer, head) => (layer * data.heads + head) * shape().area;
const exactKey = (head) => [data.run, data.step, data.text, data.answer, data.map, data.off, head].join('|');
const weight = (i, j, head = state.head) => {
  const exact = exacts.get(exactKey(head)),
    at = shape().at(i, j);
  return exact ? exact[at] / 65535 : (bytes[start(...head) + at] / 255) ** 2;
};
