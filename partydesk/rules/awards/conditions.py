"""The conditions of 评优, declared once, and which of them a park asks for with which limits."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Connection

from partydesk.records.fields import Choices, choices
from partydesk.records.findings import UserError
from partydesk.rules.park_settings import share_of
from partydesk.store import settings


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: its code, what it is called, what it asks with its limits in {braces} (`rate`,
    `stars`). What is `private` is told to nobody else: a paper says of it no more than that it is
    not met."""

    code: str
    label: str
    asks: str
    private: bool = False


MEMBER = (
    Condition("review", "民主评议", "当年民主评议等次为优秀"),
    Condition("dues", "党费", "当年党费按月交齐，经批准免交、少交的算交齐"),
    Condition("hours", "学时", "当年集中学习学时达标，不作要求的算达标"),
    Condition("attendance", "到会", "应到的会议和活动，到会和补学的不低于 {rate}%"),
    Condition("clean", "处分", "当年不在处分影响期", private=True),
)
BRANCH = (
    Condition("stars", "星级", "星级不低于 {stars} 星"),
    Condition("three_meetings", "三会一课", "三会一课完成率不低于 {rate}%"),
    Condition("theme_day_monthly", "主题党日", "主题党日完成率不低于 {rate}%"),
    Condition("hours_met", "学时", "党员学时达标率不低于 {rate}%"),
    Condition("turnout", "到会", "平均到会率不低于 {rate}%"),
    Condition("dues", "党费", "当年党费没有人欠交"),
    Condition("appraisal", "述职评议", "书记当年述职评议等次为好"),
)
WHAT: dict[str, tuple[Condition, ...]] = {"member": MEMBER, "branch": BRANCH}
LABEL = {"member": "党员", "branch": "党支部"}

_USUAL_RATE, _USUAL_STARS, _USUAL_SHARE = 90, 8, Fraction(1, 3)
_RATE, _STARS, _SHARE = "award_rate", "award_stars", "award_share"
KEYS = (*(f"award_{what}" for what in WHAT), _RATE, _STARS, _SHARE)
"""The settings that all of a park's branches share."""


@dataclass(frozen=True, slots=True)
class AwardRules:
    """What a park asks for: the conditions of members and of branches, per cent that a rate must
    reach, stars, and the share of all that are proposed at most."""

    asked: dict[str, tuple[Condition, ...]]
    rate: int
    stars: int
    share: Fraction

    def says(self, condition: Condition) -> str:
        """What a condition asks, with its limit."""
        return condition.asks.format(rate=self.rate, stars=self.stars)

    def most(self, number: int) -> int:
        """How many of so many may be proposed."""
        return int(number * self.share)


def award_rules(connection: Connection) -> AwardRules:
    """What is set in this file; where nothing is, all conditions with their usual limits."""
    asked = {}
    for what, every in WHAT.items():
        codes = codes_of(connection, what)
        asked[what] = tuple(each for each in every if each.code in codes)
    return AwardRules(asked, rate(connection), stars(connection), share(connection))


def codes_of(connection: Connection, what: str) -> list[str]:
    """The codes of the conditions asked of members or branches, in their order."""
    kept = settings.get(connection, f"award_{what}", "")
    codes = json.loads(kept) if kept else [each.code for each in WHAT[what]]
    return [each.code for each in WHAT[what] if each.code in codes]


def choices_of(what: str) -> Choices:
    """The conditions to choose from."""
    return choices(*((each.code, each.label) for each in WHAT[what]))


def codes_pair(what: str, codes: Collection[str]) -> tuple[str, str]:
    """The setting (key, value) that keeps the conditions. Raises UserError for none at all, or
    one that there is not."""
    known = choices_of(what).by_code
    wrong = next((code for code in codes if code not in known), None)
    if wrong is not None or not codes:
        listed = "、".join(f"{each.code}（{each.label}）" for each in WHAT[what])
        words = f"没有“{wrong}”这个条件" if wrong is not None else "至少要选一个条件"
        raise UserError("bad-value", f"评优{LABEL[what]}：{words}；可以是：{listed}")
    return f"award_{what}", json.dumps(sorted(codes))


def rate(connection: Connection) -> int:
    """Per cent that a rate must reach."""
    return int(settings.get(connection, _RATE, str(_USUAL_RATE)))


def stars(connection: Connection) -> int:
    """Stars that a branch must have."""
    return int(settings.get(connection, _STARS, str(_USUAL_STARS)))


def share(connection: Connection) -> Fraction:
    """The share of all that may be proposed at most."""
    return Fraction(settings.get(connection, _SHARE, str(_USUAL_SHARE)))


def share_pair(text: str) -> tuple[str, str]:
    """The setting (key, value) that keeps the share, typed as 1/3 or 30%. Raises UserError."""
    return _SHARE, str(share_of(text, "评优的比例"))


USUAL = {_RATE: str(_USUAL_RATE), _STARS: str(_USUAL_STARS), _SHARE: str(_USUAL_SHARE)} | {
    f"award_{what}": json.dumps(sorted(each.code for each in every)) for what, every in WHAT.items()
}
"""What the settings say where nothing was set."""
