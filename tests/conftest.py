"""What all tests share: where real data lies, a workspace of their own, and the rule on skips."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
if "PYTEST_XDIST_WORKER" in os.environ:  # side by side, threads that wait busily for each other take ten times as long
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data sets, or a skip that says how to name one."""
    folder = Path(os.environ.get("TERRARIUM_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / "text").is_dir():
        pytest.skip("real data missing: set TERRARIUM_DATA to its folder")
    return folder


@pytest.fixture(scope="session")
def tinyshakespeare(real_data: Path) -> Path:
    """Tiny Shakespeare, 1.1 MB of ASCII."""
    return real_data / "text" / "tinyshakespeare" / "input.txt"


@pytest.fixture(autouse=True, scope="session")
def _own_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test writes into the person's own workspace."""
    former = os.environ.get("TERRARIUM_WORKSPACE")
    os.environ["TERRARIUM_WORKSPACE"] = str(tmp_path_factory.mktemp("workspace"))
    yield
    if former is None:
        del os.environ["TERRARIUM_WORKSPACE"]
    else:
        os.environ["TERRARIUM_WORKSPACE"] = former


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Side by side (`-n 2`), a process takes whole files, since they share fixtures; one of them takes all that drive a
    browser, and begins with them.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return "browser" if "browser/" in file or file.endswith("_in_chromium.py") else file

    config.option.loadscopereorder = False  # as collected: the browser's come first
    return ByFile(config, log)


_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail") and "gpu" not in report.keywords:
        _skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything is installed, a skipped test is a failed one; only those that need a GPU may skip."""
    if os.environ.get("TERRARIUM_ONLY_GPU_TESTS_SKIP") and _skipped and session.exitstatus == 0:
        print("\nThese tests were skipped, and only GPU tests may:", *_skipped, sep="\n  ")
        session.exitstatus = 1
