"""What the result card says of a run in numbers and names: its summary, what it started from, and what the coach is
given to judge.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_core.errors import RunError
from llm_core.files import read_json
from llm_core.runs.metrics import as_share, format_metric
from llm_core.runs.reports import score_of
from llm_core.runs.start_from import NOTE
from llm_core.training.signs import AROUND, GAP_LOOKS, REMEMBERED
from ui.figures.series import points_of, smoothed
from ui.state.coach import Numbers
from ui.state.run_facts import Facts, baseline_losses_of, look_of, mean, read_statistics, short, task_of, unit_of
from ui.state.services import Services
from ui.state.start_from import is_decoder, talk_for
from ui.state.task_kinds import metric_of
from ui.words import Words
from ui.words.numbers import amount

if TYPE_CHECKING:
    from llm_core.config import RunConfig
    from llm_core.runs.records import Curve, EventRow, Run

RECENT = 200  # steps from which the newest train loss is smoothed
Answer = dict[str, Any]


@dataclass(frozen=True)
class Queue:
    """The runs at work, and those that wait, first in line first."""

    at_work: Sequence[Run]
    waiting: Sequence[Run]

    def place(self, run: Run) -> int | None:
        """A run's place in the line, from 1."""
        return next((number for number, one in enumerate(self.waiting, 1) if one.id == run.id), None)


