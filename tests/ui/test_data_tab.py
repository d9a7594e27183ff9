"""The Data tab's side in Python: files in, faults beside them, texts prepared in the background, sentences cut."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.ui.conftest import uploaded
from ui.state.corpus_jobs import CorpusJobs, PreparedState, data_config
from ui.state.limits import Limits
from ui.state.uploads import Uploads
from ui.tabs.data.choices import add_files, as_format, chosen
from ui.tabs.data.service import Answers
from ui.tabs.data.sources_view import samples_of, sources_view
from ui.tabs.data.text_view import cut, status_view
from ui.words import Words

EN, ZH = Words("en"), Words("zh")
STORY = "The cat sat on the mat, and the dog sat on the log. " * 60


@pytest.fixture
def services(tmp_path: Path) -> Any:
    uploads = Uploads(tmp_path / "uploads", Limits(quota_bytes=20_000_000))
    return SimpleNamespace(uploads=uploads, corpus_jobs=CorpusJobs(uploads, tmp_path / "corpora"))


def drop(folder: Path, name: str, content: bytes | str) -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def brought(services: Any, tmp_path: Path, files: Sequence[tuple[str, bytes | str]]) -> dict[str, Any]:
    draft, fault = add_files(
        services, EN, uploaded(services, *(drop(tmp_path, name, content) for name, content in files)), None
    )
    assert fault == ""
    return draft


def ready(services: Any, draft: dict[str, Any], seconds: float = 30) -> PreparedState:
    end = time.monotonic() + seconds
    while (found := services.corpus_jobs.state(draft)).state in ("waiting", "preparing") and time.monotonic() < end:
        time.sleep(0.02)
    return found


def test_good_files_are_chosen_and_faulty_ones_explained_beside_them(services: Any, tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
    draft = brought(
        services,
        tmp_path,
        [
            ("alice.txt", STORY),
            ("picture.txt", png),
            ("nothing.txt", ""),
            ("rows.csv", "id,text\n1,A cat sat here.\n2,A dog ran there.\n"),
        ],
    )
    for words in (EN, ZH):
        files = {file["name"]: file for file in sources_view(services, words, draft)["files"]}
        assert {name for name, file in files.items() if file["used"]} == {"alice.txt", "rows.csv"}
        assert "PNG" in files["picture.txt"]["fault"]
        assert "nothing.txt" in files["nothing.txt"]["fault"]
        assert files["rows.csv"]["columns"] == ["id", "text"]
        assert files["rows.csv"]["column"] == "text"


def test_when_nothing_can_be_read_the_former_text_stays(services: Any, tmp_path: Path) -> None:
    former = {"source": "sample:arithmetic", "preset": "tiny", "changes": {}}
    draft, fault = add_files(
        services, EN, uploaded(services, drop(tmp_path, "zip.txt", b"PK\x03\x04" + bytes(99))), former
    )
    assert (draft["source"], fault) == ("sample:arithmetic", "")


def test_more_than_the_quota_is_refused_in_a_sentence(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "uploads", Limits(quota_bytes=1_000))
    services = SimpleNamespace(uploads=uploads, corpus_jobs=CorpusJobs(uploads, tmp_path / "corpora"))
    draft, fault = add_files(services, EN, uploaded(services, drop(tmp_path, "big.txt", STORY)), None)
    assert draft["source"].startswith("sample:")
    assert "MB" in fault


def test_a_chosen_text_is_prepared_in_the_background_and_its_statistics_are_shown(
    services: Any, tmp_path: Path
) -> None:
    draft = brought(services, tmp_path, [("cats.txt", STORY)])
    services.corpus_jobs.want(draft)
    assert ready(services, draft).state == "ready"
    found = status_view(services, EN, draft)
    assert found["characters"] == found["bytes"] == len(STORY)
    assert found["train_tokens"] + found["validation_tokens"] == found["tokens"]
    assert found["begins"].startswith("The cat sat")
    assert found["often"][0][0] == " "
    assert sum(share for _, share in found["often"]) <= 1.0001
    assert services.corpus_jobs.vocab_size(draft, "en") == (found["vocab_size"], True)


def test_an_encoding_that_is_a_guess_is_confirmed_or_changed_and_read_anew(services: Any, tmp_path: Path) -> None:
    text = "话说天下大势，分久必合，合久必分。周末七国分争，并入于秦。" * 40
    draft = brought(services, tmp_path, [("sanguo.txt", text.encode("gb18030"))])
    (file,) = sources_view(services, EN, draft)["files"]
    assert (file["sure"], file["confirmed"]) == (False, False)
    answers = Answers(services, EN)
    (wrong,) = answers.choose({"id": file["id"], "encoding": "latin-1", "draft": draft})["files"]
    assert "话" not in wrong["preview"]
    (right,) = answers.choose({"id": file["id"], "encoding": "gb18030", "draft": draft})["files"]
    assert right["preview"].startswith("话说天下大势")
    assert right["confirmed"]
    assert ready(services, draft).corpus is not None
    assert status_view(services, EN, draft)["begins"].startswith("话说天下大势")


def test_another_column_of_a_table_is_another_text(services: Any, tmp_path: Path) -> None:
    rows = "".join(f"the question number {i} is long,answer {i}\n" for i in range(80))
    draft = brought(services, tmp_path, [("qa.csv", "question,answer\n" + rows)])
    assert status_of(services, draft)["begins"].startswith("the question")
    (file,) = sources_view(services, EN, draft)["files"]
    Answers(services, EN).choose({"id": file["id"], "column": "answer", "draft": draft})
    assert status_of(services, draft)["begins"].startswith("answer")


def status_of(services: Any, draft: dict[str, Any]) -> dict[str, Any]:
    assert ready(services, draft).state == "ready"
    return status_view(services, EN, draft)


def test_text_that_cannot_be_prepared_says_why(services: Any, tmp_path: Path) -> None:
    draft = brought(services, tmp_path, [("one.txt", "a")])
    found = ready(services, draft)
    assert found.state == "failed"
    assert status_view(services, EN, draft)["fault"]
    assert "Traceback" not in status_view(services, EN, draft)["fault"]


def test_a_newer_wish_goes_first_and_both_are_met(services: Any, tmp_path: Path) -> None:
    drafts = [brought(services, tmp_path, [(f"{i}.txt", f"story {i}. " + STORY)]) for i in range(3)]
    for draft in drafts:
        services.corpus_jobs.want(draft)
    assert [ready(services, draft).state for draft in drafts] == ["ready"] * 3


def test_a_removed_file_is_gone_and_a_draft_that_names_it_says_so(services: Any, tmp_path: Path) -> None:
    draft = brought(services, tmp_path, [("cats.txt", STORY)])
    (file,) = sources_view(services, EN, draft)["files"]
    assert Answers(services, EN).remove({"id": file["id"]}) == {"fault": ""}
    assert sources_view(services, EN, draft)["lost"]
    assert "cats" not in str(services.uploads.kept())
    assert Answers(services, EN).remove({"id": file["id"]})["fault"]
    assert ready(services, draft).state == "failed"


def test_a_sentence_is_cut_as_the_text_would_be(services: Any, tmp_path: Path) -> None:
    draft = brought(services, tmp_path, [("cats.txt", STORY)])
    ready(services, draft)
    found = cut(services, draft, "the cat Ω")
    assert found["count"] == found["characters"] == 9
    assert found["labels"][:4] == ["t", "h", "e", " "]
    assert found["ids"][-1] == found["unknown"]
    assert cut(services, draft, "\ud800 lone")["count"] > 0


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        "x",
        3,
        {},
        {"id": 3},
        {"id": "../..", "encoding": "utf-8", "draft": 7},
        {"draft": {"source": "upload:../x"}},
    ],
)
def test_whatever_a_browser_sends_is_answered_without_a_crash(services: Any, sent: object) -> None:
    answers = Answers(services, EN)
    for ask in (answers.choose, answers.remove, answers.tokens, answers.status):
        assert isinstance(ask(sent), dict)
    assert chosen(services, sent, sent)["source"]


def test_samples_in_the_pages_language_come_first() -> None:
    for words in (EN, ZH):
        samples = samples_of(words)
        assert len(samples) >= 3
        assert samples[0]["key"].endswith(words.language)
        assert all(sample["title"] and sample["about"] and sample["preview"] for sample in samples)


@pytest.mark.data
def test_real_files_of_each_kind_are_read(services: Any, real_data: Path) -> None:
    paths = [
        real_data / "text/alice/pg11.txt",
        real_data / "text/tang300_zh/唐诗三百首.json",
        real_data / "instruction/dolly_sample/dolly.jsonl",
    ]
    draft, fault = add_files(services, EN, uploaded(services, *paths), None)
    assert fault == ""
    assert draft["source"].count(",") == 2
    assert ready(services, draft, 60).state == "ready"
    assert status_view(services, EN, draft)["files"] == 3


def test_tabbed_text_is_offered_as_pairs_and_its_columns_are_exchanged_by_choosing_the_other(
    services: Any, tmp_path: Path
) -> None:
    draft = brought(
        services, tmp_path, [("pairs.txt", "".join(f"how are you {n}\tfine {n}\tby me\n" for n in range(60)))]
    )
    (file,) = sources_view(services, EN, draft)["files"]
    assert (file["has_columns"], file["target"]) == (True, None)
    draft = as_format(draft, "pairs")
    assert as_format(draft, "<nonsense>") == draft
    (file,) = sources_view(services, EN, draft)["files"]
    assert (file["column"], file["target"], file["examples"][0]) == (
        "column 1",
        "column 2",
        ["how are you 0", "fine 0"],
    )
    found = status_of(services, draft)
    assert found["documents"] == found["train_rows"] + found["validation_rows"] == 60
    assert "".join(found["rows"][0][1]).startswith("fine")
    (file,) = Answers(services, EN).choose({"id": file["id"], "column": "column 2", "draft": draft})["files"]
    assert (file["column"], file["target"]) == ("column 2", "column 1")
    assert as_format(draft, "text")["changes"] == {}


def test_a_plain_text_read_as_pairs_says_what_is_missing_and_can_be_unticked(services: Any, tmp_path: Path) -> None:
    draft = as_format(brought(services, tmp_path, [("cats.txt", STORY)]), "pairs")
    for words in (EN, ZH):
        (file,) = sources_view(services, words, draft)["files"]
        assert file["used"]
        assert "cats.txt" in file["fault"]
    (file,) = sources_view(services, EN, chosen(services, draft, "sample:patterns"))["files"]
    assert file["fault"] == ""


def test_a_job_brings_its_settings_and_takes_them_away_again(services: Any) -> None:
    draft = {"source": "sample:patterns", "preset": "tiny", "family": "terrarium", "changes": {"train.seed": 3}}
    reverse = chosen(services, draft, "sample:reverse")
    assert reverse["changes"]["data.format"] == "pairs"
    assert reverse["changes"]["model.architecture"] == "encoder-decoder"
    sort = chosen(services, reverse, "sample:sort")
    assert sort["changes"]["model.architecture"] == "encoder-only"
    assert data_config(sort).mask_token
    assert chosen(services, sort, "sample:patterns") == draft


def test_the_lab_begins_with_what_the_text_knows(services: Any) -> None:
    draft = chosen(services, None, "sample:dyck")
    found = status_of(services, draft)
    assert set(found["example"]) <= set("()[]{}")
    assert found["rows"]
