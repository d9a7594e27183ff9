"""Built-in texts and small jobs, made by the project's own seeded generators: the same seed gives the same text
everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from llm_core.config import TASKS
from llm_core.errors import SettingError
from llm_core.files import atomic_write
from llm_core.samples import atlas, jobs, reviews_en, reviews_zh, stories_en, stories_zh, talk_en, talk_zh
from llm_core.samples.news import news
from llm_core.samples.patterns import arithmetic, patterns
from llm_core.samples.reviews import reviews
from llm_core.samples.story import tell_many
from llm_core.samples.talk import tell
from llm_core.samples.translation import translation

SEED = 1
ASSETS = Path(__file__).resolve().parents[2] / "assets"
Language = Literal["en", "zh", "any"]
ENDINGS: Mapping[str, str] = {"pairs": ".tsv", "conversations": ".jsonl"}


@dataclass(frozen=True)
class Sample:
    """A built-in text, a small job (pairs), or dialogues; `settings` are dotted names that suit it.

    What it is called stands with the page's sentences: ui/words/LANGUAGE/samples.py.
    """

    key: str
    language: Language
    opening: str
    make: Callable[[int], str] = field(repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict)
    # of files that come with the project, such as clips of speech; else `make` writes the one file
    folder: Path | None = None

    def text(self, seed: int = SEED) -> str:
        """The whole text."""
        return self.make(seed)

    @property
    def is_job(self) -> bool:
        """Whether it is made of pairs: something given, and its one right answer."""
        return self.settings.get("data.format") == "pairs"

    @property
    def filename(self) -> str:
        """What its file is called."""
        form = str(self.settings.get("data.format"))
        return self.key + (TASKS[form].sample_ending if form in TASKS else ENDINGS.get(form, ".txt"))


def _job(architecture: str, **train: Any) -> Mapping[str, Any]:
    return {
        "data.format": "pairs",
        "model.architecture": architecture,
        **{f"train.{name}": value for name, value in train.items()},
    }


_TALK: Mapping[str, Any] = {"data.format": "conversations", "model.context_length": 128, "train.max_steps": 1600}
# few words, all of them seen often, and it is their order that tells: nothing has to be held back, and the parts that
# learn fastest can be taken
_REVIEWS: Mapping[str, Any] = {
    "data.format": "sentiment",
    "data.vocab_size": 1024,
    "model.context_length": 64,
    "model.num_layers": 2,
    "model.norm_first": True,
    "model.embed_scale": "rms",
    "model.qk_norm": True,
    "model.tied_embeddings": False,
    "model.dropout": 0.0,
    "model.word_dropout": 0.1,
    "model.ngram_buckets": 0,
    "train.optimizer": "muon",
    "train.learning_rate": 0.02,
    "train.weight_decay": 0.0,
    "train.label_smoothing": 0.0,
    "train.max_steps": 1000,
    "train.eval_every": 100,
}
SAMPLES: Mapping[str, Sample] = MappingProxyType(
    {
        sample.key: sample
        for sample in (
            Sample("stories-en", "en", "Once upon a time", lambda seed: tell_many(stories_en.GRAMMAR, seed, 500_000)),
            Sample("stories-zh", "zh", "从前", lambda seed: tell_many(stories_zh.GRAMMAR, seed, 600_000)),
            Sample("talk-en", "en", "What color is the sky?", lambda seed: tell(talk_en.ENGLISH, seed), _TALK),
            Sample("talk-zh", "zh", "天空是什么颜色？", lambda seed: tell(talk_zh.CHINESE, seed), _TALK),
            Sample("arithmetic", "any", "27+58=", arithmetic),
            Sample("patterns", "any", "abcd|", patterns),
            Sample("copy", "any", "terrarium", jobs.copy, _job("encoder-decoder", batch_size=64, max_steps=400)),
            Sample("reverse", "any", "terrarium", jobs.reverse, _job("encoder-decoder", batch_size=64, max_steps=500)),
            Sample("sort", "any", "terrarium", jobs.sort, _job("encoder-only", batch_size=64, max_steps=500)),
            Sample("dyck", "any", "([{}(", jobs.dyck, _job("decoder-only", batch_size=64, max_steps=600)),
            Sample("addition", "any", "27+58", jobs.addition, _job("decoder-only", batch_size=64, max_steps=1000)),
            Sample(
                "translation",
                "any",
                "My mother bought three red apples at the market yesterday.",
                translation,
                {
                    "data.format": "translation",
                    "data.vocab_size": 1024,
                    "model.d_model": 64,
                    "train.batch_size": 64,
                    "train.max_steps": 600,
                },
            ),
            Sample(
                "summarization",
                "any",
                "Traffic was light in the morning. On Saturday the bakery of Millbrook opened its new music room for "
                "visitors. Paul Reed goes to the bakery in Millbrook on Saturday and often takes visitors along. For "
                "six years people in Millbrook have said that the bakery is the heart of Millbrook.",
                news,
                {
                    "data.format": "summarization",
                    "data.vocab_size": 1024,
                    "model.d_model": 64,
                    "model.context_length": 256,
                    "train.max_steps": 800,
                },
            ),
            Sample(
                "sentiment",
                "en",
                "The plot was anything but dull.",
                lambda seed: reviews(reviews_en.PHRASES, seed),
                _REVIEWS,
            ),
            Sample(
                "sentiment-zh", "zh", "剧情一点也不沉闷。", lambda seed: reviews(reviews_zh.PHRASES, seed), _REVIEWS
            ),
            Sample(
                "question-answering",
                "en",
                "Which river runs through Junley?",
                atlas.atlas,
                {"data.format": "question-answering", "data.vocab_size": 1536, "train.max_steps": 1000},
            ),
            Sample(
                "speech",
                "en",
                "red lamp on",
                lambda seed: "",
                {"data.format": "speech", "train.batch_size": 32, "train.max_steps": 900},
                ASSETS / "speech",
            ),
        )
    }
)


def write_sample(key: str, folder: Path) -> Path:
    """Write a sample's text into a folder, unless it is there already.

    Raises:  SettingError: there is no such sample.
    """
    if key not in SAMPLES:
        raise SettingError(
            "no-such-sample", "There is no sample {key!r}: choose {known}.", key=key, known=", ".join(SAMPLES)
        )
    path = Path(folder) / SAMPLES[key].filename
    content = SAMPLES[key].text().encode()
    if not path.is_file() or path.read_bytes() != content:
        with atomic_write(path) as stream:
            stream.write(content)
    return path


def sample_files(key: str, folder: Path) -> list[Path]:
    """A sample's files: the one that is written into a folder, or those that come with the project.

    Raises:  SettingError: there is no such sample.
    """
    own = SAMPLES[key].folder if key in SAMPLES else None
    return [write_sample(key, folder)] if own is None else sorted(path for path in own.iterdir() if path.is_file())


def sample_of(names: Sequence[str]) -> str | None:
    """The key of the sample that has just these files; None where none does."""
    for key, sample in SAMPLES.items():
        own = [sample.filename] if sample.folder is None else [path.name for path in sample_files(key, sample.folder)]
        if list(names) == own:
            return key
    return None
