"""English, the language that the code itself speaks."""

from ui.words.language import Language

LANGUAGE = Language(name="English", tag="en", address="/", formats="en-GB", counts_agree=True)
