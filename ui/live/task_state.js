// What the Tasks tab knows: the task, its run, what was tried, the files brought. Each task's part adds itself to `kinds`:
//   kinds.NAME = { views, answer(data) -> nodes, why, draw(box, data, view), meta?(data) }
speakTemplate();
const LAST_TASK = 'terrarium-task',
  PAUSE_MS = 320,
  POLL_MS = 500;
const remembered = () => {
  try {
    return localStorage.getItem(LAST_TASK);
  } catch {
    return null;
  }
};
const kinds = {},
  TYPED = 'terrarium-text-tasks';
function keptTexts() {
  try {
    return { ...JSON.parse(sessionStorage.getItem(TYPED)) };
  } catch {
    return {};
  }
}
function keepTexts() {
  try {
    sessionStorage.setItem(TYPED, JSON.stringify(typed));
  } catch {
    /* a private window keeps nothing */
  }
}
const { address } = window.terrarium,
  said = address.says('tasks');
const state = {
  task:
    props.tasks.find((one) => one.key === said.task)?.key ||
    props.tasks.find((one) => one.key === remembered())?.key ||
    'sentiment',
  run: null,
  byHand: {},
  runs: [],
  waiting: false,
  view: {},
  beams: 1,
  documents: [],
  names: {},
};
const typed = keptTexts(); // what a person wrote, by task
let addressed = said.run;
const about = () => props.tasks.find((one) => one.key === state.task);
const remember = () => {
  try {
    localStorage.setItem(LAST_TASK, state.task);
  } catch {
    /* a private window remembers nothing */
  }
};
let data = null,
  latest = 0,
  wanting = null,
  planned = null;

const note = (sentence) => {
  const box = $('.try .note');
  box.hidden = !sentence;
  box.textContent = sentence || '';
};
const tell = (sentence) => {
  $('.told').textContent = sentence || '';
};
const voice = (text, className = '') => make('p', { className: `voice ${className}`, textContent: text });
const join = (parts) => parts.filter(Boolean).join(zh ? '，' : ', ');
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const visible = () => element.isConnected && !document.hidden && element.offsetParent !== null;
const clamp = (value, low = 0, high = 1) => Math.max(low, Math.min(high, value));
const seconds = (s) =>
  s < 0.0095 ? say('time.less') : say('time', { seconds: s < 0.095 ? s.toFixed(2) : s.toFixed(1) });
const pressedOne = (buttons, chosen) =>
  buttons.forEach((button) => button.setAttribute('aria-pressed', String(button === chosen)));

// Files reach the workspace through Gradio's own upload, which the server caps and checks; the answer comes back as value.added.
const chooseFiles = (accept, many, onFiles) => {
  const input = make('input', { type: 'file', accept, multiple: many, hidden: true });
  input.addEventListener('change', () => {
    input.remove();
    onFiles([...input.files]);
  });
  input.addEventListener('cancel', () => input.remove());
  element.append(input); // outside the page it could be collected before a file is chosen
  input.click();
};
const send = (files, then) => {
  if (!files.length) return;
  const way = document.querySelector('#task-upload input[type=file]');
  if (!way) return then({ ids: [], names: [], fault: W.broken });
  const box = new DataTransfer();
  files.forEach((file) => box.items.add(file));
  wanting = then;
  way.files = box.files;
  way.dispatchEvent(new Event('change', { bubbles: true }));
};
// A box into which files may be dropped, over the whole of its panel.
const dropInto = (panel, onFiles) => {
  const over = (event, on) => {
    if (![...(event.dataTransfer?.types ?? [])].includes('Files')) return;
    event.preventDefault();
    panel.classList.toggle('over', on);
  };
  panel.addEventListener('dragover', (event) => over(event, true));
  panel.addEventListener('dragleave', (event) => over(event, false));
  panel.addEventListener('drop', (event) => {
    over(event, false);
    if (event.dataTransfer?.files.length) {
      event.stopPropagation();
      onFiles([...event.dataTransfer.files]);
    }
  });
};

// Words in a line that one can point at, go to with arrow keys, and press; `onTouch(i or null)` hears of it.
const touchable = (group, items, onTouch) => {
  items.forEach((item, i) => {
    item.tabIndex = i ? -1 : 0;
    item.addEventListener('mouseenter', () => onTouch(i));
    item.addEventListener('focus', () => {
      items.forEach((other) => {
        other.tabIndex = other === item ? 0 : -1;
      });
      onTouch(i);
    });
    item.addEventListener('click', () => onTouch(i));
  });
  group.addEventListener('mouseleave', () => {
    if (!group.contains(document.activeElement)) onTouch(null);
  });
  group.addEventListener('focusout', (event) => {
    if (!group.contains(event.relatedTarget)) onTouch(null);
  });
  rove(
    group,
    () => items,
    () => 1,
    () => {},
  );
};
const tableOf = (head, rows, caption) => {
  const line = (cells, tag) =>
    make(
      'tr',
      {},
      ...cells.map((cell, i) => {
        const node = make(i ? tag : 'th', { textContent: cell });
        if (!i || tag === 'th') node.scope = tag === 'th' ? 'col' : 'row';
        return node;
      }),
    );
  const sheet = make(
    'div',
    { className: 'sheet', tabIndex: 0, role: 'group', ariaLabel: caption },
    make('table', {}, make('thead', {}, line(head, 'th')), make('tbody', {}, ...rows.map((row) => line(row, 'td')))),
  );
  sheet.dataset.scroll = '';
  return sheet;
};
