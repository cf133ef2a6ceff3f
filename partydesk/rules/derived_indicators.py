"""Numbers beyond the report that are no counts of rows (indicators.md): shares and medians.

What the norms already judged is taken from their items, so that a share and the list of what is
lacking never disagree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from sqlalchemy import Connection, select

from partydesk.records import clock
from partydesk.records.indicator import within
from partydesk.records.money import as_number
from partydesk.records.periods import Period, parse_period
from partydesk.records.ticket import Ticket
from partydesk.rules.campaign_figures import DONE, RATE, Progress, campaign_evidence, progress
from partydesk.rules.dues_figures import DuesSums, dues_evidence, dues_sums
from partydesk.rules.norms import NORMS, NOT_ASKED, STATE, Obligation, State, judge
from partydesk.rules.norms.duties import DUTY
from partydesk.rules.roll_change import roll_change
from partydesk.rules.share import Share
from partydesk.rules.told_below import told_below
from partydesk.rules.training import courses
from partydesk.rules.training_figures import (
    IDS,
    training_evidence,
    training_numbers,
    training_sums,
)

MEETINGS = ("general_meeting", "branch_committee", "group_meeting", "lecture_quarterly")
"""The norms of 三会一课; 党课 only where the park chose to ask for it."""
TALKS = ("talk_committee", "talk_committee_member", "talk_members")
"""The three directions of 谈心谈话 (支部工作条例 Art. 19)."""


class Shares:
    """Shares by organisation and what is asked, added up as the norms tell of it."""

    def __init__(self) -> None:
        self.found: dict[int, dict[str, Share]] = {}

    def add_meeting(self, item: Obligation) -> None:
        """A meeting of 三会一课 that was asked for by then: by its month."""
        if item.norm.id in MEETINGS and item.due and item.state is not State.DUE:
            self._add(item, f"{item.due:%Y-%m}")

    def add_talk(self, item: Obligation) -> None:
        """A member's talk: by its direction."""
        if item.norm.id in TALKS:
            self._add(item, item.norm.id)

    def _add(self, item: Obligation, key: str) -> None:
        if item.state not in NOT_ASKED:
            of = self.found.setdefault(item.organisation, {})
            had = of.get(key, Share(0, 0))
            of[key] = Share(had.done + (item.state is State.DONE), had.asked + 1)


def completion(items: Iterable[Obligation]) -> dict[int, dict[str, Share]]:
    """三会一课 by organisation and month (2026-08): what was asked by then, and held.

    A quarter's meeting belongs to the quarter's last month. What is still to come is left out.
    """
    shares = Shares()
    for item in items:
        shares.add_meeting(item)
    return shares.found


def talk_coverage(items: Iterable[Obligation]) -> dict[int, dict[str, Share]]:
    """Members with a talk in the year by organisation and direction (a norm's id).

    The year's talks may still come: who has none yet is asked for from the first day on.
    """
    shares = Shares()
    for item in items:
        shares.add_talk(item)
    return shares.found


def not_submitted(items: Iterable[Obligation]) -> dict[int, list[str]]:
    """The quarters that an organisation has not handed in though their day is over."""
    late: dict[int, list[str]] = defaultdict(list)
    for item in items:
        if _is_late(item):
            late[item.organisation].append(item.slot)
    return {organisation: sorted(slots) for organisation, slots in late.items()}


def _is_late(item: Obligation) -> bool:
    return item.norm.id == "submission" and item.state in (State.OVERDUE, State.MISSED)


def submitted(counted: Mapping[tuple[str, State], int], late: int) -> Share:
    """The submissions whose day is over, by how many stand how, and how many of them came by then;
    `late` came at last."""
    over = (State.DONE, State.OVERDUE, State.MISSED)
    asked = sum(counted.get(("submission", state), 0) for state in over)
    return Share(counted.get(("submission", State.DONE), 0) - late, asked)


