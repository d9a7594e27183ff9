"""What a request is told that is not answered."""

WORDS = {
    "not-json": "This request carries no JSON in UTF-8. Send one JSON object.",
    "not-an-object": 'This request carries JSON that is no object. Send one object, such as {{"data": []}}.',
    "too-deep": "This JSON is nested deeper than {deepest} levels. Send it flatter.",
    "half-a-character": "A text in this request holds half of a character (a lone surrogate). Send whole characters.",
    "no-number": (
        "A number in this request is not one, or too large: NaN, infinity and whole numbers beyond 64 bits are refused."
    ),
    "no-paths": (
        "This request names a file by its path. Files are uploaded, and named once by the call that they were "
        "uploaded for."
    ),
    "not-uploaded": (
        "The file that this request names was not uploaded here, or was taken already. Drop it on the page again."
    ),
    "bad-field": "{field} is missing from this request, or is not {rule}.",
    "unknown-call": "There is no call of this name here. GET /gradio_api/info lists those for programs.",
    "other-count": "{call} takes {needed} values in data; {given} came.",
    "no-such-argument": "{call} has no argument {name}. It takes: {known}.",
    "missing-argument": "{call} needs {name}. It takes: {known}.",
    "busy": "Too many calls of this kind ({call}) wait already: {most}. Ask again in a moment.",
    "no-route": "There is nothing at this address.",
    "no-files-served": "No files are served from here.",
    "other-method": "This address is asked by GET or POST alone.",
    "nothing-asked": "Nothing was asked under this name, or its answer was fetched already.",
    "only-reads": "This address can be read, and takes nothing.",
    "broken": "Internal error: the reason is in the server's log, in the terminal that it was started from.",
}
