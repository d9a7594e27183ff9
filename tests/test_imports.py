"""What importing the core costs: nothing of the screen, and of torch nothing until it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
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


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = import_graph()
    assert len(graph) > 250
    assert circle_in(graph) == []


def test_a_circle_would_be_found() -> None:
    graph = import_graph()
    assert "llm_core.config.data" in graph["llm_core.config"]  # at the top
    assert "llm_core.training.trainer" in graph["llm_core.runs.worker"]  # inside a function
    assert "llm_core.data.corpus.corpus" not in graph["llm_core.runs.reports"]  # for types alone
    assert circle_in({**graph, "llm_core.config.data": {"llm_core.runs.worker"}})


def import_graph() -> dict[str, set[str]]:
    """Which modules of the core and the page each of them imports, at its top or inside a function."""
    files = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for folder in ("llm_core", "ui")
        for path in (ROOT / folder).rglob("*.py")
    }
    return {
        name: set(imported(ast.parse(path.read_text(encoding="utf-8")), frozenset(files))) - {name}
        for name, path in files.items()
    }


def imported(node: ast.AST, known: frozenset[str]) -> Iterator[str]:
    """The known modules that code imports when it runs; what only types need is passed over."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known)
    if isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            yield from (name for name in (inner if inner in known else node.module,) if name in known)
    for child in ast.iter_child_nodes(node):
        yield from imported(child, known)


def circle_in(graph: Mapping[str, set[str]]) -> list[str]:
    """The modules of a circle of imports; none where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []
