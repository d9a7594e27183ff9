"""The calls that a page takes, each made complete and safe before Gradio sees it: its function, its arguments, its
files.
"""

from __future__ import annotations

import inspect
import mimetypes
import os
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from llm_core.errors import Mistake
from ui.server.strict_json import RefusedError, names_a_file, require_no_files
from ui.state.incoming import Incoming

SESSION = re.compile(r"[\w-]{1,64}", re.ASCII)
REMEMBERED = 4_000  # sessions, each a tab of a browser


@dataclass(frozen=True)
class Call:
    """A call that may go on to Gradio: its body, and the kind of work that it is.

    Args:  queue: the line that Gradio keeps for it, or None where it is answered at once.
    """

    kind: str
    body: dict[str, Any]
    queue: str | None = None


class Calls:
    """What one page offers: its handlers by number, the endpoints for programs by name, its live parts' functions."""

    def __init__(self, page: gr.Blocks, incoming: Incoming) -> None:
        self._page, self._incoming = page, incoming
        self._named = {fn.api_name: fn for fn in page.fns.values() if fn.api_visibility == "public"}
        self._asked: OrderedDict[str, None] = OrderedDict()

    def of_function(
        self, asked: Mapping[str, Any], visitor: str, *, name: str | None = None, direct: bool = False
    ) -> Call:
        """A call of a handler: `{"data": […], "fn_index", "session_hash", "trigger_id", "event_data"}`.

        Args:    name: of an endpoint for programs, whose number the body needn't hold. direct: it asks not to be put in
            line.
        Raises:  RefusedError: no such handler, or not what it takes.
        """
        fn = self._function(asked, name)
        if direct and fn.queue:
            raise RefusedError(404, "unknown-call")
        session = asked.get("session_hash")
        if session is not None or not (name or direct):
            session = _field(
                asked, "session_hash", "1-64 × [A-Za-z0-9_-]", lambda it: isinstance(it, str) and SESSION.fullmatch(it)
            )
        data = _field(asked, "data", "[…]", lambda it: isinstance(it, list))
        trigger = _field(asked, "trigger_id", "0, 1, 2, …", lambda it: it is None or _is_number(it))
        event = _field(asked, "event_data", "{…}", lambda it: it is None or isinstance(it, dict))
        require_no_files(event)
        body = {"data": self._arguments(fn, data, visitor), "event_data": event, "trigger_id": trigger}
        self._remember(session)
        return Call(
            str(fn.api_name),
            {**body, "session_hash": session, "fn_index": fn._id},
            fn.concurrency_id if fn.queue else None,
        )

    def by_name(self, asked: Mapping[str, Any], name: str) -> Call:
        """A call of an endpoint for programs whose arguments have names: `{"run": …, "prompt": …}`.

        Raises:  RefusedError: no such endpoint, or no such argument.
        """
        fn = self._function({}, name)
        parameters = inspect.signature(fn.fn).parameters
        for given in asked:
            if given not in parameters:
                raise RefusedError(
                    422, "no-such-argument", call=name, name=given[:80], known=", ".join(parameters) or "–"
                )
        require_no_files(asked)
        data = {key: asked.get(key, parameter.default) for key, parameter in parameters.items()}
        _require_all(name, data.values(), parameters)
        return Call(name, data, fn.concurrency_id)

    def of_part(self, asked: Mapping[str, Any]) -> Call:
        """A call of a live part's function: `{"component_id", "fn_name", "session_hash", "data"}`.

        Raises:  RefusedError: no such part or function, or it names a file.
        """
        session = _field(
            asked, "session_hash", "1-64 × [A-Za-z0-9_-]", lambda it: isinstance(it, str) and SESSION.fullmatch(it)
        )
        number = _field(asked, "component_id", "0, 1, 2, …", _is_number)
        name = _field(asked, "fn_name", "…", lambda it: isinstance(it, str))
        offered = getattr(self._page.blocks.get(number), "server_fns", None) or ()
        if name not in {fn.__name__ for fn in offered}:
            raise RefusedError(404, "unknown-call")
        data = asked.get("data")
        require_no_files(data)
        return Call(name, {"component_id": number, "fn_name": name, "session_hash": session, "data": data})

    def knows(self, session: str) -> bool:
        """Whether answers wait, or are being made, for a session or an event."""
        return session in self._page._queue.pending_messages_per_session

    def knew(self, session: str) -> bool:
        """Whether a session asked something here, all of which may be answered by now."""
        return session in self._asked

    def _remember(self, session: str | None) -> None:
        if session is not None:
            self._asked[session] = None
            self._asked.move_to_end(session)
            while len(self._asked) > REMEMBERED:
                self._asked.popitem(last=False)

    def waiting(self, call: Call) -> int:
        """How many calls stand in Gradio's line for this one's kind."""
        line = self._page._queue.event_queue_per_concurrency_id.get(call.queue) if call.queue else None
        return len(line.queue) if line else 0

    def _function(self, asked: Mapping[str, Any], name: str | None) -> Any:
        number = asked.get("fn_index")
        fn = self._named.get(name) if number is None else self._page.fns.get(number) if _is_number(number) else None
        if fn is None:
            raise RefusedError(404, "unknown-call")
        return fn

    def _arguments(self, fn: Any, data: list[Any], visitor: str) -> list[Any]:
        if self._named.get(fn.api_name) is fn:
            data = _completed(fn, data)
        if len(data) != len(fn.inputs):
            raise RefusedError(422, "other-count", call=fn.api_name, needed=len(fn.inputs), given=len(data))
        return [self._argument(block, value, visitor) for block, value in zip(fn.inputs, data, strict=True)]

    def _argument(self, block: Any, value: Any, visitor: str) -> Any:
        if not isinstance(block, gr.File):
            require_no_files(value)
            if isinstance(block, gr.Dropdown) and value is not None and not isinstance(value, str):
                raise RefusedError(422, "bad-field", field="data", rule='"…"')
            return value
        files = value if isinstance(value, list) else [] if value is None else [value]
        found = [self._file(file, visitor) for file in files]
        return found if isinstance(value, list) else found[0] if found else None

    def _file(self, named: Any, visitor: str) -> dict[str, Any]:
        """Gradio's description of an uploaded file, made anew from what lies here: nothing that was sent goes on but
        the name of a file.
        """
        path = named.get("path") if isinstance(named, Mapping) and names_a_file(named) else None
        if not isinstance(path, str):
            raise RefusedError(422, "bad-field", field="data", rule="gradio.FileData")
        try:
            file: Path = self._incoming.require(path, visitor)
        except Mistake:
            raise RefusedError(403, "not-uploaded") from None
        os.environ["GRADIO_TEMP_DIR"] = str(
            self._incoming.folder
        )  # what Gradio reads: the last of several pages in one process has set it
        return {
            "path": str(file),
            "orig_name": file.name,
            "size": file.stat().st_size,
            "mime_type": mimetypes.guess_type(file.name)[0],
            "is_stream": False,
            "meta": {"_type": "gradio.FileData"},
        }


def _completed(fn: Any, data: list[Any]) -> list[Any]:
    """The arguments of an endpoint for programs, with the defaults of those that were left out."""
    parameters = inspect.signature(fn.fn).parameters
    full = [*data, *(parameter.default for parameter in list(parameters.values())[len(data) :])]
    _require_all(str(fn.api_name), full, parameters)
    return full


def _require_all(name: str, values: Iterable[Any], parameters: Mapping[str, inspect.Parameter]) -> None:
    for key, value in zip(parameters, values, strict=False):
        if value is inspect.Parameter.empty:
            raise RefusedError(422, "missing-argument", call=name, name=key, known=", ".join(parameters))


def _field(asked: Mapping[str, Any], name: str, rule: str, holds: Callable[[Any], object]) -> Any:
    value = asked.get(name)
    if not holds(value):
        raise RefusedError(422, "bad-field", field=name, rule=rule)
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
