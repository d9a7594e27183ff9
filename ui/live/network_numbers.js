// How the network's numbers are spelled: counts, bytes, times and arithmetic, in the page's language.
const { words } = props;
const zh = props.language === 'zh';
const $ = (selector) => element.querySelector(selector);
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const fmt = (count) => count.toLocaleString('en-US');
const figures = (value, digits = 2) => Number(value.toPrecision(digits)).toLocaleString('en-US', { maximumFractionDigits: 2 });
const count = (value) => zh && value >= 1e4 ? (value >= 1e8 ? [figures(value / 1e8, 3), '亿'] : [fmt(Math.round(value / 1e4)), '万']) : value >= 1e9 ? [figures(value / 1e9, 3), 'B'] : value >= 1e5 ? [figures(value / 1e6, 3), 'M'] : value >= 1e3 ? [figures(value / 1e3, 3), 'k'] : [String(value), ''];
const bytes = (value) => value >= 1e9 ? [figures(value / 1e9), 'GB'] : value >= 1e6 ? [figures(value / 1e6, 3), 'MB'] : [figures(value / 1e3, 3), 'kB'];
const big = (value) => { const power = Math.max(0, Math.min(6, Math.floor(Math.log10(value) / 3))); return `${figures(value / 1e3 ** power, 3)} ${['', 'k', 'M', 'G', 'T', 'P', 'E'][power]}`; };
const clock = (seconds) => seconds < 60 ? [String(Math.max(1, Math.round(seconds))), zh ? '秒' : 's']
  : seconds < 5400 ? [`${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`, zh ? '分' : 'min'] : seconds < 172800 ? [figures(seconds / 3600), zh ? '小时' : 'h'] : [figures(seconds / 86400), zh ? '天' : 'd'];
const put = (selector, [value, unit]) => {
  const small = document.createElement('small'); small.textContent = unit ? ` ${unit}` : '';
  $(selector).replaceChildren(value, small);
};
