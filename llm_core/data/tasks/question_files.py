"""Questions about passages as files have them: SQuAD's nested JSON (1.1 and 2.0), flat records and tables, bAbI's
stories.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from llm_core.data.files.records import text_at
from llm_core.data.tasks.example import Example

QUESTIONS = ("question", "query", "query_text", "问题", "问句", "提问")
ANSWERS = ("answers", "answer", "answer_text", "target", "response", "output", "答案", "回答")
CONTEXTS = (
    "context",
    "context_text",
    "passage",
    "paragraph",
    "document",
    "article",
    "story",
    "text",
    "evidence",
    "段落",
    "文章",
    "原文",
    "背景",
    "材料",
)
STARTS = ("answer_start", "start", "answer_starts")
TITLES = ("title", "article_id", "document_id", "doc_id", "标题")
_BABI = re.compile(r"^(\d+) (.+)$")


class Columns(NamedTuple):
    """Which columns of flat records hold what; "" where there is none."""

    question: str
    answer: str
    context: str
    start: str = ""
    title: str = ""


def nested(record: Any) -> bool:
    """Whether a record is an article of SQuAD's, or a passage with its questions."""
    return isinstance(record, Mapping) and any(isinstance(record.get(key), list) for key in ("paragraphs", "qas"))


def of_nested(record: Mapping[str, Any], group: str) -> Iterator[Example]:
    """The examples of an article or of a passage with its questions; those that aren't whole are given without a
    question.
    """
    group = f"{group}:{record.get('title') or ''}"
    paragraphs = record.get("paragraphs")
    for paragraph in paragraphs if isinstance(paragraphs, list) else [record]:
        if not isinstance(paragraph, Mapping):
            continue
        context = _first(paragraph, CONTEXTS)
        questions = paragraph.get("qas")
        for entry in questions if isinstance(questions, list) else []:
            if isinstance(entry, Mapping):
                answers = [*_answers(entry.get("answers")), *_answers(entry.get("answer"))]
                yield example(
                    _first(entry, QUESTIONS), context, answers, group, impossible=entry.get("is_impossible") is True
                )


def of_flat(record: Any, columns: Columns, group: str) -> Example:
    """The example of a flat record: a question, a passage, an answer or several."""
    value = (
        record.get(columns.answer.removesuffix(".text")) if isinstance(record, Mapping) else None
    )  # SQuAD's object of lists
    answers = _answers(value if value is not None else text_at(record, columns.answer))
    if columns.start and len(answers) == 1 and answers[0][1] is None:
        with suppress(TypeError, ValueError):
            answers = [(answers[0][0], int(str(text_at(record, columns.start))))]
    context, title = text_at(record, columns.context) or "", text_at(record, columns.title) if columns.title else ""
    impossible = isinstance(record, Mapping) and record.get("is_impossible") in (True, "True", "true")
    return example(
        text_at(record, columns.question) or "",
        context,
        answers,
        title or digest(context) or group,
        impossible=impossible,
    )


def of_stories(lines: Iterable[str], name: str) -> Iterator[Example]:
    """The examples of bAbI's lines: NUMBER statement, or NUMBER question <tab> answer <tab> numbers of what supports
    it.

    Source:  Weston et al. 2015, arXiv:1502.05698.
    """
    said: dict[int, str] = {}
    stories = 0
    for line in lines:
        found = _BABI.match(line.strip())
        if not found:
            continue
        number, rest = int(found[1]), found[2].strip()
        if number <= max(said, default=0):
            said, stories = {}, stories + 1
        question, tab, after = rest.partition("\t")
        if not tab:
            said[number] = rest
            continue
        answer, _, support = after.partition("\t")
        starts, context = _laid_out(said)
        place = _where(answer.strip(), said, starts, [int(one) for one in support.split() if one.isdigit()])
        yield example(question.strip(), context, [(answer.strip(), place)], f"{name}:{stories}")


def is_story(head: str) -> bool:
    """Whether a text begins as bAbI's files do."""
    lines = [line for line in head.split("\n")[:60] if line.strip()]
    return (
        len(lines) > 2
        and all(_BABI.match(line.strip()) for line in lines[:-1])
        and any(line.count("\t") >= 1 for line in lines)
    )


