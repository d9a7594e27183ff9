"""A person's own examples for a task: how their files read, what stands in them, and the run that they begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from llm_core.config import TASKS, DataConfig, TaskName
from llm_core.errors import Mistake
from ui.live.rpc import Answer
from ui.state import draft as drafts
from ui.state.services import Services
from ui.state.task_kinds import named, sample_of
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.data.corpus.corpus import Corpus
    from llm_core.data.files.text_file import TextFile

PREVIEWED, CELL, LOOKED_AT, CLASSES = 5, 240, 200, 12
MIXED = 0.2


class Files:
    """Answers what the third panel asks; any thread may ask."""

    def __init__(self, services: Services, words: Words) -> None:
        self._services, self._words = services, words

    def read(self, question: Mapping[str, Any]) -> Answer:
        """How files read as examples of a task: {task, source, draft}; source is "sample:KEY" or "upload:ID,…"."""
        draft = self._draft(question)
        task: TaskName = named(question.get("task"))
        config = DataConfig(format=task)
        kind, names = drafts.source_of(draft)
        found: list[Answer] = []
        if kind == "upload":
            found = [self._file(task, upload, self._services.corpus_jobs.look(upload, config)) for upload in names]
            if TASKS[task].hears and len(found) > 1:
                found = found[:1]
        return {"source": draft["source"], "files": found, **self.state(question)}

    def state(self, question: Mapping[str, Any]) -> Answer:
        """How far the examples are read, and what is in them: {task, source, draft}."""
        draft = self._draft(question)
        if (mistake := drafts.mistake_in(draft)) is not None:
            return {"state": "failed", "fault": self._words.error(mistake)}
        self._services.corpus_jobs.want(draft)
        now = self._services.corpus_jobs.state(draft)
        answer: Answer = {"state": now.state, "stage": now.stage, "done": now.done, "total": now.total, "fault": ""}
        if now.mistake is not None:
            return {**answer, "fault": self._words.error(now.mistake)}
        return {**answer, **self._facts(now.corpus)} if now.corpus is not None else answer

    def choose(self, question: Mapping[str, Any]) -> Answer:
        """Settle the columns or the encoding of a file: {id, column | target_column | encoding, task, source, draft};
        answers as `read`.
        """
        upload = str(question["id"])
        choice = {
            name: str(question[name])[:200] or None
            for name in ("column", "target_column", "encoding")
            if name in question
        }
        now = self._services.corpus_jobs.look(upload, DataConfig(format=named(question.get("task"))))
        if not isinstance(now, Mistake) and now.target is not None and now.column is not None:
            if choice.get("column") == now.target:  # who chooses the other's column exchanges them
                choice["target_column"] = now.column
            elif choice.get("target_column") == now.column:
                choice["column"] = now.target
        self._services.uploads.choose(upload, **choice)
        return self.read(question)

    def plan(self, question: Mapping[str, Any]) -> Answer:
        """The draft that these examples make, with all that suits the task: {task, source, draft}."""
        return {"draft": self._draft(question)}

    def start(self, question: Mapping[str, Any]) -> Answer:
        """Train on these examples: {task, source, draft}; answers the run and its draft.

        Raises:  Mistake: settings or files that don't do.
        """
        from ui.tabs.train.tab import Actions

        draft = self._draft(question)
        run = Actions(self._services, self._words).launch(draft)
        return {"run": run.id, "draft": draft}

    def sample(self, question: Mapping[str, Any]) -> Answer:
        """The built-in sample of a task, as a source: {task}."""
        key = sample_of(named(question.get("task")), self._words.language)
        return {"source": f"sample:{key}" if key else None}

    def _draft(self, question: Mapping[str, Any]) -> drafts.Draft:
        """The page's draft, turned to these examples: its device, seed and the like stay, its shape becomes the
        task's.
        """
        task, source = named(question.get("task")), question.get("source")
        before = drafts.checked(question.get("draft"), self._words.language)
        same = before["changes"].get("data.format") == task
        kept = before["changes"] if same else {name: value for name, value in before["changes"].items() if name in KEPT}
        plain = {
            **before,
            "preset": before["preset"] if same else "tiny",
            "family": before["family"] if same else "terrarium",
            "changes": kept,
        }
        turned = drafts.with_source(plain, source) if isinstance(source, str) and source else plain
        return drafts.with_changes(turned, {"data.format": task, **self._naming(task, turned)})

    def _naming(self, task: TaskName, draft: drafts.Draft) -> dict[str, str]:
        """Of clips, which part of their names says what: it goes for all files together, so it is a setting of
        the run.
        """
        kind, names = drafts.source_of(draft)
        if not TASKS[task].hears or kind != "upload":
            return {}
        choice = self._services.uploads.choice(names[0])
        return {f"data.{name}": choice[name] for name in ("column", "target_column") if name in choice}

    def _file(self, task: TaskName, upload: str, look: TextFile | Mistake) -> Answer:
        try:
            name, others = self._services.uploads.name(upload), len(self._services.uploads.paths(upload)) - 1
        except Mistake as mistake:
            return {"id": upload, "name": "", "fault": self._words.error(mistake)}
        name = f"{name} + {others}" if others else name
        if isinstance(look, Mistake):
            return {"id": upload, "name": name, "fault": self._words.error(look), **self._columns(upload, task)}
        return {
            "id": upload,
            "name": name,
            "kind": look.format,
            "fault": "",
            "columns": list(look.columns[:200]),
            "column": look.column,
            "target": look.target,
            "encoding": look.encoding,
            "sure": look.sure,
            "examples": [[pair.source[:CELL], pair.target[:CELL]] for pair in look.examples[:PREVIEWED]],
            "warnings": [self._words.error(warning) for warning in look.warnings],
        }

    def _columns(self, upload: str, task: TaskName) -> Answer:
        """What else could be chosen of a file that doesn't read as it is."""
        if TASKS[task].hears:
            return {}
        as_text = self._services.corpus_jobs.look(upload, DataConfig())
        chosen = self._services.uploads.choice(upload)
        if isinstance(as_text, Mistake) or len(as_text.columns) < 2:
            return {}
        return {
            "columns": list(as_text.columns[:200]),
            "column": chosen.get("column"),
            "target": chosen.get("target_column"),
            "examples": [],
            "warnings": [],
        }

    def _facts(self, corpus: Corpus) -> Answer:
        about = corpus.statistics
        train = corpus.examples("train")
        held = len(corpus.validation_rows) if corpus.validation_rows is not None else 0
        first = train[:LOOKED_AT]
        return {
            "train_rows": max(0, about.documents - held),
            "validation_rows": held,
            "labels": list(about.labels[:CLASSES]),
            "classes": len(about.labels),
            "counts": counts_of([one.target for one in train], about.labels),
            "vocabulary": corpus.tokenizer.vocab_size,
            "languages": [
                language_of(one.source or one.context for one in first),
                language_of(one.target for one in first),
            ],
            "shown": [[(one.source or one.clip)[:CELL], one.target[:CELL]] for one in islice(first, PREVIEWED)],
            "warnings": [self._words.error(warning) for warning in about.warnings],
        }


