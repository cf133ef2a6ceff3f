"""Invented people and firms: names, identity numbers, a roll with its pipeline.

Nobody real: the area code of every identity number starts with 99, which no place has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zlib import crc32

SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严魏陶姜谢邹苏潘葛范彭马方任袁柳史唐"
GIVEN_MEN = "建国志强文斌海涛俊杰明辉立伟永刚晓东宏宇鹏飞振华少波家乐思远承泽"
GIVEN_WOMEN = "秀兰丽娟雅静婷慧玉梅晓燕春霞红霞海燕雪琴佳怡思雨欣悦若曦"
FIRM_NAMES = "华恒信瑞达盛隆泰昌宏远博联创智新启辰锦源鼎凯正康德润嘉禾美天宇航星海川岳峰林"
TRADES = (
    "精密机械", "电子科技", "新能源", "生物医药", "食品", "包装材料", "智能装备", "物流",
    "软件", "建材", "纺织", "化工新材料", "汽车零部件", "环保工程", "模具", "供应链管理",
)  # fmt: skip
COMMITTEE_DUTIES = ("secretary", "organisation", "publicity", "discipline", "deputy")
GROUP_NAMES = ("第一党小组", "第二党小组", "第三党小组", "第四党小组")


@dataclass
class Planned:
    """One record to be: its uid and typed values; a reference holds the other record's uid."""

    uid: str
    values: dict[str, Any]


@dataclass
class Plan:
    """Everything a sample file will hold, by kind, in the order it is written.

    `closing` is what a ticket (by uid) gets once its steps are taken.
    """

    code: str
    random: Random
    year: int
    through: date
    rows: dict[str, list[Planned]] = field(default_factory=dict)
    closing: dict[str, dict[str, Any]] = field(default_factory=dict)
    _made: int = 0

    def add(self, kind: str, /, **values: Any) -> Planned:
        """Plan one record; its uid follows from the seed, so the same call gives the same file."""
        self._made += 1
        stamp = int(datetime(self.year, 1, 1, tzinfo=UTC).timestamp() * 1000) + self._made
        number = stamp << 80 | 0x7 << 76 | self.random.getrandbits(12) << 64
        number |= 0b10 << 62 | self.random.getrandbits(62)
        planned = Planned(str(UUID(int=number)), values)
        self.rows.setdefault(kind, []).append(planned)
        return planned

    def of(self, kind: str) -> list[Planned]:
        """What is planned of a kind so far."""
        return self.rows.get(kind, [])

    def day(self, first: date, last: date) -> date:
        """A random day between two, both within; the first where they are the wrong way round."""
        return first + timedelta(days=self.random.randint(0, max(0, (last - first).days)))


def new_plan(code: str, seed: int, year: int, through: date | None) -> Plan:
    """An empty plan whose chance follows from the code, the seed and the year."""
    return Plan(code, Random(f"{code}/{seed}/{year}"), year, through or date(year, 12, 31))


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


def credit_code(random: Random, area: int) -> str:
    """A valid unified social credit code of a firm registered nowhere."""
    from stdnum.cn import uscc

    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"9199{area:04d}" + "".join(random.choices(signs, k=9))
    return body + str(uscc.calc_check_digit(body))


def area_of(code: str) -> int:
    """The four digits by which the numbers of one organisation differ from another's."""
    digits = "".join(c for c in code if c.isdigit())
    return int(digits[-4:]) if digits else crc32(code.encode()) % 10_000


