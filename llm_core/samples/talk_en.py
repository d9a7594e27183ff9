"""English small talk: what is taught, and the wordings in which it is asked."""

from __future__ import annotations

import random
from collections.abc import Mapping

from llm_core.samples import talk_en_facts as facts
from llm_core.samples.talk_en_chat import AGAIN, CHAT, MEMORIES, SURE
from llm_core.samples.talk_en_unknown import INVENTED, STRANGERS, UNKNOWN, bare, invent, thing, with_article
from llm_core.samples.talk_tables import Fact, Language, Topic, both_ways, counts, following, sums, turned

# fmt: off

OPENERS = ("…", "please, …", "hey, …", "so, …", "excuse me, …", "hi, …", "okay, …", "well, …", "one more thing: …")
LEADS = (
    "can you tell me …?", "do you know …?", "tell me ….", "please tell me ….", "could you tell me …?",
    "I want to know ….",
    "I would like to know ….", "can you say …?", "please say ….", "do you happen to know …?",
)


def _about(table: Mapping[str, str]) -> tuple[Fact, ...]:
    return tuple({**thing(x), "y": y} for x, y in table.items())


TOPICS = (
    Topic("color", _about({**facts.ANIMALS["color"], **facts.THINGS["color"]}), "{x} is {y}.", (
        "what color is {x}", "what is the color of {x}", "which color does {x} have", "{x} has what color",
        "of what color is {x}", "name the color of {x}.",
    ), ("what color {x} is", "the color of {x}", "which color {x} has"), strangers=("animal", "thing"), it=True),
    Topic("sound", _about(facts.ANIMALS["sound"]), "{x} says {y}.", (
        "what sound does {x} make", "what does {x} say", "which noise does {x} make", "how does {x} sound",
        "what is the sound of {x}", "make the sound of {x}.",
    ), ("what sound {x} makes", "what {x} says", "the sound of {x}"), strangers=("animal",), it=True),
    Topic("home", _about(facts.ANIMALS["home"]), "{x} lives {y}.", (
        "where does {x} live", "what is the home of {x}", "where is {x} at home", "where is the home of {x}",
        "in what place does {x} live", "name the home of {x}.",
    ), ("where {x} lives", "where {x} is at home", "the home of {x}"), strangers=("animal",), it=True),
    Topic("legs", _about(facts.ANIMALS["legs"]), "{x} has {y} legs.", (
        "how many legs does {x} have", "how many legs has {x} got", "what number of legs does {x} have",
        "{x} has how many legs", "count the legs of {x}.",
    ), ("how many legs {x} has", "the number of legs of {x}", "how many legs there are on {x}"), strangers=("animal",),
        it=True),
    Topic("young", _about({x: with_article(y) for x, y in facts.ANIMALS["young"].items()}), "a baby {n} is called {y}.",
        (
        "what is a baby {n} called", "what do you call a baby {n}", "what is the name for a baby {n}",
        "a baby {n} is called what", "what do people call a baby {n}",
    ), ("what a baby {n} is called", "the name for a baby {n}", "how a baby {n} is called"), strangers=("animal",)),
    Topic("food", _about(facts.ANIMALS["food"]), "{x} eats {y}.", (
        "what does {x} eat", "what does {x} like to eat", "what is the food of {x}", "which food does {x} eat",
        "what do you feed {x}", "name the food of {x}.",
    ), ("what {x} eats", "what {x} likes to eat", "the food of {x}"), strangers=("animal",), it=True),
    Topic("kind", _about({**facts.ANIMALS["kind"], **facts.THINGS["kind"]}), "{x} is {y}.", (
        "what is {x}", "what kind of thing is {x}", "what sort of thing is {x}", "what exactly is {x}",
        "explain what {x} is.",
    ), ("what {x} is", "what kind of thing {x} is", "what sort of thing {x} is"), strangers=("animal", "thing")),
    Topic("material", _about(facts.THINGS["material"]), "{x} is made of {y}.", (
        "what is {x} made of", "of what is {x} made", "what do you need to make {x}", "which material is {x} made of",
        "{x} is made of what", "name the material of {x}.",
    ), ("what {x} is made of", "the material of {x}", "what material {x} is made of"), strangers=("thing",), it=True),
    Topic("use", _about(facts.THINGS["use"]), "{x} is for {y}.", (
        "what is {x} for", "what do you use {x} for", "what is the use of {x}", "what can people do with {x}",
        "what is {x} good for", "name the use of {x}.",
    ), ("what {x} is for", "what {x} is used for", "the use of {x}"), strangers=("thing",), it=True),
    Topic("shape", _about(facts.THINGS["shape"]), "{x} is {y}.", (
        "what shape is {x}", "what is the shape of {x}", "which shape does {x} have", "{x} has what shape",
        "of what shape is {x}", "name the shape of {x}.",
    ), ("what shape {x} is", "the shape of {x}", "which shape {x} has"), strangers=("thing",), it=True),
    Topic("sides", _about(facts.SIDES), "{x} has {y} sides.", (
        "how many sides does {x} have", "how many sides has {x} got", "what number of sides does {x} have",
        "{x} has how many sides", "count the sides of {x}.",
    ), ("how many sides {x} has", "the number of sides of {x}", "how many sides there are on {x}"), strangers=("figure",
        )),
    Topic("capital", _about(facts.CAPITALS), "the capital of {x} is {y}.", (
        "what is the capital of {x}", "which city is the capital of {x}", "what is the capital city of {x}",
        "which capital does {x} have", "{x} has which capital", "name the capital of {x}.",
    ), ("the capital of {x}", "what the capital of {x} is", "which city is the capital of {x}"), strangers=("country",
        )),
    Topic("city", tuple({"x": city, "y": country} for country, city in facts.CAPITALS.items()), "you find {x} in {y}.",
        (
        "where is {x}", "in which country is {x}", "which country is {x} in", "{x} is in which country",
        "what country is {x} in", "name the country of {x}.",
    ), ("where {x} is", "in which country {x} is", "the country of {x}"), strangers=("city",)),
    Topic("opposite", both_ways(facts.OPPOSITES), "the opposite of {x} is {y}.", (
        "what is the opposite of {x}", "which word is the opposite of {x}", "what word is opposite to {x}",
        "{x} is the opposite of what", "name the opposite of {x}.", "give me the opposite of {x}.",
    ), ("the opposite of {x}", "what the opposite of {x} is", "which word is the opposite of {x}"), strangers=("word",
        )),
    Topic("after", following(facts.CIRCLES), "after {x} comes {y}.", (
        "what comes after {x}", "what is next after {x}", "what follows {x}", "what comes right after {x}",
        "after {x} comes what", "which one comes after {x}",
    ), ("what comes after {x}", "what follows {x}", "what is next after {x}"), strangers=("number", "word")),
    Topic("before", turned(following(facts.CIRCLES)), "before {x} comes {y}.", (
        "what comes before {x}", "what is right before {x}", "what comes just before {x}", "before {x} comes what",
        "which one comes before {x}",
    ), ("what comes before {x}", "what is right before {x}", "what comes just before {x}"), strangers=("number",
        "word")),
    Topic("parts", _about(facts.PARTS), "there are {y} {x}.", (
        "how many {x} are there", "what is the number of {x}", "there are how many {x}", "count the {x}.",
        "how many are there, {x}",
    ), ("how many {x} there are", "the number of {x}"), strangers=("part",), also=False),
    Topic("count", counts(" to ", ", "), "{y}.", (
        "count from {a} to {b}.", "count up from {a} to {b}.", "say the numbers from {a} to {b}.",
        "list the numbers from {a} to {b}.", "start at {a} and count to {b}.",
    ), ("the numbers from {a} to {b}", "all numbers from {a} to {b}"), strangers=("span",), also=False),
    Topic("sum", sums(" plus "), "{a} plus {b} is {y}.", (
        "what is {a} plus {b}", "how much is {a} plus {b}", "what is {a} + {b}", "{a} + {b} = ?", "add {a} and {b}.",
        "{a} plus {b} is what",
    ), ("what {a} plus {b} is", "how much {a} + {b} is", "the sum of {a} and {b}"), strangers=("sum",), wordings=4),
    Topic("joke", tuple({"x": x, "y": y} for x, y in facts.JOKES.items()), "{y}", (
        "tell me a joke about {x}.", "a joke about {x}, please.", "do you know a joke about {x}",
        "make a joke about {x}.", "say something funny about {x}.", "can you joke about {x}",
    ), ("a joke about {x}", "something funny about {x}"), strangers=("joke",), wordings=6),
)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _finish(text: str, rng: random.Random, careful: bool) -> str:
    """As people type: most with a capital and a mark, some without."""
    draw = rng.random()
    if draw < 0.7:
        return _sentence(text)
    if draw < 0.8:
        return _sentence(text.rstrip(".?!"))
    text = text if careful else text.lower()
    return text.rstrip(".?!") if draw < 0.93 else text


ENGLISH = Language(
    topics=TOPICS, chat=CHAT, memories=MEMORIES, openers=OPENERS, leads=LEADS,
    yes_indeed="Yes. ",
    follow=("and {x}", "what about {x}", "how about {x}", "and what about {x}", "and now {x}", "okay, and {x}"),
    again=AGAIN, sure=SURE,
    it=thing("it"), numeric={
        "number": lambda a, _: {"x": str(a)}, "sum": lambda a, b: {"x": f"{a} plus {b}", "a": str(a), "b": str(b)},
        "span": lambda a, b: {"x": f"{a} to {b}", "a": str(a), "b": str(b)},
    },
    refusal="I don't know that. I only know small things, like colors, animals and numbers.", mark="?",
    unknown=UNKNOWN, strangers=STRANGERS, invent=invent, invented=INVENTED, bare=bare, sentence=_sentence,
        finish=_finish,
)
