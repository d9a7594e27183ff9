"""Settings that suit each task: the format alone gives a config that can learn it, and a shape that can't is refused at
once.
"""

from __future__ import annotations

import pytest

from llm_core.config import TASKS, RunConfig
from llm_core.errors import SettingError


@pytest.mark.parametrize("task", TASKS)
def test_the_format_alone_is_enough(task: str) -> None:
    config = RunConfig.parse({"data.format": task})
    assert config.data.task == task
    assert config.data.paired
    assert RunConfig.parse({"data.format": task, "model.d_model": 64}).model.architecture == config.model.architecture


@pytest.mark.parametrize(
    ("task", "architecture", "instead"),
    [
        ("translation", "encoder-only", "encoder-decoder"),
        ("summarization", "decoder-only", "encoder-decoder"),
        ("question-answering", "encoder-decoder", "encoder-only"),
        ("speech", "decoder-only", "encoder-decoder"),
    ],
)
def test_a_shape_that_cannot_learn_it_is_refused_with_one_that_can(task: str, architecture: str, instead: str) -> None:
    with pytest.raises(SettingError) as caught:
        RunConfig.parse({"data.format": task, "model.architecture": architecture})
    assert instead in str(caught.value)


def test_other_formats_are_no_tasks() -> None:
    assert [RunConfig.parse({"data.format": form}).data.task for form in ("text", "pairs", "conversations")] == [
        None
    ] * 3
    assert [RunConfig.parse({"data.format": form}).data.paired for form in ("text", "pairs", "conversations")] == [
        False,
        True,
        False,
    ]
