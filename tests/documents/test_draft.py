"""Papers that are said once: the PDF and the Word of one say the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from docx import Document

from partydesk.documents.printing import PAPERS, print_paper
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
