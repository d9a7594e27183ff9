"""A small library: an encyclopedia of invented places, people, ships, animals and feasts, and other documents, with
questions about them, in SQuAD's form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from llm_core.samples import atlas_words as words
from llm_core.samples.lessons import documents

# fmt: off

ARTICLES, DOCUMENTS = 180, 420         # of the encyclopedia; of other documents in each language
NAMED = 0.5                          # share of sentences that call their subject by its name where they could
UNANSWERED = 0.2                     # share of questions whose article says nothing of it


@dataclass(frozen=True)
class Fact:
    """A fact of an article: sentences that say it, questions that ask for it, and the words that answer. "{}" stands
    for the answer.
    """

    answer: str
    said: Sequence[str]
    asked: Sequence[str]


@dataclass(frozen=True)
class Article:
    """An article: what it is about, how a sentence calls it, how it begins, and all that could be told of it."""

    title: str
    subject: str
    opening: Sequence[str]
    facts: Sequence[Fact]


def atlas(seed: int) -> str:
    """The encyclopedia and the other documents as SQuAD 2.0's JSON; the same seed gives the same text."""
    rng = Random(seed)
    articles = [_written(article, rng) for article in _articles(rng, ARTICLES)]
    articles += [article for language in ("en", "zh") for article in documents(rng, language, DOCUMENTS)]
    rng.shuffle(articles)
    return _squad(articles)


def encyclopedia(seed: int) -> str:
    """The encyclopedia alone, whose questions name what they are about."""
    rng = Random(seed)
    return _squad([_written(article, rng) for article in _articles(rng, ARTICLES)])


def _squad(articles: Sequence[Mapping[str, object]]) -> str:
    return json.dumps({"version": "2.0", "data": articles}, ensure_ascii=False) + "\n"


def _articles(rng: Random, count: int) -> list[Article]:
    names: set[str] = set()
    found: list[Article] = []
    while len(found) < count:
        article = rng.choice(KINDS)(rng)
        if article.title not in names:
            names.add(article.title)
            found.append(article)
    return found


def _written(article: Article, rng: Random) -> dict[str, object]:
    """An article with all but one or two of its facts, and questions about what it says and about what it doesn't."""
    facts = list(article.facts)
    rng.shuffle(facts)
    left_out = rng.choice([1, 1, 2])
    told, untold = facts[left_out:], facts[:left_out]
    context, starts = rng.choice(article.opening), {}
    for fact in told:
        before, after = rng.choice(fact.said).split("{}")
        if rng.random() < NAMED:
            before = re.sub("^(?:It|She) ", f"{article.subject} ", before)
        starts[fact.answer] = len(context) + 1 + len(before)
        context = f"{context} {before}{fact.answer}{after}"
    questions: list[dict[str, object]] = []
    for fact in told:
        for asked in rng.sample(list(fact.asked), 2):
            questions.append({"question": asked, "answers": [{"text": fact.answer,
                "answer_start": starts[fact.answer]}], "is_impossible": False})
    wanted = max(1, round(UNANSWERED * len(questions)))
    unanswered = [asked for fact in untold for asked in rng.sample(list(fact.asked), 2)][:wanted]
    questions += [{"question": asked, "answers": [], "is_impossible": True} for asked in unanswered]
    for number, question in enumerate(questions):
        question["id"] = f"{article.title}-{number}"
    return {"title": article.title, "paragraphs": [{"context": context, "qas": questions}]}


def _person(rng: Random) -> str:
    return f"{rng.choice(words.FIRST_NAMES)} {rng.choice(words.LAST_NAMES)}"


