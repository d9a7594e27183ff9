"""What a run leaves open is decided by what the machine has: the same seed on the same machine is the same run, however
busy it is.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.training import hardware_choice
from llm_core.training.events import Started, StepDone
from llm_core.training.hardware_choice import decide
from llm_core.training.trainer import Trainer

Config = Callable[..., RunConfig]
CPU, GPU, APPLE = torch.device("cpu"), torch.device("cuda"), torch.device("mps")
OPEN: dict[str, Any] = {"train__threads": 0, "train__precision": "auto"}


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes this machine one with so many cores and such a processor."""

    def has(cores: int = 8, *, avx512_bf16: bool = False, amx: bool = False, gpu: bool = False) -> None:
        monkeypatch.setattr(hardware_choice, "available_cores", lambda: cores)
        monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: avx512_bf16)
        monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: amx)
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: gpu or including_emulation)

    return has


@pytest.fixture
def lying_clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every clock jumps by up to a minute whenever it is asked: a machine busier than any."""
    dice, now = random.Random(1), [0.0]

    def clock() -> float:
        now[0] += dice.random() ** 8 * 60
        return now[0]

    for name in ("perf_counter", "monotonic", "process_time", "thread_time"):
        monkeypatch.setattr(time, name, clock)


def wide(config: Config, **changes: Any) -> RunConfig:
    return config(model__d_model=256, model__nhead=4, **OPEN, **changes)


def test_nothing_stays_open(config: Config) -> None:
    train = decide(config(train__device="auto", **OPEN)).train
    assert train.device in ("cpu", "cuda", "mps")
    assert train.threads > 0
    assert train.precision in ("float32", "bfloat16")


def test_what_was_chosen_by_the_person_stays(config: Config) -> None:
    assert decide(config()) == config()
    assert decide(config(train__precision="bfloat16", train__threads=3)).train.precision == "bfloat16"


@pytest.mark.usefixtures("lying_clocks")
def test_a_decision_is_the_same_whatever_the_clock_says(config: Config) -> None:
    configs = [
        wide(config),
        config(**OPEN),
        config(model__d_model=512, model__nhead=8, train__batch_size=64, model__context_length=128, **OPEN),
    ]
    decisions = {tuple((decide(one).train.threads, decide(one).train.precision) for one in configs) for _ in range(20)}
    assert len(decisions) == 1


@pytest.mark.usefixtures("lying_clocks")
def test_a_decision_asks_no_clock_and_trains_no_step(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "perf_counter", lambda: pytest.fail("asked a clock"))
    monkeypatch.setattr("llm_core.training.train_step.TrainStep.__init__", lambda *_: pytest.fail("made a learner"))
    decide(wide(config))


@pytest.mark.usefixtures("lying_clocks")
def test_a_run_and_its_repeat_are_bit_identical_on_a_busy_machine(
    config: Config, corpus: Corpus, tmp_path: Path
) -> None:
    """Whatever an older version measured and left beside the runs doesn't count either."""
    settings = wide(config, train__max_steps=3, train__sample_tokens=0, train__snapshots=False)
    (tmp_path / "machine.json").write_text(
        json.dumps({"any": {"date": "2030-01-01T00:00:00+00:00", "threads": 1, "precision": "float32"}})
    )
    runs = [list(Trainer(settings, corpus, tmp_path / name).run()) for name in ("first", "again")]
    said = [[(e.step, e.train_loss, e.gradient_norm) for e in events if isinstance(e, StepDone)] for events in runs]
    assert said[0] == said[1]
    started = [next(event for event in events if isinstance(event, Started)) for events in runs]
    assert started[0] == started[1]
    written = [
        RunConfig.model_validate_json((tmp_path / name / "config.json").read_text()).train
        for name in ("first", "again")
    ]
    assert written[0] == written[1]
    assert (written[0].threads, written[0].precision) == (started[0].threads, started[0].precision)


def test_half_precision_needs_instructions_for_it_and_a_width_that_is_worth_it(
    config: Config, machine: Callable[..., None]
) -> None:
    narrow, broad = config(**OPEN).model, wide(config).model
    machine()
    assert hardware_choice.precision_for(broad, CPU) == hardware_choice.precision_for(broad, GPU) == "float32"
    for features in ({"avx512_bf16": True}, {"amx": True}):
        machine(**features)
        assert (hardware_choice.precision_for(narrow, CPU), hardware_choice.precision_for(broad, CPU)) == (
            "float32",
            "bfloat16",
        )
    machine(gpu=True)
    assert (hardware_choice.precision_for(narrow, GPU), hardware_choice.precision_for(broad, GPU)) == (
        "float32",
        "bfloat16",
    )
    assert hardware_choice.precision_for(broad, APPLE) == "float32"


def test_threads_are_as_many_as_there_is_work_for_and_leave_one_core_free(
    config: Config, machine: Callable[..., None]
) -> None:
    small, large = (
        config(**OPEN),
        config(model__d_model=512, model__nhead=8, model__context_length=256, train__batch_size=32, **OPEN),
    )
    for cores, expected in ((1, 1), (2, 1), (8, 7), (64, 63)):
        machine(cores)
        assert hardware_choice.threads_for(large, CPU) == expected
        assert hardware_choice.threads_for(small, CPU) == 1
        assert hardware_choice.threads_for(large, GPU) == 1


def test_a_resume_takes_what_its_run_chose_even_before_its_first_checkpoint(
    config: Config, corpus: Corpus, tmp_path: Path, machine: Callable[..., None]
) -> None:
    settings = wide(config, train__max_steps=2, train__sample_tokens=0, train__snapshots=False)
    machine(avx512_bf16=True)
    began = next(Trainer(settings, corpus, tmp_path).run())  # and dies at once
    machine(avx512_bf16=False)
    resumed = next(Trainer(settings, corpus, tmp_path).run(resume=True))
    assert isinstance(began, Started)
    assert isinstance(resumed, Started)
    assert began.precision == resumed.precision == "bfloat16"
    anew = next(Trainer(settings, corpus, tmp_path).run())
    assert isinstance(anew, Started)
    assert anew.precision == "float32"


@pytest.mark.parametrize("content", ["", "[]", "{", '{"x": 1}', "null", '{"train": {"threads": -4}}'])
def test_a_damaged_record_is_decided_anew(config: Config, tmp_path: Path, content: str) -> None:
    (tmp_path / "config.json").write_text(content)
    assert decide(hardware_choice.decided_before(wide(config), tmp_path / "config.json")) == decide(wide(config))
