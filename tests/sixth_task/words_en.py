"""What the page says about tagging, in English."""

WORDS = {
    "name.tagging": "Tagging",
    "line.tagging": "Which words are nouns",
    "asks.tagging": "A sentence. Each word gets a tag.",
    "hint.tagging": "A sentence to tag …",
    "go.tagging": "Tag",
    "formats.tagging": "Drop sentences with a tag for each word: csv or tsv with two columns.",
    "column.sentence": "Sentence",
    "column.tags": "Tags",
    "view.tags": "Tags",
    "view.tags.help": "Each word with its tag",
    "tags.title": "Each word with its tag",
    "tags.help": "What the model is surest of at each word.",
    "metric.tag_accuracy": "Right tags",
    "baseline.commonest tag": "the commonest tag",
}
