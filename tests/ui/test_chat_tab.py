"""The Python side of Chat: answers piece by piece, from any place on, stopped at once; and what odd questions get."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from llm_core.config import RunConfig, SamplingConfig
from llm_core.errors import CheckpointError, ResourceError
from llm_core.generation.chat import converse
from llm_core.generation.filling import fill, fill_answer
from llm_core.generation.generator import generate
from llm_core.model.transformer import LargeLanguageModel
from llm_core.text.copied import DIVIDER, SEPARATOR
from llm_core.text.dialogue import Dialogue, Message
from llm_core.text.dialogues import Dialogues
from llm_core.text.rows import Rows
from llm_core.text.template import template_of
from llm_core.text.tokenizer import Tokenizer, train_tokenizer
from llm_core.text.training_text import MOST_BYTES, training_text
from tests.ui.small_run import MODEL, TEXT, SmallServices
from ui import scribes as scribes_module
from ui.chat_answers import KNOBS, Desk, knobs
from ui.chat_questions import MOST_CHARACTERS
from ui.scribes import Scribes
from ui.tabs.chat import questions
from ui.words import Words


@pytest.fixture
def services(tmp_path: Path) -> SmallServices:
    return SmallServices(tmp_path)


@pytest.fixture
def asked(services: SmallServices) -> dict[str, Any]:
    return functions_of(services)


def functions_of(services: SmallServices) -> dict[str, Any]:
    words = Words("en")
    return {function.__name__: function for function in questions(Desk(services, words), words)}  # type: ignore[arg-type]


def shaped_services(folder: Path, architecture: str, *, format: str = "text", kind: str = "characters", validation: bool = True, context: int = 24) -> SmallServices:
    """The same run, but of another shape, and what it learnt."""
    services = SmallServices(folder, kind=kind, validation=validation)
    config = RunConfig.parse({**{f"model.{key}": value for key, value in MODEL.items()}, "model.context_length": context, "model.architecture": architecture, "data.format": format, "data.tokenizer": kind, "data.vocab_size": 300})
    services.tokenizer = train_tokenizer([TEXT * 4], config.data, template_of(config.data).marks if format == "conversations" else ())
    services.model = LargeLanguageModel.from_config(config.model, services.tokenizer.vocab_size).eval().requires_grad_(False)
    for parameter in services.model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    services.runs[0].config = config
    return services


def whole(asked: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Ask for an answer and read it to its end, as the script does."""
    question = {"run": "small-1", "before": [{"text": "to be"}], "kept": [], "forced": None, "sampling": {"max_new_tokens": 30}, **changes}
    answer = asked["write_answer"](question)
    tokens = list(answer.get("tokens", []))
    for _ in range(100):
        if answer.get("done", True):
            break
        answer = asked["read_answer"]({"job": answer["job"], "after": len(tokens)})
        tokens += answer["tokens"]
    json.dumps(answer, allow_nan=False)
    return {**answer, "tokens": tokens}


def test_the_pieces_together_are_what_the_generator_writes(asked: dict[str, Any], services: SmallServices) -> None:
    answer = whole(asked)
    expected = list(generate(services.model, services.tokenizer, "to be", SamplingConfig(max_new_tokens=30)))
    assert [token["id"] for token in answer["tokens"]] == [token.id for token in expected if token.id != services.tokenizer.end_id]
    assert answer["done"]


def test_the_same_seed_gives_the_same_answer_and_another_seed_another(asked: dict[str, Any]) -> None:
    texts = ["".join(token["text"] for token in whole(asked, sampling={"seed": seed, "temperature": 1.5})["tokens"]) for seed in (1, 1, 2)]
    assert texts[0] == texts[1] != texts[2]


def test_each_token_comes_with_its_odds_and_its_likeliest_alternatives(asked: dict[str, Any]) -> None:
    for token in whole(asked)["tokens"]:
        odds = [share for _, _, share in token["others"]]
        assert odds == sorted(odds, reverse=True)
        assert 0 < sum(odds) <= 1.0001
        listed = {identity: share for _, identity, share in token["others"]}
        assert listed.get(token["id"], token["p"]) == pytest.approx(token["p"], abs=1e-5)


