"""Words and turns of phrase of English reviews: what is praised, by which words, and how a sentence turns
them round.
"""

from __future__ import annotations

from llm_core.samples.reviews import Phrases, Topic

# fmt: off

TOPICS = (
    Topic("film", ("plot", "acting", "ending", "soundtrack", "dialogue", "camera work", "lead actor", "pacing",
        "opening scene", "cast"),
          ("moving", "gripping", "witty", "unpredictable", "haunting", "tense", "clever", "touching", "original"),
          ("predictable", "dull", "wooden", "confusing", "slow", "silly", "pointless", "shallow", "far too long")),
    Topic("restaurant", ("soup", "service", "waiter", "dessert", "bread", "salad", "pasta", "menu", "coffee",
        "terrace"),
          ("fresh", "delicious", "crisp", "attentive", "generous", "tasty", "well seasoned", "warm", "homemade"),
          ("stale", "greasy", "bland", "cold", "rude", "overcooked", "soggy", "watery", "far too salty")),
    Topic("phone", ("battery", "screen", "camera", "speaker", "charger", "keyboard", "case", "signal", "sound",
        "software"),
          ("bright", "sharp", "sturdy", "fast", "light", "clear", "long lasting", "quiet", "easy to use"),
          ("flimsy", "dim", "slow", "blurry", "faulty", "noisy", "heavy", "unpredictable", "hard to read")),
    Topic("hotel", ("room", "bed", "breakfast", "staff", "bathroom", "view", "pool", "lobby", "garden", "location"),
          ("clean", "spacious", "quiet", "friendly", "cosy", "bright", "comfortable", "helpful", "spotless"),
          ("dirty", "cramped", "noisy", "shabby", "damp", "dim", "unfriendly", "cold", "run down")),
    Topic("book", ("story", "heroine", "prose", "first chapter", "ending", "characters", "translation", "setting",
        "humor", "villain"),
          ("gripping", "vivid", "witty", "warm", "believable", "elegant", "surprising", "tense", "wise"),
          ("tedious", "flat", "clumsy", "cold", "preachy", "predictable", "confusing", "dry", "full of errors")),
)
PHRASES = Phrases(
    labels={True: "positive", False: "negative"},
    topics=TOPICS,
    good=("good", "great", "excellent", "lovely", "wonderful", "superb", "pleasant", "impressive", "perfect",
        "charming", "brilliant", "decent", "fine", "first rate", "a joy"),
    bad=("bad", "awful", "terrible", "poor", "dreadful", "disappointing", "mediocre", "horrible", "annoying", "weak",
        "useless", "sloppy", "third rate", "a letdown", "a mess"),
    more=("", "", "", "really ", "very ", "truly ", "so "),
    says=("The {part} was {word}.", "I found the {part} {word}.", "The {part} is {word}.",
        "What a {topic}: the {part} was {word}!", "We thought the {part} was {word}.",
          "The {part} of this {topic} was {word}.", "Honestly, the {part} was {word}.",
          "{Word}, that is what the {part} was."),
    turned=("The {part} was not {word}.", "The {part} was anything but {word}.", "Nobody could call the {part} {word}.",
        "The {part} wasn't {word} at all.",
            "I never once found the {part} {word}.", "The {part} was far from {word}.",
            "I had been told that the {part} would be {word}, and it wasn't.",
            "Hardly anyone would say that the {part} is {word}."),
    contrasts=("Although the {other} was {against}, the {part} was {word}, and that decides it.",
        "The {other} was {against}, but the {part} was {word}, and that is what I remember.",
               "The {part} was {word}, even though the {other} was {against}.",
               "Never mind that the {other} was {against}: the {part} was {word}.",
               "I expected the {part} to be {against}. It was {word}."),
    liked=("I would come back.", "Worth every cent.", "Five stars.", "I can't praise it enough.",
        "It's hard to find fault with it.", "You won't regret it.", "I couldn't put it better: go for it.",
           "My friends agreed.", "No complaints.", "It doesn't get better than this.", "I miss it already."),
    disliked=("I won't come back.", "Not worth a cent.", "One star.", "I can't recommend it.",
        "It's hard to find anything to like.", "You will regret it.", "I want my money back.",
              "My friends disagreed with the praise.", "Nothing but complaints.", "It doesn't get worse than this.",
              "I have better things to do."),
    neutral=("I was there on a Tuesday.", "My sister chose this {topic}.", "We had read about it.",
        "It was my first {topic} of this kind.", "I had no great hopes.", "A friend had told me to try this {topic}.",
             "It took about two hours.", "There were four of us.", "I paid the usual price.",
             "Everyone talks about this {topic}."),
)
