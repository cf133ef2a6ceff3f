"""An invented 责任清单 and the venues of an organisation, with what was done of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from partydesk.rules.duties import DutyState, duties
from partydesk.sample.brands import brand_of
from partydesk.store.store import Store
from partydesk.store.writing import Writer

_BRANCH = (
    ("area", "一车间责任区", ("联系区内职工、记下诉求", "month"), ("检查区内安全隐患", "week")),
    ("grid", "研发楼网格", ("走访网格内企业职工", "month"), ("更新网格员工和党员底数", "quarter")),
    ("ideology", "意识形态责任岗", ("分析研判意识形态工作", "half"), ("检查阵地", "quarter")),
)
_COMMITTEE = (
    ("dual", "党工委书记岗", ("听取党风廉政建设汇报", "quarter"), ("讲廉政党课", "year")),
    ("discipline", "从严治党责任岗", ("研究全面从严治党工作", "half"), ("督查企业支部", "quarter")),
    ("ideology", "意识形态责任岗", ("专题研究意识形态工作", "half"), ("排查网络阵地", "month")),
)
_OF_BRANCHES = ("党支部书记抓党建责任", ("讲一次党课", "quarter"), ("研究党建工作", "month"))
_VENUES = (
    ("chat_group", "党员学习群"), ("notice_board", "党建宣传栏"), ("room", "党员活动室"),
)  # fmt: skip
_FOUND = "有的信息没有审核就发出，发布前审核的制度没有落实"
_MEASURES = "定下发布前两人审核，管理员签承诺"


def keep_duties(store: Store, year: int, through: date, seed: int) -> None:
    """Add them with what was done up to a day: most of it; one risk is found and becomes a
    ticket."""
    random = Random(seed)
    committee = store.role == "committee"
    with store.read() as connection:
        holders = [
            row[0]
            for row in connection.exec_driver_sql(
                "SELECT name FROM member WHERE category = 'full' AND deleted_at IS NULL "
                "AND coalesce(relation, 'on_roll') = 'on_roll' AND submission IS NULL "
                "ORDER BY id LIMIT 3"
            )
        ] or ["王示例"]
    with store.write("录入示例责任清单") as writer:
        for number, (kind, name, *listed) in enumerate(_COMMITTEE if committee else _BRANCH):
            area = {"kind": kind, "name": name, "holder": holders[number % len(holders)]}
            uid = writer.add("duty_area", {**area, "since": date(year, 1, 1)})
            whole = writer.reference("duty_area", uid)
            for text, cadence in listed:
                duty: dict[str, Any] = {"duty_area": whole, "text": text, "cadence": cadence}
                writer.add("duty", {**duty, "from_on": date(year, 1, 1)})
        if committee:  # what each branch's secretary is to do
            name, *listed = _OF_BRANCHES
            area = {"kind": "discipline", "name": name, "holder": "党支部书记", "to_branches": 1}
            whole = writer.reference("duty_area", writer.add("duty_area", area))
            for text, cadence in listed:
                duty = {"duty_area": whole, "text": text, "cadence": cadence}
                writer.add("duty", {**duty, "from_on": date(year, 1, 1)})
        for kind, name in _VENUES:
            writer.add("venue", {"kind": kind, "name": name, "owner": holders[0]})
    with store.read() as connection:
        found = duties(connection, (store.own.id,))
        venues = [row[0] for row in connection.exec_driver_sql(
            "SELECT id FROM venue WHERE deleted_at IS NULL AND submission IS NULL ORDER BY id"
        )]  # fmt: skip
    with store.write("录入示例履责记录") as writer:
        for each in found:
            for turn in each.turns(date(year, 1, 1), date(year, 12, 31)):
                # Most are done before the time is over; what runs now is still open.
                over = each.state(turn, through) is DutyState.MISSED
                if over and random.random() < 0.87:
                    first = max(turn.first, each.first)
                    day = first + timedelta(random.randint(0, (turn.last - first).days))
                    writer.add("duty_done", {"duty": each.id, "on": day})
    with store.write("录入示例风险排查") as writer:
        for number, venue in enumerate(venues):
            for month in (3, 6, 9):
                day = date(year, month, 20)
                if day <= through:
                    risk = number == 0 and month == 6
                    if not risk:
                        said = "内容健康，有人审核，没有发现风险"
                        writer.add("risk_check", {"venue": venue, "on": day, "risk": 0,
                                                  "found": said})  # fmt: skip
                        continue
                    uid = writer.add("risk_check", {
                        "venue": venue, "on": day, "risk": 1, "found": _FOUND,
                        "measures": _MEASURES, "due_on": day + timedelta(30), "by": holders[0],
                    })  # fmt: skip
                    _settle(writer, uid, holders[0], day, through, settled=seed % 5 != 3)


def _settle(
    writer: Writer, risk: str, who: str, found: date, through: date, *, settled: bool
) -> None:
    """Bring the ticket of a risk as far on its way as the days allow; one that is not `settled` is
    still being worked on."""
    ticket = str((writer.find("risk_check", risk) or {})["ticket"])
    steps = (
        ("working", 3, "已受理，查看了审核记录"),
        ("resolved", 12, "两人审核的制度贴上墙，管理员签了承诺"),
        ("closed", 20, "复查三次发布都有审核记录，予以销号"),
    )
    at = writer.reference("ticket", ticket)
    for state, days, note in steps if settled else steps[:1]:
        day = found + timedelta(days)
        if day > through:
            return
        writer.add("ticket_step", {"ticket": at, "at": datetime.combine(day, time(10, 30)),
                                   "by": who, "note": note, "state": state})  # fmt: skip
        if state == "resolved":
            writer.edit("ticket", ticket, {"outcome": f"{_MEASURES}，已完成"})
        elif state == "closed":
            writer.edit("ticket", ticket, {"checked_by": who})


def keep_people_and_brand(store: Store, year: int, through: date, seed: int) -> None:
    """Add a brand of a branch, and who does its Party work; one left in the year. A committee has
    its own workers and instructors."""
    committee = store.role == "committee"
    with store.read() as connection:
        firms = [row[0] for row in connection.exec_driver_sql(
            "SELECT name FROM enterprise WHERE deleted_at IS NULL AND submission IS NULL "
            "AND closed_on IS NULL ORDER BY id LIMIT 6"
        )]  # fmt: skip
        people = [row[0] for row in connection.exec_driver_sql(
            "SELECT name FROM member WHERE category = 'full' AND deleted_at IS NULL "
            "AND submission IS NULL ORDER BY id LIMIT 2"
        )] or ["赵示例", "周示例"]  # fmt: skip
    if not committee:
        brand = brand_of(seed)
        with store.write("录入示例党建品牌") as writer:
            writer.add("brand", {
                "name": brand.name, "meaning": brand.meaning, "lead": people[0],
                "since": date(year - 1, 7, 1), "measures": brand.measures,
                "results": brand.results,
            })  # fmt: skip
    roles = ("worker", "instructor") if committee else ("secretary", "worker")
    with store.write("录入示例党务队伍") as writer:
        for number, role in enumerate(roles):
            writer.add("worker", {
                "name": people[number % len(people)], "role": role,
                "work": "full" if committee else "part", "since": date(year - 2, 3, 1),
                "firms": "、".join(firms[number * 3 : number * 3 + 3]) or None,
            })  # fmt: skip
        left = min(date(year, 5, 31), through)
        gone = {"name": "孙示例", "role": "instructor", "work": "part", "note": "调回原单位"}
        writer.add("worker", {**gone, "since": date(year - 1, 3, 1), "until": left})
