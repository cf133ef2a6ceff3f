"""The logs of an invented branch's people on the way: 考察 of half-years, 思想汇报 of quarters."""

from __future__ import annotations

from datetime import date, timedelta

from partydesk.records.periods import months_after
from partydesk.store.store import Store

_OPINIONS = (
    "思想上要求进步，工作踏实，能按时参加学习；理论学习还要再深一些。",
    "承担了攻关任务，带头加班，群众反映好；发言还不够主动。",
    "学习党章和讲话认真，写了心得，遵守纪律，同意继续培养。",
)
_THEMES = ("学习党章的体会", "岗位上的收获和不足", "参加主题党日的感想", "对照党员标准找差距")


def keep_logs(store: Store, through: date) -> None:
    """Add them up to a day, as far as the members' own fields tell of an inspection."""
    with store.write("录入示例考察和思想汇报") as writer:
        people = writer.connection.exec_driver_sql(
            "SELECT id, activist_on, inspected_on, joined_on, mentors FROM member "
            "WHERE deleted_at IS NULL AND activist_on IS NOT NULL "
            "AND category IN ('activist', 'candidate', 'probationary') ORDER BY id"
        ).fetchall()
        for number, (member, began, latest, joined, mentors) in enumerate(people):
            start = date.fromisoformat(began)
            end = min(through, date.fromisoformat(joined)) if joined else through
            days = []
            if latest:
                last = date.fromisoformat(latest)
                half = 1
                while months_after(start, 6 * half) < last - timedelta(days=60):
                    days.append(months_after(start, 6 * half) - timedelta(days=9))
                    half += 1
                days.append(last)
            known: dict[str, str] = dict(writer.connection.exec_driver_sql(
                'SELECT "on", uid FROM inspection WHERE member = ? AND deleted_at IS NULL',
                (member,)).fetchall())  # fmt: skip
            for at, on in enumerate(days):
                opinion = _OPINIONS[(number + at) % len(_OPINIONS)]
                said = {"on": on, "by": mentors or "支部委员会", "opinion": opinion}
                if uid := known.get(on.isoformat()):
                    writer.edit("inspection", uid, said)
                else:
                    writer.add("inspection", {"member": member, **said})
            quarter = 1
            while (on := months_after(start, 3 * quarter)) <= end and quarter <= 8:
                theme = _THEMES[(number + quarter) % len(_THEMES)]
                writer.add("thought_report", {"member": member, "on": on, "theme": theme})
                quarter += 1
