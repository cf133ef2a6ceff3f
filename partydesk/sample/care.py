"""Honours and visits of an invented branch's year, and whom it keeps in touch with."""

from __future__ import annotations

from datetime import date

from partydesk.store.store import Store


def keep_care(store: Store, year: int, through: date) -> None:
    """Add them up to a day: on 1 July an honour, before the spring festival two visits."""
    with store.write("录入示例表彰和慰问") as writer:
        names = [
            str(each[0])
            for each in writer.connection.exec_driver_sql(
                "SELECT name FROM member WHERE deleted_at IS NULL AND category = 'full' "
                "ORDER BY joined_on, id LIMIT 3"
            )
        ]
        if date(year, 7, 1) <= through and names:
            writer.add("award", {"who": names[0], "honour": "优秀共产党员", "level": "park",
                                 "by": "示例园区委员会", "on": date(year, 7, 1)})  # fmt: skip
        for name in names[1:]:
            on = date(year, 1, 28)
            if on <= through:
                writer.add("care", {"who": name, "kind": "old", "on": on, "amount": 50_000,
                                    "what": "春节走访，送米面油"})  # fmt: skip


_TOLD = (
    "在外地项目上，参加了当地支部的学习，情况正常",
    "说了下一阶段工作安排，党费已经转来",
    "寄去学习资料，回了心得",
    "问了住处和联系电话，没有变化",
)


def keep_contacts(store: Store, year: int, through: date) -> None:
    """Reach everybody who works elsewhere once in each quarter, up to a day."""
    with store.write("录入示例联系记录") as writer:
        away = writer.connection.exec_driver_sql(
            "SELECT id, coalesce(arrived_on, '') FROM member WHERE deleted_at IS NULL "
            "AND floating = 1 AND coalesce(relation, 'on_roll') = 'on_roll' "
            "AND submission IS NULL ORDER BY id"
        ).fetchall()
        by = str((writer.row("organisation", store.own.id) or {}).get("secretary") or "") or None
        for member, came in away:
            for quarter, told in enumerate(_TOLD):
                on = date(year, 3 * quarter + 2, 20)
                if came <= on.isoformat() and on <= through:
                    how = ("telephone", "wechat")[quarter % 2]
                    values = {"member": member, "on": on, "by": by, "result": told, "how": how}
                    writer.add("contact", values)
