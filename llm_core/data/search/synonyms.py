"""Words that mean much the same: what is said in other words than it is asked in, English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from llm_core.data.search.matching import FUNCTION_WORDS, Word, function_word_places, keys_at, stem, words_at

# A group a semicolon; its first word names it.
_SYNONYMS = """
    high tall height altitude elevation; long length; wide width broad breadth; deep depth; old age aged; heavy weigh
    weight; far distance away; fast speed quick;
    big large size area; cost price pay fee charge euro dollar pound; inhabitant population people resident; begin
    start commence; end finish close stop;
    found establish create founder; build construct erect builder; make produce manufacture; invent inventor
    invention; write author writer; paint painter;
    discover find discovery; die death dead; born birth; marry wife husband spouse married wed; lead leader head run;
    teach teacher; buy purchase acquire; own owner belong;
    need require necessary must; use employ; call name know title; get receive obtain award; happen occur take place;
    open opening inaugurate;
    live home inhabit dwell; work job profession occupation; send submit; repair fix mend service; last duration
    take; destroy ruin demolish; win winner victory;
    design designer architect; help aid assist; near close beside; show display; begin origin originate; move
    migrate; guarantee warranty; boss manager chief director
"""
_WIDE_SYNONYMS = """
    修建 建造 建成 兴建 始建 建于 修筑 建立 盖; 创办 创立 成立 创建 创始; 位于 坐落 地处 在哪; 出生 生于 诞生; 去世
    逝世 死于 病逝 死亡; 写 著 作者 撰写 编写; 发明 发明者; 设计 设计师 设计者;
    多高 高度 高达 身高 海拔; 多长 长度 长达 全长; 多重 重量 体重 重达; 多宽 宽度; 多深 深度; 面积 多大 占地; 价格
    多少钱 售价 票价 费用 花费; 人口 多少人 居民; 妻子 丈夫 结婚 嫁 娶; 开始 起;
    职业 工作 做什么; 举办 举行; 使用 用; 叫 名叫 称为 名字 名称; 负责 由; 获得 得到 荣获 赢得; 多久 多长时间 时间
    为期 持续; 年龄 几岁 多大年纪 岁 享年; 开放 开门 营业 开通
"""


@cache
def _synonyms() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group in _SYNONYMS.split(";"):
        words = group.split()
        for word in words:
            found.setdefault(stem(word), set()).add("≈" + words[0])
    return {word: frozenset(groups) for word, groups in found.items()}


@cache
def _wide_synonyms() -> tuple[re.Pattern[str], Mapping[str, str]]:
    groups = {word: "≈" + group.split()[0] for group in _WIDE_SYNONYMS.split(";") for word in group.split()}
    groups |= {one: f"≈多{one}" for one in "高长重宽深"}  # before a number: 长86米
    longest_first = sorted(
        (re.escape(word) for word in groups if len(word) > 1 or word not in "高长重宽深"), key=len, reverse=True
    )
    return re.compile("|".join([*longest_first, r"[高长重宽深](?=[约达有\d一二三四五六七八九十百])"])), groups


def synonyms_at(words: Sequence[Word], text: str) -> list[frozenset[str]]:
    """For each word of a text the groups of words alike in meaning that it belongs to."""
    known, (pattern, groups) = _synonyms(), _wide_synonyms()
    found = [frozenset() if word.wide else known.get(stem(word.text.lower()), frozenset()) for word in words]
    place = {word.start: number for number, word in enumerate(words) if word.wide}
    for one in pattern.finditer(text) if place else ():
        for start in range(one.start(), one.end()):
            if start in place:
                found[place[start]] |= {groups[one[0]]}
    return found


def synonyms_of(words: Sequence[Word], text: str) -> set[str]:
    """All groups that a text's words belong to."""
    return set().union(*synonyms_at(words, text)) if words else set()


def coverage(question: str, keys: set[str], synonyms: set[str], weight: Mapping[str, float]) -> float:
    """How much of what a question names is among these keys, by weight, from 0 to 1; what is only alike in meaning
    counts as named.

    A Chinese character is among them, where a pair of it is.
    """
    left_out = function_word_places(question)
    words = words_at(question)
    held = total = 0.0
    for word, own, groups in zip(words, keys_at(words), synonyms_at(words, question), strict=True):
        if word.spoken and word.start not in left_out and word.text.lower() not in FUNCTION_WORDS:
            worth = max((weight.get(key, 0.0) for key in own), default=0.0)
            total += worth
            held += worth if any(key in keys for key in own) or groups & synonyms else 0.0
    return held / total if total else 0.0
