"""Jinja for chat templates from anywhere: as Hugging Face's, with no way out, no endless loop and no huge text.

Jinja's own sandbox keeps a template from Python's insides; what it doesn't limit is how long and how much. So rounds of
loops and calls of macros are counted, lists stay flat, and whatever can make a long text of short ones is looked at
first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sized
from typing import Any, Literal

from jinja2 import nodes
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.ext import Extension, loopcontrols
from jinja2.filters import do_round
from jinja2.parser import Parser
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

MOST_ROUNDS = 10_000
MOST_CHARACTERS = 50_000  # of one text on the way
MOST_WRITTEN = 1_000_000
MOST_ITEMS = 2_000
MOST_DIGITS = 300
FAULTS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
OF_TEXT = ("capitalize", "float", "int", "lower", "string", "title", "trim", "upper")
FILTERS = (
    *OF_TEXT,
    "abs",
    "count",
    "d",
    "default",
    "dictsort",
    "first",
    "items",
    "last",
    "length",
    "list",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "reverse",
    "round",
    "select",
    "selectattr",
    "sort",
    "unique",
)
PADDING = frozenset({"center", "ljust", "rjust", "zfill", "expandtabs", "format", "format_map", "translate"})
ROUND, JOINED, FLAT = "_terrarium_round", "_terrarium_joined", "_terrarium_flat"
_WIDE = re.compile(r"%[^A-Za-z%]*(?:\d{3}|\*)")


class TooMuchError(SecurityError):
    """A template that would go on for too long, or write too much."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja as transformers makes it for chat templates (`apply_chat_template`), within limits."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self) -> None:
        super().__init__(
            trim_blocks=True, lstrip_blocks=True, finalize=self._write, extensions=[_Generation, loopcontrols]
        )
        self.globals = {"range": _short_range, "namespace": self.globals["namespace"], "raise_exception": _raise}
        self.filters = {
            name: _of_text(self.filters[name]) if name in OF_TEXT else self.filters[name] for name in FILTERS
        }
        self.filters |= {"round": _round, "tojson": _as_json, "replace": _replace, "join": _join}
        self._rounds = self._written = 0

    def renderer(self, source: str) -> Callable[..., str]:
        """What renders a template with some values.

        Raises:  FAULTS: it isn't Jinja; from what is returned: it fails, or it would go on for too long.
        """
        template = self.from_string(_Counted().visit(self.parse(source)))

        def render(**values: Any) -> str:
            self._rounds = self._written = 0
            found, size = [], 0
            for piece in template.generate({**values, ROUND: self._count, JOINED: _joined, FLAT: _flat}):
                found.append(piece)
                size += len(piece)
                if size > MOST_WRITTEN:
                    raise TooMuchError(f"it writes more than {MOST_WRITTEN} characters")
            return "".join(found)

        return render

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" and (abs(right) > 64 or abs(left) > MOST_CHARACTERS):
            raise TooMuchError("a power is too large")
        if operator == "%" and isinstance(left, str):
            if _WIDE.search(left) or len(left) > MOST_ITEMS:
                raise TooMuchError("a format is too wide")
            _check(
                sum(len(_text(value)) for value in (right if isinstance(right, tuple) else (right,))), MOST_CHARACTERS
            )
        if operator == "*" and isinstance(left, int) and isinstance(right, int):
            _check(left.bit_length() + right.bit_length(), MOST_CHARACTERS)
        elif operator == "*":
            for value, times in ((left, right), (right, left)):
                if isinstance(value, Sized) and isinstance(times, int):
                    _check(len(value) * times, _most(value))
        if operator == "+" and isinstance(left, Sized) and isinstance(right, Sized):
            _check(len(left) + len(right), _most(left))
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        name, owner = getattr(called, "__name__", ""), getattr(called, "__self__", None)
        if isinstance(owner, str) and name in PADDING:
            raise SecurityError(f"the method {name} isn't allowed")
        if isinstance(owner, str) and name == "replace":
            return _replace(owner, *args)
        if isinstance(owner, str) and name == "join":
            return _join(args[0], owner)
        if isinstance(owner, str) and name in ("split", "rsplit", "splitlines"):
            _check(len(owner), 4 * MOST_ITEMS)
        return super().call(context, called, *args, **kwargs)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        if isinstance(getattr(value, "__self__", None), str) and getattr(value, "__name__", "") in PADDING:
            raise SecurityError(f"the method {value.__name__} isn't allowed")
        return None

    def _count(self) -> str:
        self._rounds += 1
        if self._rounds > MOST_ROUNDS:
            raise TooMuchError(f"its loops go round more than {MOST_ROUNDS} times")
        return ""

    def _write(self, value: Any) -> str:
        text = _text(value)
        self._written += len(text)
        if self._written > MOST_WRITTEN:
            raise TooMuchError(f"it writes more than {MOST_WRITTEN} characters")
        return text


