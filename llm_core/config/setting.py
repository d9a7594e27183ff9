"""What a hyperparameter is: a value with bounds, a unit and one line of explanation; how groups of them are read and
refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from llm_core.errors import SettingError

Level = Literal["basic", "advanced"]


def setting(default: Any, label: str, help: str, *, level: Level = "advanced", unit: str = "", **rules: Any) -> Any:
    """Declare one hyperparameter; `rules` are pydantic's bounds (ge, gt, le, lt, max_length)."""
    return Field(default, title=label, description=help, json_schema_extra={"level": level, "unit": unit}, **rules)


@dataclass(frozen=True)
class OneOf:
    """A word that a table has, as the annotation of a field: refused like a Literal, though the table may grow."""

    words: Callable[[], Sequence[str]]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.checked)

    def checked(self, value: Any) -> str:
        """The value, if it is one of the words."""
        if isinstance(value, str) and value in self.words():
            return value
        *most, last = map(repr, self.words())
        expected = f"{', '.join(most)} or {last}"
        raise PydanticCustomError("literal_error", "Input should be {expected}", {"expected": expected})


class Settings(BaseModel):
    """A frozen group of hyperparameters; unknown names, and True where a number stands, are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _refuse_truth_as_number(cls, data: Any) -> Any:
        if isinstance(data, Mapping):
            for name, value in data.items():
                field = cls.model_fields.get(name)
                if field is not None and isinstance(value, bool) and not _takes_bool(field):
                    raise SettingError(
                        "truth-as-number", "{name} must be a number, not {value}.", name=name, value=value
                    )
        return data


def settings_of(group: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every hyperparameter below a group as (dotted name, field): what sliders, flags and tables are made from."""
    for name, field in group.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Settings):
            yield from settings_of(field.annotation, f"{prefix}{name}.")
        else:
            yield prefix + name, field


def metadata(field: FieldInfo, key: Literal["level", "unit"]) -> str:
    """A field's level ("basic" or "advanced") or its unit."""
    extra = field.json_schema_extra
    return str(extra.get(key, "")) if isinstance(extra, dict) else ""


def choices(field: FieldInfo) -> tuple[str, ...]:
    """The words that a field allows, empty when it isn't a choice."""
    tables = [rule for rule in field.metadata if isinstance(rule, OneOf)]
    return tuple(tables[0].words() if tables else (one for one in get_args(field.annotation) if isinstance(one, str)))


def bounds(field: FieldInfo) -> tuple[float | None, float | None]:
    """Lowest and highest value that a field allows, exclusive ones included; None where it is open."""
    found = {
        name: getattr(rule, name) for rule in field.metadata for name in ("ge", "gt", "le", "lt") if hasattr(rule, name)
    }
    return found.get("ge", found.get("gt")), found.get("le", found.get("lt"))


def _plain(number: float) -> str:
    """10,000,000, not 1e+07."""
    return f"{number:,.10g}"


def _takes_bool(field: FieldInfo) -> bool:
    return field.annotation is bool


def nest(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes under dotted names, or nested already, nested."""
    nested: dict[str, Any] = {}
    for name, value in changes.items():
        group, dot, rest = name.partition(".")
        if dot:
            nested.setdefault(group, {})[rest] = value
        elif isinstance(value, Mapping):
            nested.setdefault(group, {}).update(value)
        else:
            nested[name] = value
    return nested


def explain(error: ValidationError, group: type[BaseModel]) -> SettingError:
    """Pydantic's first complaint about a group as value, rule and remedy."""
    first = error.errors()[0]
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, SettingError):
        return cause
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return SettingError(
            "unknown-setting",
            "There is no setting {name}. `python -m llm_core train --help` lists them all.",
            name=name,
        )
    field = dict(settings_of(group)).get(name)
    rule = first["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    low, high = bounds(field) if field else (None, None)
    if low is not None and high is not None:
        return SettingError(
            "out-of-bounds",
            "{name} ({value}) must be a number from {low} to {high}.",
            name=name,
            value=first["input"],
            low=_plain(low),
            high=_plain(high),
        )
    return SettingError("bad-value", "{name} ({value}) must be {rule}.", name=name, value=first["input"], rule=rule)
