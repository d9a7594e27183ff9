"""The coach: from a run's numbers to one verdict and at most one advice, in plain words.

`coach` is pure and says a code with values; `say` puts them into a language. What a loss is worth is judged by
three references computed from the text itself: guessing, knowing how common each token is, knowing pairs of tokens.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any, Literal

from llm_core.training.signs import Look, best_of, divergence, growing_gap, has_risen
from ui.words import Words

Unit = Literal["letters", "hanzi", "tokens"]
Advice = tuple[str, dict[str, Any]]
FAR = 0.75  # share of the pairs' loss below which pairs explain little of it
STUCK = 0.005  # relative gain that four looks at least bring while a run learns
KNOWN = 0.95  # share of taught replies from which on it knows nearly all
RISES = 0.02  # what a look adds to that share while more steps would help
DIVERGED = "diverged"  # the trainer's code for a loss or gradient that left the finite numbers


@dataclass(frozen=True)
class Numbers:
    """What the coach looks at; losses are nats per token.

    `evaluations` are (step, validation loss) in order, at least the last few dozen; `train_losses` of the last few
    dozen steps; `train_at_best` is the mean train loss around the best evaluation, `train_at` of a step that around an
    evaluation there. `kept` is the step of the best checkpoint, `snapshots` have weights of other steps. Of a run that
    converses, `taught` are (step, share of taught replies given word for word), and `held` the newest share of those
    kept apart.
    """

    status: str
    step: int = 0
    max_steps: int = 1
    evaluations: Sequence[tuple[int, float]] = ()
    train_losses: Sequence[float] = ()
    train_at_best: float | None = None
    baseline_losses: Mapping[str, float] = field(default_factory=dict)
    learning_rate: float = 0.03
    place: int = 1
    ahead: str = ""
    progress: Mapping[str, Any] | None = None
    error: Mapping[str, Any] | None = None
    train_at: Mapping[int, float] = field(default_factory=dict)
    kept: int | None = None
    snapshots: Collection[int] = ()
    converses: bool = False
    taught: Sequence[tuple[int, float]] = ()
    held: float | None = None
    begun: str = ""  # the run that this one starts from
    metric: str = ""  # of a task's run: what its score is, and its newest value
    score: str = ""


def coach(n: Numbers) -> Advice:
    """Code and values of what to say about a run now."""
    at = {"step": n.step, "half": n.learning_rate / 2}
    found: Advice = ("paused", at)
    match n.status:
        case "queued":
            found = "queued", {"place": n.place, "ahead": n.ahead}
        case "preparing":
            found = _preparing(n)
        case "running":
            found = _conversing(n, at) if n.converses else _learning_a_task(n, at) if n.metric else _running(n, at)
        case "failed":
            found = "diverged" if is_diverged(n.error) else "failed", {**at, "error": n.error or {}}
        case "stopped" | "done" if n.metric and n.score:
            found = f"task.{n.status}", {**at, "metric": n.metric, "score": n.score}
        case "stopped":
            found = (
                ("talk.stopped" if n.taught else "stopped" if n.evaluations else "stopped.early"),
                {**at, **_worth(n), **_best(n), **_knows(n)},
            )
        case "done" if n.taught:
            found = _taught(n), {**at, **_knows(n)}
        case "done":
            code = "done-overfit" if overfits(n) else "done-gap" if _gap(n) else "done"
            found = code, {**at, **_worth(n), **_best(n), **_gap(n)}
    return found


def is_diverged(error: Mapping[str, Any] | None) -> bool:
    """Whether a run failed because its loss or gradient left the finite numbers."""
    return bool(error) and (error or {}).get("code") == DIVERGED


def overfits(n: Numbers) -> bool:
    """Whether validation has risen past its noise, for two looks or more, while the train loss went on falling."""
    falling = n.train_at_best is None or not n.train_losses or fmean(n.train_losses) < n.train_at_best
    return has_risen(_looks(n)) and falling


def say(words: Words, advice: Advice, unit: Unit) -> dict[str, str]:
    """The sentences of an advice: {"code", "tone", "verdict", "more"}."""
    code, values = advice
    spelled = {name: spell(name, value) for name, value in values.items() if isinstance(value, (int, float, str))}
    spelled |= {name: words(f"coach.{name}.{unit}") for name in ("one", "many", "next")}
    spelled["worth"] = words("coach.worth", **spelled) if "loss" in values and values.get("began") else ""
    spelled["trend"] = words(f"coach.trend.{values['trend']}") if values.get("trend") else ""
    spelled["best_line"] = words(f"coach.best.{values['best_kept']}", **spelled) if values.get("best_kept") else ""
    spelled["apart"] = words("coach.talk.apart", **spelled) if "held" in values else ""
    spelled["rise"] = words("coach.talk.rise") if values.get("risen") else ""
    error = values.get("error") or {}
    spelled["cause"] = words.error_of(
        str(error.get("code", "")), error.get("values") or {}, str(error.get("cause", ""))
    )
    more = (
        "queued.more.alone"
        if code == "queued" and not values["ahead"]
        else "preparing.more"
        if code.startswith("preparing")
        else f"{code}.more"
    )
    return {
        "code": code,
        "tone": {
            "failed": "bad",
            "diverged": "bad",
            "diverging": "warn",
            "overfitting": "warn",
            "task.overfitting": "warn",
            "gap": "warn",
            "task.gap": "warn",
        }.get(code, "calm"),
        "verdict": words(f"coach.{code}", **spelled),
        "more": re.sub(" {2,}", " ", words(f"coach.{more}", **spelled)).strip(),
    }


def spell(name: str, value: float | str) -> str:
    """A value as it stands in a sentence: losses with two decimals, counts with separators, rates with two digits."""
    if isinstance(value, str):
        return value
    if name in ("loss", "best", "low", "train", "gap", "gap_before"):
        return f"{value:.2f}"
    if name in ("share", "held"):
        return percent(value)
    if name == "half":
        return f"{value:.2g}"
    if name == "choices" and value < 9.5:
        return f"{value:.1f}" if value < 3 else f"{value:.0f}"
    return f"{value:,.0f}"


def percent(share: float) -> str:
    """A share of right answers: 99.96% isn't 100%, it stays short of it."""
    near = 0 < share < 0.1 or 0.9 < share < 1
    return f"{min(100 * share, 99.9):.1f}%" if near else f"{100 * share:.0f}%"