def test_an_answer_goes_on_from_a_chosen_alternative(asked: dict[str, Any], services: SmallServices) -> None:
    first = whole(asked)["tokens"]
    other = next(identity for _, identity, _ in first[3]["others"] if identity not in (first[3]["id"], services.tokenizer.end_id))
    kept = [token["id"] for token in first[:3]]
    answer = whole(asked, kept=kept, forced=other)
    assert (answer["tokens"][0]["id"], answer["tokens"][0]["chosen"]) == (other, True)
    prompt = [*services.tokenizer.encode("to be"), *kept, other]
    expected = generate(services.model, services.tokenizer, prompt, SamplingConfig(max_new_tokens=30))
    assert [token["id"] for token in answer["tokens"][1:]] == [token.id for token in expected if token.id != services.tokenizer.end_id]


def test_a_conversation_is_read_as_one_text(asked: dict[str, Any], services: SmallServices) -> None:
    ids = services.tokenizer.encode("not")
    parts = whole(asked, before=[{"text": "to be "}, {"ids": ids}, {"text": "\nor"}])
    plain = whole(asked, before=[{"text": "to be not\nor"}])
    assert parts["tokens"] == plain["tokens"]


def test_partial_characters_are_never_shown(tmp_path: Path) -> None:
    services = SmallServices(tmp_path, kind="bpe")
    answer = whole(functions_of(services), sampling={"temperature": 5, "top_k": 0, "top_p": 1, "max_new_tokens": 400})
    assert any(not token["text"] for token in answer["tokens"])  # bytes of a random model rarely form characters
    assert all("\ufffd" not in token["text"] + token["label"] + "".join(label for label, _, _ in token["others"]) for token in answer["tokens"])


def test_a_character_whose_bytes_lie_on_both_sides_of_a_choice_is_whole(tmp_path: Path) -> None:
    services = SmallServices(tmp_path, kind="bpe")
    by_byte = {services.tokenizer.bytes_of(token): token for token in range(services.tokenizer.vocab_size)}
    first, second, third = (by_byte[bytes([byte])] for byte in "从".encode())
    answer = whole(functions_of(services), kept=[first, second], forced=third, sampling={"max_new_tokens": 1})
    assert answer["tokens"][0]["text"] == "从"


def test_stopping_frees_the_thread_within_a_token(asked: dict[str, Any]) -> None:
    answer = asked["write_answer"]({"run": "small-1", "before": [{"text": "a"}], "sampling": {"max_new_tokens": 100_000}})
    asked["stop_answer"]({"job": answer["job"]})
    assert wait_until(lambda: not any(thread.name == f"scribe-{answer['job'][:6]}" for thread in threading.enumerate()))
    last = asked["read_answer"]({"job": answer["job"], "after": 0})
    assert last["done"]
    assert last["stopped"]


def test_an_answer_nobody_reads_any_more_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scribes_module, "ABANDONED_S", 0.05)
    job = Scribes().begin(endless)
    assert wait_until(lambda: job.done)
    assert job.stopped


def test_more_answers_than_there_is_room_for_wait_and_too_many_are_refused() -> None:
    scribes = Scribes(at_once=1, jobs=2)
    first, second = scribes.begin(endless), scribes.begin(endless)
    assert wait_until(lambda: len(first.tokens) > 0 or len(second.tokens) > 0)
    assert sorted([first.waiting, second.waiting]) == [False, True]
    with pytest.raises(ResourceError, match="2 answers"):
        scribes.begin(endless)
    for job in (first, second):
        scribes.stop(job.id)
    assert wait_until(lambda: first.done and second.done)


