"""Which runs can be compared in which number: those that were asked the same about the same text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from llm_core.files import read_json
from ui.state.services import Services

if TYPE_CHECKING:
    from llm_core.runs.records import Run

CURVES = ("val_loss", "bits_per_byte", "score", "taught")


def alike(services: Services, run: Run) -> dict[str, str]:
    """Of each number a name that is the same in all runs whose numbers can be compared.

    Loss needs the same tokens of the same text, bits per byte the same held-out text and the same kind of guess (an
    encoder fills blanks, a decoder goes on), a score the same held-out examples and metric, speed the same text on the
    same device.
    """
    text, config = text_of(services, run), run.config
    asked = f"{text}/{config.data.format}/{config.model.architecture}"
    spec = config.data.task_spec
    metric = spec.metric if spec else "right"
    return {
        "val_loss": f"{asked}/{run.corpus or run.id}",
        "bits_per_byte": asked,
        "score": f"{text}/{metric}",
        "taught": f"{text}/{metric}",
        "tokens_per_s": f"{asked}/{run.corpus or run.id}/{run.device}",
    }


def text_of(services: Services, run: Run) -> str:
    """The name of a run's held-out text, whatever its tokens; of runs older than that name their corpus's, of those
    without a text their own.
    """
    if not run.corpus:
        return run.id
    return _held_out(services.workspace.run_folder(run.id) / "corpus.json") or run.corpus


def _held_out(file: Path) -> str:
    try:
        return _noted(file, file.stat().st_mtime_ns)
    except (OSError, ValueError, AttributeError):  # not written yet, or damaged
        return ""


@lru_cache(maxsize=2048)
def _noted(file: Path, _changed: int) -> str:
    return str(read_json(file).get("held_out") or "")


def same(services: Services, runs: Sequence[Run]) -> dict[str, bool]:
    """Of each curve, whether these runs' can be compared; "text", whether all were measured on the same text."""
    names = [alike(services, run) for run in runs]
    found = {number: len({name[number] for name in names}) == 1 for number in CURVES}
    return {**found, "text": len({text_of(services, run) for run in runs}) == 1}


def texts_of(services: Services, runs: Sequence[Run]) -> list[str]:
    """Each run's text as a person tells it from the others': its files, and where these are called the same, a piece of
    its fingerprint.
    """
    names = [
        ", ".join(str(file.get("name", "")) for file in run.files[:3]) + (" …" if len(run.files) > 3 else "")
        for run in runs
    ]
    texts = [text_of(services, run) for run in runs]
    by_name: Mapping[str, set[str]] = {
        name: {text for other, text in zip(names, texts, strict=True) if other == name} for name in names
    }
    return [
        f"{name} · {text[:6]}" if len(by_name[name]) > 1 else name or text[:6]
        for name, text in zip(names, texts, strict=True)
    ]