def _running(n: Numbers, at: dict[str, Any]) -> Advice:
    if diverging := _diverging(n):
        return "diverging", {**at, **diverging}
    if not n.evaluations or n.step == 0:
        return "first-steps", at
    if overfits(n):
        return "overfitting", {**at, **_worth(n), **_best(n)}
    if gap := _gap(n):
        return "gap", {**at, **_worth(n), **_best(n), **gap}
    if since := _stuck_for(n):
        return "plateau", {**at, **_worth(n), "since": since}
    return _level(n), {**at, **_worth(n), "trend": "falling" if _gain(n) > STUCK else "slow"}


def _learning_a_task(n: Numbers, at: dict[str, Any]) -> Advice:
    """Of a run that learns a task: its metric says more than its loss."""
    if diverging := _diverging(n):
        return "diverging", {**at, **diverging}
    if not n.score or n.step == 0:
        return "task.first-steps", at
    trend = "learning" if _gain(n) > STUCK else "settled"
    code = "task.overfitting" if overfits(n) else "task.gap" if _gap(n) else "task.learning"
    return code, {**at, "metric": n.metric, "score": n.score, "trend": trend, **_worth(n), **_best(n), **_gap(n)}


def _conversing(n: Numbers, at: dict[str, Any]) -> Advice:
    """Of a run that learns replies: neither what a loss is worth nor its rise says much, the share of taught replies
    does.
    """
    if diverging := _diverging(n):
        return "diverging", {**at, **diverging}
    if not n.taught or n.step == 0:
        return "talk.begun" if n.begun else "talk.first-steps", {**at, "begun": n.begun}
    known = n.taught[-1][1] >= KNOWN
    return "talk.known" if known else "talk.learning", {
        **at,
        **_knows(n),
        "trend": "rising" if _gained(n) > RISES else "steady",
    }


