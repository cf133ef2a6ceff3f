"""Invented grades of the secretaries of a park's branches."""

from __future__ import annotations

from datetime import date
from random import Random

from partydesk.records.appraisal import VOTES
from partydesk.store.store import Store

_GRADES = ("good", "fair", "good", "plain", "good")
_REMARKS = {
    "good": ("班子抓党建有思路，支部活动能和生产结合", "把好的做法写成制度"),
    "fair": ("组织生活按期开展，记录比较完整", "多讲党课，多到车间听意见"),
    "plain": ("有的会议没有按期开，记录不全", "三个月内补齐记录，按月自查"),
}


def keep_appraisals(store: Store, year: int, through: date, seed: int) -> None:
    """Grade all branches of the year before, and of this one all but the second in the register,
    which is still to come."""
    random = Random(seed)
    with store.read() as connection:
        names = [
            str(row[0])
            for row in connection.exec_driver_sql(
                "SELECT coalesce(nullif(short_name, ''), name) FROM organisation "
                "WHERE id != ? AND deleted_at IS NULL ORDER BY code",
                (store.own.id,),
            )
        ]
    held = (year - 1, date(year, 1, 20), names), (year, through, names[:1] + names[2:])
    with store.write("录入示例述职评议") as writer:
        for of_year, on, rated in held:
            for name in rated:
                grade = _GRADES[(names.index(name) + year - of_year) % len(_GRADES)]
                votes = [random.randint(6, 9), random.randint(1, 3), random.randint(0, 1), 0]
                remarks, todo = _REMARKS[grade]
                writer.add("appraisal", {
                    "kind": "secretary", "year": of_year, "rated": name, "grade": grade, "on": on,
                    "remarks": remarks, "todo": todo, **dict(zip(VOTES, votes, strict=True)),
                })  # fmt: skip
