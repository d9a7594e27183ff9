"""The Python side of Inspect: what a script gets for a sentence, a head, a step; and which run it is offered first."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from llm_core.data.tokenizer.labels import BYTE_OF_CHARACTER
from llm_core.inspection import inspect
from tests.ui.small_run import TEXT, SmallServices, small_run
from ui.state.run_choices import default_run, language_of
from ui.tabs.inspect.service import InspectService
from ui.tabs.inspect.tab import questions
from ui.tabs.inspect.view import exact, found, most_tokens, overview
from ui.words import Words

SENTENCE = "to be or not"


@pytest.fixture
def services(tmp_path: Path) -> SmallServices:
    return SmallServices(tmp_path)


@pytest.fixture
def asked(services: SmallServices) -> dict[str, Any]:
    words = Words("en")
    return {function.__name__: function for function in questions(InspectService(services, words), words)}  # type: ignore[arg-type]


def look(asked: dict[str, Any], **changes: Any) -> dict[str, Any]:
    answer = asked["look_inside"](
        {"run": "small-1", "step": None, "text": SENTENCE, "head": [1, 0], "off": None, **changes}
    )
    json.dumps(answer, allow_nan=False)
    return dict(answer)


def test_the_answer_holds_every_head_of_every_layer_as_one_byte_a_weight(
    asked: dict[str, Any], services: SmallServices
) -> None:
    answer = look(asked)
    size = len(SENTENCE)
    assert len(answer["labels"]) == size
    packed = np.frombuffer(base64.b64decode(answer["grid"]), np.uint8).reshape(2, 2, size * (size + 1) // 2)
    attention = inspect(services.model, services.tokenizer, SENTENCE).attention
    rows, columns = np.tril_indices(size)
    assert np.abs((packed / 255.0) ** 2 - attention[:, :, rows, columns]).max() < 0.005


def test_the_chosen_head_is_exact_to_four_digits_and_its_rows_sum_to_one(asked: dict[str, Any]) -> None:
    answer = look(asked)
    weights = np.frombuffer(base64.b64decode(answer["exact"]), "<u2") / 65535
    starts = np.cumsum([0, *range(1, len(SENTENCE))])
    assert np.add.reduceat(weights, starts) == pytest.approx(np.ones(len(SENTENCE)), abs=1e-3)


def test_another_head_is_given_as_exactly_as_the_first(asked: dict[str, Any]) -> None:
    answer = asked["one_head"]({"run": "small-1", "step": 20, "text": SENTENCE, "off": None, "head": [0, 1]})
    assert answer["head"] == [0, 1]
    assert answer["exact"] == look(asked, head=[0, 1])["exact"]
    assert answer["exact"] != look(asked)["exact"]


def test_probs_ranks_and_surprises_belong_to_what_really_follows(asked: dict[str, Any]) -> None:
    answer = look(asked)
    assert len(answer["real"]) == len(SENTENCE)
    assert answer["real"][-1] is None
    for place, (prob, rank, nats, token, label) in enumerate(answer["real"][:-1]):
        assert (token, label) == (answer["tokens"][place + 1], answer["labels"][place + 1])
        assert prob == pytest.approx(np.exp(-nats), abs=1e-3)
        if rank:
            assert answer["next"][place][rank - 1][1] == answer["tokens"][place + 1]
    assert answer["mean"] == pytest.approx(np.mean([real[2] for real in answer["real"][:-1]]), abs=1e-3)


def test_switching_a_head_off_changes_the_probs_and_leaves_the_shared_model_alone(
    asked: dict[str, Any], services: SmallServices
) -> None:
    before = {name: value.clone() for name, value in services.model.state_dict().items()}
    whole, without = look(asked), look(asked, off=[0, 1])
    assert without["off"] == [0, 1]
    assert without["next"] != whole["next"]
    assert look(asked) == whole
    assert all(torch.equal(value, before[name]) for name, value in services.model.state_dict().items())


def test_a_head_is_measured_on_validation_text_and_the_number_of_tokens_is_told(asked: dict[str, Any]) -> None:
    cost = asked["cost_of_head"]({"run": "small-1", "step": None, "head": [0, 0]})
    assert cost["tokens"] == len(TEXT * 8) - 1
    assert cost["before"] != cost["after"]
    assert asked["cost_of_head"]({"run": "small-1", "step": 20, "head": [0, 0]}) == cost


def test_where_the_validation_text_is_gone_a_sentence_says_so(tmp_path: Path) -> None:
    words = Words("en")
    bench = InspectService(SmallServices(tmp_path, validation=False), words)  # type: ignore[arg-type]
    assert bench.cost({"run": "small-1", "step": None, "head": [0, 0]})["error"] == words("inspect.no-validation")
    assert bench.look({"run": "small-1", "text": None})["text"].startswith("To be")


def test_without_a_text_a_line_of_the_runs_own_validation_text_is_read(asked: dict[str, Any]) -> None:
    assert look(asked, text=None)["text"] == "Whether 'tis nobler in the mind"


def test_a_text_longer_than_the_context_shows_its_end_and_says_how_much_is_missing(asked: dict[str, Any]) -> None:
    answer = look(asked, text="to be or not to be " * 40)
    assert len(answer["labels"]) == 24
    assert answer["dropped"] == 19 * 40 - 24


def test_an_empty_text_gives_no_labels_and_no_error(asked: dict[str, Any]) -> None:
    answer = look(asked, text="")
    assert answer["labels"] == []
    assert "error" not in answer


def test_one_token_can_be_looked_at(asked: dict[str, Any]) -> None:
    answer = look(asked, text="T")
    assert answer["labels"] == ["T"]
    assert (answer["real"], answer["mean"], answer["found"]) == ([None], None, [])


def test_steps_come_with_their_losses_and_older_ones_can_be_read(asked: dict[str, Any]) -> None:
    assert asked["steps_of_run"]({"run": "small-1"})["steps"] == [[0, 4.0], [10, 3.0], [20, 2.0]]
    assert look(asked, step=10)["step"] == 10


@pytest.mark.parametrize(
    "question",
    [
        None,
        [],
        {},
        {"run": 5},
        {"run": "small-1", "step": "x", "text": "a"},
        {"run": "small-1", "text": "a", "head": "q"},
        {"run": "small-1", "step": 10**30, "text": "a"},
    ],
)
def test_odd_questions_get_a_sentence_and_no_traceback(asked: dict[str, Any], question: Any) -> None:
    for name in ("look_inside", "one_head", "cost_of_head", "steps_of_run"):
        answer = asked[name](question)
        assert (
            answer.get("error", "") != ""
            or "labels" in answer
            or "steps" in answer
            or "exact" in answer
            or "before" in answer
        )


def test_a_run_that_was_deleted_is_named_in_the_answer(asked: dict[str, Any]) -> None:
    assert "gone-7" in look(asked, run="gone-7")["error"]


def test_a_head_beyond_the_model_is_taken_for_its_last(asked: dict[str, Any]) -> None:
    assert look(asked, head=[99, 99])["head"] == [1, 1]


def test_many_heads_take_fewer_tokens_and_a_payload_stays_small() -> None:
    assert most_tokens(4, 4, 64) == 64
    assert most_tokens(4, 4, 8192) == 256
    assert most_tokens(12, 12, 1024) >= 128
    assert most_tokens(64, 64, 8192) >= 24
    attention = np.tril(np.ones((12, 12, 64, 64), np.float32)) / np.arange(1, 65, dtype=np.float32)[:, None]
    assert len(overview(attention)) < 450_000
    assert len(exact(attention[0, 0])) < 6000


def test_the_list_of_found_heads_names_each_kind_of_habit_before_repeating_one() -> None:
    patterns = [{"layer": 0, "head": k, "habit": "previous", "weight": 0.9 - k / 100} for k in range(8)]
    patterns.append({"layer": 1, "head": 0, "habit": "itself", "weight": 0.2})
    listed = found(patterns)
    assert listed[0]["head"] == 0
    assert "itself" in {pattern["habit"] for pattern in listed}
    assert len(listed) == 6


def test_the_first_run_offered_is_the_active_one_then_the_persons_then_the_shipped_one_in_their_language() -> None:
    english, chinese = small_run(run_id="en", origin="shipped"), small_run(run_id="zh", origin="shipped")
    own, training = small_run(run_id="own"), small_run(run_id="now", status="running")

    def first(runs: list[Any], language: str, mode: str = "continue") -> Any:
        chosen = default_run(
            runs, (language, mode), lambda run: (run.id[:2], "converse" if "talk" in run.id else "continue")
        )
        return None if chosen is None else chosen.id

    assert first([english, chinese], "zh") == "zh"
    assert first([english, chinese], "en") == "en"
    assert first([own, english], "en") == "own"
    assert first([own, training, english], "en") == "now"
    assert first([chinese], "en") == "zh"
    assert first([], "en") is None
    talks = [small_run(run_id="zh-talk", origin="shipped"), small_run(run_id="en-talk", origin="shipped")]
    assert first([english, chinese, *talks], "en", "converse") == "en-talk"
    assert first([*talks, english, chinese], "zh") == "zh"
    assert first([chinese, *talks], "en") == "en-talk"  # the language matters more than what it does


def test_the_language_of_a_run_is_told_by_its_tokens(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text(
        json.dumps({"model": {"vocab": {"从": 0, "前": 1, "a": 2}}}), encoding="utf-8"
    )
    assert language_of(tmp_path) == "zh"
    (tmp_path / "tokenizer.json").write_text(
        json.dumps({"model": {"vocab": {"a": 0, "b": 1, "c": 2, "d": 3, "从": 4}}}), encoding="utf-8"
    )
    assert language_of(tmp_path) == "en"
    assert language_of(tmp_path / "nowhere") == "en"
    character_of = {byte: character for character, byte in BYTE_OF_CHARACTER.items()}
    spelled = {
        "".join(character_of[byte] for byte in word.encode()): number for number, word in enumerate(("从", "前", "a"))
    }
    (tmp_path / "tokenizer.json").write_text(json.dumps({"model": {"type": "BPE", "vocab": spelled}}), encoding="utf-8")
    assert language_of(tmp_path) == "zh"


def test_runs_without_weights_are_not_offered(tmp_path: Path) -> None:
    services = SmallServices(tmp_path, runs=[small_run(status="preparing")], kept=())
    answer = InspectService(services, Words("en")).choices({})  # type: ignore[arg-type]
    assert answer == {"runs": [], "default": None, "waiting": True, "elsewhere": None}


def test_both_languages_have_the_same_sentences_with_the_same_values() -> None:
    import re

    for area in ("inspect", "chat"):
        english, chinese = Words("en").bundle(area), Words("zh").bundle(area)
        assert set(english) == set(chinese)
        for key, sentence in english.items():
            assert set(re.findall(r"\{\w+\}", sentence)) == set(re.findall(r"\{\w+\}", chinese[key])), key


def test_characters_the_model_never_saw_are_named_and_their_probs_are_never_quite_nothing(
    asked: dict[str, Any],
) -> None:
    answer = asked["look_inside"]({"run": "small-1", "step": None, "text": "be曹 曹", "head": None, "off": None})
    assert answer["unknown"] == "曹"
    assert all(0 < real[0] < 1 for real in answer["real"][:-1])
    assert (
        asked["look_inside"]({"run": "small-1", "step": None, "text": "be", "head": None, "off": None})["unknown"] == ""
    )


ROWS = (("not to be", "eb ot ton"), ("to be", "eb ot"), ("question", "noitseuq"))


def shaped(folder: Path, architecture: str, *, pairs: bool) -> dict[str, Any]:
    """What the script may ask where the run's model has this shape, and learnt pairs or running text."""
    changes = {
        "model.architecture": architecture,
        "model.num_encoder_layers": 3,
        "model.num_kv_heads": 1,
        "data.format": "pairs" if pairs else "text",
    }
    words = Words("en")
    bench = InspectService(SmallServices(folder, runs=[small_run(changes=changes)], pairs=ROWS if pairs else ()), words)  # type: ignore[arg-type]
    return {function.__name__: function for function in questions(bench, words)}