def _one(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _place(rng: Random) -> str:
    return rng.choice(words.PLACE_STARTS) + rng.choice(words.PLACE_ENDS)


def _year(rng: Random) -> str:
    return str(rng.randint(1203, 1989))


def _amount(rng: Random) -> str:
    return f"{rng.randint(2, 98) * 100:,}"


def _town(rng: Random) -> Article:
    name, water, founder = _place(rng), rng.choice(words.WATERS), _person(rng)
    river, mayor, building = _place(rng) + " " + rng.choice(["River", "Water",
        "Brook"]), _person(rng), rng.choice(words.BUILDINGS)
    return Article(name, name, (
        f"{name} is a small town by the {water}.", f"{name} is a market town in the hills.",
            f"The town of {name} lies between two woods.",
    ), (
        Fact(founder, ("It was founded by {} after a long winter.",
            "The first house was built by {}, who had come by boat.", "{} is said to have founded it."),
             (f"Who founded {name}?", f"By whom was {name} founded?", f"Who built the first house in {name}?")),
        Fact(_year(rng), ("It was given the right to hold a market in {}.", "Since {} a market has been held there.",
            "In {} it received the right to hold a market."),
             (f"When did {name} receive the right to hold a market?",
                 f"In what year was {name} allowed to hold a market?",
                     f"Since when has a market been held in {name}?")),
        Fact(_amount(rng), ("About {} people live there today.", "It has a population of {}.",
            "At the last count it had {} inhabitants."),
             (f"How many people live in {name}?", f"What is the population of {name}?",
                 f"How many inhabitants does {name} have?")),
        Fact(river, ("The {} runs through the middle of it.", "Its houses stand on both banks of the {}.",
            "Boats reach it by the {}."),
             (f"Which river runs through {name}?", f"What river do the houses of {name} stand on?",
                 f"By which river do boats reach {name}?")),
        Fact(rng.choice(words.GOODS), ("The town is known for its {}.", "Merchants come from far away to buy its {}.",
            "Most families there live by making {}."),
             (f"What is {name} known for?", f"What do merchants buy in {name}?",
                 f"What do most families in {name} make?")),
        Fact(building, ("The oldest building is the {} on the square.",
            "Visitors like to see its {}, which burnt down twice.", "Its {} is older than the town itself."),
             (f"What is the oldest building in {name}?", f"Which building of {name} burnt down twice?",
                 f"What do visitors like to see in {name}?")),
        Fact(mayor, (f"Its mayor is {{}}, who used to be {_one(rng.choice(words.JOBS))}.",
            "{} has been its mayor for many years.", "The council is led by {}."),
             (f"Who is the mayor of {name}?", f"Who leads the council of {name}?",
                 f"What is the name of the mayor of {name}?")),
    ))


def _scholar(rng: Random) -> Article:
    name, town = _person(rng), _place(rng)
    job = _one(rng.choice(words.JOBS))
    return Article(name, name, (f"{name} was {job}.", f"{name} is remembered as {job} of great patience.",
        f"{name} was one of the best known people of that time, and {job}."), (
        Fact(town, (f"{name.split()[0]} was born in {{}}, the youngest of five children.", "The family came from {}.",
            "{} is where the house of the family still stands."),
             (f"Where was {name} born?", f"Where did the family of {name} come from?",
                 f"In which town does the house of {name}'s family still stand?")),
        Fact(_year(rng), ("The first book appeared in {}.", "In {} a first book was printed.",
            "A book that made the name famous was printed in {}."),
             (f"When did the first book of {name} appear?", f"In what year was the first book of {name} printed?",
                 f"When was the book that made {name} famous printed?")),
        Fact(rng.choice(words.INSTRUMENTS), ("In the evenings the neighbors heard the sound of a {}.",
            "Friends remembered how well the {} was played in that house.", "There was always a {} beside the desk."),
             (f"Which instrument did {name} play?", f"What sound did the neighbors of {name} hear in the evenings?",
                 f"What stood beside the desk of {name}?")),
        Fact(_person(rng), ("The work was paid for by {}, a rich merchant.", "{} paid for all the journeys.",
            "Without the money of {} nothing would have been finished."),
             (f"Who paid for the work of {name}?", f"Whose money helped {name}?",
                 f"Who paid for the journeys of {name}?")),
        Fact(str(rng.randint(3, 60)), ("All in all {} letters have been kept.", "Only {} letters are known.",
            "The archive holds {} letters in the same neat hand."),
             (f"How many letters of {name} have been kept?", f"How many letters does the archive hold of {name}?",
                 f"How many letters by {name} are known?")),
        Fact(rng.choice(words.TRADES), ("Before that the young scholar had learnt {} from an uncle.",
            "As a child there was time for nothing but {}.", "The first years were spent with {}."),
             (f"What had {name} learnt from an uncle?", f"What did {name} do as a child?",
                 f"What were the first years of {name} spent with?")),
    ))


def _ship(rng: Random) -> Article:
    name, harbor = "the " + rng.choice(words.SHIP_NAMES), _place(rng)
    return Article(name[4:], f"The {name[4:]}", (f"The {name[4:]} was a sailing ship.",
        f"The {name[4:]} is a ship of which many songs are sung.", f"Few ships were as fast as the {name[4:]}."), (
        Fact(harbor, ("She was built in the yards of {}.", "{} is where she was launched.",
            "Her home was the harbor of {}."),
             (f"Where was {name} built?", f"In which harbor was {name} at home?", f"Where was {name} launched?")),
        Fact(_year(rng), ("She first put to sea in {}.", "In {} her first voyage began.",
            "Her first voyage was made in {}."),
             (f"When did {name} first put to sea?", f"In what year did the first voyage of {name} begin?",
                 f"When was the first voyage of {name}?")),
        Fact(_person(rng), ("Her captain was {}, who never learnt to swim.", "{} commanded her for ten years.",
            "She was commanded by {}."),
             (f"Who was the captain of {name}?", f"Who commanded {name}?", f"By whom was {name} commanded?")),
        Fact(str(rng.randint(12, 240)), ("She carried a crew of {} sailors.",
            "{} sailors were needed to handle her sails.", "On board there was room for {} sailors."),
             (f"How many sailors did {name} carry?", f"How large was the crew of {name}?",
                 f"How many sailors were needed on {name}?")),
        Fact(rng.choice(words.GOODS), ("Her holds were filled with {}.", "Most of the time she carried {}.",
            "She was built to carry {} across the sea."),
             (f"What did {name} carry?", f"What were the holds of {name} filled with?",
                 f"What was {name} built to carry?")),
        Fact(rng.choice(words.MATERIALS), ("Her hull was made of {}, which was unusual.",
            "Against all advice {} was used for her hull.", "The builders chose {} for her hull."),
             (f"What was the hull of {name} made of?",
                 f"Which material did the builders choose for the hull of {name}?",
                     f"What was used for the hull of {name}?")),
    ))


def _animal(rng: Random) -> Article:
    name = f"{rng.choice(words.COLORS)} {rng.choice(words.ANIMALS)}"
    the = f"the {name}"
    return Article(name, f"The {name}", (f"The {name} is a shy animal.", f"The {name} is seldom seen by day.",
        f"Of all animals of the valley {the} is the most curious."), (
        Fact(rng.choice(words.FOREST_PLACES), ("It lives in {}.", "Most of them are found in {}.",
            "It builds its nest in {}."),
             (f"Where does {the} live?", f"Where is {the} found?", f"Where does {the} build its nest?")),
        Fact(rng.choice(words.FOODS), ("It eats {} and hardly anything else.", "In spring it feeds on {}.",
            "Its favorite food is {}."),
             (f"What does {the} eat?", f"What is the favorite food of {the}?", f"What does {the} feed on?")),
        Fact(f"{rng.randint(2, 90)} kilograms", ("A grown one weighs {}.", "It can reach a weight of {}.",
            "The heaviest that was ever caught weighed {}."),
             (f"How much does {the} weigh?", f"What weight can {the} reach?", f"How heavy is {the}?")),
        Fact(_person(rng), ("It was first described by {}.", "{} was the first to describe it.",
            "The first drawing of it was made by {}."),
             (f"Who first described {the}?", f"Who made the first drawing of {the}?",
                 f"By whom was {the} first described?")),
        Fact(rng.choice(words.SEASONS), ("Its young are born in {}.", "In {} it raises its young.",
            "The young leave their mother in {}."),
             (f"When are the young of {the} born?", f"In which season does {the} raise its young?",
                 f"When do the young of {the} leave their mother?")),
        Fact(f"{rng.randint(3, 40)} years", ("It lives for about {}.", "In captivity it reaches an age of {}.",
            "It can grow {} old."),
             (f"How long does {the} live?", f"What age does {the} reach?", f"How old can {the} grow?")),
    ))


def _feast(rng: Random) -> Article:
    town, thing = _place(rng), rng.choice(["Lantern", "Apple", "Kite", "Bell", "Boat", "Honey", "Snow", "Drum",
        "Bread", "Feather"])
    name = f"the {thing} Feast of {town}"
    return Article(name[4:], f"The {name[4:]}", (f"The {name[4:]} is held once a year.",
        f"Every year many guests come to {name}.", f"The {name[4:]} is older than anyone can tell."), (
        Fact(rng.choice(words.SEASONS), ("It takes place in {}.", "It is always held in {}, whatever the weather.",
            "It begins on the first Sunday of {}."),
             (f"When does {name} take place?", f"In which season is {name} held?", f"When is {name} held?")),
        Fact(rng.choice(words.FOODS), ("Everybody is given {} to eat.", "The children are given {}.",
            "There is {} for all who come."),
             (f"What do people eat at {name}?", f"What are the children given at {name}?",
                 f"What is there to eat at {name}?")),
        Fact(f"{rng.randint(2, 9)} days", ("The dancing goes on for {}.", "It lasts {}.", "For {} nobody works."),
             (f"How long does {name} last?", f"For how long do people dance at {name}?",
                 f"How long does nobody work during {name}?")),
        Fact(_year(rng), ("It was first held in {}.", "In {} it was held for the first time.",
            "The custom goes back to {}."),
             (f"When was {name} first held?", f"In what year was {name} held for the first time?",
                 f"To what year does {name} go back?")),
        Fact(_person(rng), ("It is opened by {}, who beats a drum.", "{} leads the dancers.",
            "The first dance is led by {}."),
             (f"Who opens {name}?", f"Who leads the dancers at {name}?", f"By whom is the first dance of {name} led?")),
        Fact(_amount(rng), ("Last year there were {} guests.", "{} guests came to the last one.",
            "About {} guests come every time."),
             (f"How many guests come to {name}?", f"How many guests came to {name} last year?",
                 f"How many people visit {name}?")),
    ))


KINDS: Sequence[Callable[[Random], Article]] = (_town, _scholar, _ship, _animal, _feast)
