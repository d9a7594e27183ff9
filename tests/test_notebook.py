"""The notebook's guide is true: its code runs, in order, in a folder with a workspace of two runs."""

from __future__ import annotations

import re
from pathlib import Path

import plotly.graph_objects as go
import plotly.io
import pytest

from llm_core.config import RunConfig
from llm_core.runs.store import Store
from llm_core.runs.workspace import open_workspace
from llm_core.training.events import Evaluated, Event, Started, StepDone

GUIDE = Path(__file__).parents[1] / "docs" / "notebook.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.S | re.M)


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, whose workspace has two runs of twenty steps."""
    monkeypatch.chdir(tmp_path)
    store = Store(open_workspace(tmp_path / "workspace").store_path)
    for name in ("first", "second"):
        run = store.create(name, RunConfig.parse(), "", [])
        looks: list[Event] = [Evaluated(step, 4 - step / 10, 2.0, 9, 9, 0) for step in (0, 10, 20)]
        done: list[Event] = [StepDone(step, 4 - step / 10, 0.03, 1.0, 5000.0, 0.1 * step) for step in range(1, 21)]
        store.append(run.id, [Started(0, 1000, 65, 1000, "cpu", 1, "float32", 20), *done, *looks])
        store.set_status(run.id, "done")
    store.close()
    return tmp_path


def test_the_guides_code_runs_and_saves_what_plotly_reads(notebook: Path) -> None:
    scope: dict[str, object] = {}
    for block in BLOCKS:
        exec(block, scope)  # our own document
    assert isinstance(scope["figure"], go.Figure)
    assert {trace.name for trace in scope["compared"].data} == {"first", "second"}  # type: ignore[attr-defined]
    assert "Plotly.newPlot" in (notebook / "curve.html").read_text(encoding="utf-8")
    saved = plotly.io.read_json(str(notebook / "curve.json"))
    assert [trace.name for trace in saved.data] == ["train", "train", "validation"]
    assert "pure guessing 4.17" in [note.text for note in saved.layout.annotations]
