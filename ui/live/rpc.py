"""The edge between a live part's script and Python: one JSON object in, one JSON object out, mistakes as sentences."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import gradio as gr

from llm_core.errors import Mistake
from llm_core.faults import mistake_of
from ui.words import Words

Answer = dict[str, Any]
log = logging.getLogger(__name__)


def spoken(words: Words, handler: Callable[..., Any]) -> Callable[..., Any]:
    """A handler whose mistakes reach the page as a sentence in its language, and whose faults as where their
    reason is.
    """

    @wraps(handler)
    def call(*values: Any) -> Any:
        try:
            return handler(*values)
        except gr.Error:
            raise
        except Mistake as mistake:
            raise gr.Error(words.error(mistake), print_exception=False) from None
        except Exception:  # the page's edge
            log.exception("%s failed", getattr(handler, "__name__", "a handler"))
            raise gr.Error(words("doors.broken"), print_exception=False) from None

    return call


def server_functions(
    words: Words, area: str, answers: Mapping[str, Callable[[Mapping[str, Any]], Answer]]
) -> list[Callable[[Any], Answer]]:
    """Make functions that a script may call, by the names that it uses, from some that take a question of the right
    shape.

    The browser is not trusted: whatever it sends, the answer is an object, with `error` and a sentence in it where
    the question cannot be answered.
    """
    return [_server_function(words, area, name, function) for name, function in answers.items()]


def explained(words: Words, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same function, which answers a mistake, or what the machine refuses, with `error` and a sentence."""

    @wraps(function)
    def answer(question: Any = None) -> Any:
        try:
            return function(question)
        except (Mistake, OSError, MemoryError) as error:
            known = mistake_of(error)
            if known is None:
                raise
            return {"error": words.error(known), "code": known.code}

    return answer


def explain_listeners(words: Words, page: gr.Blocks) -> None:
    """Let every listener of a page say a mistake, or what the machine refuses, as a sentence in the page's language."""
    for listener in page.fns.values():
        if (
            listener.fn is not None
            and not inspect.isgeneratorfunction(listener.fn)
            and not inspect.iscoroutinefunction(listener.fn)
        ):
            listener.fn = _heard(words, listener.fn)


def _heard(words: Words, listener: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(listener)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return listener(*args, **kwargs)
        except (Mistake, OSError, MemoryError) as error:
            known = mistake_of(error)
            if known is None:
                raise
            raise gr.Error(words.error(known), print_exception=False) from None

    return call


def _server_function(
    words: Words, area: str, name: str, function: Callable[[Mapping[str, Any]], Answer]
) -> Callable[[Any], Answer]:
    def answer(question: Any) -> Answer:
        try:
            return function(question if isinstance(question, dict) else {})
        except Mistake as mistake:
            return {"error": words.error(mistake), "code": mistake.code}
        except (KeyError, TypeError, IndexError, OverflowError) as error:
            log.warning("%s was asked for something odd: %r", name, error)
            return {"error": words(f"{area}.bad-request"), "code": "bad-request"}
        except Exception as error:
            known = mistake_of(error)
            if known is not None:
                return {"error": words.error(known), "code": known.code}
            log.exception("%s failed", name)
            return {"error": words(f"{area}.broken"), "code": "broken"}

    answer.__name__ = name  # Gradio makes it `server.NAME` in the script
    return answer


def question(sent: object) -> Mapping[str, Any]:
    """The object that a script sent, or an empty one where it was none: anyone may send anything."""
    return sent if isinstance(sent, Mapping) else {}
