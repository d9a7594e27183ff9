"""Questions made up from passages, so that a reader sees far more of them than people wrote: a sentence, and what was
taken out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from llm_core.data.search.matching import FUNCTION_WORDS, keys_of, question_keys, sentences_at, words_at
from llm_core.data.tasks.example import Example
from llm_core.data.tasks.question_files import of_nested
from llm_core.samples.lessons import documents

PRACTICE = "practice"
COMPARED = 40  # passages among which the nearest is chosen for a question that it doesn't answer
_NAMES = re.compile(r"[A-Z][\w'’-]*(?:\s+(?:(?:of|the|and|de|von)\s+)?[A-Z][\w'’-]*)*")
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*%?(?:\s+(?:million|billion|percent|[a-z]{3,}))?")
_PHRASES = re.compile(
    r"\b(?:the|of|an|a|in|by|as|and|to)\s((?:[a-z-]+\s){0,3}[a-z-]+)(?=[,.;)]|\s(?:of|in|and|to|for|with|by|was|were|is|are|that|which|from)\b)"
)
_WIDE_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*(?:[%年月日个名万亿人次米元岁世纪百千分之多]+)?")
_WIDE_NAMES = re.compile(r"[《“「]([^》”」]{2,12})[》”」]|[\u3400-\u9fff]{1,6}·[\u3400-\u9fff]{1,6}|[A-Za-z][\w .-]*\w")
_WIDE_PHRASES = re.compile(r"(?:是|为|在|由|和|与|及|、|的|被|于)([\u3400-\u9fff]{2,6})(?=[，。、；和与及的]|$)")
_WIDE = re.compile(r"[\u3400-\u9fff]")


def made_up(context: str, group: str, rng: Random, per_sentence: int) -> Iterator[Example]:
    """Questions about the sentences of a passage: a number, a name or a phrase is what is asked for; the words around
    it are the question.

    Source:  in the manner of Lewis, Denoyer & Riedel 2019, "Unsupervised question answering by cloze translation",
        arXiv:1906.04980.
    """
    for start, end in sentences_at(context):
        sentence = context[start:end]
        wide = len(_WIDE.findall(sentence)) > 0.3 * len(sentence)
        found = _spans(sentence, (_WIDE_NUMBERS, _WIDE_NAMES, _WIDE_PHRASES) if wide else (_NUMBERS, _NAMES, _PHRASES))
        for first, last in rng.sample(found, min(per_sentence, len(found))):
            question = (_wide_question if wide else _question)(sentence, first, last, rng)
            if question:
                yield Example(question, sentence[first:last], context, at=start + first, group=group)


def unanswered(questions: Sequence[Example], rng: Random, share: float) -> Iterator[Example]:
    """Some of the questions, each about the passage of another group that shares most words with it among a few: it has
    no answer there.
    """
    passages = list({one.context: one.group for one in questions}.items())
    keys = [keys_of(context) for context, _ in passages]
    for one in questions:
        if rng.random() >= share:
            continue
        wanted = question_keys(one.source)
        others = [
            place
            for place in rng.sample(range(len(passages)), min(COMPARED, len(passages)))
            if passages[place][1] != one.group
        ]
        if others:
            best = max(others, key=lambda place: len(wanted & keys[place]))
            yield Example(one.source, "", passages[best][0], group=one.group)


def practice(questions: Sequence[Example], count: int) -> Iterator[Example]:
    """So many questions about plain documents that the project's own generator wrote, in the language of these
    questions, whose group they join.
    """
    wide = sum(len(_WIDE.findall(one.source)) > 0.3 * len(one.source) for one in questions)
    language, rng = "zh" if 2 * wide > len(questions) else "en", Random(count)
    while count > 0 and questions:
        for one in of_nested(documents(rng, language, 1)[0], ""):
            if count > 0 and one.source:
                count -= 1
                yield replace(one, group=questions[0].group, origin=PRACTICE)


def _spans(sentence: str, patterns: tuple[re.Pattern[str], ...]) -> list[tuple[int, int]]:
    """What could be asked for, without what overlaps what came before."""
    found: list[tuple[int, int]] = []
    for pattern in patterns:
        for one in pattern.finditer(sentence):
            first, last = one.span(1) if pattern.groups and one[1] else one.span()
            said = sentence[first:last].lower()
            alone = pattern is _NAMES and first == 0 and " " not in said
            if (
                not alone
                and said not in FUNCTION_WORDS
                and all(last <= before or first >= after for before, after in found)
            ):
                found.append((first, last))
    return found


def _question(sentence: str, first: int, last: int, rng: Random) -> str:
    """A word that asks, and some of the words beside what is asked for."""
    before = [word.text for word in words_at(sentence[:first]) if word.spoken][-rng.randint(3, 14) :]
    after = [word.text for word in words_at(sentence[last:]) if word.spoken][: rng.randint(3, 14)]
    dropped = rng.uniform(0.1, 0.5)
    sides = [[word for word in side if rng.random() > dropped] for side in (before, after)]
    if rng.random() < 0.5:
        sides.reverse()
    words = [word for side in sides for word in side]
    if rng.random() < 0.3:
        rng.shuffle(words)
    if not words:
        return ""
    words.insert(0 if rng.random() < 0.8 else rng.randint(0, len(words)), _asking(sentence[first:last], rng))
    return " ".join(words) + "?"


def _asking(answer: str, rng: Random) -> str:
    if re.fullmatch(r"[12]\d{3}", answer):
        return rng.choice(["When", "What year", "In what year", "Which year"])
    if answer[0].isdigit():
        return rng.choice(["How many", "How many", "How much", "What"])
    if answer[0].isupper():
        return rng.choice(["Who", "Who", "What", "Where", "Which"])
    return rng.choice(["What", "What", "What", "Which", "How", "What type of"])


def _wide_question(sentence: str, first: int, last: int, rng: Random) -> str:
    """The clauses beside what is asked for, with a word that asks in its place or after them."""
    before, after = sentence[:first][-rng.randint(4, 24) :], sentence[last:][: rng.randint(4, 24)]
    answer = sentence[first:last]
    if "年" in answer or re.fullmatch(r"[12]\d{3}", answer):
        asking = rng.choice(["哪一年", "什么时候", "何时"])
    elif answer[0].isdigit():
        asking = rng.choice(["多少", "几", "多少个"])
    else:
        asking = rng.choice(["什么", "什么", "谁", "哪里", "哪个", "哪些"])
    spoken = [re.sub(r"[，。、；：“”《》（）()]", "", side) for side in (before, after)]
    spoken = ["".join(part for part in _chopped(side, rng) if rng.random() > 0.25) for side in spoken]
    if not "".join(spoken):
        return ""
    return f"{spoken[0]}{asking}{spoken[1]}？" if rng.random() < 0.7 else f"{spoken[1]}{spoken[0]}是{asking}？"


def _chopped(text: str, rng: Random) -> Iterator[str]:
    """A text in stretches of two to four characters."""
    start = 0
    while start < len(text):
        end = start + rng.randint(2, 4)
        yield text[start:end]
        start = end
