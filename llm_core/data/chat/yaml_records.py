"""Records of YAML files, such as chatterbot's, one at a time and in constant memory; every scalar is the text that
stands there.

Nothing is ever constructed: a tag is ignored, "Yes" stays a word, and an alias, which could make a few lines mean
gigabytes, is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import yaml  # type: ignore[import-untyped]

from llm_core.data.files.tables import LONGEST_LINE
from llm_core.errors import TextError

DEEPEST = 12
Item = tuple[str | None, Any]  # the key of the file's object that it lies below, if there is one, and the value
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def yaml_items(chunks: Iterable[str], name: str) -> Iterator[Item]:
    """What lies in a file: the items of its list, or of its object the items of lists, and objects whole.

    Raises:  TextError: not YAML, an alias, nested too deeply, or a record too long.
    """
    events = _events(chunks, name)
    for event in events:
        if isinstance(event, yaml.SequenceStartEvent):
            yield from ((None, value) for value in _elements(events, name))
        elif isinstance(event, yaml.MappingStartEvent):
            yield from _members(events, name)
        elif isinstance(event, yaml.ScalarEvent):
            yield None, event.value


def yaml_records(chunks: Iterable[str], shape: str, name: str) -> Iterator[Any]:
    """The records of a file.

    Args:    shape: "array", "list:KEY" (the list below a key), "values" (all that `yaml_items` gives), or "whole:"
        before one
             of them: all its items are one record.
    Raises:  TextError: as `yaml_items`.
    """
    whole, _, inner = shape.partition(":") if shape.startswith("whole:") else ("", "", shape)
    wanted = inner.partition(":")[2] if inner.startswith("list:") else None
    found = (value for key, value in yaml_items(chunks, name) if inner == "values" or key == wanted)
    if not whole:
        yield from found
        return
    room, gathered = _Room(name), []
    for value in found:
        room.take(len(str(value)), 0)
        gathered.append(value)
    yield gathered


def _members(events: Iterator[Any], name: str) -> Iterator[Item]:
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return
        key = _value(event, events, _Room(name))
        following = next(events)
        if isinstance(following, yaml.SequenceStartEvent):
            yield from ((str(key), value) for value in _elements(events, name))
        elif isinstance(following, yaml.MappingStartEvent):
            yield str(key), _value(following, events, _Room(name))


def _elements(events: Iterator[Any], name: str) -> Iterator[Any]:
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        yield _value(event, events, _Room(name))


class _Room:
    """How much one record may hold."""

    def __init__(self, name: str) -> None:
        self.name, self.left = name, 2 * LONGEST_LINE

    def take(self, size: int, depth: int) -> None:
        self.left -= size
        if depth > DEEPEST:
            raise TextError(
                "deep-yaml",
                "{name} is nested too deeply to be read: keep the conversations in a list of lists.",
                name=self.name,
            )
        if self.left < 0:
            raise TextError(
                "record-too-long",
                "{name} has a record of more than {limit} million characters: break it up into smaller ones.",
                name=self.name,
                limit=LONGEST_LINE // 1_000_000,
            )


def _value(event: Any, events: Iterator[Any], room: _Room, depth: int = 0) -> Any:
    room.take(len(event.value) + 8 if isinstance(event, yaml.ScalarEvent) else 64, depth)
    if isinstance(event, yaml.ScalarEvent):
        return event.value
    if isinstance(event, yaml.SequenceStartEvent):
        found = []
        while not isinstance(following := next(events), yaml.SequenceEndEvent):
            found.append(_value(following, events, room, depth + 1))
        return found
    members = {}
    while not isinstance(following := next(events), yaml.MappingEndEvent):
        key = _value(following, events, room, depth + 1)
        members[str(key)] = _value(next(events), events, room, depth + 1)
    return members


def _events(chunks: Iterable[str], name: str) -> Iterator[Any]:
    """What the parser meets, less the ends of documents and of the file."""
    try:
        for event in yaml.parse(_Stream(chunks), Loader=_LOADER):
            if isinstance(event, yaml.AliasEvent):
                raise TextError(
                    "yaml-alias",
                    (
                        "{name} has an alias (*{alias}) in line {line}, and aliases aren't read: write the text "
                        "itself there."
                    ),
                    name=name,
                    alias=event.anchor,
                    line=event.start_mark.line + 1,
                )
            if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
                yield event
    except yaml.YAMLError as error:
        raise _not_yaml(name, error) from None


def _not_yaml(name: str, error: Exception) -> TextError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    why = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).split("\n", 1)[0][:120]
    return TextError(
        "not-yaml",
        "{name} isn't valid YAML: see line {line} ({why}). Mend it, or name the file .txt to read it as it is.",
        name=name,
        line=mark.line + 1 if mark else 1,
        why=why,
    )


class _Stream:
    """Decoded text as a stream that a parser reads piece by piece."""

    def __init__(self, chunks: Iterable[str]) -> None:
        self._source, self._held, self._at = iter(chunks), "", 0

    def read(self, size: int) -> str:
        if self._at >= len(self._held):
            self._held, self._at = next(self._source, ""), 0
        piece = self._held[self._at : self._at + size]
        self._at += len(piece)
        return piece
