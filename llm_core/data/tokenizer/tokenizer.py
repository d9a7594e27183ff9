"""Tokenizers: text to token ids and back. Characters or byte-level BPE, both kept as the tokenizers library's own file.

Special tokens stand in the vocabulary but not among the library's "added tokens", so that a text that happens to
hold "<|endoftext|>" is read as ordinary characters, by this project and by whoever loads the file.
"""

from __future__ import annotations

import json
import math
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
import tokenizers
from numpy.typing import NDArray
from tokenizers import decoders, models, pre_tokenizers, trainers

from llm_core.config import DataConfig
from llm_core.data.tokenizer.labels import BYTE_OF_CHARACTER, label_of_bytes, without_surrogates
from llm_core.data.tokenizer.pretokens import CHARACTER, pattern, safe_parts
from llm_core.data.tokenizer.text_stream import TextStream
from llm_core.data.tokenizer.tokenizer_file import END, MARK, MASK, UNKNOWN, is_hidden, read_tokenizer
from llm_core.errors import TextError
from llm_core.files import atomic_write

CODE_POINTS = 0x110000
SURROGATES = 2048
CACHED_PARTS = 200_000
BATCHED_PARTS = 10_000


class Tokenizer(ABC):
    """Text to ids and back. Make one with `train_tokenizer`, `Tokenizer.load` or a corpus."""

    kind: ClassVar[Literal["characters", "bpe"]]
    unknown_id: int | None
    end_id: int
    mask_id: int | None  # "<mask>", which hides a token from an encoder; None where the settings asked for none
    marks: Mapping[str, int]  # "<|name|>", which a chat template writes around turns; {} where there is none

    def __init__(self, inner: tokenizers.Tokenizer) -> None:
        self.inner = inner
        self.vocab_size = int(inner.get_vocab_size())
        self.end_id = _id_of(inner, END)
        self.mask_id = inner.token_to_id(MASK)
        marks = [
            (number, token) for token, number in inner.get_vocab().items() if token != END and MARK.fullmatch(token)
        ]
        self.marks = {token: number for number, token in sorted(marks)}
        self._hidden = frozenset({self.end_id, *self.marks.values(), *([] if self.mask_id is None else [self.mask_id])})
        self.unknown_id = None

    @abstractmethod
    def encode_array(self, text: str) -> NDArray[np.uint32]:
        """Ids of a text, fast: what `encode` gives, as (T,) uint32."""

    def encode_many(self, texts: Sequence[str]) -> list[NDArray[np.uint32]]:
        """Ids of many texts, fast: what `encode_array` gives for each."""
        return [self.encode_array(text) for text in texts]

    @abstractmethod
    def bytes_of(self, token: int) -> bytes:
        """The UTF-8 bytes that a token stands for; none for the end of a document, a mask and a template's marks."""

    @property
    def unknown_cost_nats(self) -> float:
        """What naming the character behind one `<unk>` would cost: it may be any that has no token of its own."""
        return 0.0

    @cached_property
    def byte_lengths(self) -> NDArray[np.int64]:
        """(V,) how many UTF-8 bytes each token stands for; 0 for the special ones."""
        return np.array(
            [
                0 if token == self.unknown_id or token in self._hidden else len(self.bytes_of(token))
                for token in range(self.vocab_size)
            ]
        )

    def encode(self, text: str) -> list[int]:
        """Ids of a text; strings that look like special tokens are ordinary text."""
        return [int(token) for token in self.encode_array(text)]

    def decode(self, ids: Iterable[int]) -> str:
        """Text of ids; bytes that form no character, ends of documents and marks are left out."""
        return b"".join(self.bytes_of(int(token)) for token in ids).decode("utf-8", "ignore")

    def labels(self, ids: Iterable[int]) -> list[str]:
        """What to show for each token alone: its text, or ⟨E4⟩ for a byte that is only part of a character."""
        special: dict[int | None, str] = {self.end_id: END, self.unknown_id: UNKNOWN, self.mask_id: MASK}
        special |= {number: mark for mark, number in self.marks.items()}
        return [special.get(int(token)) or label_of_bytes(self.bytes_of(int(token))) for token in ids]

    def stream(self) -> TextStream:
        """A decoder for ids that come one by one."""
        return TextStream(self.bytes_of)

    def save(self, path: Path) -> None:
        """Write the tokenizers library's tokenizer.json."""
        with atomic_write(Path(path)) as stream:
            stream.write(self.inner.to_str(pretty=True).encode())

    @staticmethod
    def load(path: Path) -> Tokenizer:
        """Read a tokenizer.json, which may come from anywhere.

        Raises:  CheckpointError: it is damaged, too large, or made of parts that this project doesn't use.
        """
        return from_inner(read_tokenizer(Path(path)))


class CharacterTokenizer(Tokenizer):
    """A token is a character; what training never saw is `<unk>`."""

    kind = "characters"

    def __init__(self, inner: tokenizers.Tokenizer) -> None:
        super().__init__(inner)
        self.unknown_id = unknown = _id_of(inner, UNKNOWN)
        self._characters = [""] * self.vocab_size
        self._table = np.full(CODE_POINTS, unknown, dtype=np.uint32)
        for character, token in inner.get_vocab().items():
            self._characters[token] = character
            if not is_hidden(character):
                self._table[ord(character)] = token

    def encode_array(self, text: str) -> NDArray[np.uint32]:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        ids: NDArray[np.uint32] = self._table[codes]
        return ids

    def bytes_of(self, token: int) -> bytes:
        return b"" if token in self._hidden else self._characters[token].encode()

    @property
    def unknown_cost_nats(self) -> float:
        named = self.vocab_size - 1 - len(self._hidden)
        return math.log(CODE_POINTS - SURROGATES - named)

    def knows(self, character: str) -> bool:
        """Whether a character has a token of its own."""
        return bool(self._table[ord(character)] != self.unknown_id)


