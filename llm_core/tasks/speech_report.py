"""What a report of speech to text says beside its word errors: their kinds, each speaker's, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from llm_core.data.tasks import Example
from llm_core.data.warnings import TextWarning, text_warning
from llm_core.packages import package
from llm_core.tasks.word_errors import Errors, errors, letters_of, total, words_of


def notes_on(
    held_out: Sequence[Example], taught: Sequence[Example], *, left_out: int, by_baseline: int
) -> Iterator[TextWarning]:
    """What one should know about the figures: which split they are of, and what they leave out."""
    speakers, known = {one.group for one in held_out if one.group}, {one.group for one in taught if one.group}
    if speakers & known:
        yield text_warning(
            "same-speakers",
            (
                "These clips were not taught, but their speakers were: expect more errors with new voices. To "
                "measure those, set data.split_by to groups."
            ),
        )
    elif speakers and known:
        yield text_warning(
            "new-speakers",
            "No speaker of these clips was taught: {speakers}.",
            speakers=", ".join(sorted(speakers)[:8]),
        )
    if by_baseline and by_baseline < len(held_out):
        yield text_warning(
            "baseline-on-some",
            "The nearest clip was looked for on {count} of the {all} clips.",
            count=by_baseline,
            all=len(held_out),
        )
    if left_out:
        yield text_warning(
            "clips-left-out",
            "Left out, because they can't be heard or are longer than the context: {count} clips.",
            count=left_out,
        )


def word_errors(text: str, example: Example) -> Errors:
    """Word errors of an answer."""
    return errors(words_of(text), words_of(example.target))


def jiwer_rates(texts: Sequence[str], held_out: Sequence[Example]) -> dict[str, Any]:
    """Rates and kinds of errors by jiwer, the usual judge.

    Raises:  ResourceError: it isn't installed.
    """
    jiwer = package("jiwer", "jiwer", "Measuring speech")
    said, heard = ([" ".join(words_of(text)) for text in some] for some in ([one.target for one in held_out], texts))
    by_words = jiwer.process_words(said, heard)
    letters = [errors(letters_of(text), letters_of(one.target)) for text, one in zip(texts, held_out, strict=True)]
    return {
        "wer": float(by_words.wer),
        "cer": total(letters).rate,
        "substitutions": int(by_words.substitutions),
        "deletions": int(by_words.deletions),
        "insertions": int(by_words.insertions),
        "hits": int(by_words.hits),
    }


def details(
    words: Sequence[Errors], held_out: Sequence[Example], taught: Sequence[Example], rates: dict[str, Any]
) -> dict[str, Any]:
    """Kinds of errors, and how each speaker fares."""
    by_speaker: dict[str, list[Errors]] = {}
    for one, example in zip(words, held_out, strict=True):
        if example.group:
            by_speaker.setdefault(example.group, []).append(one)
    known = {example.group for example in taught}
    speakers = [
        {"speaker": speaker, "wer": total(found).rate, "clips": len(found), "taught": speaker in known}
        for speaker, found in sorted(by_speaker.items())
    ]
    return {
        "errors": {name: rates[name] for name in ("substitutions", "deletions", "insertions", "hits")},
        "speakers": speakers[:100],
    }
