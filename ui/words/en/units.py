"""Units of the page's numbers and times, and what stands between the parts of a line."""

WORDS = {
    "second": "s",
    "minute": "min",
    "hour": "h",
    "day": "d",
    "millisecond": "ms",
    "passes": "×",
    "labelled": "{label}: {text}",
    "label.end": ": ",
    "list.separator": ", ",
    "clause.separator": ", ",
    "sentence.separator": " ",
}
