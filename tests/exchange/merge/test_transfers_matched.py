"""Both ends of a transfer within the park meet at the committee."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from partydesk.cli.run import run
from partydesk.documents.printing import print_paper
from partydesk.exchange.submission.writing import export
from partydesk.records.periods import parse_period
from partydesk.rules.transfers_matched import matched
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.documents import reading_pdf
from tests.documents.test_draft import squeezed, word_text
from tests.exchange import making
from tests.exchange.merging import merge

TODAY = date(2026, 9, 20)


def _branch(folder: Path, code: str, name: str, **people: dict[str, object]) -> Store:
    own = {
        "code": code,
        "name": f"中共示例园区{name}有限公司支部委员会",
        "short_name": f"{name}支部",
    }
    store = create(Home(folder / code), "branch", own)
    with store.write("名册") as writer:
        for who, more in people.items():
            values = {"name": who, "category": "full", "joined_on": date(2010, 7, 1), **more}
            writer.add("member", values)
    return store


def _left(to: str, on: date = date(2026, 8, 1), **more: object) -> dict[str, object]:
    return {"relation": "left", "left_on": on, "left_to": to, **more}


def _came(source: str, on: date = date(2026, 8, 9), **more: object) -> dict[str, object]:
    return {"arrived_on": on, "arrived_from": source, **more}


def test_what_one_branch_sent_and_the_other_did_not_receive(
    tmp_path: Path, on_day: Callable[[date], None], capsys: pytest.CaptureFixture[str]
) -> None:
    on_day(TODAY)
    born = {"birth_date": date(1990, 1, 2)}
    first = _branch(
        tmp_path, "P0001", "甲",
        王一=_left("乙支部"),                                  # received
        王二=_left("中共示例园区乙有限公司支部委员会"),          # not received
        王三=_left("园区外某厂支部"),                            # not of this park
        王四={},                                                # never left, and is there
        王五=_left("P0002", **born),                            # another of the name is there
    )  # fmt: skip
    second = _branch(
        tmp_path, "P0002", "乙",
        王一=_came("甲支部"), 王四=_came("甲支部"), 王六=_came("甲支部"),
        王五=_came("园区外", birth_date=date(1970, 5, 5)),
    )  # fmt: skip
    park = making.committee(tmp_path)
    for store in (first, second):
        merge(park, [export(store, parse_period("2026"), tmp_path).file], accept_unenrolled=True)
    with park.read() as connection:
        found = {each.name: each for each in matched(connection)}
        order = [each.name for each in matched(connection)]
    assert set(found) == {"王一", "王二", "王四", "王五", "王六"}
    assert found["王一"].state == ("接上了", "ok")
    assert (found["王一"].sent_on, found["王一"].came_on) == ("2026-08-01", "2026-08-09")
    assert found["王二"].state == ("乙支部没有收", "warn") and found["王二"].days(TODAY) == 50
    assert found["王五"].state == ("乙支部没有收", "warn")
    assert found["王四"].state == ("两边都在册", "bad")
    assert found["王六"].state == ("甲支部没有转出", "warn")
    assert order[-1] == "王一"
    from partydesk.desk.ledgers.transfers_page import moves_of

    shown = moves_of(park)
    assert "园区内转接 5 人，4 人两头没有接上" in shown.said
    park.close()
    assert run(["--home", str(park.home.folder), "transfers"]) == 1
    assert "王二：甲支部 2026-08-01 → 乙支部 　乙支部没有收，50 天" in capsys.readouterr().out


def test_the_letter_has_its_three_parts_in_word_too(empty_store: Store, tmp_path: Path) -> None:
    with empty_store.write("转出") as writer:
        who = writer.add("member", {"name": "赵示例", "category": "full", "sex": "2",
                                    "joined_on": date(2010, 7, 1)})  # fmt: skip
        uid = writer.add("transfer", {
            "member": writer.reference("member", who), "direction": "out", "place": "外地某支部",
            "addressee": "外地县委组织部", "letter_no": "第 0012 号", "valid_days": 60,
            "issued_on": date(2026, 9, 1), "dues_paid_to": "2026-08",
        })  # fmt: skip
    said = ["介绍信存根", "介绍信回执联", "赵示例同志", "外地县委组织部：", "去外地某支部",
            "党费已交到2026年8月", "有效期60天", "2026年9月1日", "特此回复"]  # fmt: skip
    pdf = print_paper(empty_store, "transfer-letter", uid, tmp_path / "信.pdf")
    docx = print_paper(empty_store, "transfer-letter", uid, tmp_path / "信.docx")
    for text in (squeezed(reading_pdf.text(pdf)), word_text(docx)):
        assert [each for each in said if each not in text] == []
        assert text.count("第0012号") >= 2
