"""The built-in samples: `KEY` is a sample's title, `KEY.about` what is in it."""

WORDS = {
    "stories-en": "Small stories",
    "stories-en.about": (
        "Foxes, owls and mice who lose things, share soup and make up again, told from a grammar of our own."
    ),
    "stories-zh": "Small stories in Chinese",
    "stories-zh.about": "Chinese stories of small animals with a little moral, told from a grammar of our own.",
    "talk-en": "Small talk",
    "talk-en.about": (
        'Greetings, colors, animals, numbers, "who are you": taught in many wordings. Of what it was not taught it '
        "learns to say that it doesn't know."
    ),
    "talk-zh": "Small talk in Chinese",
    "talk-zh.about": (
        "The same in Chinese: greetings, colors, animals, numbers, in many wordings, and an honest answer to what was "
        "never taught."
    ),
    "arithmetic": "Sums",
    "arithmetic.about": (
        "27+58=85, line by line. The sums kept for validation are never trained on: does it memorize, or calculate?"
    ),
    "patterns": "Patterns",
    "patterns.about": (
        "Brackets that close, numbers that count, words mirrored, copied and sorted: watch which rule is learnt first."
    ),
    "copy": "Copy",
    "copy.about": "A word in, the same word out: the encoder reads it, the decoder looks back letter by letter.",
    "reverse": "Reverse",
    "reverse.about": "A word in, the word backwards out: watch cross-attention run along the other diagonal.",
    "sort": "Sort",
    "sort.about": (
        "Letters in, the letters sorted out: an encoder fills a blank for each, all at once. The blanks tell it how "
        "long the answer is."
    ),
    "dyck": "Close the brackets",
    "dyck.about": (
        "([{}( in, )]) out: what was opened last must be closed first. A decoder has to keep all that is open in mind."
    ),
    "addition": "Addition",
    "addition.about": (
        "27+58 in, 85 out, every sum once: those kept for validation are never trained on, so that it has to calculate."
    ),
    "translation": "English to Chinese",
    "translation.about": (
        "Sentences of a small grammar: Chinese tells the place before the verb, counts by classifiers and asks with 吗"
        ". See which word was read from which."
    ),
    "summarization": "Small news",
    "summarization.about": (
        "Local news in English and Chinese with their headlines. What happened seldom stands first: which sentence is "
        "it?"
    ),
    "sentiment": "Reviews",
    "sentiment.about": (
        'Short reviews of films, hotels and phones, good or bad. Words alone don\'t tell: "nobody could call it dull" '
        'is praise, and what comes after "but" counts.'
    ),
    "sentiment-zh": "Reviews in Chinese",
    "sentiment-zh.about": 'The same in Chinese: what is denied turns round, and what comes after "but" counts.',
    "question-answering": "A small encyclopedia",
    "question-answering.about": (
        "An encyclopedia of towns, ships, animals and feasts that never were, and manuals, rules, recipes and lives in "
        "English and Chinese, with questions: some they answer, some they don't."
    ),
    "speech": "Spoken commands",
    "speech.about": (
        'Numbers and short commands such as "red lamp on", said by eight synthetic voices of espeak-ng: which letters '
        "are where in the sound?"
    ),
}
