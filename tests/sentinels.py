"""What must not leave a laptop, put into a store and searched for byte by byte in files."""

from __future__ import annotations

import html
import zipfile
from datetime import date
from pathlib import Path

from partydesk.operations import life_work
from partydesk.operations.campaigns import begin
from partydesk.records import clock
from partydesk.records.base import kinds
from partydesk.records.care import SANCTION_KIND
from partydesk.records.fields import Kind, Privacy, fields
from partydesk.records.months import later, month_of
from partydesk.store.store import Store
from tests.documents import reading_pdf
from tests.hostile_store import fill

IDENTITY, PHONE, ADDRESS, CONTENT, BASE = (
    "110105194912310021", "13987654321", "哨兵路九十九号院", "哨兵谈话内容", "7654321.98",
)  # fmt: skip
CENTS = BASE.replace(".", "")
SANCTION = SANCTION_KIND.label("dismissed")
ISSUE = "哨兵个人问题"
ALL = (IDENTITY, PHONE, ADDRESS, CONTENT, BASE, CENTS, SANCTION, ISSUE)


def plant(store: Store) -> None:
    """Put the sentinels into their fields, and the numbers into free texts."""
    with store.write("核定党费") as writer:
        (payer,) = writer.connection.exec_driver_sql("SELECT min(id) FROM member").fetchone()
        last = later(month_of(clock.today()), 12)
        writer.add("dues_base", {"member": payer, "from_month": last, "monthly": 9300})
        paid = {"member": payer, "month": "2027-01", "amount": 9300, "paid_on": date(2026, 1, 8)}
        writer.add("dues_payment", paid)
    with store.write("责任") as writer:
        writer.add("brand", {"name": "红芯", "meaning": "把党旗插在研发最前线"})
        area = writer.add("duty_area", {"kind": "grid", "name": "网格", "holder": "甲"})
        duty = {"duty_area": writer.reference("duty_area", area), "text": "走访"}
        writer.add("duty", {**duty, "cadence": "month", "from_on": date(2026, 1, 1)})
        writer.add("election", {"kind": "term"})
        writer.add("sanction", {"member": payer, "kind": "dismissed", "on": date(2026, 1, 8)})
        writer.add("care", {"who": "甲", "on": date(2026, 1, 8), "what": "走访"})
    if not life_work.kept(store, 2026):
        life_work.begin(store, 2026)
    year = life_work.kept(store, 2026)[-1]
    with store.write("组织生活会") as writer:
        kept = writer.reference("life_work", year.uid)
        own = {"whose": "member", "member": payer, "due_on": date(2026, 12, 1)}
        writer.add("life_issue", {"life_work": kept, "issue": ISSUE, **own})
        ours = {"life_work": kept, "issue": "学习不够深入", "owner": "甲"}
        writer.add("life_issue", {**ours, "due_on": date(2026, 12, 1)})
    year = life_work.kept(store, 2026)[-1]
    life_work.to_tickets(store, year)
    begin(
        store, {"name": "攻坚", "from_on": date(2026, 1, 1), "until_on": date(2026, 4, 10)}, "steps"
    )
    fill(
        store,
        [f"见{IDENTITY}", f"电话 {PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", f"打{PHONE}"],
        only=(
            "topic",
            "note",
            "summary",
            "description",
            "measures",
            "place",
            "result",
            "opinion",
            "theme",
            "what",
        ),
    )
    with store.transaction() as connection:
        for kind, record in kinds().items():
            for column, field in fields(record).items():
                value = {
                    (Privacy.PERSONAL, Kind.CODE): IDENTITY if "id" in column else PHONE,
                    (Privacy.PERSONAL, Kind.TEXT): f"示例市示例区某街道{ADDRESS}",
                    (Privacy.CONFIDENTIAL, Kind.LONG): CONTENT,
                    (Privacy.CONFIDENTIAL, Kind.MONEY): CENTS,
                }.get((field.privacy, field.kind))
                if value:
                    connection.exec_driver_sql(f'UPDATE "{kind}" SET "{column}" = ?', (value,))


def in_text(text: str) -> set[str]:
    """The sentinels in a text."""
    return {one for one in ALL if one in text}


def found(file: Path) -> set[str]:
    """The sentinels in a file: its bytes, its parts' bytes, the text that a PDF shows."""
    raw = [file.read_bytes()]
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as packed:
            raw += [packed.read(name) for name in packed.namelist()]
    texts = [part.decode("utf-8", "replace") for part in raw]
    if raw[0].startswith(b"%PDF"):
        texts.append(reading_pdf.text(file))
    texts = [html.unescape(text) for text in texts]
    squeezed = [reading_pdf.squeezed(text) for text in texts]
    return {sentinel for sentinel in ALL if any(sentinel in text for text in (*texts, *squeezed))}
