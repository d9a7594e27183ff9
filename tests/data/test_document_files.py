"""Documents of every kind become paragraphs; what is damaged, locked or swollen is refused with its cause."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from text_files import Write

from llm_core.data.documents.documents import paragraphs_of, read_document
from llm_core.errors import TextError

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def pdf_of(*lines: str) -> bytes:
    """A small pdf with one page of lines, written by hand."""
    said = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
    stream = f"BT /F1 12 Tf 72 720 Td {said}ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R "
            b">> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        content
        + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(content))
    )


def test_a_web_page_shows_what_a_reader_sees_and_nothing_that_runs(write: Write) -> None:
    page = (
        "<!doctype html><html><head><title>Foxes</title><script>alert('1')</script><style>p "
        "{}</style></head><body><nav>Menu</nav>"
        "<p>The fox <b>ran</b>&nbsp;away.<br>It was "
        "&lt;red&gt;.</p><template>hidden</template><ul><li>One<li>Two</ul><p onclick='x()'>End</body>"
    )
    assert read_document(write(page, "fox.html")).paragraphs == (
        "Foxes",
        "The fox ran away. It was <red>.",
        "One",
        "Two",
        "End",
    )


def test_a_page_cut_off_inside_a_script_gives_the_text_before_it(write: Write) -> None:
    assert read_document(write("<p>Before.</p><script>while (1) { x = '<p>no</p>'", "cut.html")).paragraphs == (
        "Before.",
    )


def test_a_plain_text_is_divided_by_blank_lines_or_else_by_lines(write: Write) -> None:
    assert read_document(write("One line\nand its end.\n\nAnother.\r\n")).paragraphs == (
        "One line and its end.",
        "Another.",
    )
    assert paragraphs_of("第一行\n第二行") == ["第一行", "第二行"]
    assert paragraphs_of("狐狸跑\n掉了。\n\n它是红的。") == ["狐狸跑掉了。", "它是红的。"]


def test_markdown_loses_what_only_dresses_it(write: Write) -> None:
    text = "# Foxes\n\nThe *fox* ran [away](http://x.org).\nFast.\n\n- one\n- **two**\n\n---\n\n```\ncode()\n```\n"
    assert read_document(write(text, "fox.md")).paragraphs == (
        "Foxes",
        "The fox ran away. Fast.",
        "one",
        "two",
        "code()",
    )


def test_rows_of_a_table_name_their_columns(write: Write) -> None:
    assert read_document(write('name,age\nAda,36\n"Bo, Jr.",\n', "people.csv")).paragraphs == (
        "name: Ada; age: 36",
        "name: Bo, Jr.",
    )


def test_a_pdf_gives_its_lines_joined_to_paragraphs(write: Write) -> None:
    content = pdf_of(
        "The lighthouse of Marwick was built in the year 1731 by",
        "two brothers.",
        "Its lamp could be seen from afar by all the fisher-",
        "men.",
    )
    assert read_document(write(content, "light.pdf")).paragraphs == (
        "The lighthouse of Marwick was built in the year 1731 by two brothers.",
        "Its lamp could be seen from afar by all the fishermen.",
    )


def test_a_docx_gives_paragraphs_and_rows_of_tables(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    made = docx.Document()
    made.add_paragraph("The fox ran away.")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Legs", "four"
    made.save(str(tmp_path / "fox.docx"))
    assert read_document(tmp_path / "fox.docx").paragraphs == ("The fox ran away.", "Legs; four")


@pytest.mark.parametrize("name", ["cut.pdf", "cut.docx"])
def test_a_truncated_document_is_refused_by_its_cause(name: str, write: Write) -> None:
    content = b"%PDF-1.4\n1 0 obj\n<< /Type /Cat" if name.endswith("pdf") else b"PK\x03\x04" + b"\0" * 60
    with pytest.raises(TextError) as raised:
        read_document(write(content, name))
    assert raised.value.code == "damaged-document"


def test_a_locked_pdf_is_refused(tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(72, 72)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(str(tmp_path / "locked.pdf"))
    with pytest.raises(TextError) as raised:
        read_document(tmp_path / "locked.pdf")
    assert raised.value.code == "locked-document"


def test_a_pdf_of_pictures_says_that_it_holds_no_text(tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(72, 72)
    writer.write(str(tmp_path / "scan.pdf"))
    with pytest.raises(TextError) as raised:
        read_document(tmp_path / "scan.pdf")
    assert raised.value.code == "no-text-in-document"


def test_a_docx_that_would_swell_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w>" + b" " * (20 << 20))
    assert path.stat().st_size < 100_000
    with pytest.raises(TextError) as raised:
        read_document(path)
    assert raised.value.code == "document-swells"


def test_a_docx_never_reads_a_file_that_its_xml_names(tmp_path: Path, write: Write) -> None:
    secret, path = write("a secret of this machine", "secret.txt"), tmp_path / "entity.docx"
    kinds = f'<Override PartName="/word/document.xml" ContentType="{WORD}"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            (
                f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
                f'Extension="rels" '
                f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{kinds}</Types>'
            ),
        )
        archive.writestr(
            "_rels/.rels",
            (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
                'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
                'Target="word/document.xml"/></Relationships>'
            ),
        )
        archive.writestr(
            "word/document.xml",
            f'<!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Said: &x;</w:t></w:r></w:p></w:body></w:document>',  # noqa: E501
        )
    try:
        said = " ".join(read_document(path).paragraphs)
    except TextError as mistake:
        said = str(mistake)
    assert "secret of this machine" not in said


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty-file"), (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "not-text"), (b"   \n\n ", "no-text-in-document")],
)
def test_what_holds_no_text_is_refused(content: bytes, code: str, write: Write) -> None:
    with pytest.raises(TextError) as raised:
        read_document(write(content, "x.txt"))
    assert raised.value.code == code
