"""Where the dialogues of a record lie: a list of turns below a key, a question beside its answer, or one line with
marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from llm_core.data.chat.dialogue import Turn, role_named
from llm_core.data.files.records import text_at
from llm_core.data.pairs.pairing import choose_columns, holds_words, known_columns, pairs_at

TURN_KEYS = (
    "messages",
    "conversations",
    "conversation",
    "dialog",
    "dialogue",
    "dialogues",
    "turns",
    "utterances",
    "content",
)
LIST_KEYS = frozenset(TURN_KEYS) - {"content"}  # below these even strings without a speaker are turns
TEXT_KEYS = ("content", "value", "text", "message", "utterance", "body", "msg", "sentence")
ROLE_KEYS = ("role", "from", "speaker", "agent", "author", "sender", "participant", "name", "who")
TEXT_COLUMNS = frozenset({"text", "content", "contents", "story", "body", "paragraphs", "正文", "内容"})
BESIDE_INSTRUCTIONS = ("input", "context")
TURN_MARKS = ("__eou__", "<|turn|>", "|||", " [SEP] ", "\t")
DEEPEST = 3
Kind = Literal["turns", "pairs", "lines"]


@dataclass(frozen=True)
class DialogueShape:
    """How the dialogues of a file lie in its records.

    "turns": a list of turns below `key` (None: a record is the list). "pairs": what is asked in `key`, its answer in
    `answer`, and perhaps more of the question in `more` (Alpaca's input). "lines": one a line, `mark` between the
    turns.
    """

    kind: Kind
    key: str | None = None
    answer: str | None = None
    more: str | None = None
    mark: str | None = None


@dataclass(frozen=True)
class Found:
    """One dialogue as it stands in a file, before its turns are settled."""

    turns: list[Turn]
    system: str | None = None
    validation: bool | None = None
    refusal: bool = False


def shape_of_turns(records: Sequence[Any], wanted: str | None) -> DialogueShape | None:
    """The key below which records hold lists of turns, likeliest first: as wanted, by its name, by turns that name
    their speakers.
    """
    if sum(bool(turns_of(record)) for record in records if isinstance(record, list)) > 0.5 * len(records):
        return DialogueShape("turns")
    keys = turn_keys(records)
    if wanted is not None:
        return DialogueShape("turns", wanted) if wanted in keys else None
    named = [key for name in TURN_KEYS for key in keys if key.rpartition(".")[2].casefold() == name]
    spoken = [key for key in keys if any(_names_speakers(value_at(record, key)) for record in records)]
    best = [*named, *spoken]
    return DialogueShape("turns", best[0]) if best else None


def shape_of_pairs(
    name: str, columns: Sequence[str], records: Sequence[Any], wanted: str | None, answer: str | None
) -> DialogueShape | None:
    """The columns that hold what is asked and its answer; None where records are texts of one piece.

    Raises:  TextError: a wanted column isn't there, or both are the same.
    """
    if wanted is None and answer is None:
        last = {column.rpartition(".")[2].casefold() for column in columns}
        words = [column for column in columns if holds_words([text_at(record, column) for record in records])]
        if known_columns(columns) is None and (len(words) < 2 or last & TEXT_COLUMNS):
            return None
    if len(columns) < 2:
        return None
    question_key, answered = choose_columns(name, columns, records, wanted, answer)
    prefix, _, last_part = question_key.rpartition(".")
    if last_part.casefold() != "instruction":
        return DialogueShape("pairs", question_key, answered)
    prefixes = (prefix, answered.rpartition(".")[0])
    more = [
        column
        for name in BESIDE_INSTRUCTIONS
        for column in columns
        if column.rpartition(".")[0] in prefixes and column.rpartition(".")[2].casefold() == name
    ]
    return DialogueShape("pairs", question_key, answered, next((column for column in more if column != answered), None))


def shape_of_lines(head: str, wanted: str | None) -> DialogueShape | None:
    """The mark that stands between the turns of most lines: the wanted one, else the likeliest."""
    lines = [line for line in head.split("\n")[:200] if line.strip()]
    marks = TURN_MARKS if wanted is None else (wanted.replace("\\t", "\t"),)
    counts = {mark: sum(len(_divided(line, mark)) > 1 for line in lines) for mark in marks if mark}
    best = max(counts, key=lambda mark: counts[mark], default=None)
    if best is None or counts[best] <= (0.5 * len(lines) if wanted is None else 0):
        return None
    return DialogueShape("lines", mark=best)


def turn_keys(records: Sequence[Any]) -> list[str]:
    """Dotted keys below which records hold lists of turns."""
    return list(dict.fromkeys(key for record in records for key in _keys_with_turns(record)))


def dialogues_at(record: Any, shape: DialogueShape) -> Iterator[Found]:
    """The dialogues of a record, or of a line of text."""
    if shape.kind == "lines":
        yield Found([(None, text) for text in _divided(record, shape.mark or "\t")])
        return
    system = _text_below(record, "system")
    validation, refusal = (
        _is_validation(_text_below(record, "split")),
        (_text_below(record, "refusal") or "").strip().casefold() in {"true", "1", "yes"},
    )
    if shape.kind == "turns":
        yield Found(turns_of(value_at(record, shape.key)), system, validation, refusal)
        return
    assert shape.key is not None
    assert shape.answer is not None
    instruction = text_at(record, shape.key) if shape.more else None
    for given, answer in pairs_at(record, shape.more or shape.key, shape.answer):
        question = given or ""
        if shape.more:
            question = f"{(instruction or '').strip()}\n{question.strip()}"
        yield Found([("user", question), ("assistant", answer or "")], system, validation, refusal)


def turns_of(value: Any) -> list[Turn]:
    """The turns in a list of strings, of objects with a text, or of objects with a question and its answer; [] if it is
    none.
    """
    if not isinstance(value, list):
        return []
    found: list[Turn] = []
    for item in value:
        if isinstance(item, str):
            found.append((None, item))
        elif isinstance(item, Mapping):
            found += _turns_of_object(item)
        elif item is not None:
            return []
    return found


def is_turn(record: Any) -> bool:
    """Whether a record is not a dialogue, but one turn of it, with its speaker."""
    return isinstance(record, Mapping) and bool(_names_speakers([record])) and not _keys_with_turns(record)


def value_at(record: Any, key: str | None) -> Any:
    """What lies below a dotted key of objects within objects."""
    if key is None:
        return record
    if not isinstance(record, Mapping):
        return None
    if key in record:
        return record[key]
    head, dot, rest = key.partition(".")
    return value_at(record.get(head), rest) if dot else None


def _turns_of_object(item: Mapping[str, Any]) -> list[Turn]:
    text = next((found for key in TEXT_KEYS if (found := _content(item.get(key))) is not None), None)
    if text is not None:
        return [(next((item[key] for key in ROLE_KEYS if isinstance(item.get(key), str)), None), text)]
    sides = [
        (key, value)
        for key, value in item.items()
        if isinstance(value, str) and role_named(key) in ("user", "assistant")
    ]
    return [(key, value) for key, value in sides] if len({role_named(key) for key, _ in sides}) == 2 else []


def _content(value: Any) -> str | None:
    """A text, or the texts among the parts of one (OpenAI's lists of text and pictures)."""
    if isinstance(value, str):
        return value
    parts = (
        [part["text"] for part in value if isinstance(part, Mapping) and isinstance(part.get("text"), str)]
        if isinstance(value, list)
        else []
    )
    return "\n".join(parts) if parts else None


def _keys_with_turns(record: Any, depth: int = 0) -> list[str]:
    if not isinstance(record, Mapping) or depth >= DEEPEST:
        return []
    found = []
    for key, value in record.items():
        if isinstance(value, list):
            strings = all(isinstance(item, str) for item in value)
            if turns_of(value) and (not strings or str(key).casefold() in LIST_KEYS):
                found.append(str(key))
        else:
            found += [f"{key}.{inner}" for inner in _keys_with_turns(value, depth + 1)]
    return found


def _names_speakers(value: Any) -> bool:
    """Whether some of a list's objects are turns that say who speaks."""
    turns = [_turns_of_object(item) for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
    return any(len(found) == 1 and found[0][0] is not None for found in turns)


def _divided(line: str, mark: str) -> list[str]:
    return [turn for turn in line.split(mark) if turn.strip()]


def _text_below(record: Any, key: str) -> str | None:
    """A text or truth beside the turns of a record."""
    value = record.get(key) if isinstance(record, Mapping) else None
    return text_at(value, None) if isinstance(value, str | bool) else None


def _is_validation(split: str | None) -> bool | None:
    plain = (split or "").strip().casefold()
    if plain in {"validation", "valid", "val", "dev", "test", "eval", "evaluation", "held", "held out"}:
        return True
    return False if plain in {"train", "training"} else None
