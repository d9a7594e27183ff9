"""What the English dialogues never teach: things to ask about, questions of other kinds, names, and words that
don't exist.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from llm_core.samples.talk_tables import Fact, Unknown, listed, unknown_of

# fmt: off

ANIMALS = listed("""
walrus, badger, otter, moose, beaver, hedgehog, llama, alpaca, lemur, sloth, armadillo, tapir, jaguar, leopard,
cheetah, tiger, hyena, jackal, raccoon, skunk, weasel, ferret, hamster, gerbil, mole, bat, porcupine, wombat, koala,
platypus, dolphin, shark, squid, jellyfish, starfish, seal, eel, trout, salmon, herring, pelican, seagull, stork,
heron, parrot, peacock, ostrich, eagle, falcon, hawk, vulture, sparrow, robin, woodpecker, pigeon, magpie, cuckoo,
lizard, gecko, iguana, chameleon, tortoise, newt, salamander, toad, scorpion, wasp, moth, beetle, ladybug, dragonfly,
mosquito, grasshopper, termite, snail, slug, leech, earthworm, buffalo, antelope, zebra, rhino, hippo, gorilla,
baboon, reindeer, yak, pony, lobster, oyster, dragon, mermaid, unicorn, phoenix, dinosaur, mammoth, chimpanzee, quail,
lynx, cobra, python, viper, piranha, barracuda, wren
""")
THINGS = listed("""
zeppelin, anchor, accordion, bagpipe, balloon, basket, bathtub, bell, bench, blanket, bridge, bucket, cactus,
calculator, camera, canoe, carpet, castle, cathedral, chimney, cigar, compass, crane, crown, curtain, cushion, desk,
diamond, elevator, engine, envelope, fence, fiddle, flute, fork, fountain, freezer, funnel, furnace, garage, glove,
guitar, hammock, harp, hat, helicopter, helmet, igloo, jacket, jar, jewel, kettle, lantern, laptop, lighter, lock,
magnet, mailbox, map, mattress, microphone, mirror, mosaic, motorcycle, necklace, needle, notebook, oboe, orchid,
paddle, parachute, pearl, pillow, pipe, pistol, pyramid, quilt, radiator, raft, razor, refrigerator, ribbon, robe,
rocket, rope, rug, sandal, satellite, scarf, scooter, screwdriver, shovel, skateboard, skyscraper, sofa, spaceship,
stamp, statue, stove, submarine, sword, syringe, telescope, tent, thermometer, throne, tractor, trumpet, tunnel,
turbine, typewriter, vase, wallet, whistle, windmill, wrench, yacht, zipper, apricot, avocado, blueberry,
broccoli stalk, cabbage, coconut, dumpling, fig, garlic clove, grapefruit, hazelnut, kiwi, lettuce, mango, melon,
mushroom, olive, pancake, papaya, peach, peanut, pear, pepper, pickle, pineapple, potato, pretzel, radish, raspberry,
sandwich, turnip, walnut, zucchini, atom, galaxy, planet, comet, glacier, volcano, island, waterfall, cloud, shadow,
mountain, quark, molecule, contract, law, poem, sonnet, opera, bank, hospital, museum
""")
COUNTRIES = listed("""
Belgium, Finland, Denmark, Iceland, Ireland, Turkey, Hungary, Romania, Bulgaria, Serbia, Croatia, Ukraine, Latvia,
Estonia, Lithuania, Brazil, Argentina, Chile, Bolivia, Colombia, Ecuador, Uruguay, Paraguay, Mexico, Panama, Jamaica,
Haiti, Morocco, Algeria, Tunisia, Libya, Sudan, Ethiopia, Somalia, Uganda, Ghana, Nigeria, Senegal, Mali, Angola,
Zambia, Zimbabwe, Botswana, Namibia, Madagascar, Israel, Jordan, Syria, Iraq, Iran, Yemen, Oman, Qatar, India,
Pakistan, Nepal, Bhutan, Vietnam, Laos, Cambodia, Malaysia, Indonesia, Mongolia, Korea, Fiji, Samoa, Malta, Cyprus,
Albania, Slovenia, Slovakia, Switzerland, Luxembourg, Kazakhstan, Georgia, Armenia, Atlantis, Narnia
""")
CITIES = listed("""
Brussels, Helsinki, Copenhagen, Dublin, Ankara, Istanbul, Budapest, Bucharest, Sofia, Belgrade, Zagreb, Kyiv, Riga,
Tallinn, Vilnius, Brasilia, Santiago, Bogota, Quito, Montevideo, Rabat, Tripoli, Khartoum, Accra, Lagos, Dakar,
Luanda, Lusaka, Harare, Jerusalem, Amman, Damascus, Baghdad, Tehran, Muscat, Doha, Delhi, Mumbai, Karachi, Kathmandu,
Hanoi, Manila, Jakarta, Seoul, Osaka, Shanghai, Sydney, Melbourne, Auckland, Toronto, Montreal, Vancouver, Chicago,
Boston, Houston, Seattle, Denver, Miami, Hamburg, Munich, Cologne, Zurich, Geneva, Milan, Naples, Venice, Florence,
Barcelona, Seville, Porto, Marseille, Lyon, Manchester, Glasgow, Edinburgh, Liverpool, Krakow, Prague, Gotham,
Timbuktu
""")
WORDS = listed("""
purple, square, seventeen, brave, shy, angry, calm, modern, ancient, wooden, gentle, cruel, honest, lazy, busy,
public, private, silent, curious, jealous, polite, rude, wise, foolish, humble, proud, generous, greedy, tender,
fragile, solid, liquid, urban, rural, formal, casual, visible, rapid, ascend, arrive, borrow, lend, build, destroy,
create, gather, scatter, whisper, shout, freeze, melt, accept, refuse, attack, defend, sunset, breakfast, midnight,
autumn leaves, birthday, lunch, Easter, childhood, alpha, omega, thunder, dessert, retirement, the storm, the concert,
the wedding, the exam
""")
FIGURES = listed(
    "heptagon, decagon, rhombus, trapezoid, parallelogram, nonagon, dodecagon, ellipse, star shape, polygon, cross, "
    "crescent, heart shape"
)
PARTS = listed("""
strings on a guitar, keys on an organ, bones in a skeleton, teeth in a skull, stars in the universe,
people in the world, pages in the Bible, countries in Africa, islands in the Pacific, rooms in a palace,
players in a soccer team, cards in a deck, squares on a chessboard, moons around Jupiter, planets in space,
grains in a beach, drops in the ocean, trees in Siberia, cars in Texas, words in a dictionary, bees in a swarm,
seeds in a melon, petals on a rose, steps in a tower, members in parliament, atoms in a molecule, muscles in a leg,
cells in a brain, hairs on a head, bricks in a wall, legs on a centipede, floors in a skyscraper, strings on a harp,
soldiers in an army, students in a school, shops in a mall, hotels in Hawaii, satellites in orbit, veins in an arm
""")
PLURALS = listed("""
walruses, lawyers, pirates, ghosts, vampires, elephants, penguins, doctors, teachers, robots, cheese, pizza, potatoes,
tomatoes, oranges, onions, mushrooms, trains, airplanes, rockets, planets, zebras, monkeys, spiders, bears, horses,
chickens, frogs, pencils, shoes, hats, mountains, rivers, dentists, plumbers, wizards, dragons, dinosaurs,
mathematicians, bakers, farmers, tigers, sharks, whales, kangaroos, windows, phones, computers, guitars, violins,
grandmothers
""")

_OTHER = """
what will the weather be like {x}; is it going to rain {x}; how warm is it {x}; will it snow {x}; will the sun shine {x}
= tomorrow, tonight, this weekend, on my holiday, at noon, at the coast, in the valley, over Easter, on the cape, up in the Alps, on the prairie, during the parade, by midnight
how old is my {x}; where does my {x} work; what is the name of my {x}; when does my {x} come home; what does my {x} like
= uncle, aunt, neighbor, cousin, teacher, boss, sister, brother, grandmother, grandfather, niece, nephew, dentist, landlord, roommate, colleague, tailor, son, daughter, mother, father
how much does {x} cost; what is the price of {x}; where can I buy {x}; is {x} expensive; how much should I pay for {x}
= a house, a train ticket, a haircut, a wedding ring, a phone, a laptop, a new roof, a used car, a lawyer, butter, coffee, gasoline, a stock, a villa, gold, a taxi ride, a burger, insurance
what helps against {x}; what should I take for {x}; is {x} dangerous; how do I treat {x}; why do I have {x}
= a headache, a fever, the flu, back pain, a cough, asthma, an allergy, a rash, a sore throat, hiccups, a toothache, insomnia, diabetes, migraine, measles, nausea, sunburn, high blood pressure, a broken arm
who won {x}; when does {x} start; how did {x} end; who takes part in {x}; what is the news about {x}
= the election, the world cup, the marathon, the chess tournament, the race, the finals, the boxing match, the song contest, the lottery, the debate, the trial, the auction, the strike, the war
who invented {x}; when was {x} invented; who discovered {x}; when was {x} discovered; why was {x} invented
= the telephone, the steam engine, penicillin, electricity, the telescope, gunpowder, the microscope, radio, the elevator, dynamite, the zipper, vaccination, oxygen, the printing press, the internet, the light bulb
who is {x}; what did {x} do; when was {x} born; why is {x} famous; where was {x} born
= Napoleon, Mozart, Cleopatra, Einstein, Shakespeare, Columbus, Beethoven, Gandhi, Newton, Picasso, Lincoln, Marie Curie, Socrates, Darwin, Galileo, Aristotle, Bach, Mandela, Tolstoy, Plato, Goethe, Dante, Tesla
who is the {x}; what does the {x} earn; how do I become a {x}; what should the {x} decide; should I vote for the {x}
= president, prime minister, mayor, king, queen, chancellor, pope, finance minister, judge, governor, senator, ambassador, general, sheriff, party leader, emperor, chairman
how do I {x}; can you teach me to {x}; what do I need to {x}; how long does it take to {x}; is it hard to {x}
= bake a cake, fix a sink, tie a tie, write a poem, build a shed, drive a truck, knit a scarf, cook rice, speak Spanish, file my taxes, iron a shirt, paint a wall, play poker, sharpen an axe, swim, dance, ski, whistle, fall in love, lose weight
what does {x} mean; how do you spell {x}; what is {x} in French; where does the word {x} come from; translate {x} into Latin.
= serendipity, quorum, ubiquitous, nostalgia, paradox, ephemeral, rhetoric, democracy, freedom, entropy, karma, irony, empathy, algorithm, metaphor, schedule, rhythm, silhouette, baroque, kindergarten
how far is it to {x}; how do I get to {x}; is there a bus to {x}; when does {x} open; is {x} open on Sunday
= the moon, the airport, the train station, the next village, the museum, the harbor, the embassy, the library, the post office, the bakery, the bank, the zoo, the theater, the town hall, the stadium, the pharmacy
do you like {x}; what do you think about {x}; should I try {x}; is {x} good for me; why do people like {x}
= opera, jazz, golf, yoga, crypto, fast food, video games, beer, sushi, politics, religion, chess, marriage, horror movies, reality shows, tattoos, camping, soccer, meditation, astrology
how does {x} work; what causes {x}; why does {x} exist; explain {x} to me.; what is the theory of {x}
= gravity, photosynthesis, magnetism, an earthquake, inflation, lightning, evolution, a laser, nuclear power, a transistor, a vaccine, a black hole, climate change, blockchain, quantum physics, digestion, the stock market
where did I put my {x}; what is in my {x}; who took my {x}; have you seen my {x}; where is my {x}
= wallet, glasses, passport, phone, backpack, suitcase, drawer, pocket, gloves, diary, car, bicycle, luggage, headphones, notebook, jacket, purse, letter
what is {x}; how much is {x}; can you work out {x}; {x} is what; calculate {x}.
= 6 times 7, 9 times 8, 20 minus 5, 18 minus 9, half of 12, a third of 27, the square root of 25, 3 times 3, 10 divided by 2, 2 plus 3 plus 4, 5 plus 5 plus 5, 7 minus 3, 8 times 4, 15 divided by 3, 9 minus 4, 7 times 5, 10 minus 6, 1 plus 2 plus 3
"""  # noqa: E501
_NEVER = """
who wrote {x}; who painted {x}; what is {x} about = Hamlet, Faust, the Mona Lisa, the Odyssey, Don Quixote, Guernica
is there life on {x}; how heavy is {x}; who has been to {x} = Venus, Saturn, Neptune, Pluto
what is the phone number of {x}; how can I reach {x}; who works for {x} = the fire brigade, the electrician, customer service, the tax office
how many calories are in {x}; is {x} healthy; who makes the best {x} = a croissant, a waffle, lasagna, a milkshake
book me {x}.; reserve {x} for me.; can I return {x} = a hotel room, a table for two, a rental van, a cruise
what is the password for {x}; how do I log in to {x}; why is {x} so slow = the router, my email, the website, the server
"""  # noqa: E501
ONSETS, VOWELS, CODAS = "b bl d dr f fl g gr j k kl l m n p pl pr s sk sn sp st t tr v w y z zw", "a e i o u oo ee", (
    "b d g k l m n p r t x z ck ff ll mp nd nk rn sh st zz"
)


def bare(x: str) -> str:
    """A thing without its article."""
    for article in ("a ", "an ", "the "):
        if x.startswith(article):
            return x.removeprefix(article)
    return x


def thing(x: str) -> Fact:
    """A thing as templates know it: with its article, and without."""
    return {"x": x, "n": bare(x)}


def with_article(noun: str) -> str:
    """A noun with a or an, by its first letter; those that begin with the sound of "you" take a."""
    return f"{'an' if noun[0] in 'aeiou' and noun[:3] not in ('uni', 'uku', 'use') else 'a'} {noun}"


def invent(rng: random.Random) -> str:
    """A word that doesn't exist, of two syllables or three."""
    onsets, vowels, codas = ONSETS.split(), VOWELS.split(), CODAS.split()
    inner = "".join(rng.choice(onsets) + rng.choice(vowels) for _ in range(rng.randint(1, 2)))
    return inner + rng.choice(("", rng.choice(onsets) + rng.choice(vowels[:5]))) + rng.choice(codas)


def _noun(word: str) -> Fact:
    return thing(with_article(word))


def _word(word: str) -> Fact:
    return {"x": word}


def _name(word: str) -> Fact:
    return {"x": word.capitalize()}


STRANGERS: Mapping[str, tuple[Fact, ...]] = {
    "animal": tuple(map(_noun, ANIMALS)), "thing": tuple(map(_noun, THINGS)), "figure": tuple(map(_noun, FIGURES)),
    "country": tuple(map(_word, COUNTRIES)),
    "city": tuple(map(_word, CITIES)), "word": tuple(map(_word, WORDS)), "part": tuple(map(_word, PARTS)),
    "joke": tuple(map(_word, PLURALS)),
}
INVENTED: Mapping[str, Callable[[str], Fact]] = {"animal": _noun, "thing": _noun, "figure": _noun, "country": _name,
    "city": _name, "word": _word}
UNKNOWN: tuple[Unknown, ...] = (*unknown_of(_OTHER), *unknown_of(_NEVER, validation=True))
