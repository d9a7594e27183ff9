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

# fmt: off

SEED = 1
ASSETS = Path(__file__).resolve().parents[2] / "assets"
Language = Literal["en", "zh", "any"]
ENDINGS: Mapping[str, str] = {"pairs": ".tsv", "conversations": ".jsonl"}


@dataclass(frozen=True)
class Sample:
    """A built-in text, a small job (pairs), or dialogues. `title` and `about` are by language, `settings` dotted names
    that suit it.
    """

    key: str
    language: Language
    title: Mapping[str, str]
    about: Mapping[str, str]
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
    return {"data.format": "pairs", "model.architecture": architecture, **{f"train.{name}": value for name,
        value in train.items()}}


_TALK: Mapping[str, Any] = {"data.format": "conversations", "model.context_length": 128, "train.max_steps": 1600}
# few words, all of them seen often, and it is their order that tells: nothing has to be held back, and the parts that
# learn fastest can be taken
_REVIEWS: Mapping[str, Any] = {
    "data.format": "sentiment", "data.vocab_size": 1024, "model.context_length": 64, "model.num_layers": 2,
    "model.norm_first": True,
    "model.embed_scale": "rms", "model.qk_norm": True, "model.tied_embeddings": False, "model.dropout": 0.0,
    "model.word_dropout": 0.1, "model.ngram_buckets": 0,
    "train.optimizer": "muon", "train.learning_rate": 0.02, "train.weight_decay": 0.0, "train.label_smoothing": 0.0,
    "train.max_steps": 1000, "train.eval_every": 100,
}
SAMPLES: Mapping[str, Sample] = MappingProxyType({sample.key: sample for sample in (
    Sample(
        "stories-en", "en", {"en": "Small stories", "zh": "英文小故事"},
        {"en": "Foxes, owls and mice who lose things, share soup and make up again, told from a grammar of our own.",
         "zh": "狐狸、猫头鹰和小老鼠的英文小故事：丢东西、分热汤、吵架又和好，由我们自己的语法生成。"},
        "Once upon a time", lambda seed: tell_many(stories_en.GRAMMAR, seed, 500_000),
    ),
    Sample(
        "stories-zh", "zh", {"en": "Small stories in Chinese", "zh": "小故事"},
        {"en": "Chinese stories of small animals with a little moral, told from a grammar of our own.",
         "zh": "小动物们的故事，每个都有一点小道理，由我们自己的语法生成。"},
        "从前", lambda seed: tell_many(stories_zh.GRAMMAR, seed, 600_000),
    ),
    Sample(
        "talk-en", "en", {"en": "Small talk", "zh": "英文闲聊"},
        {"en": (
            "Greetings, colors, animals, numbers, \"who are you\": taught in many wordings. Of what it was not "
            "taught it learns to say that it doesn't know."
        ),
         "zh": "英文的问候、颜色、动物、数字和“你是谁”，每件事有多种问法；没教过的，它学会说不知道。"},
        "What color is the sky?", lambda seed: tell(talk_en.ENGLISH, seed), _TALK,
    ),
    Sample(
        "talk-zh", "zh", {"en": "Small talk in Chinese", "zh": "闲聊"},
        {"en": (
            "The same in Chinese: greetings, colors, animals, numbers, in many wordings, and an honest answer to "
            "what was never taught."
        ),
         "zh": "问候、颜色、动物、数字和“你是谁”，每件事都有好多种问法；没教过的，它学会老实说不知道。"},
        "天空是什么颜色？", lambda seed: tell(talk_zh.CHINESE, seed), _TALK,
    ),
    Sample(
        "arithmetic", "any", {"en": "Sums", "zh": "加减法"},
        {"en": (
            "27+58=85, line by line. The sums kept for validation are never trained on: does it memorize, or "
            "calculate?"
        ),
         "zh": "一行一道题，如 27+58=85。用来验证的题目从不参加训练：它是背下来的，还是会算？"},
        "27+58=", arithmetic,
    ),
    Sample(
        "patterns", "any", {"en": "Patterns", "zh": "找规律"},
        {"en": (
            "Brackets that close, numbers that count, words mirrored, copied and sorted: watch which rule is learnt "
            "first."
        ),
         "zh": "成对的括号、数数、倒写、照抄和排序：看看它先学会哪一条规律。"},
        "abcd|", patterns,
    ),
    Sample(
        "copy", "any", {"en": "Copy", "zh": "照抄"},
        {"en": "A word in, the same word out: the encoder reads it, the decoder looks back letter by letter.",
         "zh": "给一个词，原样写出来：编码器读，解码器一个字母一个字母地回头看。"},
        "terrarium", jobs.copy, _job("encoder-decoder", batch_size=64, max_steps=400),
    ),
    Sample(
        "reverse", "any", {"en": "Reverse", "zh": "倒写"},
        {"en": "A word in, the word backwards out: watch cross-attention run along the other diagonal.",
         "zh": "给一个词，倒着写出来：看交叉注意力沿着另一条对角线走。"},
        "terrarium", jobs.reverse, _job("encoder-decoder", batch_size=64, max_steps=500),
    ),
    Sample(
        "sort", "any", {"en": "Sort", "zh": "排序"},
        {"en": (
            "Letters in, the letters sorted out: an encoder fills a blank for each, all at once. The blanks tell it "
            "how long the answer is."
        ),
         "zh": "给几个字母，按顺序排好：编码器每个字母填一个空，一次全部填完；空格的个数就告诉了它答案有多长。"},
        "terrarium", jobs.sort, _job("encoder-only", batch_size=64, max_steps=500),
    ),
    Sample(
        "dyck", "any", {"en": "Close the brackets", "zh": "补全括号"},
        {"en": "([{}( in, )]) out: what was opened last must be closed first. A decoder has to keep the stack in mind.",
         "zh": "给 ([{}(，答 )])：后开的要先关。解码器得把没关的括号都记在心里。"},
        "([{}(", jobs.dyck, _job("decoder-only", batch_size=64, max_steps=600),
    ),
    Sample(
        "addition", "any", {"en": "Addition", "zh": "加法"},
        {"en": (
            "27+58 in, 85 out, every sum once: those kept for validation are never trained on, so that it has to "
            "calculate."
        ),
         "zh": "给 27+58，答 85，每道题只出现一次：留作验证的从不参加训练，所以它得真的会算。"},
        "27+58", jobs.addition, _job("decoder-only", batch_size=64, max_steps=1000),
    ),
    Sample(
        "translation", "any", {"en": "English to Chinese", "zh": "英译中"},
        {"en": (
            "Sentences of a small grammar: Chinese tells the place before the verb, counts by classifiers and asks "
            "with 吗. See which word was read from which."
        ),
         "zh": (
             "由一套小语法造的句子：英文的地点和时间在句末，中文在动词前，还有量词和“吗”。"
             "看看每个词是从哪个词读来的。"
         )},
        "My mother bought three red apples at the market yesterday.", translation,
        {"data.format": "translation", "data.vocab_size": 1024, "model.d_model": 64, "train.batch_size": 64,
            "train.max_steps": 600},
    ),
    Sample(
        "summarization", "any", {"en": "Small news", "zh": "小镇新闻"},
        {"en": (
            "Local news in English and Chinese with their headlines. What happened seldom stands first: which "
            "sentence is it?"
        ),
         "zh": "中英文的小镇新闻和标题。要紧的那句话常常不在开头：是哪一句？"},
        "Traffic was light in the morning. On Saturday the bakery of Millbrook opened its new music room for "
        "visitors. Paul Reed goes to the bakery in Millbrook "
        "on Saturday and often takes visitors along. For six years people in Millbrook have said that the bakery is "
        "the heart of Millbrook.", news,
        {"data.format": "summarization", "data.vocab_size": 1024, "model.d_model": 64, "model.context_length": 256,
            "train.max_steps": 800},
    ),
    Sample(
        "sentiment", "en", {"en": "Reviews", "zh": "英文短评"},
        {"en": (
            "Short reviews of films, hotels and phones, good or bad. Words alone don't tell: \"nobody could call it "
            "dull\" is praise, and what comes after \"but\" counts."
        ),
         "zh": "电影、酒店、手机等的英文短评，有好有坏。光看词不够：“谁也不会说它乏味”是夸奖，“但是”后面的才算数。"},
        "The plot was anything but dull.", lambda seed: reviews(reviews_en.PHRASES, seed), _REVIEWS,
    ),
    Sample(
        "sentiment-zh", "zh", {"en": "Reviews in Chinese", "zh": "短评"},
        {"en": "The same in Chinese: what is denied turns round, and what comes after \"but\" counts.",
         "zh": "电影、餐厅、手机、酒店和书的短评，有好有坏：否定会把意思翻过来，“但是”后面的才算数。"},
        "剧情一点也不沉闷。", lambda seed: reviews(reviews_zh.PHRASES, seed), _REVIEWS,
    ),
    Sample(
        "question-answering", "en", {"en": "A small encyclopedia", "zh": "英文小百科"}, atlas.ABOUT,
        "Which river runs through Junley?", atlas.atlas, {"data.format": "question-answering", "data.vocab_size": 1536,
        "train.max_steps": 1000},
    ),
    Sample(
        "speech", "en", {"en": "Spoken commands", "zh": "英文口令"},
        {"en": (
            "Numbers and short commands such as \"red lamp on\", said by eight synthetic voices of espeak-ng: which "
            "letters are where in the sound?"
        ),
         "zh": "数字和“red lamp on”这样的英文短口令，由 espeak-ng 的八个合成声音说出：哪个字母在声音的哪里？"},
        "red lamp on", lambda seed: "", {"data.format": "speech", "train.batch_size": 32, "train.max_steps": 900},
        ASSETS / "speech",
    ),
)})
DEFAULT_SAMPLES: Mapping[str, str] = MappingProxyType({"en": "stories-en", "zh": "stories-zh"})


def write_sample(key: str, folder: Path) -> Path:
    """Write a sample's text into a folder, unless it is there already.

    Raises:  SettingError: there is no such sample.
    """
    if key not in SAMPLES:
        raise SettingError("no-such-sample", "There is no sample {key!r}: choose {known}.", key=key,
            known=", ".join(SAMPLES))
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
