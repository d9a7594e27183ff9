"""What the documents say is there is there: paths, the house, the commands and tables of the README."""

from __future__ import annotations

import importlib
import re
import shlex
import sys
from pathlib import Path

import pytest

from llm_core.cli import arguments
from llm_core.config import RunConfig
from llm_core.config.setting import settings_of
from ui.server.page import TABS
from ui.words import Words

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "docs"))
plan = importlib.import_module("plan")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")], key=str)
FILE = re.compile(r"[\w*.-]+(?:/[\w*.-]+)*(?:/|\.(?:py|md|css|js|html|svg|png|toml|txt))")
MADE_AT_RUN_TIME = {"workspace/", "model.py"}
HOUSE = [path for part in ("llm_core", "ui") for path in (ROOT / part).rglob("*.*")]


def named_in(text: str) -> set[str]:
    """Paths in backticks, and those that links lead to."""
    found = {word for span in re.findall(r"`([^`\n]+)`", text) for word in span.split() if FILE.fullmatch(word)}
    return found | set(re.findall(r"\]\(([^)#:\s]+)\)", text))


def exists(path: str, document: Path) -> bool:
    """From the root, from the document, or as the end of a path in the packages."""
    places = (ROOT, document.parent, ROOT / "llm_core", ROOT / "ui")
    return any(any(place.glob(path.rstrip("/"))) for place in places) or any(
        str(file).endswith(f"/{path}") for file in HOUSE
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    missing = [
        path
        for path in sorted(named_in(document.read_text(encoding="utf-8")) - MADE_AT_RUN_TIME)
        if not exists(path, document)
    ]
    assert missing == []


def test_the_plan_of_the_house_is_what_the_code_says() -> None:
    assert plan.of_folders() in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"), "python docs/plan.py"
    assert plan.of_files() == (ROOT / "docs" / "files.md").read_text(encoding="utf-8"), "python docs/plan.py"


def test_every_file_and_folder_says_in_a_sentence_what_it_is_for() -> None:
    silent = [str(file.relative_to(ROOT)) for file in plan.files() if len(plan.purpose(file)) < 15]
    lines = plan.of_folders().splitlines()[1:-1]
    assert silent + [line for line in lines if len(line.split(maxsplit=1)) < 2] == []


def test_the_architecture_is_read_in_one_sitting() -> None:
    assert len((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines()) <= 150


def test_ten_questions_are_answered_with_paths_that_exist() -> None:
    text = (ROOT / "docs" / "where.md").read_text(encoding="utf-8")
    answers = re.split(r"^\d+\. ", text, flags=re.M)[1:]
    assert len(answers) == 10
    for answer in answers:
        paths = [path for path in re.findall(r"`([\w./]+)`", answer) if "/" in path]
        assert paths, answer
        assert [path for path in paths if not (ROOT / path).exists()] == []


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def commands(program: str) -> list[list[str]]:
    """Every use of a program in the README, less its name."""
    lines = [line for block in re.findall(r"```sh\n(.*?)```", readme(), re.S) for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", readme())
    return [
        shlex.split(part)[len(program.split()) :]
        for line in lines
        for part in line.split("&&")
        if part.strip().startswith(program)
    ]


def test_the_readmes_commands_are_understood() -> None:
    found = commands("python -m llm_core")
    assert {words[0] for words in found} >= {"train", "generate", "inspect", "evaluate", "runs"}
    known = dict(settings_of(RunConfig))
    for words in found:
        if words[-1] == "--help":
            with pytest.raises(SystemExit, match="0"):
                arguments.parse(words)
            continue
        options = vars(arguments.parse(words))
        if options["command"] == "train":
            RunConfig.parse({name: value for name, value in options.items() if name in known})


def test_the_readmes_commands_for_the_page_are_understood() -> None:
    from app import _options

    found = commands("python app.py")
    assert len(found) >= 2
    for words in found:
        _options().parse_args(words)
    for option in re.findall(r"`(--[\w-]+)", readme()):
        assert option in _options().format_help()


def test_the_readmes_table_has_every_tab_in_the_pages_order() -> None:
    rows = re.findall(r"^\| \*\*(\w+)\*\* \|", readme(), re.M)
    assert rows == [Words("en")(f"shell.tab.{tab}") for tab in TABS]


def test_what_the_readme_installs_is_listed() -> None:
    for file in re.findall(r"pip install -r (\S+)", readme()):
        assert (ROOT / file).is_file()
