// A page for tests of modules: happy-dom's window as globals, with the data that the server writes into a page.

import { Window } from 'happy-dom';

const DATA = {
  glossary: { loss: 'loss', 'loss.means': 'How wrong it is.' },
  settings: { words: {}, fields: {} },
  lost: 'The server does not answer.',
  tabs: ['data', 'model', 'train', 'inspect', 'chat', 'tasks', 'runs'],
  first: 'train',
  home: '',
};
const SEPARATORS = {
  en: { 'list.separator': ', ', 'clause.separator': ', ', 'sentence.separator': ' ' },
  zh: { 'list.separator': '、', 'clause.separator': '，', 'sentence.separator': '' },
};
const LANGUAGES = {
  en: {
    language: 'en',
    locale: 'en-GB',
    grammar: { agree: true, spaced: false, tenThousands: false },
    units: {
      second: 's',
      minute: 'min',
      hour: 'h',
      millisecond: 'ms',
      day: 'd',
      passes: '×',
      labelled: '{label}: {text}',
      ...SEPARATORS.en,
    },
  },
  zh: {
    language: 'zh',
    locale: 'zh-CN',
    grammar: { agree: false, spaced: true, tenThousands: true },
    units: {
      second: '秒',
      minute: '分',
      hour: '小时',
      millisecond: '毫秒',
      labelled: '{label}：{text}',
      ...SEPARATORS.zh,
    },
  },
};

export function pageIn(language) {
  return { ...DATA, ...LANGUAGES[language] };
}

/**
 * Puts a page's globals in place; import modules after it, since they read the page as they are loaded.
 * @param {{ language?: string, url?: string }} [where]
 */
export function openPage({ language = 'en', url = 'http://127.0.0.1:7860/' } = {}) {
  const window = new Window({ url });
  const kept = ['document', 'location', 'history', 'localStorage', 'sessionStorage', 'matchMedia', 'Node', 'Element'];
  const more = [
    'HTMLElement',
    'MutationObserver',
    'IntersectionObserver',
    'CustomEvent',
    'KeyboardEvent',
    'MouseEvent',
  ];
  for (const name of [...kept, ...more, 'SVGSVGElement', 'CSS', 'Event']) globalThis[name] = window[name];
  Object.assign(globalThis, {
    window: globalThis,
    addEventListener: window.addEventListener.bind(window),
    gradio_config: { root: '', app_id: 'one', components: [{ type: 'tabs', props: { elem_id: 'tabs' } }] },
  });
  const data = window.document.createElement('script');
  data.type = 'application/json';
  data.id = 'terrarium-page';
  data.textContent = JSON.stringify(pageIn(language));
  window.document.head.append(data);
  return window;
}
