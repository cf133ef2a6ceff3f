"""Invented people: names, identity numbers, a roll with its committee and its unusual cases.

Nobody real: the area code of every identity number starts with 99, which no place has.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from partydesk.records.member import COMMITTEE_DUTIES
from partydesk.sample.pipeline import VETERAN, past, roles, way
from partydesk.sample.plan import Plan, Planned, area_of

SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严魏陶姜谢邹苏潘葛范彭马方任袁柳史唐"
GIVEN_MEN = "建国志强文斌海涛俊杰明辉立伟永刚晓东宏宇鹏飞振华少波家乐思远承泽"
GIVEN_WOMEN = "秀兰丽娟雅静婷慧玉梅晓燕春霞红霞海燕雪琴佳怡思雨欣悦若曦"
DUTIES = ("secretary", "organisation", "publicity", "discipline", "deputy")
GROUP_NAMES = ("第一党小组", "第二党小组", "第三党小组", "第四党小组")


def names(random: Random) -> Iterator[tuple[str, str]]:
    """Endless invented (name, sex code) pairs; none twice while there are plenty."""
    used: set[str] = set()
    while True:
        sex = random.choice("112")
        given = random.choice("12") == "1"
        signs = GIVEN_MEN if sex == "1" else GIVEN_WOMEN
        # One in three has a single given name, until those run short.
        count = 1 if given and len(used) < 400 and random.random() < 0.6 else 2
        name = random.choice(SURNAMES) + "".join(random.choices(signs, k=count))
        # Real rolls of many thousands repeat names too; there are not endlessly many.
        if name not in used or len(used) >= 3_000:
            used.add(name)
            yield name, sex


def identity_number(random: Random, area: int, born: date, sex: str) -> str:
    """A valid identity number of the area 99dddd, which is nowhere."""
    from stdnum.cn import ric

    order = random.randrange(0, 499) * 2 + (1 if sex == "1" else 2)
    body = f"99{area:04d}{born:%Y%m%d}{order:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def plan_members(plan: Plan, count: int, firms: list[str]) -> None:
    """Plan a roll: a committee, groups, mostly full members, a few at every earlier stage."""
    people = names(plan.random)
    groups = 0 if count < 10 else min(4, max(1, count // 15))
    parts = roles(plan, count)
    veterans = parts.count(VETERAN)
    # 支部工作条例 Art. 20: below seven full members there is a secretary and no committee. One
    # who is confirmed within the year may be the seventh.
    full = veterans + ("confirmed_in_autumn" in parts)
    board = DUTIES[: 1 if full < 7 else 4 if full < 20 else 5]
    named: list[str] = []
    for position, role in enumerate(parts):
        name, sex = next(people)
        values = _person(plan, name, sex)
        if role == VETERAN:
            values |= past(plan, _joined(plan, values["birth_date"]))
            named.append(name)
        else:
            values |= way(plan, role)
        duty = board[position] if position < len(board) and role == VETERAN else "none"
        if len(board) <= position < len(board) + groups and role == VETERAN:
            duty = "group_leader"
        values |= {
            "duty": duty,
            "group": GROUP_NAMES[position % groups] if groups else None,
            "enterprise": firms[position % len(firms)] if firms else None,
        }
        if len(named) >= 4:
            values |= _helpers(plan, values, named[:12])
        plan.add("member", **values)
    _unusual(plan, [m for m in plan.of("member")[:veterans] if m.values["duty"] == "none"])


def _person(plan: Plan, name: str, sex: str) -> dict[str, Any]:
    random, year = plan.random, plan.year
    born = plan.day(date(year - 58, 1, 1), date(year - 27, 12, 31))
    road = random.choice(("和平路", "幸福路", "光明路"))
    backbones = ("none", "technical", "production", "management")
    values: dict[str, Any] = {
        "name": name,
        "sex": sex,
        "id_number": identity_number(random, area_of(plan.code), born, sex),
        "ethnicity": random.choices(("01", "02", "11", "03"), (85, 8, 4, 3))[0],
        "birth_date": born,
        "education": random.choices(("14", "21", "31", "41", "61"), (8, 42, 32, 10, 8))[0],
        "post": random.choices(("01", "02", "03"), (25, 40, 35))[0],
        "phone": f"1380000{random.randrange(10_000):04d}",
        "address": f"示例市示例区{road} {random.randint(1, 200)} 号",
        "backbone": random.choices(backbones, (6, 1, 1, 1))[0],
    }
    if values["backbone"] != "none":
        values["backbone_on"] = plan.day(date(year - 3, 1, 1), date(year - 1, 12, 31))
    return values


def _joined(plan: Plan, born: date) -> date:
    """When somebody of long standing joined."""
    earliest = max(date(born.year + 22, 3, 1), date(1990, 1, 1))
    return plan.day(earliest, max(earliest, date(plan.year - 3, 11, 30)))


def _helpers(plan: Plan, values: dict[str, Any], full: list[str]) -> dict[str, str]:
    """Two full members who guide or have sponsored somebody on the way."""
    helpers = {}
    if values.get("candidate_on"):
        helpers["sponsors"] = "、".join(plan.random.sample(full, 2))
    if values.get("activist_on") and values["category"] != "full":
        helpers["mentors"] = "、".join(plan.random.sample(full, 2))
    return helpers


def _unusual(plan: Plan, full: list[Planned]) -> None:
    """The cases every park has: one came, one left, one is away, and by the seed one who never
    had the papers moved, cannot be found, has died or lost membership."""
    if len(full) < 6:
        return
    year, through = plan.year, plan.through
    came, left, away, unmoved, gone = full[:5]

    def change(member: Planned, day: date, **values: Any) -> None:
        if day <= through:
            member.values |= values

    change(came, date(year, 1, 20), arrived_on=date(year, 1, 20),
           arrived_from="中共示例市第一机床厂支部")  # fmt: skip
    change(left, date(year, 8, 31), relation="left", left_on=date(year, 8, 31),
           left_to="中共示例市高新区人才服务中心支部")  # fmt: skip
    away.values |= {"floating": 1, "floating_to": "浙江省杭州市"}
    if plan.seed % 2 == 0:
        here = date(year, 4, 10)
        change(unmoved, here, relation="not_transferred", arrived_on=here,
               arrived_from="中共示例县城关镇社区支部")  # fmt: skip
        # By the end of the year it has been seen to.
        moved = date(year, 11, 16)
        change(unmoved, moved, relation="on_roll", arrived_on=moved)
    match plan.seed % 8:
        case 1 | 4:
            lost_on = date(year, 5, 28)
            change(gone, lost_on, lost=1, lost_on=lost_on)
        case 2:
            died_on = date(year, 2, 27)
            change(gone, died_on, membership="dead", membership_on=died_on)
        case 6:
            stopped_on = date(year, 3, 18)
            change(gone, stopped_on, lost=1, lost_on=date(year - 1, 7, 30),
                   membership="suspended", membership_on=stopped_on)  # fmt: skip
        case 7:
            removed_on = date(year, 6, 24)
            change(gone, removed_on, membership="removed", membership_on=removed_on)


def in_party_on(member: Planned, day: date) -> bool:
    """Whether somebody is a full or probationary member of this branch on a day."""
    joined = member.values.get("joined_on")
    return joined is not None and joined <= day and here_on(member, day)


def here_on(member: Planned, day: date) -> bool:
    """Whether somebody has come to this branch, has not left and can be found."""
    first, last = span(member)
    return first <= day < last


def span(member: Planned) -> tuple[date, date]:
    """From which day to before which day somebody is here."""
    values = member.values
    first = values.get("arrived_on") or date.min
    if not values.get("joined_on"):
        first = max(first, values["applied_on"])
    ends = [values.get(name) for name in ("left_on", "membership_on", "lost_on")]
    return first, min((day for day in ends if day), default=date.max)


def board_of(plan: Plan) -> list[str]:
    """The names of the branch committee, the secretary first."""
    return [
        str(m.values["name"]) for m in plan.of("member") if m.values["duty"] in COMMITTEE_DUTIES
    ]
