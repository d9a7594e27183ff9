"""Words of the page's numbers and times."""

WORDS = {"second": "s", "minute": "min", "hour": "h", "labelled": "{label}: {text}"}
