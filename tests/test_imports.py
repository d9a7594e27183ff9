"""What importing the core costs: nothing of the screen, and of torch nothing until it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("gradio", "plotly", "torch", "pandas", "rich")


def loaded_by(statement: str) -> set[str]:
    """Which heavy packages a statement loads, in an interpreter of its own."""
    code = f"{statement}\nimport sys\nprint(*[name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "statement",
    [
        "import llm_core",
        "from llm_core import RunConfig, Tokenizer; RunConfig.parse()",
        (
            "import llm_core.runs.store, llm_core.runs.launcher, llm_core.runs.worker, llm_core.runs.worker_process, "
            "llm_core.runs.shipped"
        ),
        (
            "import llm_core.cli.main, llm_core.cli.training, llm_core.cli.using, llm_core.cli.progress, "
            "llm_core.cli.worker"
        ),
    ],
)
def test_what_a_refusal_needs_loads_nothing_heavy(statement: str) -> None:
    assert loaded_by(statement) == set()


def test_the_whole_core_loads_nothing_of_the_screen() -> None:
    everything = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted((ROOT / "llm_core").rglob("*.py"))
        if path.name != "__main__.py"
    ]
    assert "llm_core.training.trainer" in everything
    assert not loaded_by(f"import {', '.join(everything)}") & {"gradio", "plotly", "rich"}


def test_unknown_names_of_the_core_are_missing_attributes() -> None:
    import llm_core

    with pytest.raises(AttributeError, match="no attribute 'Nonsense'"):
        _ = llm_core.Nonsense
    assert set(dir(llm_core)) >= {"LargeLanguageModel", "RunConfig", "generate"}
