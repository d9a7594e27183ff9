"""Reading a tokenizer.json from anywhere: only the parts that this project writes or knows to be harmless.

A hostile pattern makes the tokenizers library panic in a way that no `except Exception` catches, so patterns are
compared with known ones before the library sees the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tokenizers

from llm_core.data.tokenizer.labels import BYTE_OF_CHARACTER
from llm_core.data.tokenizer.pretokens import CHARACTER, LONGEST_CAP, SHORTEST_CAP, pattern
from llm_core.errors import CheckpointError

LARGEST_BYTES = 32 << 20
MOST_TOKENS = 300_000
END, UNKNOWN, MASK = "<|endoftext|>", "<unk>", "<mask>"
HIDDEN = frozenset({END, UNKNOWN, MASK})  # stand in the vocabulary, and no text is ever encoded to them
# Special tokens of chat templates are hidden too. A letter or digit among them is what keeps BPE from ever making one:
# see `pretokens`.
MARK = re.compile(r"<\|(?=_*[a-z0-9])[a-z0-9_]{1,40}\|>")
_CAP = re.compile(r"\{1,(\d{1,3})\}")


def is_hidden(token: str) -> bool:
    """Whether a token of the vocabulary is a special one, which no text is ever encoded to."""
    return token in HIDDEN or MARK.fullmatch(token) is not None


def read_tokenizer(path: Path) -> tokenizers.Tokenizer:
    """Read and check a tokenizer.json.

    Raises:  CheckpointError: too large, damaged, or made of other parts.
    """
    if path.is_file() and path.stat().st_size > LARGEST_BYTES:
        raise _refused(path, f"it is larger than {LARGEST_BYTES >> 20} MB")
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text)
    except (OSError, ValueError, RecursionError):
        raise _refused(path, "it can't be read as JSON") from None
    problem = _problem(content)
    if problem:
        raise _refused(path, problem)
    try:
        return tokenizers.Tokenizer.from_str(text)
    except Exception as error:  # the library raises bare Exceptions
        raise _refused(path, str(error)[:200]) from None


def _problem(content: Any) -> str | None:  # noqa: PLR0911 - a list of refusals reads best as one
    """What is wrong with the content of a tokenizer.json; None when it is one of the two kinds that are read."""
    if not isinstance(content, Mapping) or not isinstance(content.get("model"), Mapping):
        return "it has no model"
    for part in ("normalizer", "post_processor", "truncation", "padding"):
        if content.get(part) is not None:
            return f"it has a {part}, which isn't supported"
    if content.get("added_tokens"):
        return "it has added tokens, which aren't supported"
    model = content["model"]
    vocabulary = model.get("vocab")
    if not isinstance(vocabulary, Mapping) or not 2 <= len(vocabulary) <= MOST_TOKENS:
        return f"its vocabulary must have 2 to {MOST_TOKENS} tokens"
    if sorted(map(repr, vocabulary.values())) != sorted(map(repr, range(len(vocabulary)))):
        return "its ids must be 0, 1, 2 and so on"
    if END not in vocabulary:
        return f"it has no {END}"
    kind = model.get("type")
    if kind == "WordLevel":
        return _characters_problem(content, vocabulary)
    return _bpe_problem(content, vocabulary) if kind == "BPE" else "its model must be BPE or WordLevel"


def _characters_problem(content: Mapping[str, Any], vocabulary: Mapping[str, int]) -> str | None:
    if any(len(token) != 1 for token in vocabulary if not is_hidden(token)):
        return "its tokens must be single characters"
    if UNKNOWN not in vocabulary or content["model"].get("unk_token") != UNKNOWN:
        return f"it has no {UNKNOWN}"
    split = {"type": "Split", "pattern": {"Regex": CHARACTER}, "behavior": "Isolated", "invert": False}
    if content.get("pre_tokenizer") != split or content.get("decoder") != {"type": "Fuse"}:
        return "it must split text into characters"
    return None


def _bpe_problem(content: Mapping[str, Any], vocabulary: Mapping[str, int]) -> str | None:  # noqa: PLR0911 - as above
    model = content["model"]
    if any(
        character not in BYTE_OF_CHARACTER for token in vocabulary if token not in (END, MASK) for character in token
    ):
        return "its tokens must be byte-level"
    if any(character not in vocabulary for character in BYTE_OF_CHARACTER):
        return "it must have a token for each byte"
    odd = [
        name for name in ("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix") if model.get(name)
    ]
    if odd or model.get("fuse_unk") or model.get("byte_fallback") or model.get("ignore_merges"):
        return "its BPE uses options that aren't supported"
    steps = (
        (content.get("pre_tokenizer") or {}).get("pretokenizers")
        if isinstance(content.get("pre_tokenizer"), Mapping)
        else None
    )
    if not isinstance(steps, list) or len(steps) != 2 or not all(isinstance(step, Mapping) for step in steps):
        return "it must split text by this project's pattern, then into bytes"
    split, level = steps
    written = (split.get("pattern") or {}).get("Regex") if isinstance(split.get("pattern"), Mapping) else None
    cap = _CAP.search(written) if isinstance(written, str) else None
    if not cap or not SHORTEST_CAP <= int(cap[1]) <= LONGEST_CAP or written != pattern(int(cap[1])):
        return "its pattern isn't one of this project's"
    if split.get("type") != "Split" or split.get("behavior") != "Isolated" or split.get("invert") is not False:
        return "it must keep every piece of the split"
    if level.get("type") != "ByteLevel" or level.get("add_prefix_space") or level.get("use_regex"):
        return "it must split text by this project's pattern, then into bytes"
    return None if (content.get("decoder") or {}).get("type") == "ByteLevel" else "its decoder must be ByteLevel"


def _refused(path: Path, why: str) -> CheckpointError:
    return CheckpointError(
        "bad-tokenizer",
        "The tokenizer {name} can't be used: {why}. Use the tokenizer.json of a run of this project.",
        name=path.name,
        why=why,
    )
