"""Makes the plan of the house from the code: `python docs/plan.py` writes it anew.

Of each folder the first sentence of its `__init__.py` stands in architecture.md, of each file its own first sentence in
files.md. tests/test_documents.py fails where either has fallen behind.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("llm_core", "ui")
BEGIN, END = "<!-- plan: made by docs/plan.py -->\n", "<!-- end of plan -->\n"
WITHOUT_PYTHON = {
    "ui/live/lib": "What several parts' scripts share: elements, words, numbers, questions to the server, figures",
    "ui/live/header": "The header: name, device menu, links to the other languages, light or dark",
    "ui/live/settings": "Hyperparameters on the screen: a few as a card, all of them in a drawer",
    "ui/live/page": "What a page has once: theme, terms, address, choices on their way, the link to the server",
    "ui/look": "The look that is no part's own: colors and sizes, our parts, Gradio's; the mark",
}
SCRIPTS = {".js": re.compile(r"\A//\s*(.*?)(?=\n(?!//))", re.S), ".css": re.compile(r"\A/\*\s*(.*?)\s*\*/", re.S)}


def first_sentence(text: str) -> str:
    """What a file says of itself, up to the first full stop or blank line, on one line."""
    line = " ".join(text.partition("\n\n")[0].split())
    return re.split(r"(?<=[.。])\s(?=[A-Z(`])", line, maxsplit=1)[0].rstrip(".")


def purpose(file: Path) -> str:
    """The first sentence of a Python file's docstring, or of the comment that a script or a sheet begins with."""
    source = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        return first_sentence(ast.get_docstring(ast.parse(source)) or "")
    found = SCRIPTS[file.suffix].match(source)
    return first_sentence(re.sub(r"\n//\s?", "\n", found[1])) if found else ""


def files() -> list[Path]:
    """Every file that someone may look for, in order."""
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in (".py", *SCRIPTS)]
    return sorted(path for path in found if path.name != "__init__.py")


def folders() -> list[Path]:
    """Every folder with code, from outside in."""
    return sorted({folder for file in files() for folder in file.parents if folder.is_relative_to(ROOT)} - {ROOT})


def of_folders() -> str:
    """The tree of architecture.md: a line a folder."""
    lines = ["```"]
    for folder in folders():
        inner = folder.relative_to(ROOT)
        name = "    " * (len(inner.parts) - 1) + folder.name + "/"
        init = folder / "__init__.py"
        about = purpose(init) if init.is_file() else WITHOUT_PYTHON.get(str(inner), "")
        lines.append(f"{name:<24} {about}")
    return "\n".join([*lines, "```", ""])


def of_files() -> str:
    """files.md: a line a file, folder by folder."""
    lines = ["# Every file, in one line", "", "Made by `python docs/plan.py` from what each file says of itself.", ""]
    for folder in folders():
        here = [file for file in files() if file.parent == folder]
        if here:
            lines += [f"## {folder.relative_to(ROOT)}", ""]
            lines += [f"- **{file.name}** {purpose(file)}" for file in here] + [""]
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Write both."""
    page = ROOT / "docs" / "architecture.md"
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    page.write_text(before + BEGIN + of_folders() + END + rest.partition(END)[2], encoding="utf-8")
    (ROOT / "docs" / "files.md").write_text(of_files(), encoding="utf-8")


if __name__ == "__main__":
    main()
