"""The benchmark of the promises itself: it keeps count, comes to a bad end where a promise is broken, and survives a
hang.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks" / "reliability"


@pytest.fixture(scope="module")
def promises() -> Iterator[ModuleType]:
    former = list(sys.path)
    sys.path.insert(0, str(FOLDER))
    import promises

    yield promises
    sys.path[:] = former


@pytest.mark.parametrize(("name", "count"), [("damage", 9), ("resumes", 3)])
def test_a_promise_is_kept_and_its_sabotage_is_seen(
    promises: ModuleType, name: str, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert promises.main([name, "--count", str(count)]) == 0
    assert f"{count} of {count}" in capsys.readouterr().out
    assert promises.main([name, "--count", str(count), "--sabotage"]) == 1
    said = capsys.readouterr().out
    assert "BROKEN" in said
    assert "NOT KEPT" in said


def test_a_worker_that_is_killed_goes_on_bit_by_bit(
    promises: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deaths.MAX_STEPS", 120)
    assert promises.main(["kills", "--count", "2"]) == 0
    assert "1 of 1 resumed runs bit-identical" in capsys.readouterr().out


def test_a_hang_and_an_error_are_failures_and_the_next_trial_is_made() -> None:
    from trials import Trials

    trials = Trials(limit_s=0.05)
    with trials.trial("hangs"):
        time.sleep(5)
    with trials.trial("breaks"):
        raise ZeroDivisionError
    with trials.trial("holds"):
        pass
    assert (trials.tried, trials.held) == (3, 1)
    assert "HungError" in trials.said()
    assert "ZeroDivisionError" in trials.said()


def test_a_promise_that_cannot_be_tried_is_not_kept(promises: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def impossible(count: int, sabotage: bool) -> Iterator[object]:
        raise OSError(count, str(sabotage))
        yield

    monkeypatch.setitem(promises.PROMISES, "stops", (impossible, 1, 1))
    assert promises.main(["stops"]) == 1
