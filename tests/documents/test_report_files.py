"""The report's files: .docx and .pdf of the same words on the same grid."""

from __future__ import annotations

import collections
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from partydesk.documents.report.composing import compose
from partydesk.documents.report.content import Report
from partydesk.documents.report.edits import edit
from partydesk.documents.report.writing import save, write_report
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.store.home import Home
from partydesk.store.store import Store, create

YEAR = parse_period("2026")
LONG_NAME = "中共示例自治区示例市高新技术产业开发区非公有制经济组织综合第一联合党支部委员会"
FILLER = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳"

needs_office = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")),
    reason="LibreOffice and poppler are not here",
)


def report_of(store: Store) -> Report:
    with store.read() as connection:
        return compose(connection, YEAR, today=date(2027, 1, 20))


def both(report: Report, folder: Path) -> tuple[Path, Path]:
    """The report's .pdf as we write it, and as LibreOffice makes it of the .docx."""
    save(report, folder / "我们.pdf")
    save(report, folder / "报告.docx")
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), str(folder / "报告.docx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return folder / "我们.pdf", folder / "报告.pdf"


def words(pdf: Path) -> list[tuple[int, float, float, float, str]]:
    """(page, left, right, top, text) of every word, in points."""
    told = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    found, page = [], 0
    for line in told.splitlines():
        page += "<page " in line
        if match := re.search(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" .*?>(.*)</word>', line):
            left, top, right = (float(match[place]) for place in (1, 2, 3))
            found.append((page, left, right, top, match[4]))
    return found


def text(pdf: Path) -> str:
    """All words without white space and page numbers."""
    told = subprocess.run(
        ["pdftotext", "-raw", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    return re.sub(r"\s", "", re.sub(r"—\s*\d+\s*—", "", told))


def lines(pdf: Path, page: int) -> list[int]:
    """How many characters each line of a page's text has, from the top."""
    count: collections.Counter[int] = collections.Counter()
    for number, _, _, top, word in words(pdf):
        if number == page and top < 740:
            count[round(top)] += len(word)
    return [count[top] for top in sorted(count)]


@pytest.fixture
def long_text(branch_store: Store) -> Report:
    """A report with three pages of nothing but characters."""
    return edit(branch_store, report_of(branch_store), "intro", FILLER * 60)


@needs_office
@pytest.mark.parametrize("which", ["branch_store", "committee_store", "empty_store"])
def test_both_formats_say_the_same(
    which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    report = report_of(request.getfixturevalue(which))
    ours, office = both(report, tmp_path)
    assert text(ours) == text(office)
    for block in report.blocks:
        assert re.sub(r"\s", "", block.text) in text(ours), block.id


@needs_office
def test_a_full_page_has_22_lines_of_28_characters_in_both(
    long_text: Report, tmp_path: Path
) -> None:
    for pdf in both(long_text, tmp_path):
        assert lines(pdf, 2) == [28] * 22, pdf.name


@needs_office
def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(
    long_text: Report, tmp_path: Path
) -> None:
    for pdf in both(long_text, tmp_path):
        feet: dict[int, list[tuple[float, float, str]]] = collections.defaultdict(list)
        for page, left, right, top, word in words(pdf):
            if top > 740:
                feet[page].append((left, right, word))
        assert len(feet) >= 4
        for page, found in feet.items():
            assert "".join(word for *_, word in found) == f"—{page}—"
            if page % 2:
                assert max(right for _, right, _ in found) == pytest.approx(521.6 - 14, abs=2)
            else:
                assert min(left for left, *_ in found) == pytest.approx(79.4 + 14, abs=2)


@needs_office
def test_long_names_and_rare_characters_are_written_whole(tmp_path: Path) -> None:
    values = {"code": "P1", "name": LONG_NAME}
    with create(Home(tmp_path / "长"), "branch", values) as store:
        report = edit(store, report_of(store), "extra:work", "<b>&amp; 甲&乙 {{}} “引号”\x0b㐂")
        ours, office = both(report, tmp_path)
    assert text(ours) == text(office)
    assert "<b>&amp;甲&乙{}“引号”" in text(office).replace("&lt;", "<")
    for pdf in (ours, office):
        assert max(right for _, _, right, _, _ in words(pdf)) < 521.6 + 2
        assert min(left for _, left, *_ in words(pdf)) > 79.4 - 2


def test_the_same_report_is_the_same_file(committee_store: Store, tmp_path: Path) -> None:
    report = report_of(committee_store)
    for suffix in (".docx", ".pdf"):
        made = [tmp_path / f"{number}{suffix}" for number in (1, 2)]
        for file in made:
            save(report, file)
        assert made[0].read_bytes() == made[1].read_bytes()


def test_the_docx_is_laid_out_as_the_standard_asks(branch_store: Store, tmp_path: Path) -> None:
    save(report_of(branch_store), tmp_path / "a.docx")
    document = Document(str(tmp_path / "a.docx"))
    section = document.sections[0]
    measures = (section.page_width, section.page_height, section.top_margin,
                section.bottom_margin, section.left_margin, section.right_margin)  # fmt: skip
    for measure, millimetres in zip(measures, (210, 297, 37, 35, 28, 26), strict=True):
        assert measure is not None and measure.mm == pytest.approx(millimetres, abs=0.1)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert {key.split("}")[1]: value for key, value in grid.attrib.items()} == {
        "type": "linesAndChars", "linePitch": "580", "charSpace": "-848",
    }  # fmt: skip
    body = document.styles["公文正文"]
    assert body.paragraph_format.first_line_indent.pt == 32  # type: ignore[union-attr]
    normal = document.styles["Normal"].paragraph_format
    assert normal.line_spacing.pt == 28  # type: ignore[union-attr]
    faces = {
        style.name: style.element.find(f".//{qn('w:rFonts')}")
        for style in document.styles
        if style.element.find(f".//{qn('w:rFonts')}") is not None
    }
    assert {name: face.get(qn("w:eastAsia")) for name, face in faces.items()} == {
        "Normal": "仿宋",
        "Title": "方正小标宋简体",
        "Heading 1": "黑体",
        "Heading 2": "楷体",
        "附件": "黑体",
        "表头": "黑体",
        "Footer": "宋体",
    }
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:rFonts')}")
    assert defaults.get(qn("w:eastAsia")) == "仿宋"
    assert document.settings.odd_and_even_pages_header_footer
    header = document.tables[0].rows[0]._tr
    assert header.find(f".//{qn('w:tblHeader')}") is not None
    width = document.tables[0]._tbl.tblPr.find(qn("w:tblW")).get(qn("w:w"))
    assert int(width) / 1440 * 25.4 == pytest.approx(156, abs=0.1)


def test_the_docx_does_not_say_who_or_what_wrote_it(branch_store: Store, tmp_path: Path) -> None:
    save(report_of(branch_store), tmp_path / "a.docx")
    core = Document(str(tmp_path / "a.docx")).core_properties
    assert core.author == branch_store.own.name
    assert core.last_modified_by == core.comments == ""
    with zipfile.ZipFile(tmp_path / "a.docx") as parts:
        assert not [name for name in parts.namelist() if "thumbnail" in name or "custom" in name]
        told = b"".join(parts.read(name) for name in parts.namelist())
    for given_away in (b"python-docx", str(tmp_path).encode(), branch_store.actor.encode() + b"<"):
        assert given_away not in told


def test_what_is_to_be_filled_in_is_marked_in_the_docx(empty_store: Store, tmp_path: Path) -> None:
    report = report_of(empty_store)
    save(report, tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as parts:
        body = parts.read("word/document.xml").decode()
    missing = sum(run.missing for block in report.blocks for run in block.runs)
    assert missing > 13
    assert body.count('<w:highlight w:val="yellow"/>') == missing


def test_a_table_longer_than_a_page_repeats_its_header(
    committee_store: Store, tmp_path: Path, read_pages: Callable[[Path], list[str]]
) -> None:
    save(report_of(committee_store), tmp_path / "a.pdf")
    pages = read_pages(tmp_path / "a.pdf")
    tables = [page for page in pages if "序号" in page]
    assert len(tables) >= 3
    assert all("依据" in page and "含义" in page for page in tables)


@pytest.fixture
def read_pages() -> Callable[[Path], list[str]]:
    if not shutil.which("pdftotext"):
        pytest.skip("poppler is not here")

    def read(pdf: Path) -> list[str]:
        told = subprocess.run(
            ["pdftotext", "-raw", str(pdf), "-"], check=True, capture_output=True, text=True
        ).stdout
        return told.split("\f")

    return read


def test_a_file_that_cannot_be_written_is_refused_in_words(
    branch_store: Store, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as refused:
        write_report(branch_store, YEAR, tmp_path / "没有" / "报告.docx")
    assert refused.value.code == "no-folder"
    assert not (tmp_path / "没有").exists()


def test_write_report_tells_what_is_filled_and_missing(branch_store: Store, tmp_path: Path) -> None:
    made = write_report(branch_store, YEAR, tmp_path / "报告.PDF")
    assert made.file.read_bytes().startswith(b"%PDF")
    assert len(made.filled) + len(made.missing) == 13
    assert "group_studies" in made.filled
