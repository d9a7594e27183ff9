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
    "metric.tag_accuracy": "Right tags",
    "baseline.commonest tag": "the commonest tag",
    "tagged": "Each word's tag",
    "tagged.because": "The tag below a word is the one that the model finds likeliest.",
    "tagged.count": "{count} words have a tag.",
}
