"""Learning from conversations: what is asked, what is right, what is mixed in, and that it is learnt."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from llm_core.config import RunConfig
from llm_core.data.chat.dialogue import Dialogue, Message
from llm_core.data.chat.dialogues import Talks
from llm_core.data.chat.template import template_of
from llm_core.data.tokenizer.tokenizer import Tokenizer, train_tokenizer
from llm_core.errors import TextError
from llm_core.generation.chat import LEAST_SHARE, converse, latest, read_before
from llm_core.generation.stream import ends_of
from llm_core.model.mask import PADDING
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.conversation_report import report, talks_from
from llm_core.training.evaluate import evaluate
from llm_core.training.objectives.chat import ChatObjective
from llm_core.training.objectives.replies import count_right, replies_in
from llm_core.training.train_step import TrainStep

COLORS = {"sky": "blue", "grass": "green", "sun": "yellow", "snow": "white", "coal": "black", "blood": "red"}


def config(**train: Any) -> RunConfig:
    return RunConfig.parse(
        {
            "data": {"format": "conversations", "tokenizer": "characters"},
            "model": {"d_model": 32, "nhead": 2, "num_layers": 2, "context_length": 64},
            "train": {
                "batch_size": 8,
                "max_steps": 150,
                "device": "cpu",
                "threads": 1,
                "precision": "float32",
                **train,
            },
            "sampling": {"temperature": 0, "max_new_tokens": 40},
        }
    )


def dialogue(*said: str, refusal: bool = False) -> Dialogue:
    return Dialogue(
        tuple(Message("assistant" if place % 2 else "user", text) for place, text in enumerate(said)), refusal=refusal
    )


TAUGHT = [
    *(dialogue(f"{thing}?", f"{color}.") for thing, color in COLORS.items()),
    *(dialogue(f"{thing}?", f"{color}.", "why?", "so it is.") for thing, color in COLORS.items()),
    dialogue("moon?", "no idea.", refusal=True),
]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return train_tokenizer(
        (message.content for one in TAUGHT for message in one.messages), config().data, template_of(config().data).marks
    )


@pytest.fixture(scope="module")
def talks(tokenizer: Tokenizer) -> Talks:
    return talks_from(TAUGHT, tokenizer, template_of(config().data))


@pytest.fixture(scope="module")
def model(tokenizer: Tokenizer, talks: Talks) -> LargeLanguageModel:
    """One that has learnt all of it."""
    torch.manual_seed(1)
    made = LargeLanguageModel.from_config(config().model, tokenizer.vocab_size)
    objective, train_step = (
        ChatObjective(config(), talks, talks, tokenizer),
        TrainStep(made, config().train, torch.device("cpu")),
    )
    for step in range(150):
        train_step.step(step, objective.batch(step))
    return made.eval()


def test_only_answers_and_their_ends_are_asked(talks: Talks, tokenizer: Tokenizer) -> None:
    batch = ChatObjective(config(batch_size=len(TAUGHT)), talks, talks, tokenizer).batch(0)
    labels = tokenizer.labels(batch.targets[batch.targets != PADDING].tolist())
    expected = "".join(
        "".join(message.content for message in one.messages if message.role == "assistant") for one in TAUGHT
    )
    assert sorted("".join(label for label in labels if not label.startswith("<|"))) == sorted(expected)
    turns = sum(message.role == "assistant" for one in TAUGHT for message in one.messages)
    assert labels.count("<|end|>") == turns
    assert labels.count("<|endoftext|>") == len(TAUGHT)


def test_each_dialogue_comes_once_before_any_comes_again(talks: Talks, tokenizer: Tokenizer) -> None:
    objective = ChatObjective(config(batch_size=1), talks, talks, tokenizer)
    seen = [tuple(objective.batch(step).tokens.flatten().tolist()) for step in range(2 * len(TAUGHT))]
    assert len(set(seen[: len(TAUGHT)])) == len(set(seen)) == len(TAUGHT)


def test_plain_text_has_the_share_of_tokens_that_is_asked_for(talks: Talks, tokenizer: Tokenizer) -> None:
    text = np.array(tokenizer.encode("sky grass sun snow " * 300), dtype=np.uint16)
    read: dict[float, int] = {}
    for share in (0.0, 0.25, 0.5):
        objective = ChatObjective(config(text_share=share), talks, talks, tokenizer, text)
        read[share] = sum(objective.batch(step).read for step in range(40))
    for share in (0.25, 0.5):
        assert 1 - read[0.0] / read[share] == pytest.approx(share, abs=0.06)


def test_validation_asks_every_reply_once_whatever_way_it_is_packed(
    talks: Talks, tokenizer: Tokenizer, model: LargeLanguageModel
) -> None:
    objective = ChatObjective(config(), talks, talks, tokenizer)
    assert sum(batch.target_count for batch in objective.validation_batches()) == objective.of_tokens
    packed = evaluate(model, objective, tokenizer)
    alone = [
        evaluate(model, ChatObjective(config(), one, one, tokenizer), tokenizer)
        for one in (talks_from([dialogue_], tokenizer, template_of(config().data)) for dialogue_ in TAUGHT)
    ]
    assert packed.loss == pytest.approx(
        sum(one.loss * one.tokens for one in alone) / sum(one.tokens for one in alone), rel=1e-4
    )


def test_replies_lie_where_the_assistant_speaks(talks: Talks, tokenizer: Tokenizer) -> None:
    for number, one in enumerate(TAUGHT):
        start = int(talks.dialogues.bounds[number][0])
        said = [
            tokenizer.labels(np.asarray(talks.dialogues.tokens[start + reply.first : start + reply.end]).tolist())
            for reply in replies_in(talks.dialogues, number, ends_of(tokenizer))
        ]
        assert ["".join(labels[:-1]) for labels in said] == [
            message.content for message in one.messages if message.role == "assistant"
        ]
        assert all(labels[-1] == "<|end|>" for labels in said)


def test_what_was_taught_is_said_word_for_word_and_counting_agrees_with_saying_it(
    talks: Talks, tokenizer: Tokenizer, model: LargeLanguageModel
) -> None:
    counted = count_right(model, tokenizer, talks.dialogues, range(len(TAUGHT)))
    assert counted is not None
    assert counted.answers == (1.0, 12)  # the dialogues of one turn begin those of two: 6 first replies, 6 second ones
    assert counted.refusals == (1.0, 1)
    template = template_of(config().data)
    for one in TAUGHT:
        for place in range(1, len(one.messages), 2):
            said = "".join(
                token.text for token in converse(model, tokenizer, template, one.messages[:place], config().sampling)
            )
            assert said == one.messages[place].content


def test_an_untrained_model_is_counted_wrong(talks: Talks, tokenizer: Tokenizer) -> None:
    torch.manual_seed(0)
    model = LargeLanguageModel.from_config(config().model, tokenizer.vocab_size)
    counted = count_right(model, tokenizer, talks.dialogues, range(len(TAUGHT)))
    assert counted is not None
    assert counted.all.score == 0


def test_any_of_several_taught_answers_is_right_and_the_question_counts_once(
    tokenizer: Tokenizer, model: LargeLanguageModel
) -> None:
    several = talks_from([dialogue("sky?", "red."), dialogue("sky?", "blue.")], tokenizer, template_of(config().data))
    wrong = talks_from([dialogue("sky?", "red."), dialogue("sky?", "green.")], tokenizer, template_of(config().data))
    both, none = (count_right(model, tokenizer, one.dialogues, [0, 1]) for one in (several, wrong))
    assert both is not None
    assert none is not None
    assert (both.answers.score, both.answers.rows) == (1.0, 1)
    assert (none.answers.score, none.answers.rows) == (0.0, 1)


def test_the_second_turn_is_answered_from_the_first(tokenizer: Tokenizer, model: LargeLanguageModel) -> None:
    said = "".join(
        token.text
        for token in converse(
            model,
            tokenizer,
            template_of(config().data),
            [Message("user", "snow?"), Message("assistant", "white."), Message("user", "why?")],
            config().sampling,
        )
    )
    assert said == "so it is."


def test_a_conversation_longer_than_the_context_forgets_its_oldest_turns_and_no_rule(
    tokenizer: Tokenizer, model: LargeLanguageModel
) -> None:
    template, rule = template_of(config().data), Message("system", "be brief")
    long = [message for _ in range(9) for message in TAUGHT[6].messages] + [Message("user", "coal?")]
    for messages in (long, [rule, *long]):
        ids = read_before(model, tokenizer, template, messages, 0)
        kept = next(
            start
            for start in range(len(long))
            if template.encode(
                template.generation_prompt([*messages[: len(messages) - len(long)], *long[start:]]), tokenizer
            )[0]
            == ids
        )
        assert 0 < kept < len(long) - 1
        assert long[kept].role == "user"
        assert len(ids) <= 64 - 64 // LEAST_SHARE
    assert (
        read_before(model, tokenizer, template, long[-1:], 0)
        == template.encode(template.generation_prompt(long[-1:]), tokenizer)[0]
    )


def test_a_message_that_no_context_holds_is_refused_with_its_length(
    tokenizer: Tokenizer, model: LargeLanguageModel
) -> None:
    with pytest.raises(TextError, match="shorten it") as refused:
        read_before(model, tokenizer, template_of(config().data), [Message("user", "sky " * 40)], 0)
    assert refused.value.values["tokens"] > 64
    with pytest.raises(TextError, match="nothing to answer"):
        read_before(model, tokenizer, template_of(config().data), [Message("assistant", "blue.")], 0)


def test_the_report_stands_beside_the_nearest_taught_question(
    tokenizer: Tokenizer, model: LargeLanguageModel, talks: Talks
) -> None:
    held = talks_from(
        [dialogue("the sky?", "blue."), dialogue("the sky?", "grue.")], tokenizer, template_of(config().data)
    )
    found = report(model, tokenizer, config(), held, talks)
    assert found.taught is not None
    assert found.baseline is not None
    assert found.taught.all.score == 1
    assert found.baseline.answers == 1  # "the sky?" shares its word with "sky?"
    assert found.held_out.answers.rows == 1
    assert {"exact_match", "chrf", "taught", "baseline_exact_match", "refusals"} <= found.as_json().keys()


def test_a_run_on_dialogues_trains_resumes_and_says_what_it_knows(tmp_path: Path) -> None:
    from llm_core.data.corpus.corpus import prepare
    from llm_core.data.files.reading import look
    from llm_core.training.events import Evaluated, Sampled
    from llm_core.training.trainer import Trainer

    dice = random.Random(3)
    lines = [
        f'{{"messages": [{{"role": "user", "content": "{a}+{b}?"}}, {{"role": "assistant", "content": "{a + b}"}}]}}'
        for a in range(9)
        for b in range(9)
    ]
    dice.shuffle(lines)
    (tmp_path / "sums.jsonl").write_text("\n".join(lines), encoding="utf-8")
    plan = config(max_steps=20, eval_every=10, save_every=10)
    corpus = prepare([look(tmp_path / "sums.jsonl", plan.data)], plan.data, tmp_path / "corpora")
    whole = list(Trainer(plan, corpus, tmp_path / "whole").run())
    looks = [event for event in whole if isinstance(event, Evaluated)]
    assert looks[-1].metric == "replies"
    assert looks[-1].taught_rows == len(corpus.train_dialogues or ())
    shown = [event for event in whole if isinstance(event, Sampled)][-1].exchanges
    assert 2 <= len(shown) <= 5
    assert {exchange["taught"] for exchange in shown} == {True, False}
    wishes = iter([None] * 11 + ["pause"] + ["pause"] * 9)
    list(Trainer(plan, corpus, tmp_path / "cut", request=lambda: next(wishes, None)).run())
    rest = [event for event in Trainer(plan, corpus, tmp_path / "cut").run(resume=True) if event.kind == "step"]
    assert [(event.step, event.train_loss) for event in rest] == [
        (event.step, event.train_loss) for event in whole if event.kind == "step"
    ][-len(rest) :]  # type: ignore[attr-defined]


def test_only_as_many_exchanges_are_read_as_were_taught() -> None:
    rule, said = Message("system", "be brief"), [message for one in TAUGHT[:3] for message in one.messages]
    asked = [rule, *said, Message("user", "coal?")]
    assert latest(asked, 0) == asked
    assert latest(asked, 1) == [rule, asked[-1]]
    assert latest(asked, 2) == [rule, *said[-2:], asked[-1]]
    assert latest(asked, 99) == asked


def test_how_many_exchanges_dialogues_have_is_told_of_nine_in_ten(tmp_path: Path) -> None:
    from llm_core.data.corpus.corpus import prepare
    from llm_core.data.files.reading import look

    talk = [[f"q{n}", "a"] if n % 10 else [f"q{n}", "a"] * (3 if n % 20 else 9) for n in range(100)]
    (tmp_path / "talk.jsonl").write_text("\n".join(json.dumps({"messages": one}) for one in talk), encoding="utf-8")
    data = config().data
    corpus = prepare([look(tmp_path / "talk.jsonl", data)], data, tmp_path / "corpora")
    assert 1 <= corpus.statistics.exchanges <= 3
