"""Corpora of conversations: every dialogue comes back, answers alone are asked, nothing stands on both sides, damage is
noticed.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from text_files import Prepare, Write, looked

from llm_core.config import DataConfig, ModelConfig
from llm_core.data.chat.dialogue import Dialogue, Message
from llm_core.data.chat.dialogues import Dialogues, cut_to, fitting_dialogues
from llm_core.data.chat.template import template_of
from llm_core.data.corpus.corpus import Corpus, load, prepare
from llm_core.data.corpus.progress import Progress
from llm_core.data.files.reading import dialogues
from llm_core.data.tokenizer.tokenizer import END, Tokenizer, train_tokenizer
from llm_core.errors import CheckpointError, SettingError, TextError
from llm_core.training.preflight import require_dialogues

COUNT = 120
CHATML = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + "
    "'\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
TEMPLATES: list[dict[str, str]] = [
    {},
    {"chat_template": "plain"},
    {"chat_template": "custom", "custom_template": CHATML},
]


def talk(number: int, turns: int = 1, **row: object) -> str:
    said = [
        {"role": role, "content": f"{role} {turn} says {number} {'x' * (number % 7)}"}
        for turn in range(turns)
        for role in ("user", "assistant")
    ]
    return json.dumps({"messages": said, **row}, ensure_ascii=False) + "\n"


MANY = (
    "".join(talk(number, 1 + number % 3) for number in range(COUNT - 1))
    + json.dumps(
        {
            "messages": [
                {"role": "system", "content": "Be 好."},
                {"role": "user", "content": "<|end|> <|user|>"},
                {"role": "assistant", "content": f"{END} <|im_end|>"},
            ],
            "refusal": True,
        }
    )
    + "\n"
)


def talks(prepare_one: Prepare, content: str = MANY, name: str = "a.jsonl", **settings: object) -> Corpus:
    return prepare_one(content, name, format="conversations", **{"tokenizer": "bpe", "vocab_size": 400, **settings})


def sides(corpus: Corpus) -> Iterator[tuple[str, Dialogues]]:
    assert corpus.train_dialogues is not None
    assert corpus.validation_dialogues is not None
    yield "train", corpus.train_dialogues
    yield "validation", corpus.validation_dialogues


def all_of(corpus: Corpus, *only: str) -> list[Dialogue]:
    return [
        corpus.dialogue(side, row)
        for side, rows in sides(corpus)
        if not only or side in only
        for row in range(len(rows))
    ]  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["characters", "bpe"])
@pytest.mark.parametrize("template", TEMPLATES, ids=["marks", "plain", "ChatML"])
def test_every_dialogue_comes_back_as_messages_and_as_tokens(
    corpus_of: Prepare, write: Write, kind: str, template: dict[str, str]
) -> None:
    corpus = talks(corpus_of, tokenizer=kind, **template)
    config = DataConfig.model_validate({"format": "conversations", "tokenizer": kind, **template})
    assert Counter(all_of(corpus)) == Counter(dialogues(looked(write(MANY, "b.jsonl"), format="conversations")))
    for side, rows in sides(corpus):
        assert (int(rows.bounds[0, 0]), int(rows.bounds[-1, 1])) == (0, len(rows.tokens))
        for row in range(len(rows)):
            dialogue = corpus.dialogue(side, row)  # type: ignore[arg-type]
            ids, loss_mask = rows.row(row)
            expected, answer_kind = template_of(config).encode(
                template_of(config).parts(dialogue.messages), corpus.tokenizer
            )
            last = max(place for place, flag in enumerate(answer_kind) if flag) + 1
            end = [] if expected[last - 1] == corpus.tokenizer.end_id else [corpus.tokenizer.end_id]
            assert ids.tolist() == expected[:last] + end
            assert loss_mask.tolist() == answer_kind[:last] + [1] * len(end)
            assert bool(rows.refusal[row]) == dialogue.refusal
    assert sum(int(rows.refusal.sum()) for _, rows in sides(corpus)) == 1
    assert corpus.statistics.unknown == 0 or kind == "characters"


@pytest.mark.parametrize("template", TEMPLATES, ids=["marks", "plain", "ChatML"])
def test_asked_tokens_are_the_answers_with_the_marks_that_end_them(
    corpus_of: Prepare, template: dict[str, str]
) -> None:
    corpus = talks(corpus_of, **template)
    tokenizer, marks = corpus.tokenizer, {corpus.tokenizer.end_id, *corpus.tokenizer.marks.values()}
    for side, rows in sides(corpus):
        for row in range(len(rows)):
            ids, loss_mask = rows.row(row)
            runs = [
                [int(token) for _, token in run]
                for flag, run in groupby(zip(loss_mask, ids, strict=True), key=lambda pair: bool(pair[0]))
                if flag
            ]
            answers = [
                message.content for message in corpus.dialogue(side, row).messages if message.role == "assistant"
            ]  # type: ignore[arg-type]
            assert [tokenizer.decode(run) for run in runs] == answers
            assert all(run[-1] in marks for run in runs)
            assert int(ids[-1]) == tokenizer.end_id


def test_text_that_looks_like_a_mark_never_becomes_one(corpus_of: Prepare) -> None:
    for kind in ("characters", "bpe"):
        corpus = talks(corpus_of, tokenizer=kind)
        for side, rows in sides(corpus):
            for row in range(len(rows)):
                found = Counter(
                    corpus.tokenizer.labels(
                        [
                            token
                            for token in rows.row(row)[0]
                            if int(token) in {*corpus.tokenizer.marks.values(), corpus.tokenizer.end_id}
                        ]
                    )
                )
                roles = Counter(message.role for message in corpus.dialogue(side, row).messages)  # type: ignore[arg-type]
                assert found == Counter(
                    {END: 1, "<|end|>": roles.total(), **{f"<|{role}|>": count for role, count in roles.items()}}
                )


def test_dialogues_that_begin_with_the_same_question_stand_on_one_side(corpus_of: Prepare) -> None:
    for different in (2, 5, 40):
        content = "".join(
            json.dumps({"conversations": [f"question {n % different:09b}", f"answer {n}"]}) + "\n"
            for n in range(3 * different)
        )
        corpus = talks(corpus_of, content)
        train, validation = (
            {dialogue.question for dialogue in all_of(corpus, side)} for side in ("train", "validation")
        )
        assert train
        assert validation
        assert not train & validation
        assert len(train | validation) == different
        assert corpus.statistics.documents == 3 * different


@pytest.mark.parametrize(
    ("rows", "validation"),
    [
        (["validation", "train", None, "test", None], [0, 3]),
        (["validation", None, None], [0]),
        (["test", "train"], [0]),
    ],
)
def test_rows_that_say_where_they_belong_are_believed_and_the_undecided_are_learnt(
    corpus_of: Prepare, rows: list[str | None], validation: list[int]
) -> None:
    corpus = talks(corpus_of, "".join(talk(n, **({"split": split} if split else {})) for n, split in enumerate(rows)))
    held = [int(dialogue.question.split()[3]) for dialogue in all_of(corpus, "validation")]
    assert held == validation
    assert len(corpus.train_dialogues or ()) == len(rows) - len(validation)
    assert all(dialogue.validation is True for dialogue in all_of(corpus, "validation"))


def test_where_no_row_is_held_those_that_say_nothing_are_drawn_first(corpus_of: Prepare) -> None:
    corpus = talks(corpus_of, "".join(talk(n, **({"split": "train"} if n % 2 else {})) for n in range(60)))
    assert all(int(dialogue.question.split()[3]) % 2 == 0 for dialogue in all_of(corpus, "validation"))
    assert len(corpus.validation_dialogues or ()) >= 1
    assert len(talks(corpus_of, "".join(talk(n, split="train") for n in range(60))).validation_dialogues or ()) >= 1
    with pytest.raises(TextError, match="none is left to learn from"):
        talks(corpus_of, "".join(talk(n, split="test") for n in range(60)))


def test_repeated_dialogues_are_left_out_and_counted(corpus_of: Prepare) -> None:
    corpus = talks(corpus_of, "".join(talk(n % 10) for n in range(100)) + talk(3, 2))
    assert (
        len(all_of(corpus))
        == len({dialogue.messages for dialogue in all_of(corpus)})
        == corpus.statistics.documents
        == 11
    )
    assert corpus.statistics.duplicates == 90
    codes = {warning.code: dict(warning.values) for warning in corpus.statistics.warnings}
    assert codes == {"repeated-dialogues": {"count": 90, "total": 101}, "few-dialogues": {"count": 11}}


def test_statistics_are_those_of_the_held_out_answers(corpus_of: Prepare) -> None:
    corpus = talks(corpus_of, tokenizer="characters", validation_fraction=0.3)
    about, tokenizer = corpus.statistics, corpus.tokenizer
    answers = [
        message.content
        for dialogue in all_of(corpus, "validation")
        for message in dialogue.messages
        if message.role == "assistant"
    ]
    assert about.validation_characters == sum(map(len, answers))
    assert about.validation_bytes == sum(len(answer.encode()) for answer in answers)
    (_, train), (_, validation) = sides(corpus)
    assert (
        about.answer_tokens
        == int(np.sum(validation.loss_mask))
        == sum(len(answer) + 1 for answer in answers) + len(validation)
    )
    assert about.bytes_per_token == about.validation_bytes / about.answer_tokens
    assert about.characters == sum(len(message.content) for dialogue in all_of(corpus) for message in dialogue.messages)
    assert (about.train_tokens, about.validation_tokens, about.documents) == (
        len(train.tokens),
        len(validation.tokens),
        COUNT,
    )
    counts = np.bincount(np.asarray(train.tokens)[np.asarray(train.loss_mask) == 1], minlength=tokenizer.vocab_size)
    answer_tokens = np.asarray(validation.tokens)[np.asarray(validation.loss_mask) == 1]
    expected = np.mean(
        [-math.log((counts[token] + 0.5) / (counts.sum() + tokenizer.vocab_size / 2)) for token in answer_tokens]
    )
    assert about.baseline_losses["frequencies"] == pytest.approx(expected)
    assert about.baseline_losses["guessing"] > about.baseline_losses["frequencies"] > about.baseline_losses["pairs"]
    assert about.sample_prompt in {dialogue.question for dialogue in all_of(corpus, "validation")}


def test_plain_text_beside_dialogues_is_kept_apart_and_its_training_side_is_there(write: Write, tmp_path: Path) -> None:
    config = DataConfig(format="conversations", tokenizer="characters", validation_fraction=0.1)
    story = "Once upon a time, é. " * 50
    seen: list[Progress] = []
    files = [
        looked(write(story, "story.txt"), format="conversations"),
        looked(write(MANY, "a.jsonl"), format="conversations"),
        looked(write('{"text": "A tale of old"}\n{"text": "Another tale"}\n', "tales.jsonl"), format="conversations"),
    ]
    corpus = prepare(files, config, tmp_path / "corpora", progress=seen.append)
    assert corpus.text is not None
    assert "".join(corpus.tokenizer.labels(corpus.text)).split(END) == [
        story[: int(len(story) * 0.9)],
        "A tale of old",
        "Another t",
        "",
    ]
    assert len(corpus.text) == corpus.statistics.text_tokens
    assert Counter(all_of(corpus)) == Counter(dialogues(files[1]))
    assert corpus.statistics.documents == COUNT
    total = sum(file.size_bytes for file in files)
    for stage in ("hashing", "counting", "learning", "encoding"):
        done = [report.done for report in seen if report.stage == stage]
        assert done == sorted(done)
        assert done[-1] == total or stage == "hashing"
    alone = prepare(files[1:2], config, tmp_path / "corpora")
    assert alone.text is None
    assert alone.statistics.text_tokens == 0


def test_without_any_dialogue_it_is_said_what_was_looked_for(corpus_of: Prepare) -> None:
    with pytest.raises(
        TextError, match=r"No file holds conversations: looked for lists of turns .* Name the column or key"
    ):
        talks(corpus_of, "Once upon a time.\n" * 100, "a.txt")
    with pytest.raises(TextError, match="begin with the same question"):
        talks(corpus_of, "".join(json.dumps({"messages": ["Hi", f"{n}"]}) + "\n" for n in range(30)))
    with pytest.raises(SettingError, match="could never stop"):
        talks(
            corpus_of,
            chat_template="custom",
            custom_template=(
                "{% for m in messages %}{{ m.role + m.content }}{% endfor %}{% if add_generation_prompt "
                "%}assistant{% endif %}"
            ),
        )


def test_a_template_that_writes_no_system_message_is_refused_only_where_there_is_one(corpus_of: Prepare) -> None:
    source = (
        "{% for m in messages if m.role != 'system' %}{{ m.role + m.content + eos_token }}{% endfor %}{% if "
        "add_generation_prompt %}assistant{% endif %}"
    )
    own = {"chat_template": "custom", "custom_template": source}
    assert len(all_of(talks(corpus_of, "".join(talk(n) for n in range(30)), **own))) == 30
    with pytest.raises(SettingError, match="writes no system message"):
        talks(corpus_of, **own)


def test_other_templates_marks_columns_and_vocabularies_are_other_corpora(corpus_of: Prepare, tmp_path: Path) -> None:
    content = "".join(f"a{n} ||| b{n} __eou__ c{n} ||| d{n}\n" for n in range(40))
    config = DataConfig(format="conversations")
    made = [
        corpus_of(content, "a.txt", format="conversations", **settings)
        for settings in (
            {},
            {"turn_mark": "|||"},
            {"chat_template": "plain"},
            {"chat_template": "custom", "custom_template": CHATML},
            {"tokenizer": "bpe"},
        )
    ]
    bases = [train_tokenizer([text], DataConfig()) for text in ("abc", "abd")]
    made += [
        prepare([looked(tmp_path / "a.txt", format="conversations")], config, tmp_path / "corpora", base=base)
        for base in bases
    ]
    assert len({corpus.folder for corpus in made}) == 7
    assert corpus_of(content, "a.txt", format="conversations").folder == made[0].folder


@pytest.mark.parametrize("form", ["conversations", "text", "pairs"])
def test_a_vocabulary_to_go_on_from_keeps_its_ids_and_gets_what_it_lacks(
    write: Write, tmp_path: Path, form: str
) -> None:
    for kind in ("characters", "bpe"):
        base = train_tokenizer(
            ["user and assistant say 0123456789 " * 20],
            DataConfig.model_validate({"tokenizer": kind, "vocab_size": 300}),
        )
        config = DataConfig.model_validate({"format": form, "tokenizer": kind, "max_characters": 40})
        content = {
            "conversations": MANY,
            "text": "好 news? " * 200,
            "pairs": "".join(f"好 {n}?\tyes!\n" for n in range(60)),
        }[form]
        file = looked(write(content, "a.jsonl" if form == "conversations" else "a.txt"), format=form)
        tokenizer = prepare([file], config, tmp_path / "corpora", base=base).tokenizer
        assert [tokenizer.inner.id_to_token(token) for token in range(base.vocab_size)] == [
            base.inner.id_to_token(token) for token in range(base.vocab_size)
        ]
        assert set(tokenizer.marks) == (
            {"<|user|>", "<|assistant|>", "<|system|>", "<|end|>"} if form == "conversations" else set()
        )
        assert tokenizer.vocab_size > base.vocab_size or (kind, form) in {("bpe", "text"), ("bpe", "pairs")}
        if form != "conversations":
            assert tokenizer.unknown_id is None or tokenizer.unknown_id not in tokenizer.encode("好?")
        else:
            assert tokenizer.vocab_size - len(tokenizer.marks) <= max(40, base.vocab_size)


def test_the_same_files_are_found_again_and_damage_is_noticed_and_made_anew(corpus_of: Prepare) -> None:
    corpus = talks(corpus_of)
    first, moment = corpus.folder, (corpus.folder / "corpus.json").stat().st_mtime_ns
    assert talks(corpus_of).folder == first
    assert (first / "corpus.json").stat().st_mtime_ns == moment
    del corpus
    for name in (
        "train_asked.bin",
        "validation_asked.bin",
        "train_dialogues.bin",
        "validation_refusal.bin",
        "train_offsets.bin",
        "train.jsonl",
        "validation.bin",
    ):
        whole = (first / name).read_bytes()
        for damage in (whole[:-1], whole[: len(whole) // 2], b"", whole + whole[-16:]):
            (first / name).write_bytes(damage)
            with pytest.raises(CheckpointError, match="damaged"):
                load(first)
        (first / name).unlink()
        with pytest.raises(CheckpointError, match="damaged"):
            load(first)
        assert len(all_of(talks(corpus_of))) == COUNT
    for name, value in (("train_asked.bin", 2), ("train_asked.bin", 0), ("validation_dialogues.bin", 9)):
        whole = (first / name).read_bytes()
        (first / name).write_bytes(bytes([value]) * len(whole))
        with pytest.raises(CheckpointError, match="damaged"):
            load(first)
        (first / name).write_bytes(whole)


def test_messages_that_were_damaged_on_disk_are_a_mistake(corpus_of: Prepare) -> None:
    corpus = talks(corpus_of)
    path = corpus.folder / "train.jsonl"
    whole = path.read_bytes()
    path.write_bytes(b"[" * len(whole))
    with pytest.raises(CheckpointError, match="damaged"):
        corpus.dialogue("train", 0)
    path.write_bytes(whole)
    assert corpus.dialogue("train", 0).messages


def test_which_dialogues_fit_is_told_and_a_context_that_holds_none_is_refused(corpus_of: Prepare) -> None:
    corpus = talks(corpus_of, tokenizer="characters")
    for _, rows in sides(corpus):
        for context in (60, 80, 200):
            assert fitting_dialogues(rows, context).tolist() == [
                row for row in range(len(rows)) if len(rows.row(row)[0]) - 1 <= context
            ]
    require_dialogues(corpus, ModelConfig(context_length=200))
    with pytest.raises(
        TextError, match=r"context of 8: the shortest needs \d+ tokens, and 9 of 10 fit into (\d+)"
    ) as found:
        require_dialogues(corpus, ModelConfig(context_length=8))
    lengths = next(rows for _, rows in sides(corpus)).lengths
    assert np.mean(lengths - 1 <= found.value.values["most"]) >= 0.9
    long = json.dumps({"messages": ["q" * 9000, "a"]}) + "\n" + json.dumps({"messages": ["r" * 9000, "a"]}) + "\n"
    with pytest.raises(TextError, match="No training dialogue fits into any context: the shortest needs 900"):
        require_dialogues(talks(corpus_of, long, tokenizer="characters"), ModelConfig(context_length=64))
    with pytest.raises(TextError, match="not read as conversations"):
        require_dialogues(corpus_of("plain text, only long enough. " * 20), ModelConfig())


@pytest.mark.parametrize("context", [30, 45, 60, 90, 400])
def test_a_long_dialogue_is_cut_after_the_last_answer_that_fits(corpus_of: Prepare, context: int) -> None:
    corpus = talks(corpus_of, "".join(talk(number, 1 + number % 5) for number in range(40)), tokenizer="characters")
    for _, rows in sides(corpus):
        cut = cut_to(rows, context)
        for row in range(len(rows)):
            ids, loss_mask = rows.row(row)
            marks = [
                place
                for place, flag in enumerate(loss_mask)
                if flag and (place + 1 == len(loss_mask) or not loss_mask[place + 1])
            ]  # the ends of answers
            fitting = [place + 1 for place in marks if place <= context]
            expected = len(ids) if len(ids) - 1 <= context or not fitting else fitting[-1]
            assert len(cut.row(row)[0]) == expected
        assert set(fitting_dialogues(rows, context)) <= set(fitting_dialogues(cut, context))


def test_a_corpus_read_again_from_its_own_lines_is_the_same(corpus_of: Prepare, write: Write) -> None:
    corpus = talks(
        corpus_of, "".join(talk(n, **({"split": "test", "refusal": True} if n % 3 == 0 else {})) for n in range(30))
    )
    lines = (corpus.folder / "train.jsonl").read_text() + (corpus.folder / "validation.jsonl").read_text()
    again = list(dialogues(looked(write(lines, "again.jsonl"), format="conversations")))
    assert again == all_of(corpus)
    assert sum(dialogue.refusal for dialogue in again) == sum(dialogue.validation is True for dialogue in again) == 10


@pytest.mark.data
@pytest.mark.parametrize("kind", ["characters", "bpe"])
def test_real_conversations_make_a_corpus(real_data: Path, tmp_path: Path, kind: str) -> None:
    config = DataConfig.model_validate({"format": "conversations", "tokenizer": kind, "validation_fraction": 0.02})
    paths = [
        *sorted((real_data / "chat/chatterbot_corpus").rglob("*.yml")),
        real_data / "instruction/self_instruct_seed/seed_tasks.jsonl",
    ]
    corpus = prepare([looked(path, format="conversations") for path in paths], config, tmp_path / "corpora")
    assert corpus.statistics.documents == len({dialogue.messages for dialogue in all_of(corpus)})
    assert corpus.statistics.duplicates > 1_000
    train, validation = ({dialogue.question for dialogue in all_of(corpus, side)} for side in ("train", "validation"))
    assert not train & validation
    (_, taught), _ = sides(corpus)
    decode = corpus.tokenizer.decode
    for row in range(0, len(taught), 50):
        said = "".join(message.content for message in corpus.dialogue("train", row).messages)
        assert decode(taught.row(row)[0]).replace("<unk>", "") == said or kind == "characters"


def test_offsets_name_each_dialogues_own_line(corpus_of: Prepare) -> None:
    corpus = talks(corpus_of)
    for side, rows in sides(corpus):
        lines = (corpus.folder / f"{side}.jsonl").read_text().splitlines()
        assert len(lines) == len(rows)
        for row in (0, len(rows) // 2, len(rows) - 1):
            said = tuple(Message(**message) for message in json.loads(lines[row])["messages"])
            assert corpus.dialogue(side, row).messages == said  # type: ignore[arg-type]


def test_the_tokenizer_of_a_corpus_is_read_again_with_its_marks(corpus_of: Prepare) -> None:
    for kind in ("characters", "bpe"):
        corpus = talks(corpus_of, tokenizer=kind)
        again = Tokenizer.load(corpus.folder / "tokenizer.json")
        assert again.marks == corpus.tokenizer.marks
        assert set(again.marks) == {"<|user|>", "<|assistant|>", "<|system|>", "<|end|>"}
