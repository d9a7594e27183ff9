"""Corpora: exact splits, found again by content, safe with several processes, references that are what they say."""

from __future__ import annotations

import itertools
import json
import math
import multiprocessing
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from text_files import Prepare, Write, looked

from llm_core.config import DataConfig
from llm_core.data.corpus.baseline_losses import baseline_losses
from llm_core.data.corpus.corpus import Corpus, Progress, load, prepare
from llm_core.data.corpus.encode import TokenWriter
from llm_core.data.corpus.split import is_drawn
from llm_core.data.corpus.statistics import Statistics
from llm_core.data.tokenizer.tokenizer import UNKNOWN, train_tokenizer
from llm_core.errors import CheckpointError, ResourceError, TextError
from llm_core.samples import SAMPLES

STORIES = SAMPLES["stories-en"].text()[:40_000]


def decoded(corpus: Corpus) -> tuple[str, str]:
    return corpus.tokenizer.decode(corpus.train), corpus.tokenizer.decode(corpus.validation)


@pytest.mark.parametrize("kind", ["characters", "bpe"])
@pytest.mark.parametrize("fraction", [0.1, 0.25, 0.5, 0.001])
def test_a_text_is_cut_once_and_nothing_is_lost_or_read_twice(corpus_of: Prepare, kind: str, fraction: float) -> None:
    train, validation = decoded(corpus_of(STORIES, tokenizer=kind, validation_fraction=fraction))
    assert train == STORIES[: int(len(STORIES) * (1 - fraction))]
    assert train + validation.replace(UNKNOWN, "?") == STORIES


