"""Papers that are said once: the PDF and the Word of one say the same."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from docx import Document

from partydesk.documents.draft import Draft, Listing, Signed, as_pdf, as_word, note
from partydesk.documents.fonts import fonts
from partydesk.documents.page import set_paper
from partydesk.documents.print_job import PrintJob, lines_of
from partydesk.documents.printing import PAPERS, print_paper
from partydesk.documents.reading import Reading
from partydesk.documents.tables import amounts
from partydesk.documents.text_styles import TextStyle
from partydesk.records.money import in_words
from partydesk.records.periods import parse_period
from partydesk.store.store import Store
from tests.documents import reading_pdf


def squeezed(text: str) -> str:
    return "".join(text.split())


def word_text(file: Path) -> str:
    """All texts of a Word file, those of its tables too."""
    document = Document(str(file))
    texts = [each.text for each in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return squeezed("".join(texts))


@pytest.fixture
def paid(empty_store: Store) -> str:
    """The uid of a payment of 93.00 for a month, 20.00 of them voluntary."""
    with empty_store.write("记党费") as writer:
        member = writer.add(
            "member", {"name": "周示例", "category": "full", "joined_on": date(2015, 7, 1)}
        )
        id = writer.find("member", member)["id"]
        writer.add("dues_base", {"member": id, "from_month": "2026-01", "monthly": 7300})
        return writer.add(
            "dues_payment",
            {"member": id, "month": "2026-01", "amount": 9300, "extra": 2000,
             "paid_on": date(2026, 1, 8)},
        )  # fmt: skip


def test_the_papers_of_dues_say_the_same_in_both(
    empty_store: Store, paid: str, tmp_path: Path
) -> None:
    said = {
        "dues-bases": ["周示例", "73.00", "2026-01", "本人确认"],
        "dues-notice": ["周示例", "93.00", "20.00", "向支部委员会反映"],
        "dues-register": ["周示例", "73.00", "93.00", "合计"],
        "dues-receipt": ["周示例", "93.00元", "玖拾叁元整", "20.00元", "2026年1月8日", "存根"],
    }
    year = parse_period("2026")
    for what, words in said.items():
        uid = paid if PAPERS[what].needs_uid else None
        pdf = print_paper(empty_store, what, uid, tmp_path / f"{what}.pdf", period=year)
        docx = print_paper(empty_store, what, uid, tmp_path / f"{what}.docx", period=year)
        again = print_paper(empty_store, what, uid, tmp_path / f"{what}2.docx", period=year)
        assert docx.read_bytes() == again.read_bytes()
        for text in (squeezed(reading_pdf.text(pdf)), word_text(docx)):
            assert [each for each in words if each not in text] == [], what


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (50, "伍角整"),
        (9300, "玖拾叁元整"),
        (10005, "壹佰元零伍分"),
        (10050, "壹佰元伍角整"),
        (100100, "壹仟零壹元整"),
        (1_000_001_00, "壹佰万零壹元整"),
        (10_0020_3004_56, "壹拾亿零贰拾万零叁仟零肆元伍角陆分"),
        (1010_0000_00, "壹仟零壹拾万元整"),
        (-1234, "负壹拾贰元叁角肆分"),
    ],
)
def test_an_amount_in_the_characters_of_receipts(cents: int, words: str) -> None:
    assert in_words(cents) == words


def test_what_stands_below_a_title_breaks_between_its_parts() -> None:
    long = "中共示例园区内蒙古自治区乌兰察布盛世北方新能源装备制造股份有限公司支部委员会"
    assert lines_of("甲支部　截至 2026年11月29日") == ["甲支部　截至 2026年11月29日"]
    assert lines_of(f"{long}　截至 2026年11月29日　单位：元") == [
        long, "截至 2026年11月29日　单位：元",
    ]  # fmt: skip
    assert lines_of("") == []


def test_amounts_stand_below_each_other_and_words_among_them() -> None:
    rows = [("1", "甲", "93.00", "2026-01", "免"), ("2", "乙", "1,224.50", "", "7.00")]
    assert amounts(rows) == {2} and amounts([]) == frozenset()
    assert amounts([("免",), ("7.00",), ("8.00",)]) == {0}


def test_word_sets_small_lists_small_and_gives_hands_room(
    empty_store: Store, paid: str, tmp_path: Path
) -> None:
    print_paper(empty_store, "dues-register", None, tmp_path / "表.docx",
                period=parse_period("2026"))  # fmt: skip
    document = Document(str(tmp_path / "表.docx"))
    sizes = {
        run.font.size.pt
        for row in document.tables[0].rows for cell in row.cells
        for run in cell.paragraphs[0].runs if run.text and run.font.size
    }  # fmt: skip
    assert sizes == {7.5}
    section = document.sections[0]
    assert section.left_margin is not None and round(section.left_margin.mm) == 20
    with empty_store.write("积极分子") as writer:
        uid = writer.add("member", {"name": "方示例", "category": "activist"})
    print_paper(empty_store, "cultivation-form", uid, tmp_path / "考察.docx")
    form = Document(str(tmp_path / "考察.docx"))
    empty = [row for row in form.tables[1].rows if not any(cell.text for cell in row.cells)]
    assert empty and all(row.height is not None and row.height.mm >= 8.9 for row in empty)


def test_what_is_known_is_filled_in(empty_store: Store, tmp_path: Path) -> None:
    store = empty_store
    with store.write("发展") as writer:
        days = {"publicised_from": date(2026, 6, 18), "publicised_to": date(2026, 6, 29)}
        person = writer.add("member", {
            "name": "方示例", "category": "probationary", "joined_on": date(2026, 7, 13),
            "candidate_on": date(2026, 7, 2), **days,
        })  # fmt: skip
        writer.add("session", {
            "kind": "general_meeting", "starts_at": datetime(2026, 7, 13, 9), "topic": "接收",
            "ballot_kind": "admission", "entitled": 33, "voters_present": 30, "in_favour": 29,
            "against": 0, "abstained": 1,
        })  # fmt: skip
        own = writer.row("organisation", store.own.id)
        assert own is not None
        writer.edit("organisation", own["uid"], {"parent": "P0000"})

    def said(what: str) -> str:
        return squeezed(reading_pdf.text(print_paper(store, what, person, tmp_path / "表.pdf")))

    assert "拟将方示例同志列为发展对象的公示" in (notice := said("publicity"))
    assert "至2026年6月29日（7个工作日）" in notice  # without 端午
    assert "决议：同意将方示例同志接收为中共预备党员" in said("resolution")
    # A code is no name to write to; a name is.
    assert "P0000" not in said("request") and "委员会：" in said("request")
    with store.write("上级") as writer:
        writer.edit("organisation", own["uid"], {"parent": "中共示例园区委员会"})
    assert "中共示例园区委员会：" in said("request")


def test_who_signs_stands_on_the_page_of_the_last_rows(empty_store: Store, tmp_path: Path) -> None:
    lettering = TextStyle(fonts())
    with empty_store.read() as connection:
        reading = Reading(connection, empty_store.own.id)
        order = PrintJob(reading, lettering, reading.own(), date(2026, 3, 1))
        split = 0
        for number in range(1, 76, 3):
            rows = tuple((str(n), f"第{n}人") for n in range(number))
            listed = Listing(("序号", "姓名"), rows, (1, 3))
            draft = Draft("名单", "", (listed, note("说明。"), Signed(("书记", "填表人"))))
            file = tmp_path / f"{number}.pdf"
            set_paper(file, as_pdf(order, draft), lettering, "某", lambda *_: None)
            pages = reading_pdf.pages(file)
            assert pages[-1].count("（签字）") == 2
            shown = [page.count("人") - page.count("填表人") for page in pages]
            assert sum(shown) == number and shown[-1] >= min(2, number), shown
            split += len(pages) > 1
        assert split
        as_word(order, draft, tmp_path / "名单.docx")
    document = Document(str(tmp_path / "名单.docx"))
    kept = [
        row.cells[0].paragraphs[0].paragraph_format.keep_with_next
        for row in document.tables[0].rows
    ]
    assert kept[-2:] == [True, True] and not any(kept[:-2])
    below = [each.paragraph_format.keep_with_next for each in document.paragraphs[1:]]
    assert all(below[:-1]) and not below[-1]