def unpacked(answer: dict[str, Any]) -> Any:
    """The chosen head's weights, row by row of whole rows."""
    return np.frombuffer(base64.b64decode(answer["exact"]), "<u2").reshape(len(answer["labels"]), -1) / 65535


def test_of_two_stacks_each_map_has_its_own_rows_columns_and_layers(tmp_path: Path) -> None:
    asked = shaped(tmp_path, "encoder-decoder", pairs=True)
    first = look(asked, text=None)
    assert (first["map"], first["maps"], first["asks"]) == ("cross", ["encoder", "self", "cross"], True)
    assert (first["text"], first["answer"]) == ROWS[0]
    assert "".join(first["keys"]) == "not to be∎"
    assert "".join(first["labels"]) == "∎eb ot ton"
    assert unpacked(first).shape == (10, 10)
    assert unpacked(first).sum(1) == pytest.approx(np.ones(10), abs=1e-3)
    reader = look(asked, text="to be", answer="eb ot", map="encoder")
    assert (reader["layers"], reader["sees"], "".join(reader["labels"]), "keys" in reader) == (
        3,
        "full",
        "to be∎",
        False,
    )
    assert reader["next"] == [[]] * 6
    writer = look(asked, text="to be", answer="eb ot", map="self")
    assert (writer["layers"], writer["sees"]) == (2, "causal")
    assert writer["real"][-1][4] == "∎"
    assert writer["mean"] == reader["mean"]


