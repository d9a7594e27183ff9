"""Words and plots of the English stories."""

from __future__ import annotations

import random

from llm_core.samples.story import Grammar, Plot, Someone

# fmt: off

BOYS = ("Pip", "Tom", "Ben", "Max", "Finn", "Otto", "Hugo", "Sam", "Leo", "Toby")
GIRLS = ("Mia", "Lily", "Nora", "Ruby", "Dora", "Ivy", "Poppy", "Hazel", "Clara", "Wren")
KINDS = ("fox", "bear", "rabbit", "hedgehog", "mouse", "frog", "owl", "otter", "duck", "squirrel", "cat", "mole",
    "badger", "lamb")


def cast(rng: random.Random) -> tuple[Someone, Someone, Someone]:
    """Three characters of different names and kinds."""
    names = rng.sample([*BOYS, *GIRLS], 3)
    kinds = rng.sample(KINDS, 3)
    first, second, third = (
        Someone(name, kind, *(("he", "him", "his") if name in BOYS else ("she", "her", "her"))) for name,
            kind in zip(names, kinds, strict=True)
    )
    return first, second, third


WORDS = {
    "home": ("in a small house by the river", "in a hollow tree", "under the roots of an old oak",
    "in a cottage on the hill",
             "behind the old mill", "at the edge of the wood", "in a warm den under the hill", "near a quiet pond"),
    "day": ("One sunny morning", "One windy day", "One quiet afternoon", "Early one morning",
    "On the first day of spring",
            "One bright day", "One summer day", "One fine day"),
    "place": ("under the old oak", "by the river", "behind the mill", "in the tall grass", "on top of the hill",
    "beside the pond",
              "next to the stone wall", "among the berry bushes", "under the wooden bridge"),
    "color": ("red", "blue", "green", "yellow", "little", "shiny", "golden", "new"),
    "thing": ("kite", "ball", "hat", "scarf", "bell", "boat", "drum", "button", "basket", "lantern"),
    "toy": ("kite", "boat", "drum", "basket", "lantern"),
    "food": ("berry pie", "honey cake", "apple cake", "cheese rolls", "fresh bread", "nut cookies", "plum cake",
    "pear pie"),
    "plant": ("bean", "sunflower", "pumpkin", "pear tree", "rose", "tulip"),
    "baby": ("bird", "duckling", "kitten", "fawn", "chick"),
}

BEGINNINGS = (
    "Once upon a time there was a little {hero.kind} named {hero}. {hero.He} lived {home}.",
    "Once upon a time there was a little {hero.kind} named {hero} who lived {home}.",
    "Once upon a time a little {hero.kind} named {hero} lived {home}.",
    "{hero} was a little {hero.kind} who lived {home}.",
)

ENDINGS = ("", "", "", "That night {hero} slept very well.", "And they stayed friends forever.",
    "The moon smiled down on them all.",
           "And {hero} never forgot that day.", "Then they all went home for supper.")

LOST = Plot((
    ("{day}, {hero} could not find {hero.his} {color} {thing}.", "{day}, {hero} lost {hero.his} {color} {thing}.",
     "{day}, {hero} looked for {hero.his} {color} {thing}, but it was gone."),
    ("{hero.He} looked {place}, but it was not there.",
        "{hero.He} looked under the bed and behind the door, but there was no {thing}.",
     "{hero.He} looked everywhere and began to cry."),
    ('"Have you seen my {thing}?" {hero.he} asked {friend} the {friend.kind}.',
     (
         'Then {friend} the {friend.kind} came by. "Why are you so sad?" {friend.he} asked. "I lost my {thing}," '
         'said {hero}.'
     )),
    ('"I have not seen it," said {friend}, "but I will help you look."',
        '"Do not worry," said {friend}. "Two can look better than one."',
     '"Let us look for it together," said {friend}.'),
    ("They walked a long way, and at last they found it {elsewhere}.",
        "They looked high and low. There it was, {elsewhere}!",
     "Soon they saw something {color} {elsewhere}. It was the {thing}!"),
    ("{hero} had left it there the day before.", "{other} the {other.kind} had found it and kept it safe.", ""),
    ("{hero} was so happy that {hero.he} danced.", "{hero} gave {friend} a big hug.",
        '"Thank you!" said {hero}, and shared {food} with {friend}.'),
), ("What is lost is found sooner with a friend.", "{hero} learned that a good friend is better than any {thing}.",
    "After that, {hero} always took good care of the {thing}."))

