"""Words of a text with where they stand, and what a question and a passage share: stems of English, pairs of Chinese
characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from llm_core.data.search.irregular import IRREGULAR

_HAN = "\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff"
_WORD = re.compile(rf"[{_HAN}]|\d+(?:[.,:]\d+)*|[^\W\d_{_HAN}]+|['’]s\b|\S")
_WIDE = re.compile(rf"[{_HAN}]")
_END = re.compile(r"[.!?…]{1,40}[\"'”’)\]]{0,10}\s+(?=[\"'“‘(\[]{0,10}[^\Wa-z])|[。！？；]+[”’」』）]*|\n+")
_SHORTENED = re.compile(
    r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|St|Mt|Jr|Sr|Co|Inc|Ltd|Prof|Gen|Gov|Rev|Fig|Vol|No|vs|ca|cf|al|approx|e\.g|i\.e|U\.S|U\.K|a\.m|p\.m))\.$"
)
_ENDING_WORDS = """
    ational ization fulness iveness ousness ation ator ment ness able ible ance ence ally ity ive ous ism ist ize ise
    ate ion al er or ly ic ar y e
"""
_ENDINGS = tuple(_ENDING_WORDS.split())
# Words that ask or join and name nothing: where they meet, nothing is shared.
_FUNCTION_WORDS = """
    a about after all also am an and any are as at be been being but by can could did do does during each for from
    had has have he
    her him his how i if in into is it its many may me might more most much must my no not of on or other our s shall
    she should so
    some such t than that the their them then there these they this those to us was we were what when where which who
    whom whose why
    will with would you your
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())


# The same of Chinese, as far as such characters can be told by themselves.
_WIDE_FUNCTION_WORDS = re.compile(
    "什么时候|为什么|什么样|怎么样|是什么|什么|哪一年|哪一|哪些|哪个|哪里|哪年|哪种|多少|多大|多长|怎么|如何|几|谁|吗|呢|是|的|了|在|和|与|被|有|为|对|中|由|从|以|于|个|名|这|那|其|之"
)


class Word(NamedTuple):
    """A word, a number, a Chinese character or a mark of punctuation, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def wide(self) -> bool:
        """Whether it is a character of a script without spaces."""
        return _WIDE.match(self.text) is not None

    @property
    def spoken(self) -> bool:
        """Whether it is more than punctuation."""
        return self.text[0].isalnum()


def words_at(text: str) -> list[Word]:
    """All words of a text, in order."""
    return [Word(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]


def sentences_at(text: str) -> list[tuple[int, int]]:
    """Where each sentence starts and ends (one past), blanks around it left out."""
    cuts = [0]
    for found in _END.finditer(text):
        if found[0][0] != "." or not _SHORTENED.search(text, max(cuts[-1], found.start() - 8), found.start() + 1):
            cuts.append(found.end())
    spans = []
    for start, end in pairwise([*cuts, len(text)]):
        inside = text[start:end]
        if inside.strip():
            spans.append((start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip())))
    return spans


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A lower-case English word without its endings, the same for what belongs together: in the manner of Porter's, and
    coarser.

    Source:  Porter 1980, "An algorithm for suffix stripping".
    """
    word = IRREGULAR.get(word, word)
    if not word.isascii() or len(word) < 4:
        return word
    word = _one_of(word)
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            word = word[:-1] if word[-1] == word[-2] and word[-1] not in "lsz" and len(word) > 3 else word
            break
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending).removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word


def _one_of(word: str) -> str:
    """The singular of a plural."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def keys_at(words: Sequence[Word]) -> list[tuple[str, ...]]:
    """For each word what it is compared by: its stem; of a character, the pairs that it makes with its neighbors."""
    pair = [
        one.text + other.text if one.wide and other.wide and one.end == other.start else ""
        for one, other in pairwise(words)
    ]
    found: list[tuple[str, ...]] = []
    for place, word in enumerate(words):
        if not word.wide:
            found.append((stem(word.text.lower()),) if word.spoken else ())
        else:
            beside = (pair[place - 1] if place else "", pair[place] if place < len(pair) else "")
            found.append(tuple(key for key in beside if key) or (word.text,))
    return found


def keys_of(text: str) -> set[str]:
    """All that a text is compared by."""
    return {key for keys in keys_at(words_at(text)) for key in keys}


def question_keys(question: str) -> set[str]:
    """What a question is about: as `keys_of`, without words that only ask or join; with them, where it has no
    others.
    """
    words = words_at(question)
    found = list(zip(words, keys_at(words), strict=True))
    telling = {key for word, keys in found if word.text.lower() not in FUNCTION_WORDS for key in keys}
    return telling or {key for _, keys in found for key in keys}


def function_word_places(question: str) -> set[int]:
    """Where the Chinese characters of a question stand that only ask or join."""
    return {place for found in _WIDE_FUNCTION_WORDS.finditer(question) for place in range(*found.span())}


def search_words(text: str) -> list[str]:
    """What a full-text index holds of a text: words in lower case; of Chinese each two characters that stand side by
    side.
    """
    words = words_at(text)
    found: list[str] = []
    for place, word in enumerate(words):
        if not word.wide:
            found += [word.text.lower()] if word.spoken else []
            continue
        before = place and words[place - 1].wide and words[place - 1].end == word.start
        after = place + 1 < len(words) and words[place + 1].wide and words[place + 1].start == word.end
        if after:
            found.append(word.text + words[place + 1].text)
        elif not before:
            found.append(word.text)
    return found


def telling_words(question: str) -> list[str]:
    """The different words of a question to look for: as `search_words`, without those that only ask or join."""
    words = list(dict.fromkeys(search_words(question)))
    return [word for word in words if word not in FUNCTION_WORDS] or words


def overlap(wanted: Iterable[str], keys: set[str], weight: dict[str, float]) -> float:
    """How much a stretch of text shares with a question: the weights of what both have."""
    return sum(weight.get(key, 0.0) for key in wanted if key in keys)
