"""Short documents of many kinds, English and Chinese, made of plain sentences, with questions that each of them answers
or doesn't.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from llm_core.samples import lessons_en, lessons_zh
from llm_core.samples.lesson_words import FILLED, SUBJECTS, Fill

UNANSWERED = 0.25  # share of questions whose document says nothing of it
TOLD = (4, 8)  # lessons of a document: fewest, most
BESIDE, FILLER = (
    0.4,
    0.25,
)  # chance that a document tells of a second thing of its kind; of a sentence that says nothing
OPENED, JOINED, ADORNED = (
    0.5,
    0.3,
    0.3,
)  # chance that a document opens with what it is about; that two sentences are one; that one says a little more
SPOKEN_OF = 0.4  # chance that a sentence says "it" or "she" where it could
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Lesson:
    """A sentence with slots, and for each slot (or two of them, "a+b": all between them) what asks for it."""

    kind: str
    family: str  # what else says the same
    sentence: str
    asked: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Told:
    """A sentence that was filled in. spans: what each slot holds and where."""

    text: str
    spans: Mapping[str, tuple[int, int]]


def documents(rng: Random, language: str, count: int) -> list[dict[str, object]]:
    """Articles in SQuAD's form, each with one passage."""
    return [_document(rng, language, number) for number in range(count)]


@cache
def lessons_of(language: str) -> Mapping[str, Sequence[Lesson]]:
    """All lessons of a language by their kind of document."""
    found: dict[str, list[Lesson]] = {}
    for block in re.split(r"\n(?=\S)", (lessons_en if language == "en" else lessons_zh).LESSONS.strip()):
        head, *rest = block.split("\n")
        name, sentence = head.split(": ", 1)
        kind, family = name.split("/")
        asked = {
            slot.strip(): [one.strip() for one in questions.split(" | ")]
            for slot, questions in (line.split(": ", 1) for line in rest)
        }
        found.setdefault(kind, []).append(Lesson(kind, family, sentence, asked))
    return found


def _document(rng: Random, language: str, number: int) -> dict[str, object]:
    kind = rng.choice(sorted(lessons_of(language)))
    lessons = lessons_of(language)[kind]
    families = sorted({one.family for one in lessons})
    rng.shuffle(families)
    count = min(rng.randint(*TOLD), max(len(families) - 2, 2))
    told, untold = families[:count], families[count:]
    subject, other = (_subject(rng, language, kind) for _ in range(2))
    plan = [(subject, rng.choice([one for one in lessons if one.family == family])) for family in told]
    if rng.random() < BESIDE:
        plan += [(other, rng.choice(lessons)) for _ in range(rng.randint(1, 2))]
    context, before = (subject["opening"](rng) if rng.random() < OPENED else ""), subject
    questions: list[dict[str, object]] = []
    for about, lesson in plan if rng.random() < 0.5 else _shuffled(plan, rng):
        if rng.random() < FILLER:
            context = _after(context, rng.choice(_listed(language, "FILLERS")), language)
        values = _values(rng, language, about)
        joined = bool(context) and about is before and rng.random() < JOINED
        again = about is before and bool(context) and (joined or rng.random() < SPOKEN_OF)
        sentence = _adorned(lesson.sentence, rng, language)
        said = _filled(_within(sentence) if joined and language == "en" else sentence, values, again=again)
        context = _after(context, said.text, language, joined=joined)
        start = len(context) - len(said.text)
        if about is subject or lesson.family not in told:
            questions += [
                _question(rng.choice(list(forms)), slot, said, start, values)
                for slot, forms in lesson.asked.items()
                if _whole(slot, said)
            ]
        before = about
    questions = rng.sample(questions, min(len(questions), 9))
    for family in untold[: max(1, round(UNANSWERED * len(questions)))]:
        lesson = rng.choice([one for one in lessons if one.family == family])
        forms = rng.choice(list(lesson.asked.values()))
        asked = _filled(rng.choice(list(forms)), _values(rng, language, subject), again=False).text
        questions.append({"question": asked, "answers": [], "is_impossible": True})
    title = str(subject["s"])
    return {
        "title": f"{title} {number}",
        "paragraphs": [
            {
                "context": context,
                "qas": [{**one, "id": f"{title}-{number}-{place}"} for place, one in enumerate(questions)],
            }
        ],
    }