SHARE = Plot((
    ("{day}, {hero} had a basket full of {food}.", "{day}, {hero} made {food} and sat down {place}.",
        "{day}, {hero} took {food} and went for a walk."),
    ("{friend} the {friend.kind} came by and looked very hungry.",
        "On the way {hero.he} met {friend} the {friend.kind}, who had nothing to eat.",
     "There sat {friend} the {friend.kind}, cold and hungry."),
    ("{hero} wanted to keep it all.", "At first {hero} did not want to share.", "{hero} thought about it for a while.",
        ""),
    ('Then {hero} said, "Come and eat with me."', '"Here, take half of it," said {hero}.',
        '"There is enough for two," said {hero}, and gave {friend} the bigger part.'),
    ("They ate together and laughed until the sun went down.", "{friend} smiled and ate it all up.",
        '"Thank you," said {friend}. "You are very kind."'),
    ("The next week {hero} was ill and could not leave the house.",
        "Then winter came, and {hero} had nothing left to eat.", "Some days later {hero} was the hungry one."),
    ("{friend} remembered, and brought a big pot of soup.",
        "{friend} knocked on the door and brought bread and cheese.",
        "But {friend} came and shared everything {friend.he} had."),
), ("A gift that you give comes back to you.", "{hero} learned that sharing makes two hearts warm.",
    "Food tastes best when you share it."))

DARK = Plot((
    ("{hero} was afraid of the dark.", "There was one thing {hero} did not like, and that was the dark.",
        "Every night {hero} was afraid of the dark."),
    ("One night {hero.he} heard a strange sound {place}.",
        "One night the wind was loud and something went tap, tap, tap.",
        "One night the lamp went out and everything was black."),
    ("{hero.He} hid under the blanket.", "{hero.His} heart went bump, bump, bump.",
        '"Who is there?" {hero.he} asked in a small voice.'),
    ("It was only {friend} the {friend.kind}.", '"It is only me," said {friend} the {friend.kind}.',
        "Then {friend} the {friend.kind} came with a lantern."),
    ('"Come outside with me," said {friend}. "I want to show you something."',
        "{friend} took {hero} by the hand, and they went out together."),
    ("Above them there were a thousand stars.", "Little lights were dancing {place}. They were fireflies!",
        "The moon was as round and yellow as a cheese."),
    ('"How beautiful!" said {hero}. "I could not see this by day."',
        "{hero} looked and looked, and forgot to be afraid.", '"The dark is full of lights," said {hero}.'),
), ("From that night on {hero} was not afraid of the dark.",
    "{hero} learned that the dark is not so bad with a friend.", "What we fear is often smaller than we think."))

STORM = Plot((
    ("One night a big storm came over the valley.", "Late in autumn there was a terrible storm.",
        "{day}, the sky turned black and it began to rain."),
    ("The wind blew the roof off the house of {friend} the {friend.kind}.",
        "The water came into the house of {friend} the {friend.kind}.",
     "A tree fell on the house of {friend} the {friend.kind}."),
    ('"Where shall I sleep now?" cried {friend}.', "{friend} was wet and cold and did not know where to go.",
        "{friend} stood in the rain and cried."),
    ('"Come into my house," said {hero}. "It is small, but it is dry."', "{hero} opened the door and let {friend} in.",
        '"You can stay with me," said {hero}.'),
    ("They drank hot tea and listened to the rain.", "{hero} made {food}, and soon they were warm again.",
        "They sat by the fire and told stories."),
    ("In the morning {other} the {other.kind} came to help.",
        "The next day everyone came to help, even {other} the {other.kind}.", ""),
    ("They worked together, and soon the house was as good as new.",
        "One brought wood, one brought nails, and by evening the house was ready.",
     "They built a new house {place}, and it was better than the old one."),
), ("A storm is not so bad when you have friends.", "Many small hands can build a big house.",
    "{friend} never forgot how kind {hero} was."))

