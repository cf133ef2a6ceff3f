"""表彰 and 慰问 travel and are counted; 处分 stays in its file whatever leaves it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from partydesk.documents.printing import print_paper
from partydesk.exchange.submission.writing import export
from partydesk.records.periods import parse_period
from partydesk.rules import indicators
from partydesk.store.store import Store
from tests.documents import reading_pdf
from tests.documents.test_draft import squeezed, word_text
from tests.exchange import making
from tests.exchange.merging import merge

YEAR = parse_period("2026")


def _counts(store: Store) -> tuple[object, ...]:
    with store.read() as connection:
        counted = indicators.tally(connection, YEAR)
        return tuple(counted.value(id).value for id in ("awards", "care_visits"))


def test_what_was_given_is_counted_here_and_above_and_a_sanction_nowhere(
    empty_store: Store, tmp_path: Path, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 9, 20))
    store = empty_store
    with store.write("记") as writer:
        who = writer.reference("member", writer.add(
            "member", {"name": "王甲", "category": "full", "joined_on": date(2010, 7, 1)}
        ))  # fmt: skip
        writer.add("award", {"who": "王甲", "honour": "优秀共产党员", "by": "园区党委",
                             "on": date(2026, 7, 1)})  # fmt: skip
        for name, amount in (("李老", 50_000), ("赵老", 30_050)):
            writer.add("care", {"who": name, "kind": "old", "on": date(2026, 1, 28),
                                "what": "米面油", "amount": amount})  # fmt: skip
        writer.add("sanction", {"member": who, "kind": "probation", "on": date(2026, 3, 3),
                                "until": date(2028, 3, 3), "reason": "哨兵处分事由",
                                "decided_by": "哨兵纪工委"})  # fmt: skip
    made = export(store, YEAR, tmp_path)
    said = making.unzipped(made.file)
    assert "优秀共产党员" in said and "300.5" in said
    assert "哨兵" not in said and "处分" not in said and "留党察看" not in said
    park = making.committee(tmp_path)
    merge(park, [made.file], accept_unenrolled=True)
    assert _counts(store) == _counts(park) == (1, 2)
    with park.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sanction").scalar() == 0
    for suffix in ("pdf", "docx"):
        paper = print_paper(store, "care-list", None, tmp_path / f"表.{suffix}", period=YEAR)
        text = squeezed(reading_pdf.text(paper)) if suffix == "pdf" else word_text(paper)
        assert all(each in text for each in ("李老", "500.00", "300.50", "800.50", "签收"))
