"""What is said in clips: from names, folders, and transcripts of many kinds; what can't be heard is left out and said
so.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from llm_core.cli.data import find_files
from llm_core.config import DataConfig, RunConfig
from llm_core.data.corpus.corpus import load, prepare
from llm_core.data.files.reading import look
from llm_core.data.tasks import Example, speech
from llm_core.data.tasks.frame_cache import frames_of_example
from llm_core.data.tasks.speech_names import naming_of, said_by
from llm_core.data.tasks.speech_transcripts import key_of, of_line, spoken
from llm_core.data.warnings import TextWarning
from llm_core.errors import TextError

CONFIG = RunConfig.parse({"data.format": "speech"}).data


def clip(path: Path, seconds: float = 0.3, hertz: float = 400) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, 0.2 * np.sin(2 * np.pi * hertz * np.arange(int(8000 * seconds)) / 8000), 8000)
    return path


def read(folder: Path, config: DataConfig = CONFIG, warnings: list[TextWarning] | None = None) -> list[Example]:
    return list(speech.examples(find_files([str(folder)], config), config, None, warnings))


def test_names_tell_the_word_the_speaker_and_the_take(tmp_path: Path) -> None:
    for digit in "37":
        for speaker in ("ann", "bob"):
            for take in range(3):
                clip(tmp_path / f"{digit}_{speaker}_{take}.wav")
    found = read(tmp_path)
    assert {(one.target, one.group) for one in found} == {
        (digit, speaker) for digit in "37" for speaker in ("ann", "bob")
    }
    assert len(found) == 12
    other = read(tmp_path, CONFIG.model_copy(update={"target_column": "part 2", "column": "part 1"}))
    assert {(one.target, one.group) for one in other} == {
        (speaker, digit) for digit in "37" for speaker in ("ann", "bob")
    }


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (
            [
                "yes/0a1_nohash_0.wav",
                "yes/0a1_nohash_1.wav",
                "no/0a1_nohash_0.wav",
                "no/9f2_nohash_0.wav",
                "no/9f2_nohash_1.wav",
            ],
            ("yes", "0a1"),
        ),
        (["ann/7_ann_0.wav", "ann/3_ann_1.wav", "bob/7_bob_0.wav", "bob/3_bob_1.wav"], ("7", "ann")),
        (["seven_01.wav", "seven_02.wav", "three_01.wav", "three_02.wav"], ("seven", "")),
        (["one.wav"], ("one", "")),
    ],
)
def test_folders_and_other_names(names: list[str], first: tuple[str, str]) -> None:
    assert said_by(names[0], naming_of(names)) == first


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("<s> he lived to hear it </s> (austen-0870)", ("austen-0870", "he lived to hear it")),
        ("LJ001-0001|Printing, in 1455|Printing, in fourteen", ("LJ001-0001", "Printing, in fourteen")),
        ("a.wav|Hello", ("a.wav", "Hello")),
        ("a.wav\tgood day\t12", ("a.wav", "good day")),
        ("84-121-0001 GO DO YOU HEAR", ("84-121-0001", "GO DO YOU HEAR")),
        ("just a sentence", None),
        ("", None),
        ("austen-0870", None),
        ("|", None),
    ],
)
def test_lines_of_transcripts(line: str, said: tuple[str, str] | None) -> None:
    found = of_line(line)
    assert (found and found[:2]) == said


def test_what_is_said_has_no_punctuation() -> None:
    assert spoken("  Ask NOT, what… you're (really) “saying”—well?\n") == "ask not what you're really saying well"
    assert spoken("今天，天气 好！") == "今天 天气 好"
    assert key_of("clips/A-1.WAV") == key_of("a-1") == "a-1"
    assert key_of("part.0001") == "part.0001"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("metadata.csv", "file_name,transcription,speaker\nx.wav,Good day,ann\nsub/y.wav,Good night,bob\n"),
        ("metadata.tsv", "path\tsentence\tclient_id\nx.wav\tgood day\tann\ny.wav\tgood night\tbob\n"),
        (
            "data.jsonl",
            (
                '{"audio": "x.wav", "text": "good day", "speaker": "ann"}\n{"audio": "y.wav", "text": "good night", '
                '"speaker": "bob"}\n'
            ),
        ),
    ],
)
def test_a_table_beside_the_clips_tells_words_and_speakers(tmp_path: Path, name: str, text: str) -> None:
    clip(tmp_path / "x.wav"), clip(tmp_path / "sub" / "y.wav"), clip(tmp_path / "untold.wav")
    (tmp_path / name).write_text(text)
    warnings: list[TextWarning] = []
    assert sorted((one.target, one.group, one.clip) for one in read(tmp_path, warnings=warnings)) == [
        ("good day", "ann", "x.wav"),
        ("good night", "bob", "y.wav"),
    ]
    assert [one.code for one in warnings] == ["clips-untold"]


def test_columns_of_another_name_can_be_chosen(tmp_path: Path) -> None:
    clip(tmp_path / "x.wav")
    (tmp_path / "list.csv").write_text("what,where\nhello,x.wav\n")
    config = CONFIG.model_copy(update={"column": "where", "target_column": "what"})
    assert [one.target for one in read(tmp_path, config)] == ["hello"]
    assert [pair.target for pair in look(tmp_path / "list.csv", config).examples] == ["hello"]


def test_clips_without_words_and_words_without_clips_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TextError) as caught:
        list(speech.examples([look(clip(tmp_path / "---.wav"), CONFIG)], CONFIG))
    assert caught.value.code == "clips-without-words"
    (tmp_path / "metadata.csv").write_text("file_name,text\nx.wav,hello\n")
    with pytest.raises(TextError) as caught:
        list(speech.examples([look(tmp_path / "metadata.csv", CONFIG)], CONFIG))
    assert caught.value.code == "no-clips"


def test_a_corpus_of_clips_leaves_out_what_can_not_be_heard(tmp_path: Path) -> None:
    for take in range(20):
        clip(tmp_path / "clips" / f"{take % 2}_ann_{take}.wav", hertz=300 + 100 * (take % 2))
    (tmp_path / "clips" / "1_ann_90.wav").write_bytes(b"RIFF but no sound")
    clip(tmp_path / "clips" / f"1_{'a' * 240}_91.wav")
    soundfile.write(tmp_path / "clips" / "1_ann_92.wav", np.zeros(0), 8000)
    corpus = prepare(find_files([str(tmp_path / "clips")], CONFIG), CONFIG, tmp_path / "corpora")
    assert corpus.train_clips is not None
    assert len(corpus.train_clips) + len(corpus.examples("validation")) == 21
    codes = [warning.code for warning in corpus.statistics.warnings]
    assert "no-sound" in codes
    assert "clips-unheard" in codes
    assert len(load(corpus.folder).examples("train")) == len(corpus.train_rows or ())
    example = corpus.examples("train")[3]
    kept = frames_of_example(example)
    np.testing.assert_allclose(kept, frames_of_example(Example("", "", sound=example.sound)), atol=2e-2)


def test_whole_speakers_can_be_kept_apart(tmp_path: Path) -> None:
    for speaker in ("ann", "bob", "cy", "di"):
        for take in range(6):
            clip(tmp_path / "clips" / f"{take % 2}_{speaker}_{take}.wav")
    files = find_files([str(tmp_path / "clips")], CONFIG)
    by_row = prepare(files, CONFIG, tmp_path / "corpora")
    by_speaker = prepare(files, CONFIG.model_copy(update={"split_by": "groups"}), tmp_path / "corpora")
    assert by_row.folder != by_speaker.folder
    speakers = [{one.group for one in by_speaker.examples(side)} for side in ("train", "validation")]
    assert speakers[0] and speakers[1]  # noqa: PT018
    assert not speakers[0] & speakers[1]


def test_a_name_of_300_characters_is_a_name(tmp_path: Path) -> None:
    file = look(clip(tmp_path / "x.wav"), CONFIG, name="7_ann_" + "a" * 290 + ".wav")
    assert [one.target for one in speech.examples([file], CONFIG)] == ["7"]


@pytest.mark.data
def test_real_clips_with_a_transcript_of_sphinx(real_data: Path, tmp_path: Path) -> None:
    files = find_files([str(real_data / "speech" / "librivox_austen")], CONFIG)
    found = list(speech.examples(files, CONFIG))
    assert len(found) == 5
    assert all(len(one.target.split()) > 4 and "<s>" not in one.target for one in found)
    assert len(prepare(files, CONFIG, tmp_path).examples("train")) >= 3


@pytest.mark.data
def test_real_digits_are_named_by_their_files(real_data: Path) -> None:
    found = list(speech.examples(find_files([str(real_data / "speech" / "fsdd" / "recordings")], CONFIG), CONFIG))
    assert len(found) == 3000
    assert {one.target for one in found} == set("0123456789")
    assert len({one.group for one in found}) == 6
