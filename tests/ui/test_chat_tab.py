"""The Python side of Chat: answers piece by piece, from any place on, stopped at once; and what odd questions get."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from llm_core.config import SamplingConfig
from llm_core.data.pairs.rows import Rows
from llm_core.errors import ResourceError
from llm_core.generation.generator import generate
from llm_core.generation.infilling import fill, fill_answer
from tests.ui.small_chat import functions_of, shaped_services, whole
from tests.ui.small_run import SmallServices
from ui.state import token_streams
from ui.state.token_streams import TokenStreams
from ui.tabs.chat.conversation import MOST_CHARACTERS
from ui.tabs.chat.service import KNOBS, knobs
from ui.words import Words


@pytest.fixture
def services(tmp_path: Path) -> SmallServices:
    return SmallServices(tmp_path)


@pytest.fixture
def asked(services: SmallServices) -> dict[str, Any]:
    return functions_of(services)


def test_the_pieces_together_are_what_the_generator_writes(asked: dict[str, Any], services: SmallServices) -> None:
    answer = whole(asked)
    expected = list(generate(services.model, services.tokenizer, "to be", SamplingConfig(max_new_tokens=30)))
    assert [token["id"] for token in answer["tokens"]] == [
        token.id for token in expected if token.id != services.tokenizer.end_id
    ]
    assert answer["done"]


def test_the_same_seed_gives_the_same_answer_and_another_seed_another(asked: dict[str, Any]) -> None:
    texts = [
        "".join(token["text"] for token in whole(asked, sampling={"seed": seed, "temperature": 1.5})["tokens"])
        for seed in (1, 1, 2)
    ]
    assert texts[0] == texts[1] != texts[2]


def test_each_token_comes_with_its_probs_and_its_likeliest_alternatives(asked: dict[str, Any]) -> None:
    for token in whole(asked)["tokens"]:
        probs = [share for _, _, share in token["others"]]
        assert probs == sorted(probs, reverse=True)
        assert 0 < sum(probs) <= 1.0001
        listed = {identity: share for _, identity, share in token["others"]}
        assert listed.get(token["id"], token["p"]) == pytest.approx(token["p"], abs=1e-5)


def test_an_answer_goes_on_from_a_chosen_alternative(asked: dict[str, Any], services: SmallServices) -> None:
    first = whole(asked)["tokens"]
    other = next(
        identity for _, identity, _ in first[3]["others"] if identity not in (first[3]["id"], services.tokenizer.end_id)
    )
    kept = [token["id"] for token in first[:3]]
    answer = whole(asked, kept=kept, forced=other)
    assert (answer["tokens"][0]["id"], answer["tokens"][0]["chosen"]) == (other, True)
    prompt = [*services.tokenizer.encode("to be"), *kept, other]
    expected = generate(services.model, services.tokenizer, prompt, SamplingConfig(max_new_tokens=30))
    assert [token["id"] for token in answer["tokens"][1:]] == [
        token.id for token in expected if token.id != services.tokenizer.end_id
    ]


def test_a_conversation_is_read_as_one_text(asked: dict[str, Any], services: SmallServices) -> None:
    ids = services.tokenizer.encode("not")
    parts = whole(asked, before=[{"text": "to be "}, {"ids": ids}, {"text": "\nor"}])
    plain = whole(asked, before=[{"text": "to be not\nor"}])
    assert parts["tokens"] == plain["tokens"]


def test_partial_characters_are_never_shown(tmp_path: Path) -> None:
    services = SmallServices(tmp_path, kind="bpe")
    answer = whole(functions_of(services), sampling={"temperature": 5, "top_k": 0, "top_p": 1, "max_new_tokens": 400})
    assert any(not token["text"] for token in answer["tokens"])  # bytes of a random model rarely form characters
    assert all(
        "\ufffd" not in token["text"] + token["label"] + "".join(label for label, _, _ in token["others"])
        for token in answer["tokens"]
    )


def test_a_character_whose_bytes_lie_on_both_sides_of_a_choice_is_whole(tmp_path: Path) -> None:
    services = SmallServices(tmp_path, kind="bpe")
    by_byte = {services.tokenizer.bytes_of(token): token for token in range(services.tokenizer.vocab_size)}
    first, second, third = (by_byte[bytes([byte])] for byte in "从".encode())
    answer = whole(functions_of(services), kept=[first, second], forced=third, sampling={"max_new_tokens": 1})
    assert answer["tokens"][0]["text"] == "从"


def test_stopping_frees_the_thread_within_a_token(asked: dict[str, Any]) -> None:
    answer = asked["write_answer"](
        {"run": "small-1", "before": [{"text": "a"}], "sampling": {"max_new_tokens": 100_000}}
    )
    asked["stop_answer"]({"job": answer["job"]})
    assert wait_until(lambda: not any(thread.name == f"stream-{answer['job'][:6]}" for thread in threading.enumerate()))
    last = asked["read_answer"]({"job": answer["job"], "after": 0})
    assert last["done"]
    assert last["stopped"]


def test_an_answer_nobody_reads_any_more_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_streams, "ABANDONED_S", 0.05)
    job = TokenStreams().begin(endless)
    assert wait_until(lambda: job.done)
    assert job.stopped


def test_more_answers_than_there_is_room_for_wait_and_too_many_are_refused() -> None:
    streams = TokenStreams(at_once=1, most_streams=2)
    first, second = streams.begin(endless), streams.begin(endless)
    assert wait_until(lambda: len(first.tokens) > 0 or len(second.tokens) > 0)
    assert sorted([first.waiting, second.waiting]) == [False, True]
    with pytest.raises(ResourceError, match="2 answers"):
        streams.begin(endless)
    for job in (first, second):
        streams.stop(job.id)
    assert wait_until(lambda: first.done and second.done)


def test_several_visitors_get_their_own_answers(asked: dict[str, Any]) -> None:
    alone = [whole(asked, before=[{"text": text}])["tokens"] for text in ("to", "or", "be")]
    together: dict[int, Any] = {}
    threads = [
        threading.Thread(
            target=lambda k=k, text=text: together.__setitem__(k, whole(asked, before=[{"text": text}])["tokens"])
        )
        for k, text in enumerate(("to", "or", "be"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [together[k] for k in range(3)] == alone


def test_characters_the_model_never_saw_are_named(asked: dict[str, Any]) -> None:
    answer = asked["write_answer"](
        {"run": "small-1", "before": [{"text": "to 曹 be"}], "sampling": {"max_new_tokens": 1}}
    )
    assert answer["unknown"] == "曹"


@pytest.mark.parametrize(
    "change",
    [
        {"run": "gone-7"},
        {"before": None},
        {"before": [{"ids": [10**9]}]},
        {"before": [{"ids": ["x"]}]},
        {"kept": [-1]},
        {"forced": 10**9},
        {"sampling": {"temperature": -1}},
        {"sampling": {"temperature": "hot"}},
        {"before": [{"text": "a" * (MOST_CHARACTERS + 1)}]},
    ],
)
def test_odd_questions_get_a_sentence_and_no_traceback(asked: dict[str, Any], change: dict[str, Any]) -> None:
    error = whole(asked, **change)["error"]
    assert error[-1] in ".!"
    assert "Traceback" not in error


def test_unknown_jobs_are_answered_with_a_sentence(asked: dict[str, Any]) -> None:
    assert asked["read_answer"]({"job": "nobody", "after": 0})["error"]
    assert asked["stop_answer"]({"job": "nobody"}) == {"stopped": True}


def test_a_fault_of_ours_is_logged_and_told_without_its_inside(
    services: SmallServices, caplog: pytest.LogCaptureFixture
) -> None:
    services.tokenizer.stream = None
    answer = whole(functions_of(services))
    assert answer["error"] == Words("en")("chat.broken")
    assert "writing an answer failed" in caplog.text


def test_runs_come_with_their_own_sampling_settings(asked: dict[str, Any]) -> None:
    run = asked["runs_to_talk_to"]({})["runs"][0]
    assert set(run["sampling"]) == set(KNOBS)
    assert run["context"] == 24


def test_warming_up_loads_the_model_and_offers_the_runs_opening(asked: dict[str, Any]) -> None:
    assert asked["warm_up"]({"run": "small-1"}) == {"step": 20, "opening": "To be", "tries": [{"text": "To be"}]}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sliders_stay_within_what_the_settings_allow_and_hold_their_defaults(language: Any) -> None:
    sliders = knobs(Words(language))
    assert {slider["name"] for slider in sliders} == set(KNOBS)
    for slider in sliders:
        assert slider["low"] <= slider["value"] <= slider["high"]
        for value in (slider["low"], slider["high"]):
            SamplingConfig(**{slider["name"]: value if slider["step"] < 1 else int(value)})
        assert slider["label"]
        assert slider["help"]


def test_a_run_that_fills_blanks_gives_the_text_with_probs_at_the_blanks_only(tmp_path: Path) -> None:
    services = shaped_services(tmp_path, "encoder-only")
    asked = functions_of(services)
    assert asked["runs_to_talk_to"]({})["runs"][0]["manner"] == "fill"
    answer = whole(asked, before=[{"text": "earlier"}, {"ids": [3]}, {"text": "to _e or n▢t"}])
    found = fill(services.model, services.tokenizer, "to _e or n▢t")
    assert "".join(token["text"] for token in answer["tokens"]) == found.text
    assert [place for place, token in enumerate(answer["tokens"]) if "blank" in token] == [
        blank.place for blank in found.blanks
    ]
    for token in answer["tokens"]:
        assert ("p" in token) == ("others" in token) == ("blank" in token)
    other = found.blanks[0].likeliest[2][1]
    changed = whole(asked, before=[{"text": "to _e or n▢t"}], chosen={"0": other})
    assert changed["tokens"][3]["id"] == other
    assert "unknown" not in answer


def test_what_is_offered_to_fill_can_be_filled_at_once(tmp_path: Path) -> None:
    for kind in ("characters", "bpe"):
        services = shaped_services(tmp_path, "encoder-only", kind=kind)
        asked = functions_of(services)
        tries = asked["warm_up"]({"run": "small-1"})["tries"]
        assert tries
        for one in tries:
            answer = whole(asked, before=[{"text": one["text"]}])
            assert "error" not in answer
            assert any("blank" in token for token in answer["tokens"])


def test_a_run_without_its_text_offers_what_its_sample_began_with(tmp_path: Path) -> None:
    services = shaped_services(tmp_path, "encoder-only", validation=False)
    assert functions_of(services)["warm_up"]({"run": "small-1"})["tries"] == [{"text": "To be"}]


@pytest.mark.parametrize("architecture", ["decoder-only", "encoder-decoder"])
def test_a_run_that_answers_reads_the_last_question_only(architecture: str, tmp_path: Path) -> None:
    services = shaped_services(tmp_path, architecture, format="pairs")
    asked = functions_of(services)
    assert asked["runs_to_talk_to"]({})["runs"][0]["manner"] == "answer"
    alone, after = (
        whole(asked, before=[*before, {"text": "to be"}]) for before in ([], [{"text": "something"}, {"ids": [5, 6]}])
    )
    assert alone["tokens"] == after["tokens"]
    kept = [token["id"] for token in alone["tokens"]][:2]
    other = whole(asked, before=[{"text": "to be"}], kept=kept, forced=kept[0])
    assert (other["tokens"][0]["id"], other["tokens"][0]["chosen"]) == (kept[0], True)
    error = whole(asked, before=[{"text": "to be " * 9}])["error"]
    assert "reads 24 at most" in error


def test_an_encoder_that_answers_has_as_many_blanks_as_it_is_told(tmp_path: Path) -> None:
    services = shaped_services(tmp_path, "encoder-only", format="pairs")
    asked = functions_of(services)
    assert asked["runs_to_talk_to"]({})["runs"][0]["manner"] == "fill-answer"
    for text, blanks, length in (("not", None, 3), ("not", 5, 5), ("not__", 5, 2)):
        answer = whole(asked, before=[{"text": text}], blanks=blanks)
        assert (
            "".join(token["text"] for token in answer["tokens"])
            == fill_answer(services.model, services.tokenizer, "not", length).text
        )
    assert whole(asked, before=[{"text": "not"}], blanks=0)["error"]
    assert "fits" not in whole(asked, before=[{"text": "not"}], blanks=9000)["error"]


def test_questions_of_a_run_that_learnt_pairs_come_with_what_the_file_answers(tmp_path: Path) -> None:
    services = shaped_services(tmp_path, "encoder-decoder", format="pairs")
    end, ids = services.tokenizer.end_id, services.tokenizer.encode
    tokens = np.array([*ids("to be"), end, *ids("not"), end, *ids("or"), end, *ids("that"), end])
    services.corpora.get = lambda fingerprint: SimpleNamespace(
        validation_rows=Rows(tokens, np.array([[0, 6, 10], [10, 13, 18]]))
    )
    tries = functions_of(services)["warm_up"]({"run": "small-1"})["tries"]
    assert tries == [{"text": "to be", "answer": "not"}, {"text": "or", "answer": "that"}]


def test_beams_are_a_setting_of_chat(asked: dict[str, Any], services: SmallServices) -> None:
    answer = whole(asked, sampling={"max_new_tokens": 12, "beams": 4})
    expected = [
        token.id
        for token in generate(services.model, services.tokenizer, "to be", SamplingConfig(max_new_tokens=12, beams=4))
    ]
    assert [token["id"] for token in answer["tokens"]] == [
        token for token in expected if token != services.tokenizer.end_id
    ]


def endless(cancelled: Callable[[], bool]) -> Iterator[dict[str, Any]]:
    while True:
        time.sleep(0.005)
        yield {"id": 1, "text": "a"}


def wait_until(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    return true()
