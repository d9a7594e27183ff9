"""What is known about a corpus: how much of everything, what a loss on it is worth, and what to mind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from llm_core.data.warnings import TextWarning

# prepared corpora and runs on disk know these by other names
ON_DISK = {"baseline_losses": "references", "sample_prompt": "opening"}
IN_CODE = {kept: name for name, kept in ON_DISK.items()}


@dataclass(frozen=True)
class Statistics:
    """Counts of a corpus.

    `characters` and `bytes` (UTF-8, line ends as one) are of all text, `kinds` its different characters; `unknown`
    counts `<unk>` on both sides; `duplicates` counts documents that, case and punctuation aside, came before.
    `baseline_losses` are nats per validation token: "guessing", "frequencies", "pairs". `sample_prompt` begins samples.

    Of pairs, `documents` counts the rows, and what is said of validation (its bytes and characters, the baseline
    losses) is about the answers alone, of which there are `answer_tokens`, end marks included: nothing else is asked.

    Of conversations, `documents` counts the dialogues, `duplicates` those that repeat another word for word and were
    left out, and validation is about the assistant's answers, as of pairs. `text_tokens` are of the plain text beside
    them; `exchanges` says how many questions with their answers nine of ten dialogues have at most.

    Of a task whose targets are classes, `labels` are these, in the order of their marks.
    """

    files: int
    documents: int
    characters: int
    bytes: int
    kinds: int
    train_tokens: int
    validation_tokens: int
    validation_bytes: int
    validation_characters: int
    unknown: int
    duplicates: int
    baseline_losses: Mapping[str, float]
    sample_prompt: str
    warnings: tuple[TextWarning, ...]
    answer_tokens: int = 0
    text_tokens: int = 0
    exchanges: int = 0
    labels: tuple[str, ...] = ()

    @property
    def bytes_per_token(self) -> float:
        """UTF-8 bytes that a validation token (of pairs and conversations: one of an answer) stands for on average:
        turns nats per token into bits per byte.
        """
        return self.validation_bytes / max(1, self.answer_tokens or self.validation_tokens)

    def as_json(self) -> dict[str, Any]:
        """A plain dictionary; `from_json` reads it."""
        plain = {ON_DISK.get(name, name): value for name, value in asdict(self).items()}
        return {**plain, "warnings": [warning.as_json() for warning in self.warnings]}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Statistics:
        """Read what `as_json` wrote."""
        return cls(
            **{
                **{IN_CODE.get(name, name): kept for name, kept in value.items()},
                "warnings": tuple(map(TextWarning.from_json, value["warnings"])),
                "labels": tuple(value.get("labels", ())),
            }
        )
