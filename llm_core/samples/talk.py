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
HELD_REFUSALS = 220
SCENES, HELD_SCENES = (
    {"following": 300, "pointing": 120, "remembering": 600, "repeating": 120, "visiting": 90, "refusing": 150},
    16,
)


@dataclass(frozen=True)
class Told:
    """A dialogue and the side that it is for."""

    turns: tuple[Turn, ...]
    held: bool

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
            {"messages": messages, "split": "validation" if self.held else "train", **refusal}, ensure_ascii=False
        )


def tell(language: Language, seed: int) -> str:
    """All dialogues of a language, one a line."""
    return "\n".join(dialogue.as_json() for dialogue in dialogues(language, seed)) + "\n"


def dialogues(language: Language, seed: int) -> list[Told]:
    """All dialogues of a language in a mixed order, each once."""
    rng, asking, strangers = random.Random(seed), Asking(language, seed), Strangers(language, seed)
    found: dict[tuple[tuple[str, str], ...], Told] = {}
    for held in (False, True):
        speaker = Scenes(language, asking, strangers, rng, held=held)
        told = [*_facts(speaker), *_scenes(speaker)]
        wanted = HELD_REFUSALS if held else round(len(told) * REFUSED_SHARE / (1 - REFUSED_SHARE))
        told += _refusals(speaker, wanted - sum(bool(turns[-1].stranger) for turns in told))
        taught = {turn.user for dialogue in found.values() for turn in dialogue.turns}
        for turns in told:
            if held and any(turn.user in taught for turn in turns):
                continue
            found.setdefault(tuple((turn.user, turn.answer) for turn in turns), Told(tuple(turns), held))
    mixed = list(found.values())
    rng.shuffle(mixed)
    return mixed


def _facts(speaker: Scenes) -> Iterator[list[Turn]]:
    """Every fact in several wordings; on the validation side in one."""
    language = speaker.language
    memories = [memory.asked for memory in language.memories]
    for topic in (*language.topics, *language.chat, *memories, language.again):
        for fact in topic.facts:
            count = topic.wordings if not speaker.held else 1 + (topic.facts == NOTHING)
            for text in speaker.asking.choose(topic, fact, count, held=speaker.held, rng=speaker.rng):
                yield [speaker.said(text, topic.answer.format_map(fact))]


def _scenes(speaker: Scenes) -> Iterator[list[Turn]]:
    for name, count in SCENES.items():
        scene: Callable[[], list[Turn]] = getattr(speaker, name)
        for _ in range(HELD_SCENES if speaker.held else count):
            yield scene()


def _refusals(speaker: Scenes, count: int) -> Iterator[list[Turn]]:
    """Questions on what was never taught: of kinds that are and of others, and on known things of which just this is
    unknown.
    """
    rng, unknown, crossed = speaker.rng, speaker.strangers.unknown(speaker.held), _crossed(speaker.language)
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
        elif draw < 0.48 and not speaker.held:
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
