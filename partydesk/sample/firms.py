"""An invented ledger of firms, registered nowhere."""

from __future__ import annotations

from datetime import date
from random import Random

from partydesk.sample.people import names
from partydesk.sample.plan import Plan, area_of

FIRM_NAMES = "华恒信瑞达盛隆泰昌宏远博联创智新启辰锦源鼎凯正康德润嘉禾美天宇航星海川岳峰林"
TRADES = (
    "精密机械", "电子科技", "新能源", "生物医药", "食品", "包装材料", "智能装备", "物流",
    "软件", "建材", "纺织", "化工新材料", "汽车零部件", "环保工程", "模具", "供应链管理",
)  # fmt: skip


def credit_code(random: Random, area: int) -> str:
    """A valid unified social credit code of a firm registered nowhere."""
    from stdnum.cn import uscc

    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"9199{area:04d}" + "".join(random.choices(signs, k=9))
    return body + str(uscc.calc_check_digit(body))


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
