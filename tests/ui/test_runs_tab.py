"""The Runs tab's side in Python: rows, details, differences, and a command line that repeats a run."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from llm_core.cli.output import numbers_of
from llm_core.config import RunConfig
from llm_core.files import read_json, write_json
from llm_core.runs.shipped import ASSETS
from llm_core.training.events import Evaluated
from ui.server.api import _Endpoints
from ui.state import comparable_runs
from ui.state import draft as drafts
from ui.tabs.runs.tab import Answers, open_folder, opener
from ui.tabs.runs.view import changes_of, command, differences, draft_of, source_of, written
from ui.tabs.train.watcher import Watcher
from ui.words import Words

EN, ZH = Words("en"), Words("zh")


def run_of(config: RunConfig, *files: dict[str, Any], name: str = "a run") -> Any:
    return SimpleNamespace(config=config, files=files, name=name, id="a-run-1234")


def test_the_command_line_repeats_the_run() -> None:
    changes = {
        "model.d_model": 96,
        "model.bias": True,
        "data.tokenizer": "bpe",
        "train.learning_rate": 0.01,
        "sampling.stop": ["END", "a b"],
    }
    config = RunConfig.parse(changes, preset="small")
    run = run_of(
        config,
        {"path": "/texts/my story.txt", "name": "my story.txt", "encoding": "gb18030", "column": None},
        name="it's small",
    )
    words = shlex.split(command(run))
    assert words[:4] == ["python", "-m", "llm_core", "train"]
    assert words[words.index("--data") + 1] == "/texts/my story.txt"
    assert words[words.index("--preset") + 1] == "small"
    assert words[words.index("--data.encoding") + 1] == "gb18030"
    assert words[words.index("--model.bias") + 1] == "true"
    assert words[words.index("--name") + 1] == "it's small"
    assert {word for word in words if word.startswith("--model.")} == {"--model.d_model", "--model.bias"}


def test_of_very_many_files_the_command_line_names_the_folder() -> None:
    clips = [
        {"path": f"/clips/{folder}/{number}.wav", "name": f"{number}.wav"}
        for number in range(20)
        for folder in ("ann", "ben")
    ]
    words = shlex.split(command(run_of(RunConfig(), *clips)))
    assert words[words.index("--data") + 1 : words.index("--preset")] == ["/clips"]
    few = shlex.split(command(run_of(RunConfig(), *clips[:3])))
    assert few[few.index("--data") + 1 : few.index("--preset")] == [
        "/clips/ann/0.wav",
        "/clips/ben/0.wav",
        "/clips/ann/1.wav",
    ]


def test_the_command_line_is_read_back_as_the_same_config() -> None:
    from llm_core.cli.arguments import parse

    config = RunConfig.parse(
        {
            "model.d_model": 96,
            "model.bias": True,
            "train.max_seconds": 60.5,
            "sampling.stop": ["END", "a b", "-"],
            "train.sample_prompt": "- Oh,",
        },
        preset="small",
    )
    options = vars(parse(shlex.split(command(run_of(config, {"path": "a.txt", "name": "a.txt"})))[3:]))
    assert (
        RunConfig.parse({name: value for name, value in options.items() if "." in name}, preset=options["preset"])
        == config
    )


def test_a_draft_made_from_a_run_stands_for_the_same_config() -> None:
    config = RunConfig.parse({"model.d_model": 96, "train.seed": 5, "sampling.stop": ["x"]}, preset="small")
    draft = draft_of(run_of(config, {"path": "/w/uploads/0123456789abcdef/a.txt", "name": "a.txt"}), None)
    assert draft["source"] == "upload:0123456789abcdef"
    assert drafts.config_of(draft) == config


def test_a_familys_run_is_repeated_by_its_command_line_and_by_its_draft() -> None:
    from llm_core.cli.arguments import parse

    config = RunConfig.parse(
        {"model.num_kv_heads": None, "train.learning_rate": None, "model.activation": "gelu"},
        family="llama",
        preset="small",
    )
    options = vars(parse(shlex.split(command(run_of(config, {"path": "a.txt", "name": "a.txt"})))[3:]))
    again = RunConfig.parse(
        {name: value for name, value in options.items() if "." in name},
        preset=options["preset"],
        family=options["family"],
    )
    assert again.model.kv_heads == config.model.nhead
    assert (again.model.positions, again.model.activation, again.train.peak_learning_rate) == (
        "rotary",
        "gelu",
        config.train.peak_learning_rate,
    )
    draft = draft_of(run_of(config), {"source": "sample:arithmetic", "preset": "tiny", "family": "bert", "changes": {}})
    assert (draft["preset"], draft["family"]) == ("small", "llama")
    assert drafts.config_of(draft) == config


def test_a_run_of_conversations_is_repeated_by_its_command_line_and_by_its_draft() -> None:
    from llm_core.cli.arguments import parse

    config = RunConfig.parse(
        {
            "data.format": "conversations",
            "model.context_length": 64,
            "train.max_steps": 30,
            "train.start_from": "stories-1234",
        }
    )
    assert changes_of(config).keys() == {"data.format", "model.context_length", "train.max_steps", "train.start_from"}
    run = run_of(config, {"path": "talk.txt", "name": "talk.txt", "turn_mark": "__eou__"})
    words = shlex.split(command(run))
    assert words[words.index("--data.turn_mark") + 1] == "__eou__"
    options = vars(parse(words[3:]))
    again = RunConfig.parse({name: value for name, value in options.items() if "." in name}, preset=options["preset"])
    assert again.model_copy(update={"data": config.data}) == config
    draft = draft_of(run, None)
    assert draft["changes"] == changes_of(config)
    assert drafts.config_of(draft) == config


def test_a_run_of_conversations_says_how_much_it_knows_and_from_whom_it_started(served: Any, small_run: str) -> None:
    store = served.services.store
    run = store.create("talks", RunConfig.parse({"data.format": "conversations", "train.start_from": small_run}))
    store.append(
        run.id,
        [
            Evaluated(2, 0.5, 0.6, 1, 1, 0, "replies", 0.25, 4, 0.5, 10),
            Evaluated(4, 0.5, 0.6, 1, 1, 0, "replies", 0.5, 4, 0.9, 10),
        ],
    )
    store.set_status(run.id, "done")
    try:
        found = Answers(served.services, EN).details({"ids": [run.id]})
        [shown] = found["runs"]
        assert (shown["score"], shown["taught"]) == (0.5, 0.9)
        asked = Answers(served.services, EN)
        drawn = {
            measure: asked.curves({"ids": [run.id], "measure": measure})["figure"]["data"][0]["y"]
            for measure in ("taught", "score")
        }
        assert drawn == {"taught": [0.5, 0.9], "score": [0.25, 0.5]}
        settings = {name: value for _, name, value in found["one"]["settings"]}
        assert settings == {"data.format": "Conversations", "train.start_from": store.get(small_run).name}
        other = Answers(served.services, EN).details({"ids": [small_run]})["runs"][0]
        assert other["taught"] is None
        assert asked.curves({"ids": [small_run]})["measures"] == ["bits_per_byte", "val_loss"]
        compared = Answers(served.services, EN).details({"ids": [run.id, small_run]})["differences"]
        assert [values for _, name, values in compared if name == "train.start_from"] == [
            [store.get(small_run).name, "Nothing (random weights)"]
        ]
    finally:
        served.services.launcher.delete(run.id)


def test_a_runs_text_is_found_again_where_it_is_still_here() -> None:
    assert source_of([{"path": "/elsewhere/alice.txt", "name": "alice.txt"}]) is None
    assert source_of([{"path": "/x/samples/arithmetic.txt", "name": "arithmetic.txt"}]) == "sample:arithmetic"
    assert source_of([]) is None


def test_only_what_differs_is_listed_in_either_language() -> None:
    a, b = RunConfig.parse({"model.bias": True}), RunConfig.parse({"train.max_steps": 20_000})
    found = {name: values for _, name, values in differences(EN, [a, b])}
    assert found == {"model.bias": ["on", "off"], "train.max_steps": ["1700", "20,000"]}
    assert [label for label, _, _ in differences(ZH, [a, b])] == [
        ZH.field("model.bias")[0],
        ZH.field("train.max_steps")[0],
    ]
    assert differences(EN, [a, a]) == []
    assert changes_of(RunConfig()) == {}


def test_a_run_is_listed_explained_renamed_and_deleted(served: Any, small_run: str) -> None:
    answers = Answers(served.services, EN)
    row = next(row for row in answers.runs({})["runs"] if row["id"] == small_run)
    assert row["status"] == "done"
    found = answers.details({"ids": [small_run]})
    assert found["one"]["files"] == ["cats.txt"]
    assert found["one"]["folder"].endswith(small_run)
    curves = answers.curves({"ids": [small_run], "measure": "val_loss", "dark": True})
    [line] = curves["figure"]["data"]
    assert (curves["measure"], line["name"], len(line["x"]) == len(line["y"]) > 0) == ("val_loss", row["name"], True)
    former = row["name"]
    assert answers.rename({"id": small_run, "name": "   "})["fault"]
    assert answers.rename({"id": small_run, "name": "<img onerror=1>"})["fault"] == ""
    assert served.services.store.get(small_run).name == "<img onerror=1>"
    answers.rename({"id": small_run, "name": former})
    assert answers.remove({"id": "no-such-run"})["fault"]


@pytest.mark.parametrize("sent", [None, [], "x", 3, {"ids": "abc"}, {"ids": [None, {}]}, {"id": ["a"], "name": {}}])
def test_whatever_a_browser_sends_is_answered(served: Any, sent: object) -> None:
    answers = Answers(served.services, EN)
    for ask in (answers.runs, answers.details, answers.curves, answers.rename, answers.remove):
        assert isinstance(ask(sent), dict)


def test_a_folder_opens_only_for_a_person_at_this_machine(
    served: Any, small_run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[list[str]] = []
    monkeypatch.setattr("ui.tabs.runs.tab.opener", lambda: ["open"])
    monkeypatch.setattr("ui.tabs.runs.tab.subprocess.Popen", lambda argv, **_: opened.append(argv))
    here = SimpleNamespace(client=SimpleNamespace(host="127.0.0.1"), headers={})
    open_folder(served.services, small_run, SimpleNamespace(client=SimpleNamespace(host="10.0.0.9"), headers={}))
    open_folder(
        served.services, small_run, SimpleNamespace(client=here.client, headers={"x-forwarded-for": "10.0.0.9"})
    )
    open_folder(served.services, "../../etc", here)
    assert opened == []
    open_folder(served.services, small_run, here)
    assert opened == [["open", str(served.services.workspace.run_folder(small_run))]]


def test_a_space_has_no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPACE_ID", "someone/terrarium")
    assert opener() is None


def test_compared_runs_are_at_most_six(served: Any, small_run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run = served.services.store.get(small_run)
    monkeypatch.setattr(
        served.services.store, "runs", lambda *_: [replace(run, id=f"{small_run}-{i}") for i in range(9)]
    )
    assert len(Answers(served.services, EN).details({"ids": [f"{small_run}-{i}" for i in range(9)]})["runs"]) == 6


def test_compared_runs_come_in_the_order_they_were_chosen_and_their_values_with_them(
    served: Any, small_run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = served.services.store.get(small_run)
    seeds = {f"run-{seed}": RunConfig.parse({"train.seed": seed}).model_dump_json() for seed in (1, 2, 3)}
    monkeypatch.setattr(
        served.services.store,
        "runs",
        lambda *_: [replace(run, id=name, config_json=text) for name, text in seeds.items()],
    )
    found = Answers(served.services, EN).details({"ids": ["run-3", "run-1"]})
    assert [one["id"] for one in found["runs"]] == ["run-3", "run-1"]
    assert [values for _, name, values in found["differences"] if name == "train.seed"] == [["3", "1"]]


def test_a_run_that_came_along_names_its_sample_and_its_command_line_finds_it(served: Any) -> None:
    shipped = [run for run in served.services.store.runs() if run.origin == "shipped"]
    assert len(shipped) == len([*ASSETS.glob("*/run.json")]) >= 4, (
        "every run that comes with the project is copied into a new workspace"
    )
    for run in shipped:
        [file] = written(served.services, run.files)
        assert Path(file["path"]).exists()
        assert shlex.split(command(run, [file]))[5] == file["path"]
        assert str(source_of(run.files)).startswith("sample:")
        assert run.corpus


def learnt(
    served: Any, name: str, held_out: str, corpus: str, changes: dict[str, Any] | None = None, **numbers: Any
) -> Any:
    """A run that is done, with a note of the text that it learnt."""
    store = served.services.store
    run = store.create(name, RunConfig.parse(changes or {}), corpus=corpus, files=[{"name": "text.txt"}])
    store.set_status(run.id, "done", **numbers)
    write_json(
        served.services.workspace.run_folder(run.id) / "corpus.json",
        {"fingerprint": corpus, "held_out": held_out, "files": [], "statistics": {}},
    )
    return store.get(run.id)


@pytest.fixture
def texts(served: Any) -> Iterator[dict[str, Any]]:
    """Two runs of one text in other tokens, one of another text of the same name, and runs of two tasks."""
    found = {
        "letters": learnt(served, "letters", "one", "c1"),
        "pieces": learnt(served, "pieces", "one", "c2", {"data.tokenizer": "bpe"}),
        "elsewhere": learnt(served, "elsewhere", "two", "c3"),
        "moods": learnt(served, "moods", "three", "c4", {"data.format": "sentiment"}, step=9, score=0.9),
        "sums": learnt(served, "sums", "four", "c5", {"data.format": "pairs"}, score=0.5),
    }
    yield found
    for run in found.values():
        served.services.launcher.delete(run.id)


@pytest.mark.parametrize("words", [EN, ZH])
def test_runs_of_different_texts_are_said_to_be_so_however_alike_their_settings(
    served: Any, texts: dict[str, Any], words: Words
) -> None:
    found = Answers(served.services, words).details({"ids": [texts["letters"].id, texts["elsewhere"].id]})
    assert found["same"] == {"text": False, "val_loss": False, "bits_per_byte": False, "score": False, "taught": False}
    assert found["differences"] == [[words("runs.files"), "", ["text.txt · one", "text.txt · two"]]], (
        "same name, other text"
    )


def test_bits_per_byte_are_comparable_across_tokenizers_on_the_same_text_alone(
    served: Any, texts: dict[str, Any]
) -> None:
    found = Answers(served.services, EN).details({"ids": [texts["letters"].id, texts["pieces"].id]})
    assert (found["same"]["text"], found["same"]["bits_per_byte"], found["same"]["val_loss"]) == (True, True, False)
    assert [name for _, name, _ in found["differences"]] == ["data.tokenizer"]
    again = Answers(served.services, EN).details(
        {"ids": [texts["letters"].id, learnt(served, "again", "one", "c1").id]}
    )
    assert (again["same"]["val_loss"], again["differences"]) == (True, [])
    served.services.launcher.delete(again["runs"][1]["id"])


def test_the_best_is_one_among_runs_that_were_asked_the_same(served: Any, texts: dict[str, Any]) -> None:
    alike = {name: comparable_runs.alike(served.services, run) for name, run in texts.items()}
    assert alike["letters"]["bits_per_byte"] == alike["pieces"]["bits_per_byte"]
    assert len({alike[name]["bits_per_byte"] for name in ("letters", "elsewhere", "moods", "sums")}) == 4
    assert len({alike[name]["score"] for name in ("letters", "moods", "sums")}) == 3
    blanks = learnt(served, "blanks", "one", "c6", {"model.architecture": "encoder-only"})
    assert comparable_runs.alike(served.services, blanks)["bits_per_byte"] != alike["letters"]["bits_per_byte"], (
        "blanks are another question"
    )
    served.services.launcher.delete(blanks.id)


def test_a_run_has_one_score_wherever_it_is_shown(served: Any, texts: dict[str, Any]) -> None:
    services, run = served.services, texts["moods"]
    answers, panel = Answers(services, EN), Watcher(services, EN)

    def scores() -> set[float]:
        listed = next(row for row in answers.runs({})["runs"] if row["id"] == run.id)
        card, told = panel.poll({"run": run.id, "attached": True})["run"], _Endpoints(services).run_status(run.id)
        return {listed["score"], card["score"], told["score"], numbers_of(services.workspace, run)["score"]}

    assert scores() == {0.9}
    report = {"metric": "accuracy", "value": 0.875, "low": 0.8, "high": 0.93, "n": 1012}
    write_json(services.workspace.run_folder(run.id) / "report.json", {"step": 9, "report": report, "judged": {}})
    assert scores() == {0.875}, "as Tasks shows it"
    assert numbers_of(services.workspace, run)["score_on"] == 1012
    write_json(services.workspace.run_folder(run.id) / "report.json", {"step": 5, "report": report, "judged": {}})
    assert scores() == {0.9}, "it has learnt on since it was measured"


def test_shipped_runs_show_the_score_that_was_measured_on_all_held_out_examples(served: Any) -> None:
    rows = {row["name"]: row for row in Answers(served.services, EN).runs({})["runs"] if row["origin"] == "shipped"}
    for file in ASSETS.glob("*/report.json"):
        report, name = read_json(file)["report"], read_json(file.parent / "run.json")["name"]
        hundred = 100 if report["metric"] in ("chrf", "rouge1") else 1
        assert rows[name]["score"] == pytest.approx(report["value"] / hundred)
        assert rows[name]["score_on"] == report["n"]


def test_a_list_that_is_the_same_is_not_sent_again_nor_its_configs_parsed(
    served: Any, small_run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = Answers(served.services, EN)
    found = answers.runs({})
    monkeypatch.setattr(RunConfig, "parse", lambda *_: pytest.fail("a config was parsed again"))
    queries: list[str] = []
    read = served.services.store.read
    monkeypatch.setattr(
        served.services.store, "read", lambda query, values=(): queries.append(query) or read(query, values)
    )
    assert answers.runs({"tag": found["tag"]}) == {"tag": found["tag"], "odd": ""}
    assert len(queries) == 1
    assert answers.runs({"tag": "old"})["runs"] == found["runs"]
