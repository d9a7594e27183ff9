"""Grow the runs that come with the project, from its own samples: `python assets/grow.py` writes assets/runs/."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llm_core.data.corpus.corpus import Corpus
    from llm_core.runs.records import Run
    from llm_core.runs.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

RUNS: dict[str, tuple[str, dict[str, int], int]] = {  # name, settings, snapshots kept
    "stories-en": ("Small stories, tiny", {"train.max_steps": 1500}, 5),
    "stories-zh": ("小故事 · 极小", {"train.max_steps": 1500}, 5),
    "talk-en": ("Small talk, tiny", {}, 3),
    "talk-zh": ("闲聊 · 极小", {}, 3),
    "sentiment": ("Reviews, tiny", {}, 3),
    "translation": ("English to Chinese", {}, 2),
    "summarization": ("Small news", {}, 2),
    "speech": ("Spoken commands", {}, 1),
    "question-answering": ("A small encyclopedia", {}, 2),
}


def grow(sample: str, workspace_folder: Path) -> Path:
    """Train one run on a sample exactly as the page would, and keep it as a folder of a few MB."""
    name, changes, snapshots = RUNS[sample]
    from llm_core.config import RunConfig
    from llm_core.data.corpus.corpus import prepare
    from llm_core.data.files.reading import look
    from llm_core.runs.launcher import file_facts
    from llm_core.runs.shipped import export_run
    from llm_core.runs.store import Store
    from llm_core.runs.worker import work
    from llm_core.runs.workspace import open_workspace
    from llm_core.samples import SAMPLES, sample_files
    from llm_core.training.events import Evaluated, Event, Sampled

    def tell(event: Event) -> None:
        if isinstance(event, Evaluated):
            right = (
                ""
                if event.score is None
                else (
                    f", {event.score:.1%} of {event.rows} held-out replies, {event.taught or 0:.1%} of "
                    f"{event.taught_rows} taught ones"
                )
            )
            print(f"{sample}: step {event.step}, validation {event.val_loss:.3f} nats{right}", flush=True)
        elif isinstance(event, Sampled):
            print(f"    {event.text[:160]!r}", flush=True)

    workspace = open_workspace(workspace_folder)
    settings = {**SAMPLES[sample].settings, **changes}
    opening = (
        {} if "data.format" in settings else {"train.sample_prompt": SAMPLES[sample].opening}
    )  # else questions or examples are shown
    config = RunConfig.parse({**opening, **settings})
    files = [look(path, config.data) for path in sample_files(sample, workspace.uploads)]
    corpus = prepare(files, config.data, workspace.corpora)
    store = Store(workspace.store_path)
    run = store.create(name, config, corpus.folder.name, [file_facts(file) for file in files], "command line")
    work(workspace, run.id, on_event=tell)
    if config.data.task:
        _measure(workspace, store.get(run.id), corpus)
    return export_run(workspace, store, store.get(run.id), ROOT / "assets" / "runs" / sample, most_snapshots=snapshots)


def _measure(workspace: Workspace, run: Run, corpus: Corpus) -> None:
    """Keep how good the run is at its task, so that the page can say it at once."""
    from llm_core.runs.reports import measure, used_by
    from llm_core.runs.weights import load_run

    report = measure(workspace, run, used_by(workspace, run, *load_run(workspace, run)), corpus, run.step)
    print(report and report.as_json(), flush=True)


def main() -> None:
    wanted = sys.argv[1:] or list(RUNS)
    for sample in wanted:
        with tempfile.TemporaryDirectory() as folder:
            print("wrote", grow(sample, Path(folder)).relative_to(ROOT), flush=True)


if __name__ == "__main__":
    main()
