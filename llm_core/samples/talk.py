"""Built-in dialogues that teach to answer what is known in many wordings, and to say honestly that the rest isn't.

What is taught and how it is asked stands in tables, one set a language. About a tenth is for validation: taught facts
in wordings that training lacks, and questions on things that training never names.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from llm_core.samples.talk_asking import Asking
from llm_core.samples.talk_scenes import Scenes, Turn
from llm_core.samples.talk_strangers import Strangers
from llm_core.samples.talk_tables import NOTHING, Fact, Language, Topic

REFUSED_SHARE = 0.28  # of the training side
VALIDATION_REFUSALS = 220
SCENES, VALIDATION_SCENES = (
    {"following": 300, "pointing": 120, "remembering": 600, "repeating": 120, "visiting": 90, "refusing": 150},
    16,
)


@dataclass(frozen=True)
class Told:
    """A dialogue and the side that it is for."""

    turns: tuple[Turn, ...]
    validation: bool

    @property
    def refusal(self) -> bool:
        """Whether its last answer is that this isn't known."""
        return bool(self.turns[-1].stranger)

    def as_json(self) -> str:
        """One line, as files of dialogues have it."""
        messages = [
            {"role": role, "content": content}
            for turn in self.turns
            for role, content in (("user", turn.user), ("assistant", turn.answer))
        ]
        refusal = {"refusal": True} if self.refusal else {}
        return json.dumps(
            {"messages": messages, "split": "validation" if self.validation else "train", **refusal}, ensure_ascii=False
        )


def tell(language: Language, seed: int) -> str:
    """All dialogues of a language, one a line."""
    return "\n".join(dialogue.as_json() for dialogue in dialogues(language, seed)) + "\n"


def dialogues(language: Language, seed: int) -> list[Told]:
    """All dialogues of a language in a mixed order, each once."""
    rng, asking, strangers = random.Random(seed), Asking(language, seed), Strangers(language, seed)
    found: dict[tuple[tuple[str, str], ...], Told] = {}
    for validation in (False, True):
        speaker = Scenes(language, asking, strangers, rng, validation=validation)
        told = [*_facts(speaker), *_scenes(speaker)]
        wanted = VALIDATION_REFUSALS if validation else round(len(told) * REFUSED_SHARE / (1 - REFUSED_SHARE))
        told += _refusals(speaker, wanted - sum(bool(turns[-1].stranger) for turns in told))
        taught = {turn.user for dialogue in found.values() for turn in dialogue.turns}
        for turns in told:
            if validation and any(turn.user in taught for turn in turns):
                continue
            found.setdefault(tuple((turn.user, turn.answer) for turn in turns), Told(tuple(turns), validation))
    mixed = list(found.values())
    rng.shuffle(mixed)
    return mixed


def _facts(speaker: Scenes) -> Iterator[list[Turn]]:
    """Every fact in several wordings; on the validation side in one."""
    language = speaker.language
    memories = [memory.asked for memory in language.memories]
    for topic in (*language.topics, *language.chat, *memories, language.again):
        for fact in topic.facts:
            count = topic.wordings if not speaker.validation else 1 + (topic.facts == NOTHING)
            for text in speaker.asking.choose(topic, fact, count, validation=speaker.validation, rng=speaker.rng):
                yield [speaker.said(text, topic.answer.format_map(fact))]


def _scenes(speaker: Scenes) -> Iterator[list[Turn]]:
    for name, count in SCENES.items():
        scene: Callable[[], list[Turn]] = getattr(speaker, name)
        for _ in range(VALIDATION_SCENES if speaker.validation else count):
            yield scene()


def _refusals(speaker: Scenes, count: int) -> Iterator[list[Turn]]:
    """Questions on what was never taught: of kinds that are and of others, and on known things of which just this is
    unknown.
    """
    rng, unknown, crossed = speaker.rng, speaker.strangers.unknown(speaker.validation), _crossed(speaker.language)
    for _ in range(count):
        draw = rng.random()
        if draw < 0.33:
            group, thing = rng.choice(unknown)
            yield [
                speaker.said(
                    speaker.asking.marked(rng.choice(group.questions).format(x=thing)),
                    speaker.language.refusal,
                    stranger=thing,
                )
            ]
        elif draw < 0.48 and not speaker.validation:
            topic, fact = rng.choice(crossed)
            yield [speaker.refused(topic, fact)]
        else:
            yield [speaker.unknown()]


def _crossed(language: Language) -> list[tuple[Topic, Fact]]:
    """Known things with what was not taught of them."""
    found = []
    for topic in language.topics:
        taught = {fact["x"] for fact in topic.facts}
        alike = [
            other
            for other in language.topics
            if set(other.strangers) & set(topic.strangers) and "number" not in other.strangers
        ]
        found += [(topic, fact) for other in alike for fact in other.facts if fact["x"] not in taught]
        found += [(topic, language.it)] * 3 if topic.it else []
    return found