def _taught(n: Numbers) -> str:
    """What there is to say of a run that has learnt its replies: whom to talk to, or what would teach it more."""
    if n.taught[-1][1] >= KNOWN:
        return "talk.done"
    return "talk.done.steps" if _gained(n) > RISES or _falls(n) else "talk.done.size"


def _knows(n: Numbers) -> dict[str, Any]:
    if not n.taught:
        return {}
    return {"share": n.taught[-1][1], "risen": has_risen(_looks(n)), **({"held": n.held} if n.held else {})}


def _gained(n: Numbers) -> float:
    """What the last look added to the share of taught replies, over the one two before it."""
    return n.taught[-1][1] - n.taught[max(0, len(n.taught) - 3)][1]


def _falls(n: Numbers) -> bool:
    """Whether the train loss was still falling over the last few dozen steps."""
    half = len(n.train_losses) // 2
    return half >= 8 and fmean(n.train_losses[half:]) < fmean(n.train_losses[:half]) * (1 - RISES)


def _looks(n: Numbers) -> list[Look]:
    return [Look(step, loss, n.train_at.get(step)) for step, loss in n.evaluations]


def _gap(n: Numbers) -> dict[str, float]:
    """Train loss, and the gap between it and validation as it was and is, where it grows."""
    gap = growing_gap(_looks(n))
    return {"train": gap.train_loss, "gap_before": gap.before, "gap": gap.now} if gap else {}


def _level(n: Numbers) -> str:
    loss, baseline_losses = n.evaluations[-1][1], n.baseline_losses
    if not {"frequencies", "pairs"} <= baseline_losses.keys():
        return "plain"
    if loss > baseline_losses["frequencies"]:
        return "guessing"
    if loss > baseline_losses["pairs"]:
        return "frequencies"
    return "pairs" if loss > FAR * baseline_losses["pairs"] else "far"


def _worth(n: Numbers) -> dict[str, Any]:
    if not n.evaluations:
        return {}
    loss = n.evaluations[-1][1]
    began = n.baseline_losses.get("guessing")
    return {
        "loss": loss,
        "choices": math.exp(min(loss, 30.0)),
        "began": round(math.exp(min(began, 30.0))) if began else 0,
    }


def _best(n: Numbers) -> dict[str, Any]:
    """Which step was best, and whether its weights are kept."""
    if not n.evaluations:
        return {}
    best = best_of(_looks(n))
    kept = best.step if best.step in n.snapshots else n.kept
    how = "unknown" if kept is None else "kept" if kept == best.step else "other"
    return {"best_step": best.step, "best": best.val_loss, "best_kept": how, "kept_step": kept or 0}


def _gain(n: Numbers) -> float:
    """Relative gain of the last evaluation over the one three before it, or over the first there is."""
    before = n.evaluations[max(0, len(n.evaluations) - 4)][1]
    return (before - n.evaluations[-1][1]) / before if before else 0.0


def _stuck_for(n: Numbers) -> int:
    """Steps without a gain worth the name, 0 while it learns; not judged in the last fifth, where the rate
    falls to 0.
    """
    if len(n.evaluations) < 8 or n.step > 0.8 * n.max_steps:
        return 0
    before, lately = n.evaluations[:-5], n.evaluations[-5:]
    lowest = min(loss for _, loss in before)
    if min(loss for _, loss in lately) < lowest * (1 - STUCK):
        return 0
    return n.evaluations[-1][0] - before[-1][0]


def _diverging(n: Numbers) -> dict[str, float]:
    """Lowest and present mean of the train loss when it has risen far within the last few dozen steps."""
    found = divergence(n.train_losses)
    return {"low": found.low, "train": found.now} if found else {}


def _preparing(n: Numbers) -> Advice:
    progress = n.progress or {}
    stage, total = progress.get("stage"), progress.get("total") or 0
    if stage not in ("hashing", "counting", "learning", "encoding", "splitting") or not total:
        return "preparing", {}
    return f"preparing.{stage}", {"percent": min(100, int(100 * progress.get("done", 0) / total))}
