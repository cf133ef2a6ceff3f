"""An invented year beside sessions, talks and tickets: papers, posts, reviews, scores, figures."""

from __future__ import annotations

import json
from datetime import date

from partydesk.sample.habits import BRANCH, days_of
from partydesk.sample.people import board_of, in_party_on
from partydesk.sample.plan import Plan, Planned
from partydesk.sample.talks import OFFICIALS, OTHERS
from partydesk.store.resources import resource

FIGURES = (
    ("talent_recruited", 6.0, "名", "人才服务中心"),
    ("industrial_output", 58.6, "亿元", "统计站快报"),
    ("tax_revenue", 3.42, "亿元", "税务分局"),
    ("trade_volume", 11.75, "亿元", "海关统计"),
    ("projects_signed", 4.0, "个", "招商局"),
    ("investment_agreed", 21.3, "亿元", "招商局"),
)


def plan_papers(plan: Plan) -> None:
    """Plan the year's pledges and dossiers; in one branch in five a pledge is not signed yet."""
    people = [str(m.values["name"]) for m in plan.of("member") if m.values["category"] == "full"]
    board = board_of(plan) or [*OFFICIALS, *OTHERS[:2]]
    signed, filed = date(plan.year, 1, 22), date(plan.year, 3, 16)
    unsigned = board[-1] if plan.seed % 5 == 4 and len(board) > 1 else ""
    for kind, names in (("responsibility", board), ("dossier", board), ("pledge", people)):
        for name in names:
            open_ = kind == "responsibility" and name == unsigned
            plan.add(
                "paper",
                kind=kind,
                person=name,
                year=plan.year,
                signed_on=None if open_ else min(signed, plan.through),
                filed_on=None if open_ or kind == "pledge" else min(filed, plan.through),
            )


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
            since=plan.founded or date(plan.year - 1, 7, 1),
            checks="季度检查，履诺良好",
        )


def plan_reviews(plan: Plan) -> None:
    """Plan the grades of last year's 民主评议 and, when it has taken place, of this year's."""
    held = next(h for h in BRANCH if h.kind == "review_meeting")
    days = [(plan.year, day) for day in days_of(plan, held)]
    if not plan.founded:
        days.append((plan.year - 1, date(plan.year - 1, 11, 13)))
    for year, day in days:
        # A probationary member takes part and gets no grade.
        there = [m for m in plan.of("member") if in_party_on(m, day) and _confirmed_by(m, day)]
        for number, member in enumerate(there):
            if (year, number) == (plan.year, len(there) // 2) and plan.seed % 4 == 0:
                continue  # was away and is still to be graded
            grade = "basic" if number % 23 == 22 else "qualified"
            if number % 4 == 0:
                grade = "excellent"
            plan.add("review", member=member.uid, year=year, grade=grade)


def _confirmed_by(member: Planned, day: date) -> bool:
    confirmed = member.values.get("confirmed_on")
    return confirmed is not None and confirmed <= day


def plan_stars(plan: Plan) -> None:
    """Plan one branch's own scores by the scheme that the program ships."""
    scheme = json.loads(resource("stars/default.json").read_text("utf-8"))
    for item in (item for group in scheme["groups"] for item in group["items"]):
        most = float(item["points"])
        plan.add(
            "star",
            scheme=scheme["name"],
            item=item["label"],
            year=plan.year,
            self_score=most - plan.random.choice((0.0, 0.0, 0.5, 1.0)),
            review_score=None,
            evidence=item["evidence"],
        )


def plan_figures(plan: Plan) -> None:
    """Plan the figures somebody types in: each quarter's, and at its end the year's."""
    sums = dict.fromkeys((figure for figure, *_ in FIGURES), 0.0)
    for quarter in range(1, 5):
        reported = date(plan.year, quarter * 3, 25)
        for figure, value, unit, source in FIGURES if reported <= plan.through else ():
            amount = value * plan.random.uniform(0.85, 1.15)
            sums[figure] += float(round(amount)) if unit in ("名", "个") else round(amount, 2)
            _figure(plan, figure, f"{plan.year}Q{quarter}", amount, unit, source, reported)
    reported = date(plan.year, 12, 31)
    for figure, _, unit, source in FIGURES if reported <= plan.through else ():
        _figure(plan, figure, f"{plan.year}", sums[figure], unit, f"{source}年报", reported)


def _figure(
    plan: Plan, figure: str, period: str, amount: float, unit: str, source: str, reported: date
) -> None:
    plan.add(
        "figure",
        figure=figure,
        period=period,
        value=float(round(amount)) if unit in ("名", "个") else round(amount, 2),
        unit=unit,
        threshold=5000.0 if figure == "projects_signed" else None,
        source=source,
        reported_on=reported,
    )
