"""Counts, durations and plurals as people write them, in Python and in the page's script alike; and no sentence with a
bad habit.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from llm_core.config import RunConfig
from llm_core.config.setting import settings_of
from llm_core.counting import fill
from llm_core.errors import Mistake, SettingError
from tests.ui.test_words import ALL_AREAS, AREAS
from ui.words import Words
from ui.words.folders import sentences
from ui.words.numbers import amount, duration
from ui.words.spelling import filled

LIB = (Path(__file__).resolve().parents[2] / "ui" / "live" / "lib").as_uri()
SENTENCES = [
    ("{n} layers × {h} heads", {"n": 1, "h": 4}, "en", "1 layer × 4 heads"),
    ("{n} layers", {"n": 11}, "en", "11 layers"),
    ("{n} classes: a", {"n": 1}, "en", "1 class: a"),
    ("{n} runs are queued", {"n": "1"}, "en", "1 run is queued"),
    ("{name} is at work", {"name": "1"}, "en", "1 is at work"),
    ("head {n} as arcs", {"n": 1}, "en", "head 1 as arcs"),
    ("在{name}之后", {"name": "GPT"}, "zh", "在 GPT 之后"),
    ("在{name}之后", {"name": "模型"}, "zh", "在模型之后"),
    ("{n}参数", {"n": "199 万"}, "zh", "199 万参数"),
    ("比{name}好", {"name": "TF-IDF 加逻辑回归"}, "zh", "比 TF-IDF 加逻辑回归好"),
]
DURATIONS = [
    (27.153, "27 s", "27 秒"),
    (790, "13 min 10 s", "13 分 10 秒"),
    (4020, "1 h 7 min", "1 小时 7 分"),
    (3600, "1 h", "1 小时"),
    (120, "2 min", "2 分"),
    (3599.6, "1 h", "1 小时"),
    (0, "0 s", "0 秒"),
]
AMOUNTS = [
    (29_659, "0.03 M", "2.97 万"),
    (812_000, "0.81 M", "81 万"),
    (9_999, "0.01 M", "9,999"),
    (25_000_000, "25 M", "2,500 万"),
]
CHINESE = [(f"{area}.{key}", sentence) for area in ALL_AREAS for key, sentence in sentences("zh", area).items()]
ENGLISH = [(f"{area}.{key}", sentence) for area in AREAS for key, sentence in sentences("en", area).items()]
ENGLISH += [(name, text) for name, _ in settings_of(RunConfig) for text in Words("en").field(name)]


@pytest.mark.parametrize(("sentence", "values", "language", "wanted"), SENTENCES)
def test_a_sentence_agrees_with_its_values(
    sentence: str, values: dict[str, object], language: str, wanted: str
) -> None:
    assert filled(sentence, values, language) == wanted


def test_a_mistake_counts_one_as_one() -> None:
    assert (
        str(Mistake("x", "{count} lines are no JSON, {rows} rows are.", count=1, rows=2))
        == "1 line is no JSON, 2 rows are."
    )
    assert fill("{n} matrices", {"n": 1}) == "1 matrix"


def test_times_and_amounts_are_spelled_in_units() -> None:
    assert [(duration(s, "en"), duration(s, "zh")) for s, _, _ in DURATIONS] == [(en, zh) for _, en, zh in DURATIONS]
    assert [(amount(n, "en"), amount(n, "zh")) for n, _, _ in AMOUNTS] == [(en, zh) for _, en, zh in AMOUNTS]


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pages_script_spells_as_python_does(language: str) -> None:
    asked = {
        "sentences": [[sentence, values] for sentence, values, one, _ in SENTENCES if one == language],
        "times": [s for s, _, _ in DURATIONS],
        "amounts": [n for n, _, _ in AMOUNTS],
    }
    traits = Words(language).traits
    page = {
        "locale": traits.formats,
        "units": Words(language).bundle("units"),
        "grammar": {"agree": traits.counts_agree, "spaced": traits.spaced_from_latin},
    }
    program = f"""
        import {{ filled }} from '{LIB}/words.js';
        import {{ createNumbers }} from '{LIB}/numbers.js';
        const page = {json.dumps(page)};
        const asked = {json.dumps(asked)};
        const {{ duration, amount }} = createNumbers(page);
        const sentences = asked.sentences.map(([one, values]) => filled(one, values, page.grammar));
        console.log(JSON.stringify([sentences, asked.times.map(duration), asked.amounts.map(amount)]));
    """
    done = subprocess.run(
        ["node", "--input-type=module", "-e", program], capture_output=True, text=True, check=True, timeout=60
    )
    said = json.loads(done.stdout)
    place = 1 if language == "en" else 2
    assert said == [
        [wanted for _, _, one, wanted in SENTENCES if one == language],
        [row[place] for row in DURATIONS],
        [row[place] for row in AMOUNTS],
    ]


@pytest.mark.parametrize(
    "habit",
    [
        r"[\u4e00-\u9fff）”]:(?!/)",
        r"[\u4e00-\u9fff],",
        r"摞|家族|随机失活|例子|读者|作者|乱字|掷骰子|字/秒|零件",
        r"[\u4e00-\u9fff](?:GB|MB|KB|BPE|CSV|JSON|TF-IDF|Transformer|RMSNorm|LayerNorm|GPT)|(?:BPE|CSV|JSON|Transformer|RMSNorm|LayerNorm|GPT)[\u4e00-\u9fff]",
        r"\}个|\}步|\}层|\}种",
        r"a valid |Input should|must be| or '",
    ],
)
def test_no_chinese_sentence_has_a_bad_habit(habit: str) -> None:
    found = [(key, sentence) for key, sentence in CHINESE if re.search(habit, sentence)]
    assert not found


@pytest.mark.parametrize(
    "habit",
    [
        r"\bodds\b",
        r"of ours broke",
        r"\bwavers\b|by heart|\bdice\b|what suits|the former|kept apart",
        r"\bin line\b",
        r"\bstacks?\b",
        r"^Of (?:examples|conversations|speech)",
    ],
)
def test_no_english_sentence_has_a_bad_habit(habit: str) -> None:
    assert not [(key, sentence) for key, sentence in ENGLISH if re.search(habit, sentence, re.IGNORECASE)]


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("train.adam_learning_rate", "Adam learning rate", "Adam 学习率"),
        ("train.augment", "Augmentation", "数据增强"),
        ("train.mask_share", "Mask rate", "掩码比例"),
        ("model.rope_factor", "RoPE scaling factor", "RoPE 缩放倍数"),
        ("data.mask_token", "Mask token", "掩码词元"),
        ("model.ngram_buckets", "N-gram buckets", "N 元组桶数"),
        ("model.dropout", "Dropout", "丢弃率"),
        ("train.schedule", "Learning rate schedule", "学习率调度"),
        ("train.accumulation", "Gradient accumulation", "梯度累积"),
        ("train.gradient_clip", "Gradient clipping", "梯度裁剪"),
        ("train.warmup_steps", "Warm-up steps", "预热步数"),
        ("data.tokenizer", "Tokenizer", "分词器"),
        ("family", "Family", "系列"),
    ],
)
def test_a_settings_label_is_the_term_that_papers_use(name: str, english: str, chinese: str) -> None:
    assert (Words("en").field(name)[0], Words("zh").field(name)[0]) == (english, chinese)


@pytest.mark.parametrize(
    ("changes", "wanted", "left"),
    [
        ({"train.snapshots": "perhaps"}, "开或关", "boolean"),
        ({"model.activation": "relu7"}, "只能是", " or '"),
        ({"train.max_steps": 0}, "10,000,000", "1e+07"),
        ({"train.learning_rate": 99}, "“学习率”", "train.learning_rate"),
        ({"model.d_model": True}, "“宽度”", "d_model"),
        ({"train.max_steps": "many"}, "“步数”", "valid"),
        ({"data.format": "speech", "model.architecture": "decoder-only"}, "只有解码器", "model.architecture"),
    ],
)
def test_a_mistake_in_chinese_has_the_pages_labels_and_no_english(
    changes: dict[str, object], wanted: str, left: str
) -> None:
    with pytest.raises(SettingError) as caught:
        RunConfig.parse(changes)
    said = Words("zh").error(caught.value)
    assert wanted in said
    assert left not in said


@pytest.mark.parametrize("code", sorted(sentences("zh", "mistakes")))
def test_no_mistake_in_chinese_names_a_setting_by_its_parameter(code: str) -> None:
    values = dict.fromkeys(re.findall(r"\{(\w+)", sentences("zh", "mistakes")[code]), "x")
    said = Words("zh").error_of(code, values, "")
    assert not re.search(r"(?<![-\w.`])(?:model|data|train)\.[a-z_]+", said.replace(".py", "")) or "train.py" in said


@pytest.mark.parametrize(("parameters", "said"), [("92 万", "92 万参数"), ("6,960", "6,960 参数")])
def test_a_count_of_parameters_is_spaced_from_latin_alone(parameters: str, said: str) -> None:
    assert Words("zh")("chat.about", parameters=parameters, context=64, step=1).startswith(said)