@pytest.mark.parametrize("kind", ["characters", "bpe"])
def test_tokens_do_not_depend_on_the_pieces_that_a_text_comes_in(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llm_core.data.corpus.encode.BATCH_CHARACTERS", 500)
    tokenizer = train_tokenizer([STORIES], DataConfig(tokenizer=kind))
    for size in (1, 7, 777, 40_000):
        with TokenWriter(tmp_path / "tokens.bin", tokenizer, "uint16") as writer:
            for start in range(0, len(STORIES), size):
                writer.add(STORIES[start : start + size], ends=False, mark=False)
        assert np.fromfile(tmp_path / "tokens.bin", dtype=np.uint16).tolist() == tokenizer.encode(STORIES)
        assert (writer.characters, writer.counts.sum()) == (len(STORIES), writer.tokens)


def test_several_texts_are_each_cut_and_kept_apart(write: Write, tmp_path: Path) -> None:
    config = DataConfig()
    files = [looked(write("a" * 90 + "b" * 10, "1.txt")), looked(write("c" * 180 + "d" * 20, "2.txt"))]
    corpus = prepare(files, config, tmp_path / "corpora")
    end = [corpus.tokenizer.end_id]
    encode = corpus.tokenizer.encode
    assert corpus.train.tolist() == encode("a" * 90) + end + encode("c" * 180) + end
    assert corpus.validation.tolist() == encode("b" * 10) + end + encode("d" * 20) + end
    assert (corpus.statistics.files, corpus.statistics.documents, corpus.statistics.unknown) == (2, 2, 30)


def test_equal_rows_land_on_one_side_and_both_sides_get_their_share(corpus_of: Prepare) -> None:
    rows = [f"row number {n % 400}" for n in range(800)]
    corpus = corpus_of(json.dumps(rows), "rows.json", validation_fraction=0.2)
    train, validation = (
        {corpus.tokenizer.decode(part) for part in np.split(side, np.flatnonzero(side == corpus.tokenizer.end_id) + 1)}
        - {""}
        for side in (corpus.train, corpus.validation)
    )
    assert not train & validation
    assert train | validation == set(rows)
    assert 0.1 < len(validation) / 400 < 0.3
    assert corpus.statistics.duplicates == 400
    assert "duplicates" in {warning.code for warning in corpus.statistics.warnings}


def test_few_rows_are_cut_like_a_text(corpus_of: Prepare) -> None:
    corpus = corpus_of(
        json.dumps(["first of three rows", "second of three rows", "third of three rows"]),
        "rows.json",
        validation_fraction=0.3,
    )
    text = "first of three rowssecond of three rowsthird of three rows"
    assert decoded(corpus) == (text[: int(len(text) * 0.7)], text[int(len(text) * 0.7) :])
    assert corpus.train[-1] == corpus.validation[-1] == corpus.tokenizer.end_id


def test_what_is_drawn_depends_on_nothing_but_the_content() -> None:
    drawn = [text for text in map(str, range(10_000)) if is_drawn(text, 0.1)]
    assert 900 < len(drawn) < 1100
    assert all(is_drawn(text, 0.2) for text in drawn)


def test_the_tokenizer_learns_from_the_training_side_only(corpus_of: Prepare) -> None:
    corpus = corpus_of("a" * 900 + "z" * 100)
    assert corpus.tokenizer.unknown_id in corpus.tokenizer.encode("z")
    assert corpus.statistics.unknown == 100
    assert corpus.statistics.kinds == 2


def test_the_same_files_and_settings_are_found_again_and_others_are_not(write: Write, tmp_path: Path) -> None:
    def made(name: str = "a.txt", content: str = STORIES, **settings: object) -> Path:
        return prepare(
            [looked(write(content, name), **settings)], DataConfig.model_validate(settings), tmp_path / "corpora"
        ).folder

    first = made()
    stamp = (first / "train.bin").stat().st_mtime_ns
    assert made(name="renamed.txt") == first
    assert (first / "train.bin").stat().st_mtime_ns == stamp
    assert made(vocab_size=999) == first  # of no matter to characters
    others = [
        made(content=STORIES + "!"),
        made(validation_fraction=0.2),
        made(max_characters=20),
        made(tokenizer="bpe"),
        made(tokenizer="bpe", vocab_size=999),
    ]
    assert len({first, *others}) == 6


def test_a_damaged_corpus_is_noticed_and_made_anew(corpus_of: Prepare) -> None:
    corpus = corpus_of(STORIES)
    tokens = corpus.train.tolist()
    for name in ("train.bin", "corpus.json", "tokenizer.json"):
        path = corpus.folder / name
        path.write_bytes(path.read_bytes()[:-100])
        with pytest.raises(CheckpointError):
            load(corpus.folder)
        assert corpus_of(STORIES).train.tolist() == tokens
    with pytest.raises(CheckpointError, match="damaged or gone"):
        load(corpus.folder.with_name("nothing"))


def test_a_failure_leaves_nothing_behind(write: Write, tmp_path: Path) -> None:
    folder = tmp_path / "corpora"
    with pytest.raises(TextError, match="too few to divide"):
        prepare([looked(write("ab"))], DataConfig(), folder)
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_a_mistake_with_a_remedy(corpus_of: Prepare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llm_core.files.FREE_DISK_FLOOR_BYTES", 1 << 60)
    with pytest.raises(ResourceError, match="MB of disk"):
        corpus_of(STORIES)


def _prepare_in_child(path: str, folder: str) -> int:
    return len(prepare([looked(Path(path))], DataConfig(), Path(folder)).train)


def test_two_processes_may_prepare_the_same_at_once(write: Write, tmp_path: Path) -> None:
    path = write(STORIES * 4)
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        found = pool.starmap(_prepare_in_child, [(str(path), str(tmp_path / "corpora"))] * 6)
    assert set(found) == {int(len(STORIES) * 4 * 0.9)}
    assert len([folder for folder in (tmp_path / "corpora").iterdir() if not folder.name.startswith(".")]) == 1


def test_progress_tells_every_stage_from_nothing_to_all(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llm_core.data.corpus.progress.REPORT_EVERY_S", 0)
    seen: list[Progress] = []
    prepare([looked(write(STORIES))], DataConfig(), tmp_path / "corpora", progress=seen.append)
    stages = {
        stage: [report.done for report in group]
        for stage, group in itertools.groupby(seen, key=lambda report: report.stage)
    }
    assert list(stages) == ["hashing", "counting", "learning", "encoding"]
    for done in stages.values():
        assert done == sorted(done)
        assert (done[0], done[-1]) == (0, len(STORIES))


def test_statistics_count_what_is_there_and_survive_the_disk(corpus_of: Prepare) -> None:
    text = "却说 the fox。\n" * 3000
    statistics = corpus_of(text).statistics
    assert (statistics.characters, statistics.bytes, statistics.kinds) == (
        len(text),
        len(text.encode()),
        len(set(text)),
    )
    validation = text[int(len(text) * 0.9) :]
    assert (statistics.validation_characters, statistics.validation_bytes) == (
        len(validation),
        len(validation.encode()),
    )
    assert statistics.bytes_per_token == len(validation.encode()) / len(validation)
    assert Statistics.from_json(json.loads(json.dumps(statistics.as_json()))) == statistics


def test_large_vocabularies_are_stored_wide(corpus_of: Prepare) -> None:
    many = (
        "".join(chr(0x20000 + n) for n in range(40_000))
        + "".join(chr(0x4E00 + n) for n in range(20_000))
        + "".join(chr(0xAC00 + n) for n in range(11_000))
    )
    corpus = corpus_of(many * 2, max_characters=65_000)
    assert (corpus.tokenizer.vocab_size, corpus.train.dtype) == (65_002, np.uint16)


def test_references_are_the_cross_entropies_they_claim_to_be() -> None:
    rng = np.random.default_rng(0)
    train, validation = rng.integers(0, 9, 3000).astype(np.uint16), rng.integers(0, 10, 500).astype(np.uint16)
    found = baseline_losses(train, validation, np.bincount(train, minlength=10))
    counts, pairs = Counter(train.tolist()), Counter(itertools.pairwise(train.tolist()))
    probs = {token: (counts[token] + 0.5) / (3000 + 5) for token in range(10)}
    followers, firsts = Counter(first for first, _ in pairs), Counter(train[:-1].tolist())

    def pair_prob(first: int, second: int) -> float:
        weight = max(1, followers[first])
        return (pairs[first, second] + weight * probs[second]) / (firsts[first] + weight)

    assert found["guessing"] == pytest.approx(math.log(10))
    assert found["frequencies"] == pytest.approx(
        np.mean([-math.log(probs[token]) for token in validation[1:].tolist()])
    )
    assert found["pairs"] == pytest.approx(
        np.mean([-math.log(pair_prob(a, b)) for a, b in itertools.pairwise(validation.tolist())])
    )
    assert sum(pair_prob(3, second) for second in range(10)) == pytest.approx(1)


def test_references_fall_from_guessing_to_pairs_on_real_language(corpus_of: Prepare) -> None:
    for kind in ("characters", "bpe"):
        worth = corpus_of(STORIES, tokenizer=kind).statistics.baseline_losses
        assert worth["guessing"] > worth["frequencies"] > worth["pairs"] > 0


def test_long_texts_are_represented_by_spread_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    train, validation = rng.integers(0, 5, 200_000).astype(np.uint16), rng.integers(0, 5, 100_000).astype(np.uint16)
    counts = np.bincount(train, minlength=5)
    whole = baseline_losses(train, validation, counts)
    monkeypatch.setattr("llm_core.data.corpus.baseline_losses.MOST_PAIRS", 32_000)
    assert baseline_losses(train, validation, counts) == pytest.approx(whole, rel=0.01)


def test_reading_and_preparing_needs_no_torch_and_no_pandas() -> None:
    code = (
        "import sys, llm_core.data.corpus.corpus, llm_core.samples; "
        "assert not {'torch', 'pandas', 'gradio', 'charset_normalizer'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).resolve().parents[2])
