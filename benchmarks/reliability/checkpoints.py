"""What a run's checkpoints promise: a resumed run is the run that was never cut, and no damaged byte goes unnoticed."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from playground import config, playground
from trials import Trials, Verdict, require

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus, prepare
from llm_core.errors import CheckpointError
from llm_core.training import checkpoint
from llm_core.training.events import Failed, StepDone
from llm_core.training.optimizer import Optimizer
from llm_core.training.trainer import Trainer

STEPS = 12
CUTS = (1, 6, 11)
CONFIGS: dict[str, dict[str, dict[str, Any]]] = {
    "the default": {},
    "dropout": {"model": {"dropout": 0.3}},
    "accumulation": {"train": {"accumulation": 3}},
    "adam": {"train": {"optimizer": "adam"}},
    "adamw with decay": {"train": {"optimizer": "adamw", "weight_decay": 0.1}},
    "sgd with momentum": {"train": {"optimizer": "sgd", "learning_rate": 0.1, "momentum": 0.9}},
    "plain sgd": {"train": {"optimizer": "sgd", "learning_rate": 0.1, "momentum": 0.0}},
    "cosine with warm-up": {"train": {"schedule": "cosine", "warmup_steps": 5}},
    "tied, learned positions": {"model": {"tied_embeddings": True, "positions": "learned"}},
    "clipped with decay": {"train": {"gradient_clip": 0.1, "weight_decay": 0.2}},
    "encoder": {"model": {"architecture": "encoder-only"}, "data": {"mask_token": True}},
    "bfloat16": {"train": {"precision": "bfloat16"}},
}


def resumes(count: int, sabotage: bool) -> Iterator[Verdict]:
    """Twelve configurations cut after the first step, in the middle and before the last: weights, optimizer, losses,
    batches.
    """
    trials, load = Trials(), Optimizer.load_state_dict
    if sabotage:
        Optimizer.load_state_dict = lambda self, state: None  # type: ignore[method-assign]
    try:
        with playground() as (launcher, file):
            for name, changes in CONFIGS.items():
                settings = changed(changes)
                corpus = prepare([file], settings.data, launcher.workspace.corpora)
                for cut in CUTS:
                    if trials.tried < count:
                        with (
                            trials.trial(f"{name}, cut after step {cut}"),
                            tempfile.TemporaryDirectory(dir=launcher.workspace.folder) as folder,
                        ):
                            compare(settings, corpus, Path(folder), cut)
    finally:
        Optimizer.load_state_dict = load  # type: ignore[method-assign]
    yield Verdict(
        "resume is exact",
        (
            f"{trials.held} of {trials.tried} cuts ({len(CONFIGS)} configurations): losses, gradients, batches, "
            f"weights and optimizer bit-identical{trials.said()}"
        ),
        not trials.failures,
    )


def changed(changes: dict[str, dict[str, Any]]) -> RunConfig:
    """The small run with some settings of its own."""
    plain = config(max_steps=STEPS, save_every=100).model_dump()
    return RunConfig.parse({**plain, **{group: {**plain[group], **values} for group, values in changes.items()}})


def compare(settings: RunConfig, corpus: Corpus, folder: Path, cut: int) -> None:
    """Train whole, and in two parts; nothing may differ."""
    whole, first = Trainer(settings, corpus, folder / "whole"), Trainer(settings, corpus, folder / "cut")
    first.request = lambda: "pause" if first.step == cut else None
    second = Trainer(settings, corpus, folder / "cut")
    expected = losses(whole)
    require(losses(first) + losses(second, resume=True) == expected, "losses or gradients differ")
    require(
        all(
            torch.equal(getattr(whole.objective.batch(step), name), getattr(second.objective.batch(step), name))
            for step in range(STEPS)
            for name in ("tokens", "targets")
        ),
        "batches differ",
    )
    one, other = checkpoint.load(folder / "whole"), checkpoint.load(folder / "cut")
    for part in ("weights", "optimizer"):
        ours, theirs = getattr(one, part), getattr(other, part)
        require(
            ours.keys() == theirs.keys() and all(torch.equal(ours[name], theirs[name]) for name in ours),
            f"{part} differ",
        )


def losses(trainer: Trainer, *, resume: bool = False) -> list[tuple[int, float, float, float]]:
    """What a trainer says of each step."""
    events = list(trainer.run(resume))
    require(not isinstance(events[-1], Failed), f"it failed: {events[-1]}")
    return [
        (event.step, event.train_loss, event.learning_rate, event.gradient_norm)
        for event in events
        if isinstance(event, StepDone)
    ]


def damage(count: int, sabotage: bool) -> Iterator[Verdict]:
    """One bit flipped, or the end cut off, in the files of a checkpoint and a snapshot; the former checkpoint must
    load.
    """
    dice, trials, verify = random.Random(4), Trials(limit_s=20), checkpoint.verify
    with playground() as (launcher, file):
        settings, folder = config(max_steps=40, snapshots=True), launcher.workspace.run_folder("two")
        losses(Trainer(settings, prepare([file], settings.data, launcher.workspace.corpora), folder))
        former, newest = checkpoint.checkpoints(folder)[-2:]
        snapshot = checkpoint.snapshots(folder)[-1][1]
        if sabotage:
            checkpoint.verify = lambda folder: None
        try:
            victims = [*newest.iterdir(), *snapshot.iterdir()]
            for number in range(count):
                victim = victims[number % len(victims)]
                with trials.trial(f"{victim.parent.parent.name}/{victim.name}, damage {number}"):
                    harm(victim, dice, number // len(victims))
                    notice(folder, snapshot if victim.parent == snapshot else None, former)
                restore(victim)
        finally:
            checkpoint.verify = verify
        require(checkpoint.load(folder).folder == newest, "what was mended must load")
    yield Verdict(
        "damage to checkpoint files",
        (
            f"{trials.held} of {trials.tried} flips and cuts noticed, the former checkpoint loaded each "
            f"time{trials.said()}"
        ),
        not trials.failures,
    )


def harm(victim: Path, dice: random.Random, number: int) -> None:
    """Flip a bit, and every tenth time cut the end off."""
    content = victim.read_bytes()
    victim.with_name(f".{victim.name}.whole").write_bytes(content)
    if number % 10 == 9:
        victim.write_bytes(content[: dice.choice([0, 1, len(content) - 1, dice.randrange(len(content))])])
    else:
        victim.write_bytes(flipped(content, dice.randrange(len(content) * 8)))


def restore(victim: Path) -> None:
    """Undo the damage."""
    victim.with_name(f".{victim.name}.whole").replace(victim)


def notice(folder: Path, snapshot: Path | None, former: Path) -> None:
    """Whoever reads what was damaged must be told."""
    if snapshot is None:
        require(checkpoint.load(folder).folder == former, "the damaged checkpoint was loaded")
        return
    try:
        checkpoint.load_model(snapshot)
    except CheckpointError:
        return
    raise AssertionError("the damaged snapshot was loaded")


def flipped(content: bytes, bit: int) -> bytes:
    """The same with one bit the other way."""
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
