"""Short local news with headlines, in English and in Chinese: what happened stands somewhere among weather, quotes and
asides.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping

from llm_core.samples.news_words import CHINESE, ENGLISH, Language, News

ROWS = 1500  # of each language
FEWEST, MOST = 3, 5  # sentences beside the one that matters
FIRST = 0.3  # how often that stands first


def news(seed: int) -> str:
    """Documents with summaries, one a line as JSON, the languages mixed."""
    rng, found = random.Random(seed), dict[str, str]()
    for language in (ENGLISH, CHINESE):
        written = len(found)
        while len(found) < written + ROWS:
            document, summary = report(language, rng)
            found.setdefault(document, summary)
    rows = [
        json.dumps({"document": document, "summary": summary}, ensure_ascii=False)
        for document, summary in found.items()
    ]
    rng.shuffle(rows)
    return "\n".join(rows) + "\n"


def report(language: Language, rng: random.Random) -> tuple[str, str]:
    """A piece of news, and its headline."""
    kind = rng.choice(language.news)
    words = {slot: rng.choice(choices) for slot, choices in language.words.items()}
    words["other"] = rng.choice([name for name in language.words["name"] if name != words["name"]])
    beside = _beside(language, kind, rng)
    at = 0 if rng.random() < FIRST else rng.randint(1, len(beside))
    sentences = [*beside[:at], rng.choice(kind.told), *beside[at:]]
    between = "" if language is CHINESE else " "
    return between.join(_filled(sentence, words) for sentence in sentences), _filled(kind.headline, words)


def _beside(language: Language, kind: News, rng: random.Random) -> list[str]:
    """What else is said: some of it about the matter, some of it about anything."""
    count = rng.randint(FEWEST, MOST)
    near = rng.sample(kind.beside, rng.randint(2, min(count - 1, len(kind.beside))))
    found = [*near, *rng.sample(language.asides, count - len(near))]
    rng.shuffle(found)
    return found


def _filled(sentence: str, words: Mapping[str, str]) -> str:
    filled = sentence.format(**words)
    return filled[:1].upper() + filled[1:]
