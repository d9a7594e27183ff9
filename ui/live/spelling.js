// How values go into a sentence, as ui/words/spelling.py does: nouns after 1 singular, Chinese spaced from Latin; counts and durations.
const SPELL_ZH = props.language === 'zh';
const SINGULAR = { matrices: 'matrix', classes: 'class', batches: 'batch', passes: 'pass', queries: 'query' },
  VERBS = { are: 'is', have: 'has', repeat: 'repeats', were: 'was', wait: 'waits' };
const NO_NOUNS = /^(is|as|was|has|does|this|less|its|holds|needs|makes|says|wrote|takes|knows|gets|sees|costs)$/;
// The parts of a sentence, values as {name, text}; so that they may be shown in bold.
const piecesOf = (sentence, values) => {
  const agreeing = SPELL_ZH
    ? sentence
    : sentence.replace(
        /\{(\w+)\} ([a-z-]+s|matrices)\b( (?:are|have|repeat|were|wait)\b)?/g,
        (all, name, noun, verb) =>
          String(values[name]) !== '1' || NO_NOUNS.test(noun)
            ? all
            : `{${name}} ${SINGULAR[noun] ?? noun.replace(/s$/, '')}${verb ? ` ${VERBS[verb.trim()]}` : ''}`,
      );
  const parts = agreeing
    .split(/(\{\w+\})/)
    .filter(Boolean)
    .map((part) => {
      const name = part.match(/^\{(\w+)\}$/);
      return name ? { name: name[1], text: String(values[name[1]] ?? '') } : { text: part };
    });
  return parts.flatMap((part, i) =>
    SPELL_ZH && i && meets(parts[i - 1].text, part.text) ? [{ text: ' ' }, part] : [part],
  );
};
const meets = (left, right) =>
  (/[\u4e00-\u9fff]$/.test(left) && /^[0-9A-Za-z]/.test(right)) ||
  (/[0-9A-Za-z]$/.test(left) && /^[\u4e00-\u9fff]/.test(right));
const filledIn = (sentence, values = {}) =>
  piecesOf(sentence, values)
    .map(({ text }) => text)
    .join('');
// 0.81 M, 25 M; 2.97 万, 81 万.
const amountOf = (count) =>
  SPELL_ZH
    ? count < 1e4
      ? count.toLocaleString('en-US')
      : `${count < 1e5 ? (count / 1e4).toFixed(2) : Math.round(count / 1e4).toLocaleString('en-US')} 万`
    : `${(count / 1e6).toFixed(count < 1e6 ? 2 : count < 1e7 ? 1 : 0)} M`;
// 42 s, 13 min 10 s, 1 h 7 min; 13 分 10 秒, 1 小时 7 分.
const lasting = (seconds) => {
  const [s, minute, hour] = SPELL_ZH ? ['秒', '分', '小时'] : ['s', 'min', 'h'],
    whole = Math.max(0, Math.round(seconds)),
    minutes = Math.round(whole / 60);
  if (whole < 60) return `${whole} ${s}`;
  if (whole < 3600) return `${Math.floor(whole / 60)} ${minute}${whole % 60 ? ` ${whole % 60} ${s}` : ''}`;
  return `${Math.floor(minutes / 60)} ${hour}${minutes % 60 ? ` ${minutes % 60} ${minute}` : ''}`;
};
