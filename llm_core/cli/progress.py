"""A bar that shows a run's progress in a terminal; lines at each look at the validation text elsewhere."""

from __future__ import annotations

import sys
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from llm_core.cli.output import note
from llm_core.cli.warning import Warner
from llm_core.config import TASKS
from llm_core.runs.metrics import format_metric
from llm_core.training.events import Evaluated, Event, Planned, Sampled, Started, StepDone

if TYPE_CHECKING:
    from rich.progress import Progress

    from llm_core.data.corpus import corpus


class Bar:
    """Shows the preparation of text, then the training, on standard error. `plain`: lines only, as for --json."""

    def __init__(self, *, plain: bool) -> None:
        self._progress: Progress | None = None if plain or not sys.stderr.isatty() else _rich()
        self._task: Any = None
        self._stage = ""
        self._last: StepDone | None = None
        self._max_steps = 0
        self._warner = Warner()

    def __enter__(self) -> Self:
        if self._progress is not None:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            with suppress(OSError):  # of a terminal that is closed
                self._progress.stop()

    def preparing(self, progress: corpus.Progress) -> None:
        """Show how far the text is."""
        self._show(progress.stage, progress.done, max(1, progress.total), "")

    def training(self, event: Event) -> None:
        """Show an event."""
        match event:
            case Started():
                self._max_steps = event.max_steps
                self._say(
                    f"{event.parameters:,} parameters, {event.train_tokens:,} tokens of text, {event.device}, "
                    f"{event.threads} threads"
                )
            case StepDone():
                self._last = event
                self._show(
                    "training",
                    event.step,
                    self._max_steps,
                    f"loss {event.train_loss:.3f}  {event.tokens_per_s:,.0f} tokens/s",
                )
            case Planned():
                self._max_steps = event.max_steps
                pace = "faster" if event.max_steps > event.former_steps else "slower"
                self._say(
                    f"step {event.step}: steps are {pace} than planned ({event.step_s:.3g} s each): "
                    f"{event.max_steps} steps instead of {event.former_steps}"
                )
            case Evaluated():
                loss = f"train {self._last.train_loss:.3f}  " if self._last else ""
                bits = "" if event.bits_per_byte is None else f"  {event.bits_per_byte:.3f} bits per byte"
                right = "" if event.score is None else f"  {_scored(event)}"
                right += "" if event.taught is None else f"  {event.taught:.1%} of {event.taught_rows:,} taught ones"
                self._say(
                    f"step {event.step}/{self._max_steps}  {loss}validation {event.val_loss:.3f} nats{bits}{right}"
                )
            case Sampled() if self._progress is not None:
                arrow = "" if event.expected is None else " → "
                self._say(f"  │ {' '.join((event.prompt + arrow + event.text).split())[:160]}")
        if warning := self._warner.see(event):
            self._say(warning)

    def _show(self, stage: str, done: int, total: int, facts: str) -> None:
        if self._progress is None:
            return
        if stage != self._stage:
            if self._task is not None:
                self._progress.remove_task(self._task)
            self._stage, self._task = stage, self._progress.add_task(stage, total=total, facts="")
        self._progress.update(self._task, completed=done, total=total, facts=facts)

    def _say(self, line: str) -> None:
        if self._progress is None:
            note(line)
        else:
            self._progress.console.print(line, markup=False, highlight=False, soft_wrap=True)


def _scored(event: Evaluated) -> str:
    """The share of answers that are right, or a task's metric."""
    assert event.score is not None
    if any(event.metric == spec.metric for spec in TASKS.values()):
        return f"{event.metric} {format_metric(str(event.metric), event.score)} of {event.rows:,} examples"
    return f"{event.score:.1%} of {event.rows:,} answers right"


def _rich() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[facts]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
