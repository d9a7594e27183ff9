"""What a run learns from: how files are read, divided and cut into tokens."""

from __future__ import annotations

from typing import Annotated, Literal

from llm_core.config.setting import OneOf, Settings, setting
from llm_core.config.tasks import TASKS, TaskSpec, formats

# fmt: off
TaskName = str  # a key of TASKS
DataFormat = Annotated[str, OneOf(formats)]
ChatTemplate = Literal["marks", "plain", "custom"]
SplitBy = Literal["groups", "rows"]
TokenizerKind = Literal["characters", "bpe"]


class DataConfig(Settings):
    """How files become tokens."""

    format: DataFormat = setting("text", "Format",
        (
            "Text to go on with; pairs: something given, and the answer to it; conversations: turns, of which the "
            "answers are learnt; or the examples of a task."
        ), level="basic")
    tokenizer: TokenizerKind = setting("characters", "Tokenizer",
        "Characters: a token is a letter. BPE: frequent pieces of words.", level="basic")
    vocab_size: int = setting(1024, "BPE vocabulary", "How many different tokens byte-level BPE may learn.",
        level="basic", unit="tokens", ge=258, le=65_000)
    max_characters: int = setting(16_000, "Most characters", "Rarer characters beyond this count become <unk>.", ge=16,
        le=65_000)
    validation_fraction: float = setting(0.1, "Kept for validation", "Share of the text that is never trained on.",
        level="basic", ge=0.001, le=0.5)
    encoding: str | None = setting(None, "Encoding", "Of the files. Default: detected, and shown for you to confirm.",
        level="basic", max_length=40)
    column: str | None = setting(None, "Column",
        "Column of a table, or key of JSON, that holds the text. Default: guessed and shown.", level="basic",
        max_length=200)
    target_column: str | None = setting(None, "Answer's column",
        "Column or key that holds the answer of a pair. Default: guessed and shown.", level="basic", max_length=200)
    turn_mark: str | None = setting(None, "Turn mark",
        (
            "What stands between the turns of a dialogue on one line, such as __eou__ or a tab. Default: detected, "
            "and shown."
        ), max_length=40)
    chat_template: ChatTemplate = setting("marks", "Chat template",
        (
            "How turns become text: a special token before each and after it (like ChatML), plain names before "
            "them, or your own."
        ))
    custom_template: str | None = setting(None, "Your own template",
        (
            "In Jinja, as Hugging Face's chat templates: messages with role and content, add_generation_prompt, "
            "eos_token. Special tokens look <|like_this|>."
        ), max_length=20_000)
    mask_token: bool = setting(False, "Mask token",
        "Adds a <mask> to the vocabulary that stands for a hidden token; always on for an encoder-only model.")
    split_by: SplitBy = setting("groups", "Keep together",
        (
            "What lies on one side of the split: groups, such as all clips of one speaker or all questions to one "
            "article, or each row for itself."
        ), level="advanced")
    max_token_length: int = setting(64, "Longest piece",
        "BPE merges never grow across more characters than this (their training is quadratic in it).",
        unit="characters", ge=4, le=256)

    @property
    def task(self) -> TaskName | None:
        """The task whose examples these are; None of text, pairs and conversations."""
        return self.format if self.format in TASKS else None

    @property
    def task_spec(self) -> TaskSpec | None:
        """All that is known of that task; None where there is none."""
        return TASKS.get(self.format)

    @property
    def paired(self) -> bool:
        """Whether a row is something given and the answer to it, in tokens both."""
        return self.format == "pairs" or self.task is not None
