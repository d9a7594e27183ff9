// How the network's numbers are spelled: counts, bytes, times and arithmetic, in the page's language.
const { words } = props;
const zh = props.language === 'zh';
const $ = (selector) => element.querySelector(selector);
const fill = filledIn;
const fmt = (count) => count.toLocaleString('en-US');
const figures = (value, digits = 2) =>
  Number(value.toPrecision(digits)).toLocaleString('en-US', { maximumFractionDigits: 2 });
const count = (value) =>
  zh && value >= 1e4
    ? value >= 1e8
      ? [figures(value / 1e8, 3), '亿']
      : [amountOf(value).replace(' 万', ''), '万']
    : value >= 1e9
      ? [figures(value / 1e9, 3), 'B']
      : value >= 1e5
        ? [figures(value / 1e6, 3), 'M']
        : value >= 1e3
          ? [figures(value / 1e3, 3), 'k']
          : [String(value), ''];
const bytes = (value) =>
  value >= 1e9
    ? [figures(value / 1e9), 'GB']
    : value >= 1e6
      ? [figures(value / 1e6, 3), 'MB']
      : [figures(value / 1e3, 3), 'kB'];
const big = (value) => {
  const power = Math.max(0, Math.min(6, Math.floor(Math.log10(value) / 3)));
  return `${figures(value / 1e3 ** power, 3)} ${['', 'k', 'M', 'G', 'T', 'P', 'E'][power]}`;
};
const clock = (seconds) =>
  seconds < 172800 ? [lasting(Math.max(1, seconds)), ''] : [figures(seconds / 86400), zh ? '天' : 'd'];
const put = (selector, [value, unit]) => {
  const small = document.createElement('small');
  small.textContent = unit ? ` ${unit}` : '';
  $(selector).replaceChildren(value, small);
};
