"""The 组织生活会 of an invented branch, as far as a day has come."""

from __future__ import annotations

from datetime import date

from partydesk.store.store import Store

_ISSUES = (
    ("branch", "asked", "主题党日形式单一，同生产一线结合不够", "每季度到车间开一次现场主题党日"),
    ("branch", "asked", "流动党员联系不及时", "每月联系一次，由党小组组长负责"),
    ("member", "checked", "学习笔记记得少", "每周补记一次"),
)  # fmt: skip


def keep_life(store: Store, year: int, through: date) -> None:
    """Begun in September by asking what people think; the rest follows around the
    meeting in November."""
    if through < date(year, 9, 1):
        return
    with store.write("录入示例组织生活会") as writer:
        people = writer.connection.exec_driver_sql(
            "SELECT id, name FROM member WHERE deleted_at IS NULL AND category = 'full' "
            "AND submission IS NULL ORDER BY joined_on, id LIMIT 2"
        ).fetchall()
        if not people:
            return
        days = {
            "asked_on": date(year, 9, 10), "studied_on": date(year, 10, 27),
            "talked_on": date(year, 11, 4), "checked_on": date(year, 11, 9),
            "listed_on": date(year, 11, 24), "reported_on": date(year, 11, 26),
        }  # fmt: skip
        known: dict[str, object] = {name: day for name, day in days.items() if day <= through}
        if "asked_on" in known:
            known |= {"ask_ways": "座谈会、问卷", "opinions": 9}
        uid = writer.add("life_work", {"year": year, "theme": "对标先进找差距", **known})
        whole = writer.reference("life_work", uid)
        for whose, found_by, issue, measures in _ISSUES if "asked_on" in known else ():
            about = {"member": people[-1][0]} if whose == "member" else {"owner": people[0][1]}
            writer.add("life_issue", {"life_work": whole, "whose": whose, "issue": issue, **about,
                                      "found_by": found_by, "measures": measures,
                                      "due_on": date(year + 1, 3, 31)})  # fmt: skip
