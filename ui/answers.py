"""The edge between a live part's script and Python: one JSON object in, one JSON object out, mistakes as sentences."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from llm_core.errors import Mistake
from ui.words import Words

Answer = dict[str, Any]
log = logging.getLogger(__name__)


def answering(words: Words, area: str) -> Callable[[Callable[[Mapping[str, Any]], Answer]], Callable[[Any], Answer]]:
    """Make a function that a script may call from one that takes a checked-for-shape question.

    The browser is not trusted: whatever it sends, the answer is an object, with `error` and a sentence in it where
    the question cannot be answered.
    """

    def decorate(function: Callable[[Mapping[str, Any]], Answer]) -> Callable[[Any], Answer]:
        @wraps(function)
        def answer(question: Any) -> Answer:
            try:
                return function(question if isinstance(question, dict) else {})
            except Mistake as mistake:
                return {"error": words.error(mistake), "code": mistake.code}
            except (KeyError, TypeError, IndexError, OverflowError) as error:
                log.warning("%s was asked for something odd: %r", function.__name__, error)
                return {"error": words(f"{area}.bad-request"), "code": "bad-request"}
            except Exception:
                log.exception("%s failed", function.__name__)
                return {"error": words(f"{area}.broken"), "code": "broken"}

        return answer

    return decorate
