"""What stands in for a launcher, prepared texts and runs where Train is tested without a server."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from llm_core.config import RunConfig
from llm_core.errors import RunError
from llm_core.runs.store import Store
from llm_core.runs.workspace import open_workspace
from llm_core.training.events import Event, Failed, Started, StepDone
from ui.state.start_from import Beginnings
from ui.state.step_time import Pace
from ui.words import Words

EN = Words("en")
DIVERGED = Failed(40, "diverged", "The loss is nan.", {"step": 41})


class Launcher:
    """Notes what it is asked for, and answers as the real one would."""

    def __init__(self, store: Store) -> None:
        self.store, self.calls, self.names = store, [], []

    def start(self, name: str, config: RunConfig, files: Any = (), corpus: Any = None) -> Any:
        self.calls.append(("start", config))
        self.names = [file.name for file in files]
        return self.store.create(name, config, "", [])

    def pause(self, run: str) -> None:
        self.calls.append(("pause", run))

    def resume(self, run: str) -> None:
        self.calls.append(("resume", run))

    def stop(self, run: str) -> None:
        self.calls.append(("stop", run))
        raise RunError("not-at-work", "{name} is not at work <b>.", name=run)


class Preparing:
    """A text that is ready."""

    train_tokens = 1_003_854
    dialogues: Any = None
    statistics = SimpleNamespace(kinds=65, characters=1_115_394, bytes=1_115_394, references={"guessing": 4.205})

    def state(self, draft: object) -> Any:
        corpus = SimpleNamespace(
            statistics=self.statistics,
            tokenizer=SimpleNamespace(vocab_size=67, mask_id=None),
            train=range(self.train_tokens),
            validation=range(self.train_tokens // 9),
            train_rows=None,
            train_dialogues=self.dialogues,
            validation_dialogues=self.dialogues,
            text=None,
        )
        return SimpleNamespace(state="ready", corpus=corpus, mistake=None, total=0, done=0, stage="")

    def vocab_size(self, draft: object, language: str) -> tuple[int, bool]:
        return 67, True


def stand_ins(folder: Path) -> Any:
    """Services of a workspace below a folder, with a real store; whoever makes them closes it."""
    workspace = open_workspace(folder / "workspace")
    store = Store(workspace.store_path)
    uploads = SimpleNamespace(
        kept=list, of=lambda source, config: [SimpleNamespace(name=source)], name=lambda upload: "my book.txt"
    )
    pace = Pace(folder / "pace.json")
    return SimpleNamespace(
        workspace=workspace,
        store=store,
        launcher=Launcher(store),
        preparing=Preparing(),
        uploads=uploads,
        pace=pace,
        beginnings=Beginnings(workspace, store),
    )


TALKS = RunConfig.parse({"data.format": "conversations"})


def steps(first: int, last: int) -> list[Event]:
    return [StepDone(step, 4 / step + 1, 0.03, 1.0, 5000.0, 0.1 * step) for step in range(first, last + 1)]


def begin(store: Store, name: str = "a run", status: Any = "running", events: list[Event] | None = None) -> str:
    run = store.create(name, RunConfig.parse(), "", [])
    store.append(run.id, [Started(0, 810_000, 65, 1000, "cpu", 1, "float32", 1300), *(events or [])])
    store.set_status(run.id, status)
    return run.id
