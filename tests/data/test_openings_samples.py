"""Openings are natural for the text; samples are the same everywhere, varied, and large enough to learn from."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from llm_core.config import TASKS
from llm_core.data.corpus.sample_prompt import find_sample_prompt
from llm_core.errors import SettingError
from llm_core.samples import SAMPLES, write_sample
from llm_core.samples.previews import PREVIEWS, first_lines


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("ROMEO:\nBut soft!\n\nJULIET:\nO Romeo!\n\n" * 9 + "ROMEO:\nWhat light?\n", "ROMEO:\n"),
        ("却说曹操引兵去了，众将皆服。\n\n次日大军进发，旌旗蔽日。\n\n却说刘备在徐州，闻报大惊。\n\n" * 9, "却说"),
        ("Once upon a time there was a fox.\n\nOnce upon a time there was an owl.\n\n" * 12, "Once upon a"),
        ("a", "a"),
        ("...", "..."),
        ("12 34 56", "12 34 56"),
        ("你好", "你好"),
        ("hello", "hello"),
        ("\n\n  x  \n", "x"),
    ],
)
def test_openings_are_how_the_text_begins_most_often(text: str, opening: str) -> None:
    assert find_sample_prompt(text) == opening


WORDY = {
    "conversations": 2_000_000,
    "summarization": 1_200_000,
    "question-answering": 2_500_000,
}  # JSON is, and repeats what it is about


@pytest.mark.parametrize("key", [key for key, sample in SAMPLES.items() if sample.folder is None])
def test_samples_are_the_same_every_time_and_of_a_good_size(key: str, tmp_path: Path) -> None:
    sample = SAMPLES[key]
    text = sample.text()
    assert text == sample.text()
    assert text != sample.text(seed=2)
    assert 150_000 <= len(text.encode()) <= WORDY.get(str(sample.settings.get("data.format")), 620_000)
    assert set(sample.opening) <= set(text)
    path = write_sample(key, tmp_path)
    assert path.read_text(encoding="utf-8") == text
    stamp = path.stat().st_mtime_ns
    assert write_sample(key, tmp_path).stat().st_mtime_ns == stamp


def test_a_sample_that_is_none_is_refused_with_those_that_are() -> None:
    with pytest.raises(SettingError, match="choose stories-en"):
        write_sample("nothing", Path("unused"))


@pytest.mark.parametrize("key", ["stories-en", "stories-zh"])
def test_stories_are_all_different_and_whole(key: str) -> None:
    stories = SAMPLES[key].text().strip().split("\n\n")
    assert len(stories) == len(set(stories)) > 800
    assert len({story.split("。")[1] if key.endswith("zh") else story.split(".")[1] for story in stories}) > 200
    for story in stories:
        assert not re.search(r"[{}]|  |\b[Aa] [aeiou]|。。|，。|\.\.|None", story), story
        assert story[-1] in '."。”！!', story


def test_every_sum_is_right_and_stands_once() -> None:
    lines = SAMPLES["arithmetic"].text().split()
    assert len(lines) == len(set(lines))
    for line in lines:
        first, sign, second, result = re.fullmatch(r"(\d+)([+-])(\d+)=(\d+)", line).groups()
        assert int(first) + int(sign + second) == int(result)


def test_every_pattern_follows_one_of_its_rules() -> None:
    for line in SAMPLES["patterns"].text().split("\n")[:-1]:
        word, mark, rest = re.fullmatch(r"([^|=>!.]*)([|=>!.]?)(.*)", line).groups()
        if mark == "":
            while word:
                shorter = word.replace("()", "").replace("[]", "").replace("{}", "")
                assert shorter != word, line
                word = shorter
        elif mark == ".":
            numbers = [int(number) for number in word.split()]
            assert len({b - a for a, b in itertools.pairwise(numbers)}) <= 1, line
        elif mark == "!":
            assert any(word.startswith(word[:period] * 3) for period in (2, 3)), line
        else:
            assert rest == {"|": word[::-1], "=": word, ">": "".join(sorted(word))}[mark], line


def test_what_is_noted_of_each_sample_is_how_it_begins() -> None:
    shown = {key: sample for key, sample in SAMPLES.items() if sample.settings.get("data.format") not in TASKS}
    assert shown.keys() == PREVIEWS.keys()
    assert {key: first_lines(sample) for key, sample in shown.items()} == dict(PREVIEWS)
