"""Letters of transfer of an invented branch's year: of who came and of who left."""

from __future__ import annotations

from datetime import date, timedelta

from partydesk.records.months import later, month_of
from partydesk.store.store import Store

_ON_ITS_WAY = timedelta(days=18)


def keep_letters(store: Store, year: int, through: date) -> None:
    """Add those of the year, with the receipts that are in up to a day."""
    with store.write("录入示例关系转接") as writer:
        moved = writer.connection.exec_driver_sql(
            "SELECT id, 'out', left_on, left_to FROM member WHERE relation = 'left' "
            "AND deleted_at IS NULL AND left_to IS NOT NULL "
            "UNION ALL SELECT id, 'in', arrived_on, arrived_from FROM member "
            "WHERE coalesce(relation, 'on_roll') = 'on_roll' AND deleted_at IS NULL "
            "AND arrived_from IS NOT NULL ORDER BY 3, 1"
        ).fetchall()
        for number, (member, way, told, place) in enumerate(moved, start=1):
            on = date.fromisoformat(told) if told else None
            if on is None or on.year != year or on > through:
                continue
            back = on + _ON_ITS_WAY
            paid_to = later(month_of(on), -1) if way == "in" else month_of(on)
            writer.add("transfer", {
                "member": member, "direction": way, "letter_no": f"园转〔{year}〕{number}号",
                "issued_on": on, "valid_days": 60, "place": place, "dues_paid_to": paid_to,
                "receipt_on": back if back <= through else None,
                "addressee": "中共示例市委组织部" if way == "out" else None,
            })  # fmt: skip
