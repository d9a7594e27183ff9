"""The Train tab's Python side: what a poll answers, what the buttons say and do, what stands in the lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from llm_core.config import RunConfig
from llm_core.training.events import Evaluated, Finished, Planned, Sampled, Saved, Started, StepDone
from tests.ui.train_stand_ins import DIVERGED, EN, begin, stand_ins, steps
from ui.state.draft import first_draft
from ui.state.run_facts import baseline_losses_of, half_rate, unit_of
from ui.state.step_time import FIRST, StepTimes
from ui.tabs.train.run_summary import buttons, said, wrong
from ui.tabs.train.tab import Actions
from ui.tabs.train.watcher import Asked, Watcher
from ui.words import Words
from ui.words.numbers import amount


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Any]:
    found = stand_ins(tmp_path)
    yield found
    found.store.close()


def test_the_first_poll_brings_all_and_later_ones_only_what_may_have_changed(services: Any) -> None:
    run = begin(
        services.store,
        events=[Evaluated(0, 4.17, 6.0, 100, 100, 0), *steps(1, 40), Sampled(20, "ROMEO:", "O my lord", 2.5)],
    )
    watcher = Watcher(services, EN)
    first = watcher.poll({"run": None, "after": 0, "attached": False})
    summary = first["run"]
    assert (summary["id"], first["fresh"], summary["points"], summary["looks"]) == (run, True, 40, 1)
    assert [sample["text"] for sample in first["samples"]] == ["O my lord"]
    assert first["coach"]["verdict"]
    services.store.append(run, steps(41, 42))
    second = watcher.poll({"run": run, "after": first["after"], "attached": True, "status": "running"})
    assert (second["fresh"], second["run"]["points"]) == (False, 42)
    assert not second.keys() & {"samples", "coach"}, "a step says nothing that these would repeat"
    services.store.append(run, [*steps(43, 43), Evaluated(43, 2.0, 3.0, 100, 100, 0)])
    third = watcher.poll({"run": run, "after": second["after"], "attached": True, "status": "running"})
    assert (third["run"]["points"], third["run"]["looks"], third["run"]["val_loss"]) == (43, 2, 2.0)
    assert third["coach"]
    fourth = watcher.poll({"run": run, "after": third["after"], "attached": True, "status": "running"})
    assert (fourth["after"], fourth["run"]["points"]) == (third["after"], 43)
    assert "coach" not in fourth


def test_what_a_resumed_run_takes_back_is_taken_back_on_the_card(services: Any) -> None:
    store, watcher = services.store, Watcher(services, EN)
    run = begin(store, events=[*steps(1, 40), Sampled(10, "", "early", 3.0), Sampled(40, "", "late", 2.5)])
    first = watcher.poll({"run": run, "attached": True})
    assert [sample["step"] for sample in first["samples"]] == [10, 40]
    store.forget_after(run, 20)
    store.append(run, [Started(20, 810_000, 65, 1000, "cpu", 1, "float32", 1300), *steps(21, 22)])
    again = watcher.poll({"run": run, "after": first["after"], "attached": True, "status": "running"})
    assert [sample["step"] for sample in again["samples"]] == [10]
    assert again["run"]["points"] == 22


def test_the_train_loss_is_told_without_its_noise(services: Any) -> None:
    noisy = [StepDone(step, 2.0 + 0.5 * (-1) ** step, 0.03, 1.0, 5000.0, 0.1 * step) for step in range(1, 301)]
    run = begin(services.store, events=noisy)
    assert services.store.get(run).train_loss in (1.5, 2.5)
    assert Watcher(services, EN).poll({"run": run})["run"]["train_loss"] == pytest.approx(2.0, abs=0.06)


def test_a_plan_that_changed_is_on_the_card_its_axis_and_its_time_left(services: Any) -> None:
    run = services.store.create("limited", RunConfig.parse({"train.max_seconds": 20}), "", [])
    services.store.append(run.id, [Started(0, 810_000, 65, 1000, "cpu", 1, "float32", 1300), *steps(1, 40)])
    services.store.set_status(run.id, "running")
    watcher = Watcher(services, EN)
    first = watcher.poll({"run": run.id, "after": 0, "attached": True})
    assert (first["plan"], first["run"]["max_steps"]) == ("", 1300)
    assert first["run"]["left_s"] == pytest.approx(16.0)  # of 20 s, not of 1,260 more steps
    services.store.append(run.id, [Planned(40, 200, 1300, 0.2, 0.1)])
    second = watcher.poll({"run": run.id, "after": first["after"], "attached": True, "status": "running"})
    assert (second["fresh"], second["run"]["max_steps"]) == (False, 200)
    assert "step 40" in second["plan"]
    assert "200 steps fit the time limit instead of 1,300" in second["plan"]
    assert "第 40 步" in Watcher(services, Words("zh")).poll({"run": run.id, "after": 0, "attached": True})["plan"]


def test_the_coach_knows_from_the_store_which_step_was_best_and_which_gap_grew(services: Any) -> None:
    run = begin(services.store)
    services.store.append(run, [Evaluated(0, 4.2, 6.0, 100, 100, 0)])
    for look, loss in enumerate((3.0, 2.6, 2.4, 2.3, 2.2, 2.15, 2.12), 1):
        taken = [
            StepDone(step, 3.2 - 0.25 * look, 0.03, 1.0, 5000.0, 0.1 * step)
            for step in range(30 * look - 29, 30 * look + 1)
        ]
        services.store.append(
            run, [*taken, Evaluated(30 * look, loss, 3.0, 100, 100, 0), Saved(30 * look, "best", "checkpoints/x")]
        )
    for after in (0, 1):
        coach = Watcher(services, EN).poll({"run": run, "after": after, "attached": True, "status": "running"})["coach"]
        assert coach["code"] == "gap"
        assert "Train loss is 1.45, validation loss 2.12" in coach["more"]
        assert "best at step 210 (2.12), and those weights are kept" in coach["more"]


def test_a_run_of_pairs_brings_its_score_and_what_was_expected(services: Any) -> None:
    run = services.store.create(
        "copy", RunConfig.parse({"data.format": "pairs", "model.architecture": "encoder-decoder"}), "", []
    )
    scored = Evaluated(20, 0.4, 1.1, 100, 900, 0, "exact_match", 0.55, 100)
    services.store.append(
        run.id,
        [
            Started(0, 810_000, 65, 1000, "cpu", 1, "float32", 1300),
            *steps(1, 20),
            scored,
            Sampled(20, "abc", "abd", 0.4, "abc"),
        ],
    )
    services.store.set_status(run.id, "running")
    answer = Watcher(services, EN).poll({"run": run.id, "after": 0, "attached": True})
    assert (answer["run"]["task"], answer["run"]["score"], answer["run"]["looks"]) == ("answer", 0.55, 1)
    strip = Watcher(services, EN).figure({"run": run.id})["figure"]["data"][-1]
    assert (strip["x"], strip["y"], strip["customdata"]) == ([20], [0.55], ["55.0%"])
    assert (answer["samples"][0]["text"], answer["samples"][0]["expected"]) == ("abd", "abc")
    assert services.store.get(run.id).score == 0.55
    assert "0.55" in Watcher(services, EN).table({"run": run.id})["csv"]


@pytest.mark.parametrize(
    ("architecture", "form", "kept"),
    [
        ("decoder-only", "text", {"guessing", "frequencies", "pairs"}),
        ("encoder-decoder", "text", {"guessing", "frequencies", "pairs"}),
        ("encoder-only", "text", {"guessing", "frequencies"}),
        ("decoder-only", "pairs", {"guessing", "frequencies", "pairs"}),
        ("encoder-only", "pairs", {"guessing"}),
    ],
)
def test_the_lines_beside_a_loss_are_those_that_are_true_of_what_is_asked(
    architecture: str, form: str, kept: set[str]
) -> None:
    config = RunConfig.parse({"model.architecture": architecture, "data.format": form})
    assert set(baseline_losses_of(config, {"references": {"guessing": 4.0, "frequencies": 3.0, "pairs": 2.0}})) == kept
    assert baseline_losses_of(config, {}) == {}


def test_the_figure_is_the_runs_own_as_it_is_wished(services: Any) -> None:
    store = services.store
    run = begin(store, events=[Evaluated(0, 4.17, 6.0, 100, 100, 0), *steps(1, 40), Evaluated(40, 2.0, 3.0, 9, 9, 0)])
    other = begin(store, "<i>other</i>", "done", steps(1, 30))
    watcher = Watcher(services, EN)
    figure = watcher.figure({"run": run, "others": [other, "nobody"]})["figure"]
    json.dumps(figure, allow_nan=False)
    assert [trace["name"] for trace in figure["data"] if trace.get("showlegend") is not False] == [
        "&lt;i&gt;other&lt;/i&gt;",
        "train",
        "validation",
    ]
    data = figure["layout"]["meta"]["data"]
    assert (data["points"], data["valPoints"], data["lastStep"], data["runs"]) == (40, 2, 40, 2)
    dark = watcher.figure({"run": run, "kind": "rate", "log": True, "dark": True})["figure"]["layout"]
    assert (dark["meta"]["data"]["kind"], dark["yaxis"]["type"]) == ("rate", "log")
    assert dark["template"] != figure["layout"]["template"]


def test_the_active_run_is_shown_else_the_browsers_last_else_the_newest(services: Any) -> None:
    watcher = Watcher(services, EN)
    assert watcher.poll({"run": None, "after": 0})["run"] is None
    old = begin(services.store, "old", "done", steps(1, 3))
    assert watcher.poll({"run": None, "after": 0})["run"]["id"] == old, "a browser that knows none is shown the newest"
    assert watcher.poll({"run": old, "after": 0})["run"]["id"] == old
    active = begin(services.store, "new", "running", steps(1, 3))
    assert watcher.poll({"run": old, "after": 0})["run"]["id"] == active
    shown = watcher.poll({"run": old, "after": 0, "attached": True})
    assert (shown["run"]["id"], shown["next"]["id"]) == (old, active)


def test_a_run_that_waits_says_its_place_and_whom_it_waits_for(services: Any) -> None:
    begin(services.store, "first", "running", steps(1, 2))
    begin(services.store, "second", "queued")
    third = begin(services.store, "third", "queued")
    answer = Watcher(services, EN).poll({"run": third, "after": 0, "attached": True})
    assert answer["run"]["place"] == 2
    assert "“first”" in answer["coach"]["more"]


@pytest.mark.parametrize(
    "request_",
    [
        None,
        7,
        "x",
        [],
        {"run": 3},
        {"run": "../../etc", "after": -1},
        {"run": "a" * 5000, "after": True},
        {"after": "1; DROP TABLE runs"},
        {"run": {"$ne": 1}, "after": 2**70, "attached": "yes", "status": []},
    ],
)
def test_anyone_may_send_a_poll_and_nonsense_answers_no_run(services: Any, request_: Any) -> None:
    watcher = Watcher(services, EN)
    assert watcher.poll(request_)["run"] is None
    assert watcher.figure(request_) == {}
    assert watcher.table(request_) == {}
    assert watcher.others(request_) == {"runs": []}
    asked = Asked.read(request_)
    assert asked.after >= 0
    assert not asked.attached


def test_an_answer_is_plain_json_even_after_nan(services: Any) -> None:
    bad = StepDone(2, float("nan"), 0.03, float("inf"), 1.0, 0.2)
    run = begin(services.store, status="failed", events=[*steps(1, 1), bad, DIVERGED])
    answer = Watcher(services, EN).poll({"run": run, "after": 0})
    json.dumps([answer, Watcher(services, EN).figure({"run": run})], allow_nan=False)
    assert answer["coach"]["code"] == "diverged"


def test_references_come_from_the_runs_own_corpus(services: Any) -> None:
    run = begin(services.store, events=steps(1, 3))
    folder = services.workspace.runs / run
    folder.mkdir(parents=True, exist_ok=True)
    statistics = {
        "bytes": 3000,
        "characters": 1000,
        "references": {"guessing": 8.46, "frequencies": 6.39, "pairs": 5.21},
    }
    watcher = Watcher(services, Words("zh"))
    labels = ("瞎猜 8.46", "只懂字频 6.39", "只懂两字相连 5.21")

    def texts() -> set[str]:
        return {one["text"] for one in watcher.figure({"run": run})["figure"]["layout"]["annotations"]}

    assert not texts() & set(labels)
    (folder / "corpus.json").write_text(json.dumps({"statistics": statistics}), encoding="utf-8")
    assert texts() >= set(labels)
    assert watcher.poll({"run": run})["run"]["guessing"] == 8.46


def test_the_csv_holds_a_line_a_step(services: Any) -> None:
    run = begin(services.store, events=[Evaluated(0, 4.17, 6.0, 100, 100, 0), *steps(1, 3)])
    lines = Watcher(services, EN).table({"run": run})["csv"].splitlines()
    assert lines[0].startswith("step,train_loss,val_loss")
    assert [line.split(",")[0] for line in lines[1:]] == ["0", "1", "2", "3"]


def shown(services: Any, status: str, **fields: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    run = begin(services.store, status=status, events=steps(1, 40))
    services.store.set_fields(run, **fields)
    return buttons(EN, services.store.get(run), working=status in ("running", "preparing"))


@pytest.mark.parametrize(
    ("status", "labels", "green"),
    [
        ("running", ("Start", "Pause", "Stop, keep"), None),
        ("paused", ("Start", "Resume", None), 1),
        ("queued", ("Start", None, "Cancel"), 0),
        ("stopped", ("Start a new run", "Resume", None), 0),
        ("done", ("Start a new run", None, None), 0),
    ],
)
def test_buttons_say_what_they_do_and_at_most_one_is_green(
    services: Any, status: str, labels: tuple[str | None, ...], green: int | None
) -> None:
    found = shown(services, status)
    assert tuple(button["value"] if button.get("visible", True) is True else None for button in found) == labels
    assert [i for i, button in enumerate(found) if button.get("variant") == "primary"] == (
        [] if green is None else [green]
    )


def test_a_button_that_was_pressed_waits_for_the_run(services: Any) -> None:
    _, pause, stop = shown(services, "running", request="stop")
    assert not pause["interactive"]
    assert not stop["interactive"]


def test_with_no_run_there_is_one_green_start() -> None:
    start, pause, stop = buttons(EN, None, working=False)
    assert (start["value"], start["variant"], pause["visible"], stop["visible"]) == (
        "Start",
        "primary",
        "hidden",
        "hidden",
    )


def test_after_a_diverged_run_start_halves_the_learning_rate(services: Any) -> None:
    run = begin(services.store, status="failed", events=[*steps(1, 40), DIVERGED])
    assert half_rate(services.store.get(run)) == 0.015
    assert buttons(EN, services.store.get(run), working=False)[0]["value"] == "Start again with learning rate 0.015"
    gentle = {**first_draft("en"), "changes": {"train.learning_rate": 0.01}}  # lowered since: what was set stays
    assert Actions(services, EN).show(gentle, {"run": run})[6]["value"] == "Start a new run"
    draft, value, _ = Actions(services, EN).start(first_draft("en"), {"run": run})
    assert services.launcher.calls[0][1].train.learning_rate == 0.015
    assert draft["changes"] == {"train.learning_rate": 0.015}
    assert value["attach"] == value["run"] != run


def test_start_names_runs_apart_and_pause_resumes_what_is_paused(services: Any) -> None:
    actions = Actions(services, EN)
    names = [services.store.get(actions.start(first_draft("en"), None)[1]["run"]).name for _ in range(2)]
    assert names == ["Small stories, tiny", "Small stories, tiny 2"]
    assert services.launcher.names == [
        first_draft("en")["source"]
    ]  # even where the text is prepared already: the run says what it read
    run = begin(services.store, status="paused", events=steps(1, 2))
    actions.pause({"run": run})
    services.store.set_status(run, "running")
    actions.pause({"run": run})
    assert services.launcher.calls[-2:] == [("resume", run), ("pause", run)]


def test_a_mistake_is_said_in_the_line_escaped(services: Any) -> None:
    run = begin(services.store, "<b>", "running")
    _, line = Actions(services, EN).stop({"run": run})
    assert 'role="alert"' in line
    assert "not at work &lt;b&gt;" in line
    _, _, line = Actions(services, EN).start(
        {**first_draft("en"), "changes": {"model.d_model": 100, "model.nhead": 3}}, None
    )
    assert "multiple of nhead" in line


@pytest.mark.parametrize("value", [None, "x", {}, {"run": None}, {"run": 5}, {"run": "nobody"}])
def test_buttons_of_no_run_do_nothing(services: Any, value: Any) -> None:
    actions = Actions(services, EN)
    assert actions.run(value) is None
    actions.pause(value)
    actions.stop(value)
    assert services.launcher.calls == []


def test_the_line_says_why_and_what(services: Any) -> None:
    lines = Actions(services, EN).summary
    draft = first_draft("en")
    assert lines.line(draft, None) == (said("Takes 45 MB of memory"), False)
    bad = {**draft, "changes": {"model.d_model": 100, "model.nhead": 3}}
    assert lines.line(bad, None)[0].startswith(wrong("")[:20])
    run = services.store.get(begin(services.store, status="running"))
    assert lines.line(draft, run)[0] == said("A new run will queue behind this one")
    assert "“a run”" in lines.line(draft, None)[0]
    assert lines.text(draft)["facts"] == "1,115,394 characters, 65 kinds; 10% kept for validation"
    assert lines.shape(draft) == "4 layers × 4 heads, 128 wide, reads 64 characters"


def test_a_text_shorter_than_the_context_is_said_before_start_with_the_remedy(services: Any) -> None:
    actions = Actions(services, EN)
    services.corpus_jobs.train_tokens = 9 * 20
    shown = actions.show(first_draft("en"), None)
    assert "set the context to 19 or less" in shown[5]
    assert shown[6]["interactive"] is False
    assert "set the context to 19 or less" in actions.start(first_draft("en"), None)[2]
    assert services.launcher.calls == []


def test_everything_beside_the_run_is_redrawn_in_one_answer(services: Any) -> None:
    answer = Actions(services, EN).show({"nonsense": 1}, None)
    choices = dict(answer[0]["choices"])
    assert answer[0]["value"] in choices.values()
    assert answer[9]["text"] == {"name": "Small stories", "guessing": 4.205, "vocabulary": 67, "task": "continue"}
    assert answer[9]["again"] > 0  # how fast this machine is has yet to be measured


def test_pace_is_measured_once_when_the_page_is_quiet_and_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    asked, done = [], threading.Event()

    def measure(config: RunConfig, vocab_size: int, **_: Any) -> float:
        asked.append(vocab_size)
        return 0.125

    monkeypatch.setattr("llm_core.training.cost.timing.measure_step_s", measure)
    monkeypatch.setattr(
        "ui.state.step_time.write_json", lambda file, value: (file.write_text(json.dumps(value)), done.set())
    )
    step_times, config, file = StepTimes(tmp_path / "pace.json"), RunConfig.parse(), tmp_path / "pace.json"
    assert [step_times.step_s(config, 67, idle=False) for _ in range(FIRST + 2)] == ["waiting"] * (FIRST + 2)
    assert step_times.step_s(config, 67) == "measuring"
    assert done.wait(10)
    longer = RunConfig.parse({"train.max_steps": 9000, "train.seed": 3})
    assert (step_times.step_s(longer, 67), asked) == (0.125, [67])
    assert StepTimes(file).step_s(config, 67) == 0.125
    file.write_text('{"x": [1]}')
    assert StepTimes(file).step_s(config, 67) == "waiting"


def test_counts_and_units_are_spelled_for_their_language() -> None:
    assert [amount(n, "en") for n in (810_000, 4_800_000, 25_200_000)] == ["0.81 M", "4.8 M", "25 M"]
    assert amount(810_000, "zh") == "81 万"
    assert unit_of("bpe", {}) == "tokens"
    assert unit_of("characters", {"bytes": 3000, "characters": 1000}) == "hanzi"
    assert unit_of("characters", {}) == "letters"


def test_a_finished_run_keeps_its_numbers(services: Any) -> None:
    run = begin(
        services.store,
        status="done",
        events=[*steps(1, 4), Evaluated(4, 1.6, 2.3, 100, 100, 0), Finished(4, "done", 2.0, 9.0, 1 << 28)],
    )
    answer = Watcher(services, EN).poll({"run": run})
    assert (answer["run"]["elapsed_s"], answer["run"]["val_loss"], answer["run"]["left_s"]) == (9.0, 1.6, None)
