"""Files of documents with summaries: what is a sentence, what a summary, and which sentences belong to it.

A row is <|sentence|> FIRST SENTENCE <|sentence|> SECOND …; at each of these marks the encoder is asked to say <|keep|>
or <|skip|>, and the decoder writes the summary: one model that can point at sentences, and say it in its own words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from llm_core.config import DataConfig
from llm_core.data.files.records import records, text_at
from llm_core.data.files.text_file import TextFile, counted_from
from llm_core.data.pairs.pairing import Pair
from llm_core.data.pairs.reading import LOOKED_AT_ROWS
from llm_core.data.tasks.columns import chunks_of, pairs_in, require_columns, tell_of_half, with_columns, with_pairs
from llm_core.data.tasks.example import Example, Segment, TaskRow, Tell
from llm_core.data.tasks.overlap import best_sentences
from llm_core.data.tasks.sentences import sentences_of, usual_tokens
from llm_core.data.tokenizer.labels import without_surrogates
from llm_core.data.warnings import TextWarning, text_warning

MARKED_TARGETS = False
SENTENCE, KEEP, SKIP = "<|sentence|>", "<|keep|>", "<|skip|>"
MOST_TOKENS = (
    470  # of a document that is learnt from, by estimate: what fits into the context of 512 that suits this task
)
LONG_ITEM = 400  # characters: an item of a list that is longer is no sentence, but a paragraph
# Keys whose lists are one summary, sentence by sentence; other lists are several summaries, all of them right.
SENTENCE_LISTS = ("summary", "highlights", "abstract", "sentences", "摘要")


def look(file: TextFile, config: DataConfig) -> TextFile:
    """Find the columns of documents and of summaries.

    Raises:  TextError: there are no two columns, or no row has both.
    """
    file = with_columns(file, config, longest=True)
    return with_pairs(
        file, [Pair(one.source, one.target) for one in islice(_of_file(file, None, None), LOOKED_AT_ROWS)]
    )


def examples(
    files: Sequence[TextFile],
    config: DataConfig,
    progress: Tell | None = None,
    warnings: list[TextWarning] | None = None,
) -> Iterator[Example]:
    """The documents of all files, with their sentences and all their summaries."""
    before = cut = 0
    for file in files:
        require_columns(file)
        for example in _of_file(file, counted_from(before, progress), warnings):
            cut += len(learnt_from(example.sentences)) < len(example.sentences)
            yield example
        before += file.size_bytes
    if cut and warnings is not None:
        warnings.append(
            text_warning(
                "long-documents",
                (
                    "Of {count} documents only the beginning is learnt from, cut after a whole sentence: about "
                    "{tokens} tokens."
                ),
                count=cut,
                tokens=MOST_TOKENS,
            )
        )


def marks(labels: Sequence[str]) -> tuple[str, ...]:
    """What stands before each sentence, and the two things that the encoder says of it."""
    return SENTENCE, KEEP, SKIP


def row(example: Example, config: DataConfig, labels: Sequence[str] = ()) -> TaskRow:
    """The document sentence by sentence, each asked about where there is a summary; the first reference is written."""
    sentences = learnt_from(example.sentences or sentences_of(example.source))
    best = best_sentences(sentences, example.right) if example.target else ()
    source = []
    for number, sentence in enumerate(sentences):
        tag = (KEEP if number in best else SKIP) if example.target else ""
        source += [Segment(SENTENCE, mark=True, tag=tag), Segment(sentence)]
    return TaskRow(tuple(source), (Segment(example.target),) if example.target else ())


def learnt_from(sentences: Sequence[str]) -> tuple[str, ...]:
    """The first sentences, as many as surely fit; a first one that is longer than that is cut inside."""
    found, room = [], MOST_TOKENS
    for sentence in sentences:
        room -= 1 + usual_tokens(sentence)
        if room < 0:
            break
        found.append(sentence)
    return tuple(found) or tuple(sentence[:MOST_TOKENS] for sentence in sentences[:1])


def _of_file(file: TextFile, progress: Tell | None, warnings: list[TextWarning] | None) -> Iterator[Example]:
    assert file.column is not None
    assert file.target is not None
    if file.format in ("text", "table"):
        for pair in pairs_in(file, progress, warnings):
            yield Example(pair.source, pair.target, sentences=sentences_of(pair.source))
        return
    half, first = 0, 0
    for number, record in enumerate(records(chunks_of(file, progress), file.shape, file.name, warnings), 1):
        sentences, summaries = (
            _sentences(value_at(record, file.column)),
            _summaries(value_at(record, file.target), file.target),
        )
        if sentences and summaries:
            yield Example(
                " ".join(sentences),
                summaries[0],
                sentences=sentences,
                references=summaries if len(summaries) > 1 else (),
            )
        else:
            half, first = half + 1, first or number
    tell_of_half(file.name, half, first, warnings)


def value_at(record: Any, key: str) -> Any:
    """What stands below a dotted key, lists as lists; None where there is nothing."""
    if isinstance(record, dict):
        if key in record:
            return record[key]
        head, dot, rest = key.partition(".")
        while dot:
            if head in record:
                return value_at(record[head], rest)
            more, dot, rest = rest.partition(".")
            head = f"{head}.{more}"
        return None
    if isinstance(record, list):
        return [value for item in record if (value := value_at(item, key)) is not None]
    return None


def _sentences(value: Any) -> tuple[str, ...]:
    """A document's sentences: cut from a text, or as a list has them."""
    if not isinstance(value, list):
        return sentences_of(_plain(value))
    items = [_plain(item) for item in value]
    return tuple(
        sentence
        for item in items
        if item
        for sentence in (sentences_of(item) if len(item) > LONG_ITEM else (" ".join(item.split()),))
    )


def _summaries(value: Any, key: str) -> tuple[str, ...]:
    """All summaries of a document: a text, a list of texts, or of lists of sentences."""
    if not isinstance(value, list):
        return tuple(filter(None, (_plain(value),)))
    several = any(isinstance(item, list) for item in value) or key.lower().rpartition(".")[2] not in SENTENCE_LISTS
    texts = [_plain(item, " ") for item in value]
    return tuple(dict.fromkeys(text for text in (texts if several else [" ".join(texts)]) if text))


def _plain(value: Any, between: str = "\n") -> str:
    """A text as it is, blanks around it taken off; what is nested is joined."""
    text = (
        between.join(filter(None, (text_at(item, None) for item in value)))
        if isinstance(value, list)
        else text_at(value, None)
    )
    return without_surrogates((text or "").strip())
