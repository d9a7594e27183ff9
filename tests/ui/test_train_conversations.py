"""Train's part of conversations: what a run knows, what it starts from, and that it can be taught to converse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from llm_core.config import DataConfig, RunConfig
from llm_core.files import write_json
from llm_core.runs.store import Store
from llm_core.training.events import Evaluated, Sampled, Started
from tests.ui.train_stand_ins import EN, TALKS, begin, stand_ins, steps
from ui.state import draft as drafts
from ui.state.draft import first_draft
from ui.state.step_time import as_packed, as_read
from ui.tabs.train.tab import Actions
from ui.tabs.train.watcher import Watcher


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Any]:
    found = stand_ins(tmp_path)
    yield found
    found.store.close()


def converse(store: Store, folder: Path, earlier: str | None = None) -> str:
    """A run of conversations half way; its note says which run it started from."""
    run = store.create("talks", TALKS, "talk-corpus", [])
    asked = [
        {"question": "hi <b>", "answer": " hello ", "expected": "hello", "taught": True},
        {"question": "who?", "answer": "", "expected": "me", "taught": False},
    ]
    looks = [
        Evaluated(step, 2.0 + step / 100, 3.0, 100, 100, 0, "replies", 0.25, 4, taught, 100)
        for step, taught in ((0, 0.0), (20, 0.5), (40, 0.97))
    ]
    store.append(
        run.id,
        [
            Started(0, 810_000, 2048, 1000, "cpu", 1, "float32", 100),
            looks[0],
            *steps(1, 40),
            *looks[1:],
            Sampled(40, "hi <b>", "hello", 2.4, "hello", asked),
        ],
    )
    store.set_status(run.id, "running")
    if earlier:
        found = store.get(earlier)
        write_json(
            folder / run.id / "earlier.json",
            {"run": found.id, "name": found.name, "step": found.step, "corpus": found.corpus},
        )
    return run.id


def test_a_run_of_conversations_brings_both_shares_and_its_questions(services: Any) -> None:
    run = converse(services.store, services.workspace.runs)
    answer = Watcher(services, EN).poll({"run": run, "after": 0, "attached": True})
    assert (answer["run"]["task"], answer["run"]["score"], answer["run"]["taught"]) == ("converse", 0.25, 0.97)
    traces = {trace.get("uid"): trace for trace in Watcher(services, EN).figure({"run": run})["figure"]["data"]}
    assert [traces["answers"][axis] for axis in "xy"] == [[0, 20, 40], [0.0, 0.5, 0.97]]
    assert [traces["held"][axis] for axis in "xy"] == [[0, 20, 40], [0.25, 0.25, 0.25]]
    assert answer["samples"][0]["exchanges"] == [
        {"question": "hi <b>", "answer": "hello", "expected": "hello", "taught": True},
        {"question": "who?", "answer": "", "expected": "me", "taught": False},
    ]
    assert answer["coach"]["code"] == "talk.known"
    assert "It gives 97.0% of its taught replies" in answer["coach"]["more"]
    services.store.append(
        run, [Evaluated(43, 2.0, 3.0, 100, 100, 0, "replies", 0.0, 0, 0.5, 100)]
    )  # nothing was kept apart
    later = Watcher(services, EN).poll({"run": run, "after": answer["after"], "attached": True, "status": "running"})
    assert (later["run"]["taught"], later["run"]["score"], later["coach"]["code"]) == (0.5, None, "talk.learning")
    header, *lines = Watcher(services, EN).table({"run": run})["csv"].splitlines()
    assert dict(zip(header.split(","), lines[40].split(","), strict=True))["taught"] == "0.97"


def test_a_run_that_started_from_another_says_from_which_while_that_is_here(services: Any) -> None:
    earlier = begin(services.store, "stories", "done", steps(1, 30))
    run = converse(services.store, services.workspace.runs, earlier)
    watcher = Watcher(services, EN)

    def begins(of: str) -> dict[str, Any]:
        return dict(watcher.figure({"run": of})["figure"]["layout"]["meta"]["begins"])

    assert begins(run) == {"step": 30, "name": "stories"}
    layout = watcher.figure({"run": run})["figure"]["layout"]
    assert "conversations from here" in [note["text"] for note in layout["annotations"]]
    assert begins(earlier) == {"step": 0, "name": ""}
    services.store.delete(earlier)
    assert begins(run) == {"step": 0, "name": ""}


def finished(services: Any, name: str = "stories", changes: dict[str, Any] | None = None) -> str:
    """A run that is done, with a vocabulary and what looks like weights."""
    from llm_core.data.tokenizer.tokenizer import train_tokenizer

    config = RunConfig.parse(changes or {"model.d_model": 96, "model.num_layers": 3})
    run = services.store.create(name, config, "corpus-of-stories", [])
    services.store.append(run.id, [Started(0, 1, 65, 1000, "cpu", 1, "float32", 30), *steps(1, 30)])
    services.store.set_status(run.id, "done")
    folder = services.workspace.run_folder(run.id)
    (folder / "snapshots" / "step-00000030").mkdir(parents=True)
    write_json(folder / "config.json", config.model_dump(mode="json"))
    train_tokenizer(["the cat sat on the mat"], DataConfig()).save(folder / "tokenizer.json")
    return str(run.id)


def test_only_decoders_with_weights_can_be_started_from_the_newest_first(services: Any) -> None:
    first, second = finished(services), finished(services, "tales")
    finished(services, "blanks", {"model.architecture": "encoder-only"})
    begin(services.store, "nothing saved", "done", steps(1, 2))
    choices, chosen = Actions(services, EN).summary.start_choices(first_draft("en"))
    assert choices == [("Nothing (random weights)", ""), ("tales", second), ("stories", first)]
    assert chosen == ""


def test_choosing_a_run_takes_its_shape_over_and_choosing_nothing_takes_it_back(services: Any) -> None:
    actions, plain, run = Actions(services, EN), first_draft("en"), finished(services)
    draft, _ = actions.begin(plain, run)
    assert draft["changes"] == {"train.start_from": run, "model.d_model": 96, "model.num_layers": 3}
    shown = actions.show(draft, None)
    assert (shown[2]["value"], shown[6]["interactive"]) == (run, True)
    assert "taken over" in shown[3]
    assert "96 wide" in shown[4]
    talks = actions.choose(drafts.with_changes(draft, {"data.format": "conversations"}), "sample:arithmetic")
    assert talks["changes"] == draft["changes"]  # the format went with its text, the run stays
    assert actions.begin(draft, "")[0] == plain
    assert actions.show(plain, None)[3] == ""


def test_what_cannot_be_started_from_is_said_in_place_and_start_is_off(services: Any) -> None:
    actions, run = Actions(services, EN), finished(services)
    draft, _ = actions.begin(first_draft("en"), run)
    services.store.delete(run)
    blanks = finished(services, "blanks", {"model.architecture": "encoder-only"})
    for start_from, sentence in ((run, "There is no run"), (blanks, "blanks has an encoder")):
        odd = drafts.with_changes(draft, {"train.start_from": start_from})
        shown = actions.show(odd, None)
        assert sentence in shown[3]
        assert sentence in shown[5]
        assert shown[6]["interactive"] is False
        assert shown[2]["value"] in [value for _, value in shown[2]["choices"]]
        assert sentence in actions.start(odd, None)[2]
    assert actions.begin(first_draft("en"), blanks)[0].keys() == {"__type__"}  # nothing changes
    assert services.launcher.calls == []


def test_a_run_starts_with_the_shape_that_it_will_have_even_where_the_draft_says_another(services: Any) -> None:
    actions, run = Actions(services, EN), finished(services)
    draft = drafts.with_changes(
        first_draft("en"), {"train.start_from": "stories", "model.d_model": 256, "model.context_length": 96}
    )
    actions.start(draft, None)
    config = services.launcher.calls[0][1]
    assert (config.model.d_model, config.model.num_layers, config.model.context_length, config.train.start_from) == (
        96,
        3,
        96,
        run,
    )
    assert "96 wide, reads 96" in actions.summary.shape(draft)


def test_a_run_of_text_is_offered_to_be_taught_to_converse_where_there_are_conversations(
    services: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llm_core import samples

    talk = samples.Sample("talk-zh", "zh", "", lambda seed: "", {"data.format": "conversations"})
    monkeypatch.setattr(
        samples,
        "SAMPLES",
        {
            **{
                key: sample
                for key, sample in samples.SAMPLES.items()
                if sample.settings.get("data.format") != "conversations"
            },
            talk.key: talk,
        },
    )
    run, watcher, actions = finished(services), Watcher(services, EN), Actions(services, EN)
    assert watcher.poll({"run": run, "attached": True})["run"]["teachable"] is True
    draft, _ = actions.teach(first_draft("en"), SimpleNamespace(run=run))
    assert draft["source"] == "sample:talk-zh"  # the only one there is
    assert draft["changes"] == {
        "data.format": "conversations",
        "data.tokenizer": "characters",
        "train.start_from": run,
        "model.d_model": 96,
        "model.num_layers": 3,
    }
    assert drafts.config_of(draft).model.context_length == TALKS.model.context_length
    assert (
        watcher.poll({"run": converse(services.store, services.workspace.runs), "attached": True})["run"]["teachable"]
        is False
    )
    for nonsense in (None, 7, "../../etc", "nobody"):
        assert "There is no run" in actions.teach(first_draft("en"), SimpleNamespace(run=nonsense))[1]
    monkeypatch.setattr(
        samples, "SAMPLES", {key: sample for key, sample in samples.SAMPLES.items() if key != "talk-zh"}
    )
    assert watcher.poll({"run": run, "attached": True})["run"]["teachable"] is False
    assert actions.teach(first_draft("en"), SimpleNamespace(run=run))[0]["source"] == first_draft("en")["source"]


def test_a_text_is_prepared_with_the_vocabulary_of_the_run_that_it_goes_on_from(services: Any, tmp_path: Path) -> None:
    import time

    from ui.state.corpus_jobs import CorpusJobs as RealPreparing
    from ui.state.limits import Limits
    from ui.state.uploads import Uploads

    lines = [
        {"messages": [{"role": "user", "content": f"say {n}"}, {"role": "assistant", "content": f"the {n}."}]}
        for n in range(60)
    ]
    (tmp_path / "talk.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    uploads = Uploads(tmp_path / "uploads", Limits())
    source = f"upload:{uploads.keep([tmp_path / 'talk.jsonl'])[0]}"
    real, run = RealPreparing(uploads, tmp_path / "corpora", services.starting_runs), finished(services)
    plain = drafts.with_changes({**first_draft("en"), "source": source}, {"data.format": "conversations"})
    begun = services.starting_runs.chosen(plain, run)
    base = services.starting_runs.tokenizer(run)
    assert real.vocab_size(begun, "en") == (base.vocab_size, False)
    end = time.monotonic() + 60
    while (
        any(real.state(draft).state in ("waiting", "preparing") for draft in (plain, begun)) and time.monotonic() < end
    ):
        time.sleep(0.02)
    alone, after = real.state(plain).corpus, real.state(begun).corpus
    assert alone is not None
    assert after is not None
    assert (alone.tokenizer.kind, after.tokenizer.kind) == ("bpe", "characters")
    assert after.tokenizer.encode("the cat") == base.encode("the cat")
    assert base.vocab_size < after.tokenizer.vocab_size == real.vocab_size(begun, "en")[0]
    services.store.delete(run)
    gone = real.state(begun)
    assert gone.mistake is not None
    assert gone.mistake.code in ("no-runs", "no-such-run")
    real.want(begun)  # says nothing: state() does


def test_a_step_of_conversations_is_measured_as_it_is_packed() -> None:
    lengths = np.array([33] * 50 + [65] * 50 + [900])  # the last fits into no context
    corpus: Any = SimpleNamespace(train_rows=None, train_dialogues=SimpleNamespace(lengths=lengths), text=None)
    packed = as_packed(TALKS, corpus)
    assert (packed.train.batch_size, packed.model.context_length) == (32 * 48 // 256, 256)
    with_text = as_read(TALKS, corpus, text=True)
    assert with_text.train.batch_size == -(-32 * 48 * 10 // 8 // 256)
    few = RunConfig.parse({"data.format": "conversations", "train.batch_size": 2})
    assert (as_read(few, corpus).train.batch_size, as_read(few, corpus).model.context_length) == (1, 96)
    assert as_read(TALKS, None) == TALKS


def test_conversations_are_counted_below_the_text(services: Any) -> None:
    services.corpus_jobs.dialogues = type("Two", (), {"lengths": np.array([9, 9]), "__len__": lambda self: 2})()
    assert (
        Actions(services, EN).summary.text(drafts.with_changes(first_draft("en"), {"data.format": "conversations"}))[
            "facts"
        ]
        == "4 conversations; 2 kept for validation"
    )
