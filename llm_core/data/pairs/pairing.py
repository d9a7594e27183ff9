"""Pairs of something given and its answer: which two columns hold them, and the pairs inside a record or a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llm_core.data.files.json_window import Number
from llm_core.data.files.records import text_at
from llm_core.data.files.tables import MOST_COLUMNS, too_many_columns
from llm_core.errors import TextError

SHOWN_COLUMNS = 20
# Names that go together, likeliest first: what is given, its answer.
NAMES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("given",), ("answer",)),
    (("source", "src"), ("target", "tgt")),
    (("question", "questions", "query"), ("answer", "answers", "reply", "response")),
    (("instruction",), ("output", "response", "answer")),
    (("input", "inputs"), ("output", "outputs", "target", "label")),
    (("prompt",), ("response", "completion", "answer", "chosen", "output")),
    (("document", "article", "text", "dialogue", "body"), ("summary", "highlights", "abstract", "tldr")),
    (
        ("text", "sentence", "review", "content", "message"),
        ("label", "sentiment", "category", "class", "stars", "rating"),
    ),
    (
        ("en", "eng", "english"),
        ("zh", "cmn", "chinese", "de", "german", "fr", "french", "es", "spanish", "ja", "japanese"),
    ),
    (("问题", "原文", "输入", "中文"), ("答案", "译文", "输出", "摘要", "英文")),
)


@dataclass(frozen=True)
class Pair:
    """What is given, and the answer to it."""

    source: str
    target: str


def choose_columns(
    name: str, columns: Sequence[str], found: Sequence[Any], source: str | None, target: str | None
) -> tuple[str, str]:
    """The column that is given and the column of its answer: as wanted, else known by their names, else the first two
    that hold text.

    Args:    found: the first records.  source, target: the columns that a person named, if any.
    Raises:  TextError: there is no second column, a wanted one isn't there, or both are the same.
    """
    for wanted in (source, target):
        if wanted is not None and wanted not in columns:
            raise TextError(
                "no-such-column",
                "{name} has no column {wanted!r}: choose among {columns}.",
                name=name,
                wanted=wanted,
                columns=", ".join(columns[:SHOWN_COLUMNS]) + (" …" if len(columns) > SHOWN_COLUMNS else "") or "none",
            )
    if len(columns) < 2:
        raise TextError(
            "no-second-column",
            (
                "{name} has only one column, and pairs need two: what is given, and its answer. Set data.format to "
                "text, or choose another file."
            ),
            name=name,
        )
    if source is not None and source == target:
        raise TextError(
            "same-column-twice",
            (
                "{name}: {column!r} is chosen for what is given and for its answer. Choose another for one of them: "
                "{others}."
            ),
            name=name,
            column=source,
            others=", ".join([column for column in columns if column != source][:SHOWN_COLUMNS]),
        )
    filled = [column for column in columns if any((text_at(record, column) or "").strip() for record in found)]
    words = [column for column in filled if holds_words([text_at(record, column) for record in found])]
    order = list(dict.fromkeys([*words, *filled, *columns]))
    known = known_columns(filled, source, target, words) or known_columns(columns, source, target)
    if known:
        return known
    first = source or next(column for column in order if column != target)
    return first, target or next(column for column in order if column != first)


def pairs_at(record: Any, source: str, target: str) -> Iterator[tuple[str | None, str | None]]:
    """The pairs of a record. Two keys below the same list give a pair for each of its items, as in SQuAD's files."""
    if isinstance(record, list):
        for item in record:
            yield from pairs_at(item, source, target)
        return
    (head, dot, rest), (other_head, other_dot, other) = source.partition("."), target.partition(".")
    inside = record.get(head) if isinstance(record, Mapping) and dot and other_dot and head == other_head else None
    if isinstance(inside, list | Mapping) and source not in record and target not in record:
        yield from pairs_at(inside, rest, other)
    else:
        yield text_at(record, source), text_at(record, target)


COMPARED = 64  # columns of one meaning, so that a file of nothing else is still looked at quickly


def columns_of_lines(head: str, name: str) -> tuple[tuple[str, ...], bool]:
    """Columns of a text whose lines are GIVEN <tab> ANSWER, and whether its first line names them.

    Raises:  TextError: no line has a tab, or one has too many.
    """
    lines = [line.split("\t") for line in head.split("\n")[:200] if "\t" in line]
    if not lines:
        raise TextError(
            "no-tabs",
            (
                "{name} has no line with a tab between what is given and its answer. Put one there, or set "
                "data.format to text."
            ),
            name=name,
        )
    width = max(map(len, lines))
    if width > MOST_COLUMNS:
        raise too_many_columns(name, width)
    names = [cell.strip() for cell in lines[0]]
    header = head.split("\n", 1)[0].count("\t") > 0 and bool(known_columns(names)) and all(names)
    numbered = [f"column {number}" for number in range(1, width + 1)]
    if header and len(set(names)) == len(names):
        return (*names, *numbered[len(names) :]), True
    return tuple(numbered), False


def has_tabs(head: str) -> bool:
    """Whether most lines of a text have a tab, so that it may be pairs."""
    lines = [line for line in head.split("\n")[:200] if line.strip()]
    return bool(lines) and sum("\t" in line for line in lines) > 0.5 * len(lines)


def known_columns(
    columns: Sequence[str], source: str | None = None, target: str | None = None, words: Sequence[str] = ()
) -> tuple[str, str] | None:
    """Two columns whose names go together, None where none do; in dotted keys the last part counts most, then any, and
    words before numbers.
    """
    for parts in (lambda column: [column.lower().rpartition(".")[2]], lambda column: column.lower().split(".")):
        named: dict[str, list[str]] = {}
        for column in columns:
            for part in dict.fromkeys(parts(column)):
                named.setdefault(part, []).append(column)
        for given, answers in NAMES:
            left = [source] if source else [column for name in given for column in named.get(name, ())][:COMPARED]
            right = [target] if target else [column for name in answers for column in named.get(name, ())][:COMPARED]
            found = [(one, other) for one in left for other in right if one != other]
            if found:
                return max(found, key=lambda pair: (_together(*pair), pair[1] in words))
    return None


def _together(one: str, other: str) -> int:
    """How many parts two dotted keys share at their beginning: those of one list belong together."""
    count = 0
    for left, right in zip(one.split(".")[:-1], other.split(".")[:-1], strict=False):
        if left != right:
            break
        count += 1
    return count


def holds_words(values: Sequence[str | None]) -> bool:
    """Whether most of the values are words, not numbers and not addresses."""
    texts = [value for value in values if value and value.strip() and not isinstance(value, Number)]
    return sum(
        any(map(str.isalpha, text)) and not text.startswith(("http://", "https://")) for text in texts
    ) > 0.5 * len(texts)