class BpeTokenizer(Tokenizer):
    """A token is a piece of a word, learnt by byte-level BPE (Sennrich et al. 2016; bytes as in GPT-2)."""

    kind = "bpe"

    def __init__(self, inner: tokenizers.Tokenizer) -> None:
        super().__init__(inner)
        self._bytes = [b""] * self.vocab_size
        for piece, token in inner.get_vocab().items():
            if token not in self._hidden:
                self._bytes[token] = bytes(BYTE_OF_CHARACTER[character] for character in piece)
        self._cache: dict[str, list[int]] = {}

    def encode_array(self, text: str) -> NDArray[np.uint32]:
        return self.encode_many([text])[0]

    def encode_many(self, texts: Sequence[str]) -> list[NDArray[np.uint32]]:
        cut = [safe_parts(without_surrogates(text)) for text in texts]
        known = self._known({part for parts in cut for part in parts})
        return [np.fromiter(chain.from_iterable(map(known.__getitem__, parts)), dtype=np.uint32) for parts in cut]

    def _known(self, parts: set[str]) -> Mapping[str, Sequence[int]]:
        """Ids of each part; words come again, so they are remembered."""
        cache = self._cache if len(self._cache) + len(parts) <= CACHED_PARTS else {}
        missing = [part for part in parts if part not in cache]
        for start in range(0, len(missing), BATCHED_PARTS):  # the library's results are large: few at a time
            batch = missing[start : start + BATCHED_PARTS]
            for part, found in zip(batch, self.inner.encode_batch_fast(batch, add_special_tokens=False), strict=True):
                cache[part] = found.ids
        self._cache = cache
        return cache

    def bytes_of(self, token: int) -> bytes:
        return self._bytes[token]


def train_tokenizer(texts: Iterable[str], config: DataConfig, marks: Sequence[str] = ()) -> Tokenizer:
    """Learn a tokenizer from pieces of text.

    Args:    marks: the special tokens of a chat template, which no text is encoded to.
    Raises:  TextError: there is no text.
    """
    if config.tokenizer == "bpe":
        return _train_bpe(texts, config, marks)
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(without_surrogates(text))
    return characters_tokenizer(counts, config, marks)


def characters_tokenizer(
    counts: Mapping[str, int], config: DataConfig, marks: Sequence[str] = ()
) -> CharacterTokenizer:
    """The tokenizer of the most frequent characters, ids in the order of their code points."""
    if not counts:
        raise TextError("no-text", "There is no text to learn from: choose files that hold text.")
    kept = sorted(counts, key=lambda character: (-counts[character], character))[: config.max_characters]
    special = [UNKNOWN, *_special(config, marks)]
    vocabulary = {token: number for number, token in enumerate([*special, *sorted(kept)])}
    inner = tokenizers.Tokenizer(models.WordLevel(vocabulary, unk_token=UNKNOWN))
    inner.pre_tokenizer = pre_tokenizers.Split(tokenizers.Regex(CHARACTER), "isolated")
    inner.decoder = decoders.Fuse()
    return CharacterTokenizer(inner)


def extended(tokenizer: Tokenizer, marks: Sequence[str], characters: Sequence[str] = ()) -> Tokenizer:
    """A tokenizer that knows more: old ids stay what they were, and what it lacks follows them in this order.

    Args:    characters: for a tokenizer of characters; one of bytes knows them all.
    """
    plain = json.loads(tokenizer.inner.to_str())
    vocabulary = plain["model"]["vocab"]
    wanted = [*marks, *(characters if isinstance(tokenizer, CharacterTokenizer) else ())]
    for token in dict.fromkeys(wanted):
        vocabulary.setdefault(token, len(vocabulary))
    return from_inner(tokenizers.Tokenizer.from_str(json.dumps(plain)))


def from_inner(inner: tokenizers.Tokenizer) -> Tokenizer:
    """Wrap a checked tokenizer of the library."""
    return BpeTokenizer(inner) if isinstance(inner.model, models.BPE) else CharacterTokenizer(inner)


def _id_of(inner: tokenizers.Tokenizer, token: str) -> int:
    found = inner.token_to_id(token)
    assert found is not None  # checked when the file was read
    return int(found)


def _special(config: DataConfig, marks: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([END, *([MASK] if config.mask_token else []), *marks]))


def _train_bpe(texts: Iterable[str], config: DataConfig, marks: Sequence[str]) -> BpeTokenizer:
    inner = tokenizers.Tokenizer(models.BPE())
    inner.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(tokenizers.Regex(pattern(config.max_token_length)), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    inner.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=config.vocab_size,
        special_tokens=_special(config, marks),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        max_token_length=config.max_token_length * 4,
        show_progress=False,
    )
    inner.train_from_iterator((without_surrogates(text) for text in texts), trainer)
    plain = json.loads(inner.to_str())
    plain["added_tokens"] = []  # see the top of this file
    return BpeTokenizer(tokenizers.Tokenizer.from_str(json.dumps(plain)))
