"""The tasks, a row each: all that the rest of the code has to know of one stands here or in the modules that it names.

What a row names is imported when it is needed, so that asking which tasks there are costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from llm_core.config.presets import FORMATS, FRAME_SIZE

TABLES = (".csv", ".tsv", ".jsonl", ".json", ".txt")
Settings = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class TaskSpec:
    """One task.

    reader: module that turns its files into examples, and these into rows (a `data.tasks.ExampleReader`).
    objective: what is learnt from a corpus: a function of config and corpus.
    task: class with its metric, its baseline, and answers with their evidence (a `tasks.task.Task`).
    metric: key of its metric, here so that a list of runs needs no torch.
    settings: what suits it at any size, group by group.
    shapes: architectures that can learn it, the best first; () for any.
    hears: its input is sound, in frames.
    cites: its answers stand in documents, which are given with every question.
    answers_text: the model reads and writes plain text, so a run can be talked to.
    reads_whole: the model reads a text as it is given, whatever its letters become, so that characters that it doesn't
        know can be pointed out.
    tags: the encoder is asked at its own places, also beside a decoder; `train.encoder_share` weighs that.
    groups: its examples have groups that may be kept on one side of the split, such as speakers.
    endings: of the files that the page offers, besides sounds where it hears.
    sample_ending: of a built-in sample's file.
    columns: what the page calls the two sides of an example.
    rows_shown: lines of the box for its input; more than one where that is a document.
    words: the area of the page's sentences about it.
    script: module that draws its answers with what they rest on, by its path below ui/: it exports `evidence`.
    """

    name: str
    reader: str
    objective: str
    task: str
    metric: str
    settings: Settings = field(default_factory=dict)
    shapes: tuple[str, ...] = ()
    hears: bool = False
    cites: bool = False
    answers_text: bool = False
    reads_whole: bool = False
    tags: bool = False
    groups: bool = False
    endings: tuple[str, ...] = TABLES
    sample_ending: str = ".tsv"
    columns: tuple[str, str] = ("source", "target")
    rows_shown: int = 1
    words: str = "tasks"
    script: str = ""


TRANSLATION = TaskSpec(
    "translation",
    reader="llm_core.data.tasks.translation",
    objective="llm_core.training.objectives.seq2seq.Seq2SeqObjective.of_corpus",
    task="llm_core.tasks.translation.Translation",
    metric="chrf",
    settings={
        "model": {
            "architecture": "encoder-decoder",
            "num_layers": 2,
            "num_encoder_layers": 3,
            "context_length": 64,
            "dropout": 0.1,
        },
        "data": {"tokenizer": "bpe", "vocab_size": 4096, "validation_fraction": 0.05},
        "train": {"batch_size": 128, "max_steps": 2500, "sample_tokens": 60},
    },
    shapes=("encoder-decoder", "decoder-only"),
    answers_text=True,
    reads_whole=True,
    endings=(*TABLES, ".gz"),
    columns=("source", "target"),
    script="tabs/tasks/translation.js",
)

SUMMARIZATION = TaskSpec(
    "summarization",
    reader="llm_core.data.tasks.summarization",
    objective="llm_core.training.objectives.tagging.TaggingObjective.of_corpus",
    task="llm_core.tasks.summarization.Summarization",
    metric="rouge1",
    settings={
        "model": {"architecture": "encoder-decoder", "num_layers": 2, "num_encoder_layers": 2, "context_length": 512},
        "data": {"tokenizer": "bpe", "vocab_size": 2048},
        "train": {
            "batch_size": 16,
            "max_steps": 600,
            "learning_rate": 0.02,
            "adam_learning_rate": 4e-3,
            "encoder_share": 2.0,
            "sample_tokens": 60,
        },
    },
    shapes=("encoder-decoder",),
    tags=True,
    sample_ending=".jsonl",
    columns=("document", "summary"),
    rows_shown=6,
    script="tabs/tasks/summarization.js",
)

# Little text, read often: few layers after which nothing is loud that wasn't learnt (post-norm, small embeddings),
# dropout and decay.
SENTIMENT = TaskSpec(
    "sentiment",
    reader="llm_core.data.tasks.sentiment",
    objective="llm_core.training.objectives.wide_deep.classifier_of",
    task="llm_core.tasks.sentiment.Sentiment",
    metric="accuracy",
    settings={
        "model": {
            "architecture": "encoder-only",
            "d_model": 64,
            "nhead": 2,
            "num_layers": 1,
            "context_length": 256,
            "norm_first": False,
            "embed_scale": "none",
            "tied_embeddings": True,
            "qk_norm": False,
            "dropout": 0.3,
            "word_dropout": 0.3,
            "ngram_buckets": 1 << 18,
            "ngram_letters": 32,
        },
        "data": {"tokenizer": "bpe", "vocab_size": 8192, "validation_fraction": 0.2},
        "train": {
            "optimizer": "adamw",
            "learning_rate": 3e-3,
            "weight_decay": 1.0,
            "label_smoothing": 0.1,
            "batch_size": 32,
            "max_steps": 4000,
            "max_epochs": 12,
            "eval_every": 500,
        },
    },
    reads_whole=True,
    columns=("text", "label"),
    script="tabs/tasks/sentiment.js",
)

QUESTION_ANSWERING = TaskSpec(
    "question-answering",
    reader="llm_core.data.tasks.question_answering",
    objective="llm_core.training.objectives.tagging.TaggingObjective.of_corpus",
    task="llm_core.tasks.question_answering.QuestionAnswering",
    metric="f1",
    settings={
        "model": {
            "architecture": "encoder-only",
            "d_model": 64,
            "nhead": 4,
            "num_layers": 2,
            "context_length": 512,
            "word_dropout": 0.1,
        },
        "data": {"tokenizer": "bpe", "vocab_size": 1024, "validation_fraction": 0.2},
        "train": {"batch_size": 24, "max_steps": 300, "eval_every": 100, "weight_decay": 0.1},
    },
    shapes=("encoder-only",),
    cites=True,
    tags=True,
    groups=True,
    endings=(".json", ".csv", ".tsv", ".jsonl"),
    sample_ending=".json",
    columns=("question", "answer"),
    script="tabs/tasks/question_answering.js",
)

SPEECH = TaskSpec(
    "speech",
    reader="llm_core.data.tasks.speech",
    objective="llm_core.training.objectives.speech.SpeechObjective",
    task="llm_core.tasks.speech.Speech",
    metric="wer",
    settings={
        "model": {
            "architecture": "encoder-decoder",
            "d_model": 96,
            "num_layers": 1,
            "num_encoder_layers": 3,
            "context_length": 512,
            "frame_size": FRAME_SIZE,
        },
        "data": {"split_by": "rows"},
        "train": {
            "batch_size": 16,
            "max_steps": 5000,
            "encoder_share": 1.0,
            "adam_learning_rate": 6e-3,
            "gradient_clip": 2.0,
            "warmup_steps": 30,
            "eval_every": 250,
            "sample_tokens": 40,
        },
    },
    hears=True,
    tags=True,
    groups=True,
    endings=(".csv", ".tsv", ".txt"),
    sample_ending=".txt",
    columns=("clip", "transcript"),
    script="tabs/tasks/speech.js",
)

TASKS: dict[str, TaskSpec] = {
    spec.name: spec for spec in (TRANSLATION, SUMMARIZATION, SENTIMENT, QUESTION_ANSWERING, SPEECH)
}
OPENED = SENTIMENT  # what the page shows where nobody has chosen a task


def formats() -> tuple[str, ...]:
    """What data.format may be."""
    return ("text", "pairs", "conversations", *TASKS)


def suiting(form: str) -> Settings:
    """The settings that suit a format of the data at any size."""
    return TASKS[form].settings if form in TASKS else FORMATS.get(form, {})
