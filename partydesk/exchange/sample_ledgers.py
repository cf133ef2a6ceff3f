"""An invented year beside the sessions: talks, papers, tickets, posts, reviews, scores, figures."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from partydesk.exchange.sample_people import Plan, Planned
from partydesk.exchange.sample_year import COMMITTEE_ROLES, IN_PARTY

TALKS = ("heart", "heart", "integrity", "heart", "political_birthday", "heart", "reminder",
         "before_post", "organisational", "integrity")  # fmt: skip
TALK_TOPICS = {
    "heart": "了解思想、工作和生活情况",
    "integrity": "落实“一岗双责”，守住廉洁底线",
    "political_birthday": "回顾入党初心",
    "reminder": "提醒按时参加组织生活",
    "before_post": "任职前廉政谈话",
    "organisational": "发展党员组织谈话",
}
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
# How far each ticket gets, in turn: the states of its steps.
FATES = (
    ("working", "resolved", "closed"),
    ("working", "resolved", "closed"),
    ("working", "resolved"),
    ("working",),
    (),
    ("working", "standing"),
    ("declined",),
    ("working", "resolved", "working", "resolved", "closed"),
)
NOTES = {
    "working": "已受理，责任人到现场了解情况",
    "resolved": "问题已经解决，反映人确认",
    "closed": "验收合格，予以销号",
    "standing": "需要长期坚持，每季度检查一次",
    "declined": "不属于本支部职责，已说明并转送主管部门",
}
STAR_ITEMS = (
    ("支部班子", 10.0), ("组织生活", 15.0), ("党员教育", 10.0), ("发展党员", 10.0),
    ("作用发挥", 15.0), ("阵地建设", 10.0), ("品牌创建", 10.0), ("党建带群建", 5.0),
    ("服务企业", 10.0), ("廉洁建设", 5.0),
)  # fmt: skip
FIGURES = (
    ("talent_recruited", 6.0, "名", "人才服务中心"),
    ("industrial_output", 58.6, "亿元", "统计站快报"),
    ("tax_revenue", 3.42, "亿元", "税务分局"),
    ("trade_volume", 11.75, "亿元", "海关统计"),
    ("projects_signed", 4.0, "个", "招商局"),
    ("investment_agreed", 21.3, "亿元", "招商局"),
)


def plan_talks(plan: Plan, wanted: int) -> None:
    """Plan exactly `wanted` talks, spread over the year; nobody talks with themselves."""
    random = plan.random
    members = [m for m in plan.of("member") if m.values["category"] in IN_PARTY]
    board = [str(m.values["name"]) for m in members if m.values["duty"] in COMMITTEE_ROLES]
    everyone = [str(m.values["name"]) for m in members]
    talkers = board or ["李示例", "王示例", "陈示例"]
    subjects = everyone if len(everyone) > 1 else ["赵示例", "孙示例", "周示例", "吴示例"]
    span = (plan.through - date(plan.year, 1, 10)).days
    for number in range(wanted):
        kind = TALKS[number % len(TALKS)]
        held = date(plan.year, 1, 10) + timedelta(days=max(0, span * number // wanted))
        talker = talkers[number % len(talkers)]
        # Every tenth talk is with several at once.
        several = min(3, len(subjects) - 1) if number % 10 == 2 else 1
        others = [name for name in subjects if name != talker]
        start = number % len(others)
        chosen = (others + others)[start : start + several]
        values: dict[str, Any] = {
            "kind": kind,
            "held_on": held,
            "place": "支部谈心室" if board else "党委会议室",
            "talker": talker,
            "talker_role": "书记" if talker == talkers[0] else "委员",
            "subjects": "、".join(chosen),
            "topic": TALK_TOPICS[kind],
            "content": "谈了近期思想状况、岗位履职和家庭情况，提出希望和要求。",
            "response": "认识到位，表示将按要求做好工作。",
            "recorder": talkers[-1] if talkers[-1] != talker else talkers[0],
        }
        if kind in ("reminder", "integrity") and number % 2 == 0:
            due = held + timedelta(days=30)
            values |= {"follow_up": "按时参加组织生活，报送说明", "follow_up_due": due}
            if due <= plan.through and random.random() < 0.8:
                values["followed_up_on"] = due - timedelta(days=5)
        plan.add("talk", **values)


def plan_papers(plan: Plan) -> None:
    """Plan the year's pledges and dossiers."""
    people = [m for m in plan.of("member") if m.values["category"] == "full"]
    board = [str(m.values["name"]) for m in people if m.values["duty"] in COMMITTEE_ROLES]
    board = board or ["李示例", "王示例", "陈示例", "赵示例", "孙示例"]
    signed = min(date(plan.year, 1, 22), plan.through)
    filed = min(date(plan.year, 3, 16), plan.through)
    for kind, names in (
        ("responsibility", board),
        ("dossier", board),
        ("pledge", [str(m.values["name"]) for m in people]),
    ):
        for name in names:
            plan.add(
                "paper",
                kind=kind,
                person=name,
                year=plan.year,
                signed_on=signed,
                filed_on=filed if kind != "pledge" else None,
            )