KEPT = frozenset({"train.device", "train.seed", "train.max_seconds", "train.threads"})


def counts_of(targets: Sequence[str], labels: Sequence[str]) -> list[int]:
    """How often each class comes."""
    counted: dict[str, int] = {}
    for target in targets if labels else ():
        counted[target] = counted.get(target, 0) + 1
    return [counted.get(label, 0) for label in labels[:CLASSES]]


def language_of(texts: Iterable[str]) -> str:
    """Script of most texts: "zh", "ja", "latin" or "other"; "mixed" where a fifth are Chinese and a fifth Latin."""
    found = [script for text in texts if (script := _script_of(text[:CELL]))]
    if not found:
        return "other"
    shares = {script: found.count(script) / len(found) for script in set(found)}
    if shares.get("zh", 0) >= MIXED and shares.get("latin", 0) >= MIXED:
        return "mixed"
    return max(shares, key=lambda script: shares[script])


def _script_of(text: str) -> str | None:
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return None
    if 10 * sum("\u3040" <= char <= "\u30ff" for char in letters) > len(letters):
        return "ja"
    if 5 * sum("\u4e00" <= char <= "\u9fff" for char in letters) > len(letters):
        return "zh"
    return "latin" if 2 * sum(char < "\u0250" for char in letters) > len(letters) else "other"