def test_without_an_answer_the_models_own_stands_there_and_stays_when_a_head_is_off(tmp_path: Path) -> None:
    asked = shaped(tmp_path, "encoder-decoder", pairs=True)
    own = look(asked, text="to be", answer=None)
    assert own["answer"] is None
    assert len(own["labels"]) >= 1
    for kind, head in (("encoder", [2, 1]), ("self", [1, 0]), ("cross", [0, 1])):
        off = look(asked, text="to be", answer=None, map=kind, off=head)
        assert off["off"] == head
        assert kind == "encoder" or off["labels"] == own["labels"]
        assert off["mean"] != own["mean"]


def test_an_encoder_is_asked_what_stands_at_a_place(tmp_path: Path) -> None:
    text = look(shaped(tmp_path, "encoder-only", pairs=False))
    assert (text["hides"], text["sees"], text["maps"], text["together"]) == (True, "full", ["self"], 1)
    assert [real[3] for real in text["real"]] == text["tokens"]
    blanks = look(shaped(tmp_path, "encoder-only", pairs=True), text="to be", answer="eb ot")
    assert "".join(blanks["labels"]) == "to be∎▢▢▢▢▢"
    assert [real and real[4] for real in blanks["real"]] == [None] * 6 + list("eb ot")


def test_what_is_given_to_a_decoder_is_not_asked(tmp_path: Path) -> None:
    answer = look(shaped(tmp_path, "decoder-only", pairs=True), text=None)
    given = len(ROWS[0][0])
    assert [bool(place) for place in answer["next"]] == [False] * given + [True] * (len(answer["labels"]) - given)
    assert [real and real[4] for real in answer["real"]][given:] == [*ROWS[0][1], "∎"]


@pytest.mark.parametrize("architecture", ["decoder-only", "encoder-only", "encoder-decoder"])
@pytest.mark.parametrize("pairs", [False, True])
def test_heads_of_every_shape_are_measured_by_the_runs_own_loss_and_older_steps_read(
    tmp_path: Path, architecture: str, pairs: bool
) -> None:
    asked = shaped(tmp_path, architecture, pairs=pairs)
    for kind in look(asked, text=None)["maps"]:
        cost = asked["cost_of_head"]({"run": "small-1", "step": None, "map": kind, "head": [0, 0]})
        assert cost["before"] != cost["after"]
    if pairs:
        ends = 0 if architecture == "encoder-only" else len(ROWS)
        assert cost["tokens"] == sum(len(target) for _, target in ROWS) + ends
    assert look(asked, text=None, step=10)["step"] == 10
    assert asked["one_head"](
        {"run": "small-1", "step": 10, "text": "to be", "answer": "eb", "off": None, "head": [0, 1]}
    )["head"] == [0, 1]
