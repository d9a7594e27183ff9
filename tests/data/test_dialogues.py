"""Dialogues: read from whatever form they lie in, whoever speaks; and bad files refused with cause and remedy."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from text_files import Write, documents, looked

from llm_core.cli.data import find_files
from llm_core.config import DataConfig
from llm_core.data.chat.dialogue import MOST_MESSAGES, Dialogue, settle
from llm_core.data.chat.reading import all_dialogues
from llm_core.data.files.reading import TextFile, dialogues
from llm_core.data.warnings import TextWarning
from llm_core.errors import TextError

HI = [("user", "Hi"), ("assistant", "Hello!")]
MORE = [*HI, ("user", "And?"), ("assistant", "Well.")]


def as_talk(path: Path, **settings: object) -> TextFile:
    return looked(path, format="conversations", **settings)


def plain(found: Iterable[Dialogue]) -> list[list[tuple[str, str]]]:
    return [[tuple(message) for message in dialogue.messages] for dialogue in found]


def read(path: Path, warnings: list[TextWarning] | None = None, **settings: object) -> list[list[tuple[str, str]]]:
    return plain(dialogues(as_talk(path, **settings), None, warnings))


def turns(
    names: str, *, key: str = "role", text: str = "content", first: str = "Hi|Hello!|And?|Well."
) -> list[dict[str, str]]:
    return [{key: name, text: said} for name, said in zip(names.split("|"), first.split("|"), strict=False)]


OPENAI = turns("user|assistant|user|assistant")
SHAREGPT = turns("human|gpt|human|gpt", key="from", text="value")
STRINGS = ["Hi", "Hello!", "And?", "Well."]
FORMS: dict[str, tuple[str, object]] = {
    "OpenAI": ("a.jsonl", [{"messages": OPENAI}]),
    "OpenAI in parts": (
        "a.jsonl",
        [
            {
                "messages": [
                    {"role": turn["role"], "content": [{"type": "text", "text": turn["content"]}]} for turn in OPENAI
                ]
            }
        ],
    ),
    "ShareGPT": ("a.json", [{"id": "1", "conversations": SHAREGPT}]),
    "DailyDialog": ("a.json", [{"dialog": STRINGS, "act": ["1", "2", "1", "2"]}]),
    "MultiWOZ": (
        "a.json",
        [{"dialogue_id": "x", "turns": turns("USER|SYSTEM|USER|SYSTEM", key="speaker", text="utterance")}],
    ),
    "Topical-Chat": (
        "a.json",
        {
            "t_1": {"config": "A", "content": turns("agent_1|agent_2|agent_1|agent_2", key="agent", text="message")},
            "t_2": {"config": "B", "content": turns("agent_2|agent_1|agent_2|agent_1", key="agent", text="message")},
        },
    ),
    "an unknown key": ("a.json", [{"id": "7", "talk": turns("Ann|Bob|Ann|Bob", key="speaker", text="text")}]),
    "A and B": ("a.jsonl", [{"id": "7", "talk": turns("A|B|A|B", key="speaker", text="text")}]),
    "Q and A": ("a.jsonl", [{"id": "7", "talk": turns("Q|A|Q|A", key="speaker", text="text")}]),
    "a key within another": ("a.jsonl", [{"id": "7", "data": {"messages": OPENAI}}]),
    "lists of strings": ("a.json", [STRINGS, STRINGS]),
    "lists of strings below a key": ("a.json", {"conversations": [STRINGS]}),
    "a single dialogue": ("a.json", OPENAI),
    "a single dialogue below a key": ("a.json", {"conversations": SHAREGPT}),
    "questions beside answers": (
        "a.json",
        [{"conversation": [{"human": "Hi", "assistant": "Hello!"}, {"human": "And?", "assistant": "Well."}]}],
    ),
    "eou": ("a.txt", "Hi __eou__ Hello! __eou__ And? __eou__ Well. __eou__\n"),
    "turn": ("a.txt", "Hi<|turn|>Hello!<|turn|>And?<|turn|>Well.\n"),
    "bars": ("a.txt", "Hi ||| Hello! ||| And? ||| Well.\n\n"),
    "SEP": ("a.txt", "Hi [SEP] Hello! [SEP] And? [SEP] Well."),
    "tabs": ("a.txt", "Hi\tHello!\tAnd?\tWell.\n"),
    "tabs in a table": ("a.tsv", "Hi!\tHello!\tAnd?\tWell.\n".replace("Hi!", "Hi")),
    "chatterbot": ("a.yml", "categories:\n- x\nconversations:\n- - Hi\n  - Hello!\n  - And?\n  - Well.\n"),
    "YAML of lists": ("a.yaml", "- [Hi, Hello!, 'And?', Well.]\n- [Hi, Hello!, 'And?', Well.]\n"),
    "YAML of records": (
        "a.yml",
        "- messages:\n" + "".join(f"  - {{role: {turn['role']}, content: '{turn['content']}'}}\n" for turn in OPENAI),
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_dialogue(write: Write, form: str) -> None:
    name, content = FORMS[form]
    if not isinstance(content, str):
        assert not name.endswith("l") or isinstance(content, list)
        content = (
            "".join(json.dumps(record) + "\n" for record in content) if name.endswith("l") else json.dumps(content)
        )  # type: ignore[union-attr]
    file = as_talk(write(content, name))
    assert file.dialogue is not None
    assert plain(file.dialogues)[0] == MORE
    assert all(found == MORE for found in plain(dialogues(file)))
    assert "Hello!" in file.preview


PAIRS: dict[str, tuple[str, str, list[list[tuple[str, str]]]]] = {
    "csv": ("a.csv", "question,answer\nHi,Hello!\n", [HI]),
    "tsv with names": ("a.tsv", "id\tquestion\tanswer\n1\tHi\tHello!\n", [HI]),
    "text with names": ("a.txt", "question\tanswer\nHi\tHello!\n", [HI]),
    "a system column": (
        "a.csv",
        "system,prompt,response\nBe kind.,Hi,Hello!\n,Hi,Hello!\n",
        [[("system", "Be kind."), *HI], HI],
    ),
    "jsonl": ("a.jsonl", '{"prompt": "Hi", "completion": "Hello!"}\n', [HI]),
    "Alpaca": (
        "a.json",
        (
            '[{"instruction": "Add", "input": "1 and 2", "output": "3"}, {"instruction": "Hi", "input": "", '
            '"output": "Hello!"}]'
        ),
        [[("user", "Add\n1 and 2"), ("assistant", "3")], HI],
    ),
    "Dolly": (
        "a.jsonl",
        '{"instruction": "Who?", "context": "Ann sings.", "response": "Ann", "category": "qa"}\n',
        [[("user", "Who?\nAnn sings."), ("assistant", "Ann")]],
    ),
    "Self-Instruct": (
        "a.jsonl",
        (
            '{"id": "1", "instruction": "Add", "instances": [{"input": "1 and 2", "output": "3"}, {"input": "", '
            '"output": "0"}]}\n'
        ),
        [[("user", "Add\n1 and 2"), ("assistant", "3")], [("user", "Add"), ("assistant", "0")]],
    ),
    "unknown names": (
        "a.jsonl",
        '{"left": "Hi there", "right": "Hello!"}\n',
        [[("user", "Hi there"), ("assistant", "Hello!")]],
    ),
}


@pytest.mark.parametrize("form", PAIRS)
def test_pairs_are_a_question_and_its_answer(write: Write, form: str) -> None:
    name, content, expected = PAIRS[form]
    file = as_talk(write(content, name))
    assert file.dialogue is not None
    assert (file.dialogue.kind, file.column, file.target) == ("pairs", file.dialogue.key, file.dialogue.answer)
    assert plain(dialogues(file)) == expected


def test_columns_keys_and_marks_can_be_chosen(write: Write) -> None:
    table = write("a,b,c\none thing,two things,three things\n", "a.csv")
    assert read(table, column="c", target_column="a") == [[("user", "three things"), ("assistant", "one thing")]]
    both = write(
        json.dumps([{"messages": OPENAI, "other": turns("user|assistant", first="x|y"), "q": "Hi", "r": "Hello!"}]),
        "a.json",
    )
    assert read(both) == [MORE]
    assert read(both, column="other") == [[("user", "x"), ("assistant", "y")]]
    assert read(both, column="q", target_column="r") == [HI]
    assert {"messages", "other"} <= set(as_talk(both).columns)
    lines = write("Hi // Hello!\nHi \t x // Hello!\n")
    assert as_talk(lines).dialogue is None
    assert read(lines, turn_mark="//") == [HI, [("user", "Hi \t x"), ("assistant", "Hello!")]]
    assert read(write("Hi\tHello!\nnothing here\nnor here\n"), turn_mark="\\t") == [HI]
    with pytest.raises(TextError, match="has no column 'z'"):
        read(table, column="z")


def test_a_plain_text_stays_text_whatever_its_format(write: Write) -> None:
    for content, name in (
        ("Once upon a time\nthere was a bear.\n", "a.txt"),
        ('{"text": "Once upon a time", "id": "a b"}\n', "a.jsonl"),
        ("title,text\nA tale,Once upon a time\n", "a.csv"),
        ("version: 3\nservices:\n  web: {image: x}\n", "a.yml"),
        ("# nothing but a remark\n", "b.yml"),
        ("conversations:\n", "c.yml"),
        ('[{"author": "Ann", "text": "Once upon a time"}, {"author": "Bob", "text": "A bear"}]', "a.json"),
        ('["Once upon a time", "A bear"]', "b.json"),
        ('[{"title": "Bear", "paragraphs": ["Once", "upon"]}]', "c.json"),
    ):
        path = write(content, name)
        file = as_talk(path)
        assert file.dialogue is None
        assert documents(path, format="conversations")
        with pytest.raises(TextError, match="not read as conversations"):
            list(dialogues(file))


def test_speakers_of_unknown_names_are_told_apart_by_who_speaks_first() -> None:
    def roles(*names: str | None) -> str:
        return "".join(
            role[0] for role, _ in settle([(name, f"{number}") for number, name in enumerate(names)]).messages
        )

    assert roles("Ann", "Bob", "Ann", "Bob") == "uaua"
    assert roles("agent_2", "agent_1") == "ua"
    assert roles("customer", "agent", "customer", "agent") == "uaua"
    assert roles("bot", "chatbot") == "ua"  # both names stand for who answers: the first asks
    assert roles("Ann", "assistant", "Ann", "assistant") == "uaua"
    assert roles("user", "Bob") == "ua"
    assert roles("system", "Ann", "Bob") == "sua"
    assert roles("user", "system", "user", "system") == "uaua"
    assert roles("Ann", "Bob", "Cid", "Ann", "Cid") == "uaua"  # two who answer in a row are joined
    assert roles(None, None, None, None) == "uaua"
    assert roles("User", None, " USER ", "Assistant") == "uaua"
    assert roles("user", "assistant", "tool", "assistant", "user") == "ua"
    assert roles("Ann", "Ann", "Ann") == roles("assistant") == roles() == ""
    assert roles("用户", "助手") == "ua"


def test_turns_become_messages_in_turn() -> None:
    def settled(*turns: tuple[str | None, str], system: str | None = None) -> list[tuple[str, str]]:
        return [tuple(message) for message in settle(turns, system).messages]

    assert settled(("user", "a"), ("user", " b "), ("assistant", "c"), ("assistant", ""), ("assistant", "d")) == [
        ("user", "a\nb"),
        ("assistant", "c\nd"),
    ]
    assert settled(("assistant", "welcome"), *HI, ("user", "unanswered")) == HI
    assert settled(("system", "s"), ("assistant", "welcome"), *HI) == [("system", "s"), *HI]
    assert settled(*HI, system=" given ") == [("system", "given"), *HI]
    assert settled(("system", "own"), *HI, system="given") == [("system", "own"), *HI]
    assert settled(("user", " \n "), ("assistant", "x")) == settled(("user", "x"), ("assistant", "\t")) == []
    assert settled(("user", "a\ud800"), ("assistant", "b")) == [("user", "a\ufffd"), ("assistant", "b")]
    assert settle([("assistant", "welcome"), *HI]).answer_first
    assert not settle(HI).answer_first


def test_what_is_left_out_is_said_with_a_count(write: Write) -> None:
    warnings: list[TextWarning] = []
    records = [
        {"messages": OPENAI},
        {"messages": OPENAI[:1]},
        {"messages": []},
        {"other": "x"},
        {"messages": [{"role": "assistant", "content": "welcome"}, *OPENAI]},
    ]
    assert read(write("".join(json.dumps(record) + "\n" for record in records), "a.jsonl"), warnings) == [MORE, MORE]
    assert {found.code: dict(found.values) for found in warnings} == {
        "unanswered-dialogues": {"count": 3, "total": 5, "name": "a.jsonl", "first": 2},
        "answer-first": {"count": 1, "name": "a.jsonl"},
    }


def test_rows_say_what_is_held_and_what_is_a_refusal(write: Write) -> None:
    rows = [
        {"split": "validation"},
        {"split": "test"},
        {"split": "train"},
        {"split": "other"},
        {},
        {"refusal": True},
        {"refusal": False},
        {"split": 1, "refusal": None},
    ]
    path = write("".join(json.dumps({"messages": OPENAI, **row}) + "\n" for row in rows), "a.jsonl")
    found = list(dialogues(as_talk(path)))
    assert [dialogue.validation for dialogue in found] == [True, True, False, None, None, None, None, None]
    assert [dialogue.refusal for dialogue in found] == [False] * 5 + [True, False, False]
    table = write("question,answer,split,refusal\nHi,Hello!,dev,\nHi,I don't know.,train,true\n", "a.csv")
    assert [(dialogue.validation, dialogue.refusal) for dialogue in dialogues(as_talk(table))] == [
        (True, False),
        (False, True),
    ]


def test_scalars_of_yaml_are_read_as_they_are_written(write: Write) -> None:
    path = write(
        (
            "conversations:\n- - Is it on?\n  - Yes\n- - 007\n  - 1_000.50\n- - ~\n  - null\n- - "
            "!!python/object:os.system x\n  - 2020-01-01\n- - |\n    two\n    lines\n  - >-\n    one\n    line\n"
        ),
        "a.yml",
    )
    assert read(path) == [
        [("user", left), ("assistant", right)]
        for left, right in (
            ("Is it on?", "Yes"),
            ("007", "1_000.50"),
            ("~", "null"),
            ("x", "2020-01-01"),
            ("two\nlines", "one line"),
        )
    ]


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        ("", "a.yml", "is empty"),
        ('conversations:\n- - Hi\n  - "Hello\n', "a.yml", "isn't valid YAML: see line 4"),
        ("conversations:\n\t- x\n", "a.yml", "isn't valid YAML: see line 2"),
        ("a: &a [x, y]\nconversations:\n- *a\n", "a.yml", r"has an alias \(\*a\) in line 3"),
        (
            "a: &a [x]\n"
            + "".join(
                f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'}, *{'a' if n == 0 else f'b{n - 1}'}]\n"
                for n in range(40)
            ),
            "a.yml",
            "has an alias",
        ),
        ("[" * 100_000, "a.yml", "nested too deeply|nesting depth"),
        ("{a: " * 100_000, "a.yml", "nested too deeply|nesting depth"),
        ("[" * 50, "a.yml", "nested too deeply"),
        ("- " * 10_000 + "x", "a.yml", "nested too deeply"),
        ("- - Hi\n  - a\x00b\n", "a.yml", "isn't valid YAML"),
        ("- - Hi\n", "a.yml", "no dialogue in which one side answers the other"),
        (json.dumps([{"messages": turns("user|user|user")}]), "a.json", "no dialogue in which one side answers"),
        ('{"messages": [' + "[" * 50_000, "a.json", "nested too deeply"),
        (
            json.dumps([{"messages": [{"role": "user", "content": ""}, {"role": "assistant", "content": " "}]}]),
            "a.json",
            "no dialogue in which one side answers",
        ),
        ('{"messages": [{"role": "user", "content": "Hi"', "a.jsonl", "isn't valid JSON"),
        ("question,answer\n,\n", "a.csv", "no dialogue in which one side answers"),
    ],
)
def test_bad_files_are_refused_with_cause_and_remedy(write: Write, content: str, name: str, message: str) -> None:
    with pytest.raises(TextError, match=message):
        read(write(content, name))


def test_bad_yaml_far_behind_the_beginning_is_refused_when_it_is_reached(write: Write) -> None:
    path = write("conversations:\n" + "- - Hi\n  - Hello!\n" * 3_000 + '- - "Hi\n', "a.yml")
    assert as_talk(path).dialogue is not None
    with pytest.raises(TextError, match="isn't valid YAML: see line 600"):
        read(path)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        5,
        True,
        "words",
        [],
        {},
        [[]],
        [None],
        [5],
        [True],
        [{"role": None}],
        [{"content": None}],
        [{"role": "user"}],
        [{"content": {"a": 1}}],
        [["a", "b"]],
    ],
)
def test_odd_values_among_the_turns_do_no_harm(write: Write, odd: object) -> None:
    records = [
        {"messages": OPENAI},
        {"messages": odd},
        {"messages": OPENAI, "system": odd, "split": odd, "refusal": odd},
    ]
    found = read(write("".join(json.dumps(record) + "\n" for record in records), "a.jsonl"))
    assert found[0] == MORE
    assert found[-1][-4:] == MORE


def test_mutated_files_are_read_or_refused_and_nothing_else(write: Write) -> None:
    rng = random.Random(11)
    whole = [
        "conversations:\n- - Hi\n  - Hello!\n- - 'a'\n  - \"b\"\n",
        json.dumps([{"messages": OPENAI}, {"messages": SHAREGPT}]),
        'question,answer\nHi,Hello!\n"x",y\n',
    ]
    read_well = 0
    for number in range(600):
        content = list(whole[number % 3])
        for _ in range(rng.randint(1, 5)):
            content[rng.randrange(len(content))] = rng.choice("\t\n -:'\"[]{},&*!|>%@`#?a")
        try:
            file = as_talk(write("".join(content), ("a.yml", "a.json", "a.csv")[number % 3]))
            read_well += bool(list(dialogues(file))) if file.dialogue else 0
        except TextError:
            continue
    assert read_well > 100


def test_a_long_dialogue_is_divided_where_a_question_begins_and_keeps_its_system_message(write: Write) -> None:
    said = [
        {"role": "system", "content": "s"},
        *({"role": ("user", "assistant")[n % 2], "content": str(n)} for n in range(2 * MOST_MESSAGES + 10)),
    ]
    found = list(dialogues(as_talk(write(json.dumps([{"messages": said}]), "a.json"))))
    assert [len(dialogue.messages) for dialogue in found] == [MOST_MESSAGES + 1, MOST_MESSAGES + 1, 11]
    assert all(
        [message.role for message in dialogue.messages[:3]] == ["system", "user", "assistant"] for dialogue in found
    )


def test_dialogues_that_repeat_an_earlier_one_are_marked_across_files(write: Write) -> None:
    files = [
        as_talk(write("Hi\tHello!\n" * 3 + "Hi\tHello\nHiH\tello!\n", "a.txt")),
        as_talk(write("Hi\tHello!\n", "b.txt")),
    ]
    assert [repeated for _, repeated in all_dialogues(files)] == [False, True, True, False, False, True]


def test_a_folder_gives_its_yaml_only_where_conversations_are_looked_for(write: Write, tmp_path: Path) -> None:
    write("conversations:\n- - Hi\n  - Hello!\n", "a.yml")
    write("some text", "b.txt")
    assert [file.name for file in find_files([str(tmp_path)], DataConfig(format="conversations"))] == ["a.yml", "b.txt"]
    assert [file.name for file in find_files([str(tmp_path)], DataConfig())] == ["b.txt"]
    assert as_talk(tmp_path / "a.yml").format == "yaml"
    assert looked(tmp_path / "a.yml").format == "text"


@pytest.mark.data
@pytest.mark.parametrize(
    ("path", "count", "longest"),
    [
        ("chat/chatterbot_corpus/english/ai.yml", 105, 2),
        ("chat/chatterbot_corpus/english/conversations.yml", 23, 26),
        ("chat/chatterbot_corpus/chinese/ai.yml", 56, 2),
        ("chat/chatterbot_corpus/english/trivia.yml", 260, 2),
        ("chat/topical_chat/valid_freq.json", 539, 34),
        ("instruction/dolly_sample/dolly.jsonl", 151, 2),
        ("instruction/self_instruct_seed/seed_tasks.jsonl", 175, 2),
        ("qa/xquad/xquad.zh.json", 1190, 2),
        ("translation/tatoeba_eng_cmn/cmn.txt", 22_075, 2),
    ],
)
def test_real_files_give_all_their_dialogues(real_data: Path, path: str, count: int, longest: int) -> None:
    found = read(real_data / path)
    assert len(found) == count
    assert max(map(len, found)) == longest
    assert all(
        role == ("user", "assistant")[number % 2] for dialogue in found for number, (role, _) in enumerate(dialogue)
    )


@pytest.mark.data
def test_real_files_say_what_their_authors_wrote(real_data: Path) -> None:
    topical = json.loads((real_data / "chat/topical_chat/valid_freq.json").read_text())
    found = read(real_data / "chat/topical_chat/valid_freq.json")
    for record, dialogue in zip(topical.values(), found, strict=True):
        said = "\n".join(turn["message"].strip() for turn in record["content"] if turn["message"].strip())
        assert said.startswith("\n".join(content for _, content in dialogue))
    seeds = [
        json.loads(line)
        for line in (real_data / "instruction/self_instruct_seed/seed_tasks.jsonl").read_text().splitlines()
    ]
    found = read(real_data / "instruction/self_instruct_seed/seed_tasks.jsonl")
    expected = [
        (f"{seed['instruction'].strip()}\n{one['input'].strip()}".strip(), one["output"].strip())
        for seed in seeds
        for one in seed["instances"]
    ]
    assert [(dialogue[0][1], dialogue[1][1]) for dialogue in found] == expected
    repeated = all_dialogues([as_talk(real_data / "chat/chatterbot_corpus/english/tech_support.yml")])
    assert Counter(again for _, again in repeated) == {True: 1040, False: 10}


@pytest.mark.data
def test_plain_books_stay_plain_text(real_data: Path) -> None:
    for path in (
        "text/alice/pg11.txt",
        "text/tinyshakespeare/input.txt",
        "text/tinystories_sample/tiny_stories.txt",
        "text/sanguo_yanyi_zh/三国演义.txt",
        "text/tang300_zh/唐诗三百首.json",
    ):
        assert as_talk(real_data / path).dialogue is None
