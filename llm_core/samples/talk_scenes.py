"""Turns of dialogues, and small scenes of several: what one says after another, and answers that need the turns
before.
"""

from __future__ import annotations

import random
from typing import NamedTuple

from llm_core.samples.talk_asking import Asking
from llm_core.samples.talk_strangers import Strangers
from llm_core.samples.talk_tables import NOTHING, Fact, Language, Memory, Topic

# fmt: off


class Turn(NamedTuple):
    """What a person says, and the answer; where that is the refusal, `stranger` is what was asked about."""

    user: str
    answer: str
    stranger: str = ""


class Speaker:
    """Makes single turns for one side."""

    def __init__(self, language: Language, asking: Asking, strangers: Strangers, rng: random.Random, *,
        validation: bool) -> None:
        self.language, self.asking, self.strangers, self.rng = language, asking, strangers, rng
        self.validation = validation

    def said(self, text: str, answer: str, *, careful: bool = False, stranger: str = "") -> Turn:
        """A turn, its question as people type it."""
        return Turn(self.language.finish(text, self.rng, careful), self.language.sentence(answer), stranger)

    def asked(self, topic: Topic, fact: Fact, answer: str | None = None) -> Turn:
        """A question on something taught."""
        text, = self.asking.choose(topic, fact, 1, validation=self.validation, rng=self.rng)
        return self.said(text, topic.answer.format_map(fact) if answer is None else answer)

    def refused(self, topic: Topic, stranger: Fact) -> Turn:
        """A question on something that was not taught; its thing is new on the validation side, its wording may
        be known.
        """
        validation = self.validation and self.rng.random() < 0.3
        text, = self.asking.choose(topic, stranger, 1, validation=validation, rng=self.rng)
        return self.said(text, self.language.refusal, stranger=stranger["x"])

    def chatted(self) -> Turn:
        """Small talk."""
        return self.asked(self.rng.choice(self.language.chat), NOTHING[0])

    def fact(self) -> Turn:
        """A question on any fact."""
        topic = self.rng.choice(self.language.topics)
        return self.asked(topic, self.rng.choice(topic.facts))

    def unknown(self) -> Turn:
        """A question on something that was not taught, of a kind that is."""
        topic = self.rng.choice([topic for topic in self.language.topics if topic.strangers])
        return self.refused(topic, self.stranger(topic))

    def stranger(self, topic: Topic) -> Fact:
        """Something of this side that could be asked about so, and was not taught."""
        return self.rng.choice(self.strangers.lists[self.rng.choice(topic.strangers)].of(self.validation))


class Scenes(Speaker):
    """Makes dialogues of several turns for one side."""

    def following(self) -> list[Turn]:
        """"What color is a lemon?", "And a banana?"; now and then the last is about a thing that was not taught."""
        topic = self.rng.choice([topic for topic in self.language.topics if topic.also])
        first, *others = self.rng.sample(topic.facts, self.rng.choice((2, 2, 3)))
        turns = [self.asked(topic, first), *(self._also(topic, fact, topic.answer.format_map(fact)) for fact in others)]
        if topic.strangers and self.rng.random() < 0.4:
            stranger = self.stranger(topic)
            turns[-1] = self._also(topic, stranger, self.language.refusal)._replace(stranger=stranger["x"])
        return turns

    def pointing(self) -> list[Turn]:
        """"Where does a cow live?", "And what does it eat?"."""
        topics = [topic for topic in self.language.topics if topic.it]
        while True:
            first, second = self.rng.sample(topics, 2)
            known = {fact["x"]: fact for fact in second.facts}
            common = [fact for fact in first.facts if fact["x"] in known]
            if common:
                fact = self.rng.choice(common)
                return [self.asked(first, fact), self.asked(second, self.language.it,
                    second.answer.format_map(known[fact["x"]]))]

    def remembering(self) -> list[Turn]:
        """"My name is Ada.", something else, "What is my name?"; now and then it was never said, or is asked
        too early.
        """
        memory, other = self.rng.sample(self.language.memories, 2)
        value = self._value(memory)
        told, asked = self._told(memory, value), self._recalled(memory, value)
        between = [self.rng.choice((self.chatted, self.fact))() for _ in range(self.rng.choice((0, 1, 1, 2)))]
        draw = self.rng.random()
        if draw < 0.15:
            return [told, *between[:1], self.asked(other.asked, NOTHING[0])]
        if draw < 0.3:
            return [self.asked(memory.asked, NOTHING[0]), told, asked]
        if draw < 0.5:
            return [told, self._told(other, self._value(other)), *between[:1], asked]
        return [told, *between, asked]

    def repeating(self) -> list[Turn]:
        """An answer once more, or confirmed."""
        turn = self.rng.choice((self.fact, self.fact, self.chatted))()
        if self.rng.random() < 0.5:
            return [turn, self.asked(self.language.again, NOTHING[0], turn.answer)]
        fact = self.fact()
        return [fact, self.asked(self.language.sure, NOTHING[0], f"{self.language.yes_indeed}{fact.answer}")]

    def visiting(self) -> list[Turn]:
        """A greeting, a question or two, thanks or a farewell."""
        chat = {topic.key: topic for topic in self.language.chat}
        hello, thanks, bye = (self.asked(chat[key], NOTHING[0]) for key in ("hello", "thanks", "bye"))
        middle = [self.fact(), *([self.fact()] if self.rng.random() < 0.3 else [])]
        return self.rng.choice(([hello, *middle], [hello, *middle, thanks], [*middle, thanks], [*middle, bye], [hello,
            *middle, bye]))

    def refusing(self) -> list[Turn]:
        """Something untaught among other things: it stays an honest answer, and the next question is answered again."""
        known, refused = self.rng.choice((self.fact, self.chatted))(), self.unknown()
        chat = {topic.key: topic for topic in self.language.chat}
        why = self.asked(chat["why-not"], NOTHING[0])
        return self.rng.choice(([known, refused], [known, refused], [refused, known], [refused, why]))

    def _also(self, topic: Topic, fact: Fact, answer: str) -> Turn:
        return self.said(self.asking.follow(fact, validation=self.validation, rng=self.rng), answer)

    def _told(self, memory: Memory, value: Fact) -> Turn:
        text = self.asking.told(memory.told, value, validation=self.validation, rng=self.rng)
        return self.said(text, memory.reply.format_map(value), careful=True)

    def _recalled(self, memory: Memory, value: Fact) -> Turn:
        return self.asked(memory.asked, NOTHING[0], memory.answer.format_map(value))

    def _value(self, memory: Memory) -> Fact:
        return {"x": self.rng.choice(memory.values)}
