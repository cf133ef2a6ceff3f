"""Invented problems and how each was dealt with: most in time, one or two late or still open."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from partydesk.sample.plan import Plan, Planned, later

PROBLEMS = (
    ("enterprise", "厂区门口公交班次少，夜班职工回家难", "交通出行", "协调公交公司加开晚班车"),
    ("staff", "车间饮水机损坏", "生活后勤", "更换饮水机并定期检修"),
    ("self_check", "两名党员第二季度参加组织生活次数偏少", "组织生活", "上门谈话并安排补学"),
    ("member", "外地职工子女入学手续不清楚", "子女教育", "请园区教育专员到厂讲解"),
    ("inspection", "支委会记录缺少不同意见", "基础工作", "按规范补全记录要素"),
    ("enterprise", "技改项目融资缺少抵押物", "融资", "对接银行“党建贷”产品"),
    ("review", "党员反映学习形式单一", "学习教育", "增加现场教学和案例教学"),
    ("superior", "开展安全生产大排查", "安全生产", "列出隐患清单逐项整改"),
)
# How each is dealt with, in turn: the states of its steps.
FATES = (
    ("working", "resolved", "closed"),
    ("working", "resolved", "closed"),
    ("working", "resolved"),
    ("working", "resolved", "closed"),
    ("declined",),
    ("working", "standing"),
    ("working", "resolved", "closed"),
    ("working", "resolved", "working", "resolved", "closed"),
)
NOTES = {
    "working": "已受理，责任人到现场了解情况",
    "resolved": "问题已经解决，反映人确认",
    "closed": "验收合格，予以销号",
    "standing": "需要长期坚持，每季度检查一次",
    "declined": "不属于本支部职责，已说明并转送主管部门",
}
LIMIT = 45
"""Days in which a problem is to be solved."""


def plan_tickets(plan: Plan, wanted: int) -> None:
    """Plan exactly `wanted` tickets, each as far on its way as its fate and the calendar allow.

    The last ones are under way: one just raised, one due in some days, one overdue in two
    branches of three.
    """
    random = plan.random
    firms = [str(each.values["name"]) for each in plan.of("enterprise")]
    board = [str(m.values["name"]) for m in plan.of("member") if m.values["duty"] != "none"]
    board = board or ["王示例", "陈示例", "赵示例"]
    first = max(date(plan.year, 1, 12), plan.founded or date.min)
    span = max(0, (plan.through - first).days)
    for number in range(wanted):
        source, description, category, measures = PROBLEMS[number % len(PROBLEMS)]
        raised = min(first, plan.through) + timedelta(days=span * number // wanted)
        again = number // len(PROBLEMS)
        of_firm = bool(firms) and source in ("enterprise", "staff")
        due, fate = _course(plan, raised, number, wanted - 1 - number)
        ticket = plan.add(
            "ticket",
            number=f"{plan.year}-{number + 1:03d}",
            source=source,
            raised_by=random.choice(board) if source in ("member", "self_check") else "企业联络员",
            enterprise=random.choice(firms) if of_firm else None,
            category=category,
            severity=("normal", "normal", "serious", "urgent")[number % 4],
            description=f"{description}（第 {again + 1} 次反映）" if again else description,
            raised_on=raised,
            owner=board[number % len(board)],
            lead=board[0],
            measures=measures,
            due_on=due,
        )
        _plan_steps(plan, ticket, raised, fate)


def _course(plan: Plan, raised: date, number: int, from_last: int) -> tuple[date, tuple[str, ...]]:
    """The limit of a ticket and how it is dealt with."""
    due = later(raised, LIMIT)
    match from_last:
        case 0:
            return due, ()
        case 1:
            return max(raised, later(plan.through, 9)), ("working",)
        case 2 if plan.seed % 3 != 2:
            return max(raised, later(plan.through, -6)), ("working",)
    return due, FATES[number % len(FATES)]


def _plan_steps(plan: Plan, ticket: Planned, raised: date, fate: tuple[str, ...]) -> None:
    day, reached = raised, ""
    for state in fate:
        day += timedelta(days=plan.random.randint(2, 14))
        if day > plan.through:
            break
        again = state == "working" and reached == "resolved"
        plan.add(
            "ticket_step",
            ticket=ticket.uid,
            at=datetime.combine(day, time(10, 30)),
            by=ticket.values["owner"],
            note="复查时问题反弹，重新办理" if again else NOTES[state],
            state=state,
        )
        reached = state
    if reached in ("resolved", "closed"):
        plan.closing[ticket.uid] = {
            "outcome": f"{ticket.values['measures']}，已完成",
            "satisfaction": plan.random.choice(("satisfied", "satisfied", "fairly")),
        } | ({"checked_by": ticket.values["lead"]} if reached == "closed" else {})