def firm_name(index: int, trade: str) -> str:
    """The invented name of firm number `index`; 1,444 of them differ."""
    size = len(FIRM_NAMES)
    first, second = index % size, (index // size + index * 7) % size
    return f"示例{FIRM_NAMES[first]}{FIRM_NAMES[second]}{trade}有限公司"


def plan_firms(plan: Plan, count: int, start: int) -> list[str]:
    """Plan a ledger of firms of every formation; returns their names."""
    random, area = plan.random, area_of(plan.code)
    forms = ("own", "joint", "attached", "own", "grid", "none", "own", "joint", "none", "own")
    made = []
    for number in range(count):
        form = forms[number % len(forms)]
        here = 0 if form == "none" and number % 2 else random.randint(1, 30)
        name = firm_name(start + number, TRADES[(start + number) % len(TRADES)])
        made.append(name)
        plan.add(
            "enterprise",
            name=name,
            credit_code=credit_code(random, area),
            kind=("private", "private", "hk_macao_taiwan", "foreign")[number % 4],
            staff=random.randint(8, 900),
            above_scale=int(random.random() < 0.4),
            formation=form,
            formed_on=None
            if form == "none"
            else plan.day(date(plan.year - 8, 3, 1), date(plan.year - 1, 12, 1)),
            reason_not_formed=("no_members" if here == 0 else "no_guidance")
            if form == "none"
            else None,
            members_here=here,
            members_elsewhere=random.randint(0, 6),
            recruited=random.randint(0, 3) if here else 0,
            instructor=next(names(random))[0],
            union=int(random.random() < 0.7),
            youth=int(random.random() < 0.4),
            women=int(random.random() < 0.3),
            surveyed_on=min(plan.day(date(plan.year, 1, 15), date(plan.year, 3, 20)), plan.through),
            integrity_award_on=date(plan.year, 6, 28)
            if number % 4 == 0 and form != "none" and plan.through >= date(plan.year, 6, 28)
            else None,
            closed_on=date(plan.year, 2, 10)
            if number == 19 and plan.through >= date(plan.year, 4, 1)
            else None,
        )
    return made


def plan_members(plan: Plan, count: int, firms: list[str]) -> None:
    """Plan a roll: a committee, groups, mostly full members, a few at every earlier stage."""
    random = plan.random
    people = names(random)
    groups = 0 if count < 10 else min(4, max(1, count // 15))
    stages = _stages(count)
    full = [position for position, stage in enumerate(stages) if stage == "full"]
    # 支部工作条例 Art. 20: below seven full members there is a secretary and no committee.
    board = COMMITTEE_DUTIES[: 1 if len(full) < 7 else 4 if len(full) < 20 else 5]
    named: list[str] = []
    for position, stage in enumerate(stages):
        name, sex = next(people)
        values = _person(plan, stage, name, sex)
        in_group = position % groups if groups else 0
        duty = board[position] if stage == "full" and position < len(board) else "none"
        if groups and duty == "none" and position < len(board) + groups and stage == "full":
            duty = "group_leader"
        values |= {
            "duty": duty,
            "group": GROUP_NAMES[in_group] if groups else None,
            "enterprise": firms[position % len(firms)] if firms else None,
        }
        if len(named) >= 4:
            if values.get("joined_on") and values.get("applied_on"):
                values["sponsors"] = "、".join(random.sample(named[:12], 2))
            if stage in ("activist", "candidate", "probationary"):
                values["mentors"] = "、".join(random.sample(named[:12], 2))
        if stage == "full":
            named.append(name)
        plan.add("member", **values)
    _unusual(plan, [planned for planned in plan.of("member") if planned.values["duty"] == "none"])


def _stages(count: int) -> list[str]:
    """The category of each person, full members first."""
    few = max(1, count // 18) if count >= 10 else 0
    rest = ["probationary"] * few + ["candidate"] * bool(few) + ["activist"] * few
    rest += ["applicant"] * bool(few)
    return ["full"] * (count - len(rest)) + rest


def _person(plan: Plan, stage: str, name: str, sex: str) -> dict[str, Any]:
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
        "category": stage,
        "post": random.choices(("01", "02", "03"), (25, 40, 35))[0],
        "phone": f"1380000{random.randrange(10_000):04d}",
        "address": f"示例市示例区{road} {random.randint(1, 200)} 号",
        "backbone": random.choices(backbones, (6, 1, 1, 1))[0],
    }
    if values["backbone"] != "none":
        values["backbone_on"] = plan.day(date(year - 3, 1, 1), date(year - 1, 12, 31))
    steps = _pipeline(plan, stage, born)
    return values | {step: day for step, day in steps.items() if day <= plan.through}


def _pipeline(plan: Plan, stage: str, born: date) -> dict[str, Any]:
    """The dates of joining the Party up to the stage someone has reached, in their order."""
    year = plan.year
    if stage == "applicant":
        return _steps(plan, plan.day(date(year - 1, 9, 1), date(year - 1, 12, 20)), 1)
    if stage == "activist":
        return _steps(plan, plan.day(date(year - 2, 9, 1), date(year - 1, 2, 20)), 2)
    if stage == "candidate":
        return _steps(plan, plan.day(date(year - 2, 2, 1), date(year - 2, 5, 31)), 3)
    if stage == "probationary":
        return _steps(plan, plan.day(date(year - 3, 9, 1), date(year - 3, 11, 15)), 4)
    earliest = max(date(born.year + 22, 3, 1), date(1990, 1, 1))
    joined = plan.day(earliest, max(earliest, date(year - 3, 11, 30)))
    values: dict[str, Any] = {"joined_on": joined, "confirmed_on": _later(joined, 365)}
    if joined.year >= year - 8:
        # Older files seldom hold more than the two dates.
        applied = _later(joined, -plan.random.randint(760, 900))
        return _steps(plan, applied, 4, joined) | values
    return values


def _steps(plan: Plan, applied: date, reached: int, joined: date | None = None) -> dict[str, Any]:
    """Pipeline dates from an application on: 1 talked to, 2 activist, 3 candidate, 4 admitted."""
    random = plan.random
    values: dict[str, Any] = {"applied_on": applied, "talked_on": _later(applied, 12)}
    activist = _later(applied, random.randint(150, 200))
    if reached >= 2:
        values["activist_on"] = activist
    candidate = _later(activist, random.randint(370, 390))
    if reached >= 3:
        values["publicised_from"] = _later(candidate, -12)
        values["publicised_to"] = _later(candidate, -3)
        values["candidate_on"] = candidate
    if reached >= 4:
        joined = joined or _later(candidate, random.randint(150, 165))
        values["prescreened_on"] = _later(joined, -15)
        values["joined_on"] = joined
        values["approved_on"] = _later(joined, 40)
        values["sworn_on"] = _later(joined, 55)
    return values


def _unusual(plan: Plan, ordinary: list[Planned]) -> None:
    """The cases every park has: one came, one left, one is away, one never had papers moved."""
    full = [planned for planned in ordinary if planned.values["category"] == "full"]
    if len(full) < 6:
        return
    year = plan.year
    came, left, away, unmoved = full[:4]
    came.values |= {"arrived_on": date(year, 1, 20), "arrived_from": "中共示例市第一机床厂支部"}
    if plan.through >= date(year, 8, 31):
        left.values |= {
            "relation": "left",
            "left_on": date(year, 8, 31),
            "left_to": "中共示例市高新区人才服务中心支部",
        }
    away.values |= {"floating": 1, "floating_to": "浙江省杭州市"}
    unmoved.values["relation"] = "not_transferred"


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days)
