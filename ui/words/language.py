"""What the page must know of a language besides its sentences: `LANGUAGE` of ui/words/KEY/language.py."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """One language of the page; its key is the name of its folder."""

    name: str
    """How it calls itself, as on the link to its page."""
    tag: str
    """BCP 47, for <html lang>, and for the texts of Gradio's own, where Gradio speaks it."""
    address: str
    """Where its pages lie, from / to /: the one at "/" is shown to whoever prefers none of the others."""
    formats: str
    """BCP 47 of how scripts write numbers, dates and lists."""
    counts_agree: bool = False
    """Whether nouns after 1 are singular as llm_core/counting.py makes them, which is English alone."""
    spaced_from_latin: bool = False
    """Whether a value in Latin letters or digits stands apart from Chinese characters around it."""
    ten_thousands: str = ""
    """The word for 10,000 where large numbers are counted by it, not by millions."""
    characters: int = 80
    """How many different characters its texts use, about: until those of a text are counted."""