def test_several_visitors_get_their_own_answers(asked: dict[str, Any]) -> None:
    alone = [whole(asked, before=[{"text": text}])["tokens"] for text in ("to", "or", "be")]
    together: dict[int, Any] = {}
    threads = [threading.Thread(target=lambda k=k, text=text: together.__setitem__(k, whole(asked, before=[{"text": text}])["tokens"])) for k, text in enumerate(("to", "or", "be"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [together[k] for k in range(3)] == alone


def test_characters_the_model_never_saw_are_named(asked: dict[str, Any]) -> None:
    answer = asked["write_answer"]({"run": "small-1", "before": [{"text": "to 曹 be"}], "sampling": {"max_new_tokens": 1}})
    assert answer["unknown"] == "曹"


@pytest.mark.parametrize(
    "change",
    [{"run": "gone-7"}, {"before": None}, {"before": [{"ids": [10**9]}]}, {"before": [{"ids": ["x"]}]}, {"kept": [-1]}, {"forced": 10**9},
     {"sampling": {"temperature": -1}}, {"sampling": {"temperature": "hot"}}, {"before": [{"text": "a" * (MOST_CHARACTERS + 1)}]}],
)
def test_odd_questions_get_a_sentence_and_no_traceback(asked: dict[str, Any], change: dict[str, Any]) -> None:
    error = whole(asked, **change)["error"]
    assert error[-1] in ".!"
    assert "Traceback" not in error


def test_unknown_jobs_are_answered_with_a_sentence(asked: dict[str, Any]) -> None:
    assert asked["read_answer"]({"job": "nobody", "after": 0})["error"]
    assert asked["stop_answer"]({"job": "nobody"}) == {"stopped": True}


def test_a_fault_of_ours_is_logged_and_told_without_its_inside(services: SmallServices, caplog: pytest.LogCaptureFixture) -> None:
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


def test_a_run_that_fills_blanks_gives_the_text_with_odds_at_the_blanks_only(tmp_path: Path) -> None:
    services = shaped_services(tmp_path, "encoder-only")
    asked = functions_of(services)
    assert asked["runs_to_talk_to"]({})["runs"][0]["manner"] == "fill"
    answer = whole(asked, before=[{"text": "earlier"}, {"ids": [3]}, {"text": "to _e or n▢t"}])
    found = fill(services.model, services.tokenizer, "to _e or n▢t")
    assert "".join(token["text"] for token in answer["tokens"]) == found.text
    assert [place for place, token in enumerate(answer["tokens"]) if "blank" in token] == [blank.place for blank in found.blanks]
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
    alone, after = (whole(asked, before=[*before, {"text": "to be"}]) for before in ([], [{"text": "something"}, {"ids": [5, 6]}]))
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
        assert "".join(token["text"] for token in answer["tokens"]) == fill_answer(services.model, services.tokenizer, "not", length).text
    assert whole(asked, before=[{"text": "not"}], blanks=0)["error"]
    assert "fits" not in whole(asked, before=[{"text": "not"}], blanks=9000)["error"]


def test_questions_of_a_run_that_learnt_pairs_come_with_what_the_file_answers(tmp_path: Path) -> None:
    services = shaped_services(tmp_path, "encoder-decoder", format="pairs")
    end, ids = services.tokenizer.end_id, services.tokenizer.encode
    tokens = np.array([*ids("to be"), end, *ids("not"), end, *ids("or"), end, *ids("that"), end])
    services.corpora.get = lambda fingerprint: SimpleNamespace(validation_rows=Rows(tokens, np.array([[0, 6, 10], [10, 13, 18]])))
    tries = functions_of(services)["warm_up"]({"run": "small-1"})["tries"]
    assert tries == [{"text": "to be", "answer": "not"}, {"text": "or", "answer": "that"}]


def test_beams_are_a_setting_of_chat(asked: dict[str, Any], services: SmallServices) -> None:
    answer = whole(asked, sampling={"max_new_tokens": 12, "beams": 4})
    expected = [token.id for token in generate(services.model, services.tokenizer, "to be", SamplingConfig(max_new_tokens=12, beams=4))]
    assert [token["id"] for token in answer["tokens"]] == [token for token in expected if token != services.tokenizer.end_id]


TALK = ("system", "be to"), ("user", "to be"), ("assistant", "or not to be"), ("user", "that is")


def said(*turns: tuple[str, str]) -> list[dict[str, str]]:
    return [{"role": role, "content": content} for role, content in turns]


@pytest.fixture
def talker(tmp_path: Path) -> SmallServices:
    """A run that learnt conversations, with room for one."""
    services = shaped_services(tmp_path, "decoder-only", format="conversations", context=96)
    services.corpora.get = lambda fingerprint: talk_corpus(services, services.runs[0].config)
    return services


def talk_corpus(services: SmallServices, config: RunConfig, text: Any = None) -> Any:
    dialogues = [Dialogue(tuple(Message(role, content) for role, content in TALK[skipped:3])) for skipped in (0, 1)]
    template, tokenizer = template_of(config.data), services.tokenizer
    rows = [[*template.encode(template.parts(dialogue.messages), tokenizer)[0], tokenizer.end_id] for dialogue in dialogues]
    tokens, ends = np.array([token for row in rows for token in row]), np.cumsum([len(row) for row in rows])
    all_ = Dialogues(tokens, np.ones(len(tokens), np.uint8), np.stack([ends - [len(row) for row in rows], ends], 1), np.zeros(2, np.uint8))
    return SimpleNamespace(
        tokenizer=tokenizer, train=tokens, train_rows=None, validation_rows=None, train_dialogues=all_, validation_dialogues=all_, text=text,
        dialogue=lambda side, row: dialogues[row],
    )


def test_a_run_that_converses_reads_all_that_was_said(talker: SmallServices) -> None:
    asked = functions_of(talker)
    assert asked["runs_to_talk_to"]({})["runs"][0]["manner"] == "converse"
    answer = whole(asked, before=None, messages=said(*TALK), sampling={"seed": 3, "max_new_tokens": 20})
    template, messages = template_of(talker.runs[0].config.data), [Message(role, content) for role, content in TALK]
    ends = {talker.tokenizer.end_id, *talker.tokenizer.marks.values()}
    expected = [token.id for token in converse(talker.model, talker.tokenizer, template, messages, SamplingConfig(seed=3, max_new_tokens=20))]
    assert [token["id"] for token in answer["tokens"]] == [token for token in expected if token not in ends]
    assert answer["ended"] == (expected[-1] in ends)
    without = whole(asked, before=None, messages=said(*TALK[-1:]), sampling={"seed": 3, "max_new_tokens": 20})
    assert without["tokens"] != answer["tokens"]


def test_a_turn_goes_on_from_a_chosen_token_and_ends_where_its_mark_is_chosen(talker: SmallServices) -> None:
    asked, ids = functions_of(talker), talker.tokenizer.encode("or not")
    answer = whole(asked, before=None, messages=said(*TALK), kept=ids[:-1], forced=ids[-1], sampling={"max_new_tokens": 4})
    assert [token.get("chosen") for token in answer["tokens"][:2]] == [True, None]
    ended = whole(asked, before=None, messages=said(*TALK), kept=ids, forced=talker.tokenizer.marks["<|end|>"])
    assert (ended["tokens"], ended["ended"], ended["done"]) == ([], True, True)


@pytest.mark.parametrize("messages", [
    [], None, said(*TALK[:3]), said(("user", "a"), ("system", "b"), ("user", "c")), [{"role": "root", "content": "a"}], [{"role": "user"}], ["a"], [{"role": ["user"], "content": ""}],
    said(("user", "a" * (MOST_CHARACTERS + 1))), said(*[("user", "to be ")] * 30, ("user", "to be " * 40)),
])
def test_messages_that_make_no_conversation_get_a_sentence(talker: SmallServices, messages: Any) -> None:
    assert whole(functions_of(talker), before=None, messages=messages)["error"][-1] in ".!"


def test_a_run_that_converses_says_what_it_learnt_from(talker: SmallServices) -> None:
    warm = functions_of(talker)["warm_up"]({"run": "small-1"})
    assert (warm["dialogues"], warm["system"], warm["tries"]) == (2, True, [{"text": "to be"}])
    talker.corpora.get = gone
    warm = functions_of(talker)["warm_up"]({"run": "small-1"})
    assert "system" not in warm
    assert warm["tries"] == [{"text": "To be"}]


def gone(fingerprint: str) -> Any:
    raise CheckpointError("corpus-missing", "There is no corpus here.")


def test_what_a_run_copied_is_said_with_its_place_and_count(asked: dict[str, Any]) -> None:
    text = "He asked: to be, or not to be, that is it"
    answer = asked["seen_before"]({"run": "small-1", "text": text})
    json.dumps(answer, allow_nan=False)
    [span] = answer["spans"]
    assert text[span["from"] : span["to"]] == "be, or not to be"
    assert span["count"] == 8
    assert span["source"][span["at"] :].startswith(text[span["from"] : span["to"]])
    assert (answer["whole"], answer["of_characters"], answer["compared"]) == (True, len(TEXT * 8) + 1, len(text))


def test_without_its_text_nothing_is_compared(tmp_path: Path) -> None:
    assert functions_of(SmallServices(tmp_path, validation=False))["seen_before"]({"run": "small-1", "text": "to be"}) == {"gone": True}


@pytest.mark.parametrize("kind", ["characters", "bpe"])
def test_the_training_text_is_what_the_tokens_say_with_documents_apart(kind: Any, tmp_path: Path) -> None:
    services = SmallServices(tmp_path, kind=kind)
    tokenizer: Tokenizer = services.tokenizer
    corpus = services.corpora.get("c")
    corpus.train = np.array([*tokenizer.encode("To be"), tokenizer.end_id, *tokenizer.encode("or not, 曹?")])
    expected = f"To be{SEPARATOR}or not, {'曹' if kind == 'bpe' else DIVIDER}?{SEPARATOR}"
    assert training_text(corpus).text == expected.replace("?", "?" if kind == "bpe" else DIVIDER)   # what it never saw, it never read
    assert (training_text(corpus).whole, training_text(corpus, 4).text, training_text(corpus, 4).whole) == (True, "To b", False)
    assert MOST_BYTES == 20_000_000


def test_the_training_text_of_conversations_is_what_was_said_and_the_text_beside_them(talker: SmallServices) -> None:
    beside = np.array(talker.tokenizer.encode("the question"))
    text = training_text(talk_corpus(talker, talker.runs[0].config, beside)).text
    documents = [[part for part in document.split(DIVIDER) if part] for document in text.split(SEPARATOR)]
    assert documents == [["be to", "to be", "or not to be"], ["to be", "or not to be"], [], ["the question"], []]


def test_the_training_text_of_pairs_has_each_pair_as_a_document(tmp_path: Path) -> None:
    services = SmallServices(tmp_path, pairs=(("to be", "or not"), ("that", "is"), ("the", "mind")))
    corpus = services.corpora.get("c")
    corpus.train = corpus.train_rows.tokens
    assert training_text(corpus).text == f"to be{DIVIDER}or not{SEPARATOR}that{DIVIDER}is{SEPARATOR}the{DIVIDER}mind{SEPARATOR * 2}"


def test_what_the_run_read_that_another_started_from_counts_too(services: SmallServices) -> None:
    (services.folder / "small-1").mkdir()
    (services.folder / "small-1" / "earlier.json").write_text('{"run": "older-1", "corpus": "older"}', encoding="utf-8")
    own = services.corpora.get
    services.corpora.get = lambda fingerprint: SimpleNamespace(**{**vars(own("c")), "train": np.array(services.tokenizer.encode("in the mind to be nobler"))}) if fingerprint == "older" else own("c")
    text = "in the mind to be nobler"
    answer = functions_of(services)["seen_before"]({"run": "small-1", "text": text})
    assert [(span["from"], span["to"]) for span in answer["spans"]] == [(0, len(text))]
    assert answer["whole"]
    services.corpora.get = lambda fingerprint: gone("older") if fingerprint == "older" else own("c")
    answer = functions_of(services)["seen_before"]({"run": "small-1", "text": text})
    assert (answer["spans"], answer["whole"]) == ([], False)


def endless(cancelled: Callable[[], bool]) -> Iterator[dict[str, Any]]:
    while True:
        time.sleep(0.005)
        yield {"id": 1, "text": "a"}


def wait_until(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    return true()
