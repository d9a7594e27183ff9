"""How long a step takes here, measured in the background: asked again and again, it answers once it knows."""

from __future__ import annotations

import hashlib
import logging
import math
import time
from collections import OrderedDict
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Literal

from llm_core.config import RunConfig, TrainConfig
from llm_core.data.pairs.rows import fitting, usual_width
from llm_core.files import read_json, write_json
from llm_core.training.preflight import SHORTEST_CONTEXT

if TYPE_CHECKING:
    from llm_core.data.corpus.corpus import Corpus

SETTLED, FIRST = 2, 7  # asked so often for one shape, nobody moves a slider any more; and at first, all else is loaded
BELIEVED_S = 3600  # what else runs here changes
REMEMBERED = 60
TIMED = ("batch_size", "accumulation", "optimizer", "device", "precision", "threads")
MEASURED_SHARE = 0.4  # of the free memory: a larger model isn't tried out beside the page
Measuring = Literal["measuring", "waiting", "too large", "impossible"]
_log = logging.getLogger(__name__)


class StepTimes:
    """Measures one shape at a time, and remembers what it measured in a file of the workspace."""

    def __init__(self, file: Path) -> None:
        self._file, self._lock = file, Lock()
        self._kept = _read(file)
        self._known: OrderedDict[str, float | None] = OrderedDict(
            (key, entry["step_s"]) for key, entry in self._kept.items()
        )
        self._asked: tuple[str, int] = ("", 0)
        self._settled = FIRST
        self._measuring = ""

    def step_s(
        self, config: RunConfig, vocab_size: int, *, idle: bool = True, urgent: bool = False
    ) -> float | Measuring:
        """Seconds of one step, or why there is no number yet.

        Args:    idle: nothing trains now, which would slow the measuring as the measuring would slow it.
                 urgent: whoever asks has waited until nothing moved.
        """
        key = _key(config, vocab_size)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                found = self._known[key]
                return "impossible" if found is None else found
            self._asked = (key, self._asked[1] + 1 if self._asked[0] == key else 1)
            if self._measuring or not idle or (not urgent and self._asked[1] < self._settled):
                return "measuring" if self._measuring == key else "waiting"
            if not fits(config, vocab_size):
                return "too large"
            self._measuring, self._settled = key, SETTLED
        Thread(target=self._measure, args=(key, config, vocab_size), name="step-times", daemon=True).start()
        return "measuring"

    def _measure(self, key: str, config: RunConfig, vocab_size: int) -> None:
        found: float | None = None
        try:
            from llm_core.training.cost.timing import measure_step_s

            found = float(measure_step_s(config, vocab_size))
        except Exception:  # the page's edge: whatever it was, the page then says that it can't be measured
            _log.warning("measuring a step failed", exc_info=True)
        with self._lock:
            self._measuring, self._known[key] = "", found
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
            self._kept = {name: entry for name, entry in self._kept.items() if name in self._known}
            if found is not None:
                self._kept[key] = {"step_s": found, "at": time.time()}
            write_json(self._file, self._kept)


def as_read(config: RunConfig, corpus: Corpus | None, *, text: bool = False) -> RunConfig:
    """The config whose steps take as long as this one's on a corpus: rows of pairs are seldom as wide as the context,
    and several dialogues lie in one.

    Args:    text: there is plain text to go on with beside dialogues.
    """
    if corpus is None or corpus.train_rows is None:
        return as_packed(config, corpus, text=text)
    width = max(usual_width(corpus.train_rows, config.model, config.train.batch_size), SHORTEST_CONTEXT)
    return config.model_copy(update={"model": config.model.model_copy(update={"context_length": width})})


def as_packed(config: RunConfig, corpus: Corpus | None, *, text: bool = False) -> RunConfig:
    """The config with as many rows, and as wide ones, as a step packs its dialogues into; without dialogues
    as it is.
    """
    if corpus is None or corpus.train_dialogues is None:
        return config
    context, lengths = config.model.context_length, corpus.train_dialogues.lengths - 1
    fit = lengths[lengths <= context]
    share = config.train.text_share if text or corpus.text is not None else 0.0
    tokens = config.train.batch_size * float(fit.mean() if len(fit) else context) / (1 - share)
    width = min(context, max(math.ceil(tokens), SHORTEST_CONTEXT))
    return config.model_copy(
        update={
            "model": config.model.model_copy(update={"context_length": width}),
            "train": config.train.model_copy(update={"batch_size": math.ceil(tokens / width)}),
        }
    )


def steps_of(config: RunConfig, corpus: Corpus | None) -> int:
    """How many steps a run will take at most: as many as it is asked for, or as its examples are worth
    (`train.max_epochs`).
    """
    if corpus is None or corpus.train_rows is None:
        return config.train.max_steps
    from llm_core.training.step_schedule import steps_of_epochs

    return steps_of_epochs(config.train, len(fitting(corpus.train_rows, config.model)))


def free_memory_bytes() -> int:
    """Memory that this machine could give to a run now."""
    import psutil

    return int(psutil.virtual_memory().available)


def fits(config: RunConfig, vocab_size: int) -> bool:
    """Whether such a model may be tried out beside the page."""
    from llm_core.training.cost import estimate

    return estimate.memory(config, vocab_size).training_bytes <= MEASURED_SHARE * free_memory_bytes()


def _key(config: RunConfig, vocab_size: int) -> str:
    """All that the time of a step depends on."""
    timed = RunConfig(model=config.model, train=TrainConfig(**{name: getattr(config.train, name) for name in TIMED}))
    return hashlib.sha256(f"{timed.model_dump_json()} {vocab_size}".encode()).hexdigest()[:20]


def _read(file: Path) -> dict[str, dict[str, float]]:
    """{key: {"step_s", "at"}} of what is not too old; nothing where the file is missing or foreign."""
    try:
        found = read_json(file)
        return {
            key: entry for key, entry in found.items() if entry["step_s"] > 0 and time.time() - entry["at"] < BELIEVED_S
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