class RunNumbers:
    """Numbers of any run; holds only what never changes of one."""

    def __init__(self, services: Services, words: Words) -> None:
        self._store, self._words, self._workspace = services.store, words, services.workspace
        self._folder = services.workspace.runs
        self._facts: Callable[..., Facts] = lru_cache(maxsize=64)(self._read_facts)
        self._notes: dict[str, Answer] = {}

    def facts(self, run: Run) -> Facts:
        """What stays of a run."""
        return self._facts(run.id, run.config_json, run.parameters, self._corpus_file(run.id, run.corpus))

    def references(self, facts: Facts) -> list[tuple[float, str]]:
        """What a loss is worth, as (loss, label), pure guessing first."""
        labels = {"guessing": "guessing", "frequencies": f"frequencies.{facts.unit}", "pairs": f"pairs.{facts.unit}"}
        known = facts.baseline_losses
        return [(known[name], self._words(f"train.ref.{key}")) for name, key in labels.items() if name in known]

    def summary(self, run: Run, curve: Curve, queue: Queue) -> Answer:
        """What the card shows of a run beside its figure; `points` and `looks` tell whether that has changed."""
        facts = self.facts(run)
        return {
            "id": run.id,
            "name": run.name,
            "status": run.status,
            "place": queue.place(run),
            "busy": run.request,
            "step": run.step,
            "max_steps": run.max_steps,
            "points": len(curve.step),
            "looks": len(curve.val_step),
            "task": facts.task,
            "train_loss": _recent(curve, run.train_loss),
            "val_loss": run.val_loss,
            "score": as_share(self._score(run), run.config),
            "taught": next((share for share in reversed(curve.taught) if share is not None), None),
            "metric": facts.metric,
            "tokens_per_s": run.tokens_per_s,
            "elapsed_s": run.elapsed_s,
            "left_s": run.seconds_left,
            "facts": facts.line,
            "about": facts.about,
            "unit": self._words(f"train.unit.loss.{facts.unit}"),
            "guessing": facts.baseline_losses.get("guessing"),
            "teachable": self._teachable(run, facts),
        }

    def earlier(self, run: Run) -> Answer | None:
        """The run that this one started from and at which step, if it is still here."""
        note = self._note(run)
        other = self._get(note["run"]) if note else None
        if note is None or other is None:
            return None
        task = task_of(run.config)
        how = "same" if task == "continue" and note["corpus"] == run.corpus else task
        label = self._words(f"train.begun.{how}")
        return {"id": other.id, "name": other.name, "step": int(note["step"]), "label": label}

    def for_coach(self, run: Run, seen: int, queue: Queue, told: Sequence[EventRow]) -> Numbers:
        """A run's numbers up to row `seen`, of which `told` are all evaluations, checkpoints and plans."""
        facts = self.facts(run)
        rows = [row for row in told if row.kind == "evaluated" and row.payload["val_loss"] is not None]
        looks, score = [look_of(row, run.config) for row in rows], self._score(run)
        best = min(rows, key=lambda row: row.payload["val_loss"], default=None)
        near = [*([best] if best else []), *rows[-GAP_LOOKS:]]
        around = {row.step: mean(self._train_losses(run.id, row.seq, AROUND)) for row in near}
        saved = [row for row in told if row.kind == "saved"]
        ahead = next((one for one in (*queue.at_work[:1], *queue.waiting) if one.id != run.id), None)
        return Numbers(
            status=run.status,
            step=run.step,
            max_steps=run.max_steps,
            evaluations=[(row.step, float(row.payload["val_loss"])) for row in rows],
            train_losses=self._train_losses(run.id, seen, REMEMBERED)[-REMEMBERED:],
            train_at_best=around.get(best.step) if best else None,
            train_at={step: loss for step, loss in around.items() if loss is not None},
            kept=next((row.step for row in reversed(saved) if row.payload["content"] == "best"), None),
            snapshots={row.step for row in saved if row.payload["content"] == "snapshot"},
            baseline_losses=facts.baseline_losses,
            learning_rate=facts.learning_rate,
            place=queue.place(run) or 1,
            ahead=ahead.name if ahead else "",
            progress=run.progress,
            error=run.error,
            converses=facts.task == "converse",
            taught=[(row.step, share) for row, look in zip(rows, looks, strict=True) if (share := look[3]) is not None],
            held=score,
            begun=str((self._note(run) or {}).get("name", "")),
            metric=facts.metric["label"] if facts.metric else "",
            score=format_metric(facts.metric["key"], score) if facts.metric and score is not None else "",
        )

    def _read_facts(self, run: str, config_json: str, parameters: int | None, corpus_file: Path | None) -> Facts:
        config = self._store.get(run).config
        statistics = read_statistics(corpus_file)
        unit = unit_of(config.data.tokenizer, statistics)
        return Facts(
            unit,
            baseline_losses_of(config, statistics),
            *self._sentences(config, parameters),
            config.train.peak_learning_rate,
            task_of(config),
            metric_of(self._words, config),
        )

    def _sentences(self, config: RunConfig, parameters: int | None) -> tuple[str, str]:
        """The line beside a run's name, and what it says when pointed at."""
        words, model, train = self._words, config.model, config.train
        about = words(
            "train.about",
            layers=model.num_layers,
            heads=model.nhead,
            width=model.d_model,
            context=f"{model.context_length:,}",
            batch=train.batch_size,
            rate=f"{train.peak_learning_rate:g}",
        )
        count = amount(parameters, words.language) if parameters else "…"
        tokens = words(f"train.tokens.{config.data.tokenizer}")
        return words("train.facts", parameters=count, tokens=tokens, seed=train.seed), about

    def _corpus_file(self, run: str, corpus: str) -> Path | None:
        own = self._folder / run / "corpus.json"
        prepared = [self._folder.parent / "corpora" / corpus / "corpus.json"] if corpus else []
        return next((place for place in (own, *prepared) if place.is_file()), None)

    def _score(self, run: Run) -> float | None:
        score = score_of(self._workspace, run)
        return score.value if score else None

    def _note(self, run: Run) -> Answer | None:
        """What a run started from, as its folder says; it never changes."""
        file = self._folder / run.id / NOTE
        if run.id not in self._notes and file.is_file():
            self._notes[run.id] = read_json(file)
        return self._notes.get(run.id)

    def _get(self, run: str) -> Run | None:
        try:
            return self._store.get(run)
        except RunError:
            return None

    @staticmethod
    def _teachable(run: Run, facts: Facts) -> bool:
        """Whether a run could learn to converse next."""
        return (
            run.status in ("done", "stopped")
            and run.step > 0
            and facts.task == "continue"
            and is_decoder(run.config_json)
            and talk_for("") is not None
        )

    def _train_losses(self, run: str, until: int, count: int) -> list[float]:
        rows = self._store.events(run, max(0, until - count - 8), kinds=("step",), limit=count + 8)
        return [row.payload["train_loss"] for row in rows if row.seq <= until and row.payload["train_loss"] is not None]


def plan_of(words: Words, told: Sequence[EventRow]) -> str:
    """How the plan of a run with a time limit changed last; empty where it didn't."""
    changed = next((row for row in reversed(told) if row.kind == "planned"), None)
    if changed is None:
        return ""
    steps, former = changed.payload["max_steps"], changed.payload["former_steps"]
    return words(
        "train.plan.more" if steps > former else "train.plan.fewer",
        step=f"{changed.step:,}",
        steps=f"{steps:,}",
        former=f"{former:,}",
    )


def _recent(curve: Curve, loss: float | None) -> float | None:
    """The newest train loss without its noise."""
    points = smoothed(points_of(curve.step[-RECENT:], curve.train_loss[-RECENT:]))
    return short([points[-1][1] if points else loss])[0]
