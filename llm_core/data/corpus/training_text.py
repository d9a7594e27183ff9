"""The text that a corpus trains on, made again from its tokens, as one string."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from llm_core.data.corpus.corpus import Corpus
from llm_core.data.search.memorization import DIVIDER, SEPARATOR
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.data.tokens import Tokens

MOST_BYTES = 20_000_000  # enough for every text that a small model can know by heart
_BLOCK = 1 << 18


@dataclass(frozen=True)
class TrainingText:
    """Documents with SEPARATOR between them, their parts with DIVIDER; not `whole` where there is more than MOST_BYTES
    of it.
    """

    text: str
    whole: bool


def training_text(corpus: Corpus, most_bytes: int = MOST_BYTES) -> TrainingText:
    """What a model trained on this corpus reads: dialogues, message by message, or pairs, side after side, or texts."""
    found, size = [], 0
    for block in _blocks(_read_by(corpus), corpus.tokenizer):
        found.append(block)
        size += len(block)
        if size > most_bytes:
            break
    return TrainingText(b"".join(found)[:most_bytes].decode("utf-8", "ignore"), size <= most_bytes)


def together(texts: Iterable[TrainingText], most_characters: int = MOST_BYTES) -> TrainingText:
    """Several as one: what a run read, and what the run read that it started from."""
    texts = list(texts)
    text = SEPARATOR.join(one.text for one in texts)
    return TrainingText(text[:most_characters], all(one.whole for one in texts) and len(text) <= most_characters)


def _read_by(corpus: Corpus) -> list[tuple[Tokens, NDArray[np.int64]]]:
    """Tokens, and where among them ends of documents are only the middle of a pair; of conversations also the plain
    text beside them.
    """
    none = np.zeros(0, np.int64)
    if corpus.train_rows is not None:
        return [(corpus.train, np.asarray(corpus.train_rows.bounds[:, 1]) - 1)]
    if corpus.train_dialogues is None:
        return [(corpus.train, none)]
    return [(corpus.train_dialogues.tokens, none), *([] if corpus.text is None else [(corpus.text, none)])]


def _blocks(texts: Iterable[tuple[Tokens, NDArray[np.int64]]], tokenizer: Tokenizer) -> Iterator[bytes]:
    """The bytes of tokens, looked up block by block. One that stands for no text, as a mark or an unknown character,
    divides.
    """
    pieces = [
        tokenizer.bytes_of(token) if length else DIVIDER.encode() for token, length in enumerate(tokenizer.byte_lengths)
    ]
    pieces[tokenizer.end_id] = SEPARATOR.encode()
    pieces.append(DIVIDER.encode())
    sizes = np.array([len(piece) for piece in pieces])
    starts, table = np.cumsum(sizes) - sizes, np.frombuffer(b"".join(pieces), np.uint8)
    for tokens, middles in texts:
        for at in range(0, len(tokens), _BLOCK):
            ids = np.array(tokens[at : at + _BLOCK], np.int64)
            ids[middles[slice(*np.searchsorted(middles, (at, at + _BLOCK)))] - at] = len(pieces) - 1
            size = sizes[ids]
            within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
            yield table[np.repeat(starts[ids], size) + within].tobytes()
        yield SEPARATOR.encode()
