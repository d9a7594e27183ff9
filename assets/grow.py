"""Grow the two runs that come with the project, from its own samples: `python assets/grow.py` writes assets/runs/."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

RUNS = {
    "stories-en": ("Small stories, tiny", {"train.max_steps": 1500}),
    "stories-zh": ("小故事 · 极小", {"train.max_steps": 1500}),
}


def grow(sample: str, name: str, changes: dict[str, int], workspace_folder: Path) -> Path:
    """Train one run on a sample exactly as the page would, and keep it as a folder of a few MB."""
    from llm_core.config import RunConfig
    from llm_core.runs.shipped import export_run
    from llm_core.runs.store import Store
    from llm_core.runs.worker import work
    from llm_core.runs.workspace import open_workspace
    from llm_core.text.corpus import prepare
    from llm_core.text.reading import look
    from llm_core.text.samples import SAMPLES, write_sample
    from llm_core.training.events import Evaluated, Event, Sampled

    def tell(event: Event) -> None:
        if isinstance(event, Evaluated):
            print(f"{sample}: step {event.step}, validation {event.val_loss:.3f} nats", flush=True)
        elif isinstance(event, Sampled):
            print(f"    {event.text[:160]!r}", flush=True)

    workspace = open_workspace(workspace_folder)
    config = RunConfig.parse({"train.sample_prompt": SAMPLES[sample].opening, **SAMPLES[sample].settings, **changes})
    corpus = prepare([look(write_sample(sample, workspace.uploads), config.data)], config.data, workspace.corpora)
    store = Store(workspace.store_path)
    run = store.create(name, config, corpus.folder.name, origin="command line")
    work(workspace, run.id, on_event=tell)
    return export_run(workspace, store, store.get(run.id), ROOT / "assets" / "runs" / sample, most_snapshots=5)


def main() -> None:
    wanted = sys.argv[1:] or list(RUNS)
    for sample in wanted:
        name, changes = RUNS[sample]
        with tempfile.TemporaryDirectory() as folder:
            print("wrote", grow(sample, name, changes, Path(folder)).relative_to(ROOT), flush=True)


if __name__ == "__main__":
    main()