TRUTH = Plot((
    ("{day}, {hero} played with the {color} {toy} of {friend} the {friend.kind}.",
        "{friend} the {friend.kind} had a {color} {toy}. {day}, {hero} took it to play."),
    ("{hero.He} was not careful, and it broke.", "It fell on a stone and broke in two.",
        "It fell into the river and was gone."),
    ("{hero} was afraid and hid {place}.", '"What shall I do now?" thought {hero}.', "{hero} wanted to run away."),
    ('"Where is my {toy}?" asked {friend}.', "Soon {friend} came to look for it.", ""),
    ("{hero} could have told a lie, but {hero.he} did not.", "{hero} looked at the ground.",
        "First {hero} said nothing. Then {hero.he} took a deep breath."),
    ('"It was me," said {hero}. "I am very sorry."', '{hero} told the truth. "I am sorry," {hero.he} said.'),
    ("{friend} was sad, but {friend.he} was not angry for long.", '"Thank you for telling me," said {friend}.',
        '"Then let us make a new one," said {friend}.'),
    ("They made a new {toy} together, and it was even better.", "{hero} worked all week to make a new one.", ""),
), ("It is hard to tell the truth, but it makes the heart light.",
    "{hero} learned that the truth is better than a lie.", "A friend can forgive a broken {toy}, but not a lie."))

BABY = Plot((
    ("{day}, {hero} heard a small voice {place}.", "{day}, {hero} went for a walk and heard someone cry {place}.",
        "{day}, {hero} was playing {place} when {hero.he} heard a strange sound."),
    ("It was a baby {baby} that had lost its mother.", "There sat a tiny {baby}, all alone.",
        "A little {baby} was sitting there and could not find its way home."),
    ('"Do not cry," said {hero}. "I will help you."', "{hero} gave it some {food} and sang a song.",
        '"Where do you live?" asked {hero}, but the little {baby} did not know.'),
    ("{hero.He} asked {friend} the {friend.kind} for help.", "They went to {friend}, a wise old {friend.kind}.",
        "{friend} the {friend.kind} came along, because {friend.he} knew every path."),
    ('"I saw a mother {baby} {elsewhere}," said {friend}.',
        '"Listen," said {friend}. "Someone is calling {elsewhere}."',
        "{friend} looked at the small footprints and said, \"This way!\""),
    ("They ran, and there was the mother.", "And there she was, looking for her baby.",
        "When the mother saw her baby, she cried with joy."),
    ('"Thank you," said the mother. "You are brave and kind."', "The baby {baby} jumped up and down.",
        "All of them were very happy."),
), ("Nobody is too small to help.", "{hero} learned that helping makes you happy.",
    "And every spring the {baby} came back to visit {hero}."))

SEED = Plot((
    ("{day}, {hero} found a seed {place}.", "{day}, {friend} the {friend.kind} gave {hero} a tiny seed.",
        "{day}, the wind brought {hero} a little seed."),
    ("{hero.He} put it into the ground and gave it water.",
        '"I want to see it grow," said {hero}, and gave it water every day.'),
    ("The next day nothing had happened.", "{hero.He} waited one day, and two days, and three days.",
        "A week went by, and there was nothing to see."),
    ('"It does not work!" said {hero}.', '"Grow, grow!" said {hero}, but the seed did not listen.',
        "{hero} wanted to dig it up again."),
    ('"You must wait," said {friend} the {friend.kind}.',
        '{friend} the {friend.kind} laughed. "Good things take time," {friend.he} said.',
        '"Be patient," said {friend} the {friend.kind}. "It is sleeping."'),
    ("So {hero} waited, through sun and through rain.", "Then it rained, and the sun came out."),
    ("One morning there was a small green leaf.", "And one morning something green looked out of the ground."),
    ("In summer it was a big {plant}.", "It grew and grew, and became a {plant}, taller than {hero}."),
), ("Good things take time.", "{hero} learned to wait.", "A little water every day makes a big {plant}."))