def days_to_solve(
    connection: Connection, period: Period, organisations: Collection[int] | None = None
) -> tuple[int, float | None]:
    """How many problems were solved in the period, and the median days that took (None of none).

    `organisations` limits whose problems. Of committees below only their own came as rows, which
    says nothing of all under them: they are left out.
    """
    statement = select(Ticket.raised_on, Ticket.resolved_on).where(
        Ticket.deleted_at.is_(None), within(Ticket.resolved_on, period)
    )
    if organisations is not None:
        statement = statement.where(Ticket.organisation.in_(organisations))
    if below := [each.organisation for each in told_below(connection, period)]:
        statement = statement.where(Ticket.organisation.not_in(below))
    rows: list[Any] = list(connection.execute(statement))
    days = [(solved - raised).days for raised, solved in rows]
    return len(days), float(median(days)) if days else None


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is worked out from others: what it is, and of how many (its evidence).

    It `opens` where there are rows behind it (`evidence_of`).
    """

    id: str
    label: str
    unit: str
    definition: str
    value: float | int | None
    evidence: int
    opens: bool = False


def evidence_of(
    connection: Connection,
    id: str,
    period: Period,
    organisations: Collection[int] | None,
    today: date | None = None,
) -> list[Mapping[str, Any]]:
    """The rows behind a number that opens, as `indicators.evidence` has them. Raises KeyError for
    one that has none."""
    day = today or clock.today()
    if id.startswith((DONE, RATE)):
        return campaign_evidence(connection, id, period, organisations, day)
    if id in IDS:
        return training_evidence(connection, id, period, organisations, day)
    return dues_evidence(connection, id, period, organisations, day)


def derive(
    connection: Connection,
    period: Period,
    organisations: Collection[int] | None = None,
    *,
    today: date | None = None,
    by_norm: bool = False,
    items: Iterable[Obligation] | None = None,
) -> list[Number]:
    """The numbers beyond the report that are no counts, over some organisations (None: all).

    The change of the roll is that of the year in which the period ends. `by_norm` adds for each
    norm how many are done, overdue and missed. `items` are what the norms say of the period and
    these organisations, where that is known already.
    """
    if items is None:
        items = judge(connection, period, today=today, organisations=organisations)
    meetings, talks, late, came_late = Shares(), Shares(), set(), 0
    counted: Counter[tuple[str, State]] = Counter()
    for item in items:
        meetings.add_meeting(item)
        talks.add_talk(item)
        counted[item.norm.id, item.state] += 1
        if _is_late(item):
            late.add(item.organisation)
        # What came at last, but late, is said in the item's text.
        came_late += item.norm.id == "submission" and item.state is State.DONE and bool(item.text)
    year = period.last.year
    change = roll_change(connection, year, organisations)
    # Of a committee below the sum of both years must be known, or nothing can be said.
    whole = all(
        told.counts is not None
        for each in (year - 1, year)
        for told in told_below(connection, parse_period(f"{each:04d}"))
        if organisations is None or told.organisation in organisations
    )

    def known(value: int) -> int | None:
        return value if whole else None

    days = days_to_solve(connection, period, organisations)
    handed = submitted(counted, came_late)
    return [
        Number("members_before", f"{year - 1} 年底党员", "人", "上年底在册的党员",
               known(change.before), change.before),
        Number("members_should_be", f"{year} 年底应有党员", "人", "上年底数加本年增加、减本年减少",
               known(change.should_be), change.should_be),
        Number("members_difference", "实有与应有的差数", "人",
               "不是 0 时，有人离开没有填日期，或日期有误", known(change.difference),
               change.actual),
        _share("meetings_completion", "三会一课完成率",
               "已到期的党员大会、支委会、党小组会中开了的", meetings.found.values()),
        *(_share(f"{norm}_coverage", NORMS[norm].label, "本年应谈的人中谈过的", _only(talks, norm))
          for norm in TALKS),
        Number("ticket_days", "解决问题用时的中位数", "天", "从提出到解决的天数，取中间一个",
               days[1], days[0]),
        *_dues(dues_sums(connection, period, organisations, today or clock.today())),
        *_duties(counted),
        *_campaigns(progress(connection, period, organisations, today or clock.today())),
        *(Number(*each, True) for each in training_numbers(training_sums(
            courses(connection, period, today or clock.today(), organisations)))),
        *(norm_figures(counted) if by_norm else ()),
        Number("branches_late", "逾期没有报送的党组织", "个", "过了报送期限、没有收到季度报送表的",
               len(late), len(late)),
        Number("submissions_in_time", "按时报送率", "%", "已到期限的报送中，在期限以前收到的",
               handed.rate, handed.asked),
    ]  # fmt: skip


def _dues(sums: DuesSums | None) -> Iterator[Number]:
    """党费 to the cent, of those who keep it in this file; nothing where nobody does."""
    if sums is None:
        return
    rows = sums.payments
    unknown = bool(sums.untold) and not sums.due and not sums.paid
    without = f"；{sums.untold} 个支部不足 3 人，没有报金额，不在内" if sums.untold else ""
    amounts = (
        ("due", "应交党费", "期间内已开始的月份按核定应交的", sums.due),
        ("paid", "已交党费", "记在这些月份的交纳金额，含多交", sums.paid),
        ("extra", "多交的党费", "超出应交的部分和写明自愿多交的", sums.extra),
    )
    for id, label, definition, cents in amounts:
        # A number for the eye alone: what is added up are cents.
        value = None if unknown else as_number(cents)
        yield Number(f"dues_{id}", label, "元", definition + without, value, rows, True)
    yield Number("dues_rate", "党费收缴率", "%", "应交党费中已交的", sums.rate, rows, True)
    yield Number("dues_reduced", "少交党费的党员", "人", "期间内经批准少交的", sums.reduced,
                 sums.reduced, True)  # fmt: skip
    yield Number("dues_exempt", "免交党费的党员", "人", "期间内经批准免交的", sums.exempt,
                 sums.exempt, True)  # fmt: skip


def _duties(counted: Mapping[tuple[str, State], int]) -> Iterator[Number]:
    """The share of the duties that were done of those asked for by now; nothing without any."""
    over = (State.DONE, State.OVERDUE, State.MISSED)
    done, *lacking = (counted.get((DUTY.id, state), 0) for state in over)
    told = Share(done, done + sum(lacking))
    if told.asked:
        yield Number("duties_done_share", "责任清单完成率", "%",
                     "期间内到期的责任中，按频次做了的", told.rate, told.asked)  # fmt: skip


def _campaigns(found: Iterable[Progress]) -> Iterator[Number]:
    """Each campaign's progress; nothing where there is none."""
    for each in found:
        head, unit = each.whole.head, each.whole.head.unit
        name = f"{head.branch} {head.name}" if head.branch else head.name
        yield Number(DONE + head.uid, f"{name}：完成", unit,
                     f"期末（或今天）{len(each.whole.steps)} 步都做完的{head.over_what}",
                     each.done, each.done, True)  # fmt: skip
        yield Number(RATE + head.uid, f"{name}：完成率", "%",
                     f"做完的占目标 {each.goal} {unit}的百分比", each.rate, each.done,
                     True)  # fmt: skip


def norm_figures(counted: Mapping[tuple[str, State], int]) -> Iterator[Number]:
    """For each norm that asked for something: how many are done, overdue and missed."""
    asked = {id for id, _ in counted}
    for id, norm in NORMS.items():
        if id not in asked:
            continue
        for state in (State.DONE, State.OVERDUE, State.MISSED):
            word, number = STATE.label(state.value), counted.get((id, state), 0)
            yield Number(f"norm_{id}_{state.value}", f"{norm.label}：{word}", "项",
                         f"“{norm.says}”（{norm.article}）中{word}的", number, number)  # fmt: skip


def _only(talks: Shares, norm: str) -> list[dict[str, Share]]:
    return [{norm: each[norm]} for each in talks.found.values() if norm in each]


def _share(id: str, label: str, definition: str, parts: Iterable[Mapping[str, Share]]) -> Number:
    shares = [share for each in parts for share in each.values()]
    whole = Share(sum(share.done for share in shares), sum(share.asked for share in shares))
    return Number(id, label, "%", definition, whole.rate, whole.asked)