def choose_columns(columns: Sequence[str], found: Sequence[Any], question: str | None, answer: str | None) -> Columns:
    """The columns of flat records, by their names; the passage else is what is longest. "" where nothing fits."""
    question_key = question or _named(columns, QUESTIONS, ())
    answered = answer or _named(columns, ANSWERS, (question_key,))
    start = _named(columns, STARTS, (question_key, answered))
    left = [column for column in columns if column not in (question_key, answered, start)]
    context = _named(left, CONTEXTS, ())
    if not context and left:
        longest = max(left, key=lambda column: sum(len(text_at(record, column) or "") for record in found))
        context = longest if sum(len(text_at(record, longest) or "") for record in found) > 10 * len(found) else ""
    return Columns(question_key, answered, context, start, _named(left, TITLES, (context,)))


def example(
    question: str, context: str, answers: Sequence[tuple[str, int | None]], group: str, *, impossible: bool = False
) -> Example:
    """An example with the place of its first answer; place None: the passage doesn't hold it."""
    texts = [text for text, _ in answers if text.strip()]
    if impossible or not texts:
        return Example(question.strip(), "", context, group=group)
    places = [place for text, start in answers if text.strip() and (place := placed(context, text, start)) is not None]
    at = places[0] if places else None
    target = (
        texts[0]
        if at is None
        else next(text for text, start in answers if text.strip() and placed(context, text, start) is not None)
    )
    return Example(
        question.strip(),
        target,
        context,
        references=tuple(dict.fromkeys(texts)) if len(set(texts)) > 1 else (),
        at=at,
        group=group,
    )


def placed(context: str, answer: str, start: int | None) -> int | None:
    """Where an answer stands in its passage: as the file says, else its occurrence nearest to that, else its
    first one.
    """
    if start is not None and context[start : start + len(answer)] == answer:
        return start
    found = [one.start() for one in re.finditer(re.escape(answer), context)] or [
        one.start() for one in re.finditer(re.escape(answer.strip()), context, re.IGNORECASE)
    ]
    return min(found, key=lambda place: abs(place - (start or 0))) if found else None


def digest(text: str) -> str:
    """A short name of a text."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest() if text else ""


def _answers(value: Any) -> list[tuple[str, int | None]]:
    """Answers with where they start, of whatever form: text, a list, SQuAD's objects, or one object of lists, also
    written as JSON.
    """
    if isinstance(value, str):
        if value.lstrip()[:1] in ("{", "["):
            with suppress(json.JSONDecodeError, RecursionError):
                return _answers(json.loads(value))
        return [(value, None)]
    if isinstance(value, Mapping):
        texts, starts = value.get("text"), value.get("answer_start")
        if isinstance(texts, list):
            places: list[Any] = (
                starts if isinstance(starts, list) and len(starts) == len(texts) else [None] * len(texts)
            )
            return [(text, _whole(place)) for text, place in zip(texts, places, strict=True) if isinstance(text, str)]
        return [(texts, _whole(starts))] if isinstance(texts, str) else []
    if isinstance(value, list):
        return [pair for one in value for pair in _answers(one)]
    return [] if value is None or isinstance(value, bool) else [(str(value), None)]


def _whole(value: Any) -> int | None:
    with suppress(TypeError, ValueError):
        return int(value) if int(value) >= 0 else None
    return None


def _first(record: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((record[name] for name in names if isinstance(record.get(name), str)), "")


def _named(columns: Sequence[str], names: Iterable[str], taken: Sequence[str]) -> str:
    """The column that has one of these names, in dotted keys as any part; the likeliest name first."""
    parts = [(column, column.lower().split(".")) for column in columns if column not in taken]
    return next((column for name in names for column, held in parts if name in held), "")


def _laid_out(said: Mapping[int, str]) -> tuple[dict[int, int], str]:
    starts, context = {}, ""
    for number, line in said.items():
        context += " " if context else ""
        starts[number] = len(context)
        context += line
    return starts, context


def _where(answer: str, said: Mapping[int, str], starts: Mapping[int, int], support: Sequence[int]) -> int | None:
    """Where the answer stands in the last line that supports it, which may name it more than once."""
    for number in reversed(support):
        if number in said and (place := said[number].rfind(answer)) >= 0:
            return starts[number] + place
    return None