RACE = Plot((
    ("{day}, {friend} the {friend.kind} said, \"I am the fastest of all.\"",
        "{day}, all the animals met {place} for a race. The fastest of them was {friend} the {friend.kind}."),
    ("{friend} laughed at {hero}, because {hero.he} was so small.", '"You are much too slow," {friend} said to {hero}.',
        "Nobody thought that {hero} could win."),
    ('"Let us see," said {hero}.', '"I will try," said {hero}.', "{hero} said nothing and began to run."),
    ("{friend} ran like the wind and was soon far ahead.",
        "{friend} was so fast that nobody could see {friend.him} any more."),
    ("Then {friend} sat down {elsewhere} to rest, and fell asleep.",
        "Halfway {friend} stopped to eat {food}, for there was so much time.",
     "Then {friend} fell over a stone and hurt {friend.his} foot."),
    ("{hero} went on, step by step.", "Step by step {hero} came nearer.", "{hero} did not stop, not even once."),
    ("In the end {hero} was the first, and everyone cheered.",
        "{hero} won, and {other} the {other.kind} gave {hero.him} a {color} {thing}.",
     "{hero} won, and then {hero.he} went back and helped {friend} home."),
), ("It is better to be steady than to be proud.", "{friend} never laughed at {hero} again.",
    "Step by step you can go a long way."))

MOON = Plot((
    ("One night {hero} walked around the pond and looked into the water.",
        "One clear night {hero} could not sleep and went out to the pond."),
    ("There was the moon, deep down in the pond!", "The moon was lying in the water.",
        '"Oh no!" cried {hero}. "The moon has fallen into the water!"'),
    ("{hero.He} ran to {friend} the {friend.kind} to get help.",
        '"We must save it!" {hero.he} said to {friend} the {friend.kind}.'),
    ("They took a net and a long rope.", "They took a basket and tried to catch it.",
        "They pulled and pulled, but the moon slipped away."),
    ("Then {hero} fell on {hero.his} back, splash!", "The net came up empty, again and again.",
        "The water moved, and the moon broke into a hundred pieces."),
    ('{other} the {other.kind} laughed. "Look up," {other.he} said.',
        '"Look up," said {other}, the wise old {other.kind}.'),
    ("There was the moon, high in the sky, round and bright.",
        "And there it was, up in the sky where it had always been."),
    ("They all laughed until their bellies hurt.", '"We saved it!" said {hero}, and everyone laughed.'),
), ("Before you run, look up.", "Since then {hero} says good night to both moons.",
    "Not everything that shines in the water is lost."))

QUARREL = Plot((
    ("{hero} and {friend} the {friend.kind} were best friends.",
        "{hero.His} best friend was {friend} the {friend.kind}."),
    ("{day}, they both wanted the same {color} {thing}.",
        "{day}, they played {place} and began to fight over a {thing}."),
    ('"It is mine!" said {hero}. "No, mine!" said {friend}.', "One pulled here and one pulled there."),
    ("They were so angry that they went home without a word.",
        '"I will never play with you again," said {friend}, and went away.'),
    ("{hero} sat at home and played alone, but it was no fun.", "The day was long and quiet, and {hero} was lonely."),
    ("So {hero.he} made {food} and went to see {friend}.",
        "{hero.He} took the {thing} and went to the house of {friend}."),
    ("They met {elsewhere}, for {friend} was on the way to {hero}.",
        "{friend} opened the door and had tears in {friend.his} eyes."),
    ('"I am sorry," said {hero}. "I am sorry too," said {friend}.',
        '"I am sorry," they said, both at the same time, and had to laugh.'),
), ("A {thing} is nice, but a friend is nicer.", "Now they take turns.",
    "{hero} learned that two little words can mend a friendship."))

GRAMMAR = Grammar(cast, WORDS, BEGINNINGS, (LOST, SHARE, DARK, STORM, TRUTH, BABY, SEED, RACE, MOON, QUARREL), ENDINGS,
    between=" ")