class _Counted(NodeTransformer):
    """Lets rounds of loops and calls of macros be counted, lists be kept flat, and `~` be looked at as `+` is."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - Jinja's name
        return self._counting(node)

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:  # noqa: N802 - Jinja's name
        return self._counting(node)

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        return _call(JOINED, node.nodes, node.lineno)

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        return _call(FLAT, [node], node.lineno)

    visit_Dict = visit_List  # noqa: N815 - Jinja's name

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        return node if node.ctx == "store" else _call(FLAT, [node], node.lineno)

    def _counting(self, node: nodes.For | nodes.Macro) -> nodes.Node:
        self.generic_visit(node)
        node.body.insert(0, nodes.Output([_call(ROUND, [], node.lineno)], lineno=node.lineno))
        return node


class _Generation(Extension):
    """`{% generation %}` marks answers in some of Hugging Face's templates; here it changes nothing."""

    tags = {"generation"}  # noqa: RUF012 - Jinja's own attribute

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _call(name: str, arguments: list[nodes.Expr], line: int) -> nodes.Call:
    return nodes.Call(nodes.Name(name, "load"), arguments, [], None, None, lineno=line)


def _check(size: int, most: int) -> None:
    if size > most:
        raise TooMuchError(f"it makes something longer than {most}")


def _most(value: Any) -> int:
    return MOST_CHARACTERS if isinstance(value, str) else MOST_ITEMS


def _text(value: Any) -> str:
    """What may be written: a list of lists of lists may be short, and endless as text."""
    if isinstance(value, str | int | float | bool | None | Undefined):
        return str(value)
    raise SecurityError(f"it writes a {type(value).__name__}: write its texts, or use tojson")


def _flat(value: Any) -> Any:
    """A list, tuple or dictionary of plain values, or of some that hold only plain values."""
    _check(len(value), MOST_ITEMS)
    for item in value.values() if isinstance(value, Mapping) else value:
        inner = item.values() if isinstance(item, Mapping) else item if isinstance(item, list | tuple) else ()
        if any(isinstance(one, list | tuple | Mapping) for one in inner):
            raise TooMuchError("a list holds lists of lists")
    return value


def _of_text(inner: Callable[..., Any]) -> Callable[..., Any]:
    return lambda value, *args, **kwargs: inner(_text(value), *args, **kwargs)


def _joined(*parts: Any) -> str:
    return _join(parts)


def _join(parts: Any, between: str = "", attribute: str | None = None) -> str:
    texts = [_text(part if attribute is None else part.get(attribute, "")) for part in parts]
    _check(sum(map(len, texts)) + len(between) * len(texts), MOST_CHARACTERS)
    return between.join(texts)


def _replace(text: Any, old: str, new: str, count: int | None = -1) -> str:
    whole, times = _text(text), -1 if count is None else int(count)
    found = whole.count(old)
    _check(len(whole) + (found if times < 0 else min(times, found)) * len(new), MOST_CHARACTERS)
    return whole.replace(old, new, times)


def _short_range(*bounds: int) -> range:
    found = range(*bounds)
    _check(len(found), MOST_ITEMS)
    return found


def _as_json(value: Any, ensure_ascii: bool = False, indent: int | None = None, **_: Any) -> str:
    _flat([value]) if not isinstance(value, list | tuple | Mapping) else _flat(value)
    text = json.dumps(value, ensure_ascii=ensure_ascii, indent=None if indent is None else min(int(indent), 16))
    _check(len(text), MOST_WRITTEN)
    return text


def _round(value: float, precision: int = 0, method: Literal["common", "ceil", "floor"] = "common") -> float:
    _check(abs(precision), MOST_DIGITS)  # Jinja's own makes a power of ten of it
    return do_round(value, precision, method)


def _raise(message: str) -> None:
    raise TemplateError(message)