def plan_tickets(plan: Plan, wanted: int) -> None:
    """Plan exactly `wanted` tickets, each as far on its way as its fate and the calendar allow."""
    random = plan.random
    firms = [str(each.values["name"]) for each in plan.of("enterprise")]
    board = [str(m.values["name"]) for m in plan.of("member") if m.values["duty"] != "none"]
    board = board or ["王示例", "陈示例", "赵示例"]
    span = (plan.through - date(plan.year, 1, 12)).days
    for number in range(wanted):
        source, description, category, measures = PROBLEMS[number % len(PROBLEMS)]
        raised = date(plan.year, 1, 12) + timedelta(days=max(0, span * number // wanted))
        again = number // len(PROBLEMS)
        of_firm = bool(firms) and source in ("enterprise", "staff")
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
            due_on=raised + timedelta(days=45),
        )
        _plan_steps(plan, ticket, raised, FATES[number % len(FATES)])


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


def plan_posts(plan: Plan) -> None:
    """Plan vanguard posts, duty areas and a squad, held by members."""
    full = [m for m in plan.of("member") if m.values["category"] == "full"]
    for number, member in enumerate(full[::5]):
        kind, name = (
            ("post", f"{number + 1} 号党员先锋岗"),
            ("area", f"{number + 1} 号党员责任区"),
            ("squad", "技术攻关突击队"),
        )[number % 3]
        plan.add(
            "post",
            kind=kind,
            name=name,
            holder=str(member.values["name"]),
            pledge="带头学习、带头实干、带头服务",
            since=date(plan.year - 1, 7, 1),
            checks="季度检查，履诺良好",
        )


def plan_reviews(plan: Plan) -> None:
    """Plan the grades of the latest 民主评议 that had taken place."""
    year = plan.year if plan.through >= date(plan.year, 12, 11) else plan.year - 1
    members = [m for m in plan.of("member") if m.values["category"] in IN_PARTY]
    for number, member in enumerate(members):
        grade = "excellent" if number % 4 == 0 else "basic" if number % 23 == 22 else "qualified"
        plan.add("review", member=member.uid, year=year, grade=grade)


def plan_stars(plan: Plan, *, reviewed: bool) -> None:
    """Plan one branch's star scores; `reviewed` adds the committee's own."""
    for item, most in STAR_ITEMS:
        score = most - plan.random.choice((0.0, 0.5, 1.0, 2.0))
        plan.add(
            "star",
            scheme="星级化晾晒比",
            item=item,
            year=plan.year,
            self_score=score,
            review_score=max(0.0, score - 0.5) if reviewed else None,
            evidence="见支部工作手册和活动记录",
        )


def plan_figures(plan: Plan) -> None:
    """Plan the figures somebody types in, once a quarter."""
    for quarter in range(1, 5):
        reported = date(plan.year, quarter * 3, 25)
        if reported > plan.through:
            continue
        for figure, value, unit, source in FIGURES:
            amount = value * plan.random.uniform(0.85, 1.15)
            plan.add(
                "figure",
                figure=figure,
                period=f"{plan.year}Q{quarter}",
                value=float(round(amount)) if unit in ("名", "个") else round(amount, 2),
                unit=unit,
                threshold=5000.0 if figure == "projects_signed" else None,
                source=source,
                reported_on=reported,
            )