def _whole(slot: str, said: Told) -> bool:
    return all(part in said.spans for part in slot.split("+"))


def _question(form: str, slot: str, said: Told, start: int, values: Mapping[str, str]) -> dict[str, object]:
    first, last = slot.split("+", maxsplit=1)[0], slot.rsplit("+", maxsplit=1)[-1]
    begin, end = said.spans[first][0], said.spans[last][1]
    asked = _filled(form, values, again=False).text
    return {
        "question": asked,
        "answers": [{"text": said.text[begin:end], "answer_start": start + begin}],
        "is_impossible": False,
    }


def _filled(sentence: str, values: Mapping[str, str], *, again: bool) -> Told:
    """A sentence with its slots filled in; one that opens with its subject calls it "it" where `again`."""
    if again:
        sentence = (
            re.sub(r"^\{s\}", "{p}", re.sub(r"^\{S\}", "{P}", sentence))
            if "P" in values
            else re.sub(r"^\{s\}(?!的)", values.get("它", ""), sentence)
        )
    text, spans, before = "", {}, 0
    for found in _SLOT.finditer(sentence):
        text += sentence[before : found.start()]
        value = values[found[1]]
        spans[found[1]] = (len(text), len(text) + len(value))
        text, before = text + value, found.end()
    return Told(text + sentence[before:], spans)


class _Values(dict[str, str]):
    """Values of slots, each drawn when it is first asked for; a number at a slot's end asks for one more of
    its kind.
    """

    def __init__(self, rng: Random, fills: Mapping[str, Fill], given: Mapping[str, str]) -> None:
        super().__init__(given)
        self._dice, self._fills = rng, fills

    def __missing__(self, slot: str) -> str:
        name = slot.rstrip("23")
        drawn = self._fills[name.lower()](self._dice)
        while drawn in self.values():
            drawn = self._fills[name.lower()](self._dice)
        self[slot.lower()] = drawn
        if name[0].isupper():
            self[slot] = drawn[0].upper() + drawn[1:]
        return self[slot]


def _values(rng: Random, language: str, about: Mapping[str, Any]) -> Mapping[str, str]:
    return _Values(rng, FILLED[language], {slot: value for slot, value in about.items() if isinstance(value, str)})


def _subject(rng: Random, language: str, kind: str) -> Mapping[str, Any]:
    return SUBJECTS[language][kind](rng)


def _shuffled(plan: Sequence[tuple[Mapping[str, Any], Lesson]], rng: Random) -> list[tuple[Mapping[str, Any], Lesson]]:
    return rng.sample(list(plan), len(plan))


def _listed(language: str, name: str) -> list[str]:
    return [one.strip("\n") for one in getattr(lessons_en if language == "en" else lessons_zh, name).split("|")]


def _adorned(sentence: str, rng: Random, language: str) -> str:
    """A sentence that says a little more, before or after."""
    if rng.random() >= ADORNED:
        return sentence
    if rng.random() < 0.5:
        return sentence[:-1] + rng.choice(_listed(language, "TAILS")) + sentence[-1]
    lead = rng.choice(_listed(language, "LEADS"))
    return f"{lead}, {_within(sentence)}" if language == "en" else f"{lead}，{sentence}"


def _within(sentence: str) -> str:
    """An English sentence as it goes on inside another."""
    return (
        sentence[0].lower() + sentence[1:]
        if sentence[0] != "{"
        else sentence[:2].lower() + sentence[2:]
        if sentence[1:3] in ("S}", "P}")
        else sentence
    )


def _after(context: str, text: str, language: str, *, joined: bool = False) -> str:
    """A text with one more sentence, or with it as another part of the last."""
    if joined:
        return context[:-1] + (", and " if language == "en" else "，") + text
    return f"{context} {text}" if context and language == "en" else context + text
