"""Minutes with their photographs, as PDF and as Word, and the album."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from docx import Document
from PIL import Image

from partydesk.documents.photographs import photographs
from partydesk.documents.printing import print_paper
from partydesk.operations.records import attach_files
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.store.attachments import keep_bytes
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.documents.reading_pdf import pages


def jpeg(size: tuple[int, int], turned: bool = False) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "谁拍的"
    if turned:
        exif[0x0112] = 6  # a telephone held upright
    Image.new("RGB", size, "steelblue").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def held(tmp_path: Path, on_day: Callable[[date], None]) -> Iterator[tuple[Store, str]]:
    """A session with two photographs, a broken one and a sheet."""
    on_day(date(2026, 9, 22))
    with create(Home(tmp_path / "支部"), "branch", {"code": "P1", "name": "甲支部"}) as store:
        with store.write("记") as writer:
            uid = writer.add("session", {"kind": "theme_day", "topic": "学全会精神",
                                         "summary": "先学文件。\n再讨论。", "decisions": "抓好落实",
                                         "starts_at": datetime(2026, 9, 15, 14, 0)})  # fmt: skip
        files = [
            keep_bytes(store.home, content, name)
            for name, content in (
                ("合影.jpg", jpeg((3000, 2000))), ("签到表.jpg", jpeg((400, 300), True)),
                ("坏.png", b"no picture"), ("通知.docx", b"words"),
            )
        ]  # fmt: skip
        attach_files(store, "session", uid, files, "加附件")
        yield store, uid


def test_photographs_are_upright_small_and_tell_nothing_of_the_camera(
    held: tuple[Store, str],
) -> None:
    store, uid = held
    with store.read() as connection:
        found, said = photographs(connection, store.home, "session", uid)
    assert [(each.caption, each.width, each.height) for each in found] == [
        ("合影", 1600, 1067), ("签到表", 300, 400),
    ]  # fmt: skip
    assert said == ["“坏.png”读不出来，没有印"]
    assert [each.sign_in for each in found] == [False, True]
    assert not Image.open(io.BytesIO(found[0].content)).getexif()


def test_minutes_as_pdf_and_as_word_hold_them(held: tuple[Store, str], tmp_path: Path) -> None:
    store, uid = held
    out = tmp_path / "记录.pdf"
    print_paper(store, "minutes", uid, out)
    last = "".join(pages(out)[-1].split())
    assert "照片" in last and "合影" in last and "签到表" in last and "坏.png" in last
    assert out.read_bytes().count(b"/Subtype /Image") == 2

    word, again = tmp_path / "记录.docx", tmp_path / "再来.docx"
    print_paper(store, "minutes", uid, word)
    print_paper(store, "minutes", uid, again)
    assert word.read_bytes() == again.read_bytes()
    document = Document(str(word))
    said = "\n".join(each.text for each in document.paragraphs)
    for words in [
        "主题党日记录",
        "甲支部",
        "学全会精神",
        "先学文件。",
        "再讨论。",
        "抓好落实",
        "合影",
        "主持人（签字）",
    ]:
        assert words in said
    assert document.tables[0].cell(0, 0).text == "开始时间"
    assert "2026年9月15日 14:00" in document.tables[0].cell(0, 1).text
    assert len(document.inline_shapes) == 2
    assert document.core_properties.author == "甲支部"
    with pytest.raises(UserError, match="PDF"):
        print_paper(store, "sign-in", uid, tmp_path / "表.docx")


def test_an_album_is_of_one_session_or_of_a_period(held: tuple[Store, str], tmp_path: Path) -> None:
    store, uid = held
    out = tmp_path / "册.pdf"
    print_paper(store, "album", uid, out)
    assert "学全会精神" in "".join(pages(out))
    print_paper(store, "album", None, out, period=parse_period("2026Q3"))
    assert "2026年第三季度" in "".join("".join(pages(out)).split())
    with pytest.raises(UserError, match="还没有照片"):
        print_paper(store, "album", None, out, period=parse_period("2026Q1"))
