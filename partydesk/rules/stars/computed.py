"""What the computed items of a star scheme can go by: each rule's measure and the rows behind it.

A rule gives rows for every branch at once; the measure is made of them and of nothing else. A
share is how many of its rows hold, from 0 to 1; a count is the sum of their amounts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Text, cast, func, literal, select

from partydesk.records.fields import fields
from partydesk.records.indicator import Indicator, iso
from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period
from partydesk.records.post import Post
from partydesk.records.report_indicators import INDICATORS, SHOWN, held
from partydesk.records.study import StudySession
from partydesk.rules import indicator_engine, norms
from partydesk.rules.norms import STATE, State, pipeline

_ASKED = (State.DONE, State.OVERDUE, State.MISSED)


@dataclass(frozen=True, slots=True)
class Row:
    """One row behind a measure: the record to open, what it says, what it adds.

    In a share `amount` is 1 where it holds and 0 where not. Without `uid` it is about the branch.
    """

    kind: str
    uid: str
    text: str
    amount: float


@dataclass(frozen=True, slots=True)
class Measure:
    """What a rule found for one branch. `value` None: nothing was asked of it this year."""

    value: float | None
    rows: tuple[Row, ...] = ()


@dataclass
class Source:
    """What rules read, read once for all branches. `items` are what the norms say of the year."""

    connection: Connection
    period: Period
    items: Iterable[norms.Obligation]

    @cached_property
    def by_norm(self) -> dict[str, list[norms.Obligation]]:
        """The items of each norm."""
        found: dict[str, list[norms.Obligation]] = defaultdict(list)
        for item in self.items:
            found[item.norm.id].append(item)
        return found

    @cached_property
    def counted(self) -> indicator_engine.Tally:
        """Which branches keep which ledger, and what they declared to be none."""
        return indicator_engine.tally(self.connection, self.period, COUNTED.values())

    def kept(self, id: str) -> set[int]:
        """Branches of which an indicator is known, be it 0 (rules.tally)."""
        ledger = COUNTED[id].record.__tablename__
        return self.counted.recorded[ledger] | self.counted.none.get(id, set())


Rows = dict[int, list[Row]]
Known = Callable[[Source], set[int]]


def _nobody(source: Source) -> set[int]:
    return set()


def _keeps(ledger: str) -> Known:
    return lambda source: source.kept(ledger)


def _elected(source: Source) -> set[int]:
    """Whose term is known."""
    statement = select(Organisation.id).where(Organisation.elected_on.is_not(None))
    return set(source.connection.execute(statement).scalars())


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to compute an item. `counted` ones count, the others give a share from 0 to 1.

    `known` are the branches of which something can be said even without rows. `norms` are the
    ids of those it goes by: a scheme that has such an item asks for them, customs too.
    """

    id: str
    label: str
    says: str
    rows: Callable[[Source], Rows]
    known: Known = _nobody
    counted: bool = False
    norms: tuple[str, ...] = ()

    def measures(self, source: Source) -> dict[int, Measure]:
        """Branch → measure; a branch that is not in it has recorded nothing."""
        found = self.rows(source)
        result = {}
        for organisation in self.known(source):
            result[organisation] = Measure(0 if self.counted else None)
        for organisation, rows in found.items():
            total = sum(row.amount for row in rows)
            value = total if self.counted else total / len(rows)
            result[organisation] = Measure(value, tuple(rows))
        return result


def _normed(id: str, label: str, says: str, known: Known, *of: str, all_year: bool = False) -> Rule:
    """The share done of what these norms asked for.

    Of branches that keep no such ledger (`known`) nothing is said: they may well have done what
    they did not record. What is still to come is left out, but for duties of the whole year
    towards each person (`all_year`): there the first one done would else be all of them.
    """
    asked = (*_ASKED, State.DUE) if all_year else _ASKED
    their = [norms.NORMS[norm].id for norm in of]

    def rows(source: Source) -> Rows:
        found: Rows = defaultdict(list)
        for norm in their:
            for item in source.by_norm.get(norm, ()):
                if item.state in asked:
                    found[item.organisation].append(_row_of(item))
        known_ones = known(source)
        return {organisation: r for organisation, r in found.items() if organisation in known_ones}

    return Rule(id, label, says, rows, known, norms=of)


def _row_of(item: norms.Obligation) -> Row:
    kind, uid = item.evidence[0] if item.evidence else (item.kind, item.uid)
    told = f"{item.title}：{STATE.label(item.state)}"
    return Row(
        kind,
        uid,
        f"{told}，{item.text}" if item.text else told,
        1.0 if item.state is State.DONE else 0.0,
    )


def _count(indicator: Indicator) -> Rule:
    """A branch's own rows of an indicator.

    Unlike in the park's total, a session of two branches counts for both: each of them held it.
    """

    def rows(source: Source) -> Rows:
        record = indicator.record
        amount: Any = literal(1) if indicator.amount is None else indicator.amount
        whose: Any = record.organisation
        statement = select(
            whose,
            record.uid,
            func.substr(iso(indicator.date), 1, 10),
            cast(indicator.text, Text),
            func.coalesce(amount, 0),
        ).where(record.counts_where(), indicator.condition(source.period))
        found: Rows = defaultdict(list)
        for organisation, uid, day, text, added in source.connection.execute(
            statement.order_by(literal(3), record.uid)
        ):
            told = f"{day} {text or ''}".strip()
            found[organisation].append(Row(record.__tablename__, uid, told, added))
        return found

    says = f"{indicator.definition}，单位：{indicator.unit}"
    return Rule(indicator.id, indicator.label, says, rows, _keeps(indicator.id), counted=True)


def _posts(source: Source) -> Rows:
    first, last = source.period.first.isoformat(), source.period.last.isoformat()
    found: Rows = defaultdict(list)
    whose: Any = Post.organisation
    for organisation, uid, name, holder, pledge, checks in source.connection.execute(
        select(whose, Post.uid, Post.name, Post.holder, Post.pledge, Post.checks)
        .where(
            Post.deleted_at.is_(None),
            iso(Post.since) <= last,
            func.coalesce(iso(Post.until), last) >= first,
        )
        .order_by(Post.name, Post.uid)
    ):
        known = fields(Post)
        absent = [
            known[key].label
            for key, value in (("pledge", pledge), ("checks", checks))
            if not (value or "").strip()
        ]
        told = f"{name}（{holder}）" + (f"：缺{'、'.join(absent)}" if absent else "")
        found[organisation].append(Row("post", uid, told, 0.0 if absent else 1.0))
    return found


def _brand(source: Source) -> Rows:
    found: Rows = defaultdict(list)
    for organisation, uid, *values in source.connection.execute(
        select(
            Organisation.id, Organisation.uid, Organisation.brand_name, Organisation.brand_note
        ).where(Organisation.deleted_at.is_(None))
    ):
        for key, value in zip(("brand_name", "brand_note"), values, strict=True):
            text = f"{fields(Organisation)[key].label}：{value or '没有填'}"
            held_ = 1.0 if (value or "").strip() else 0.0
            found[organisation].append(Row("organisation", uid, text, held_))
    return found


def _session(id: str, label: str, definition: str, *kinds: str, **more: Any) -> Indicator:
    condition = held(*kinds, **more)
    return Indicator(id, label, "次", "B", definition, StudySession, condition, **SHOWN)


COUNTED: dict[str, Indicator] = {
    each.id: each
    for each in (
        *INDICATORS,
        _session("volunteering", "志愿服务和三进三服务",
                 "期间内类型为志愿服务、三进三服务，或含志愿服务环节的学习活动",
                 "volunteering", "three_services", elements=("volunteering",)),
        _session("mass_activities", "群团活动", "期间内类型为群团活动的学习活动", "mass_activity"),
    )
    if "B" in each.held_by and each.part is None and each.distinct is None and not each.reported
}  # fmt: skip
"""What a branch itself does and can be counted: any of them may be an item of a scheme."""

RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        _normed("election_in_time", "按期换届", "任期届满以前完成换届", _elected, "election"),
        _normed("team_complete", "班子配备", "有书记，应设支委会的设了支委会，职务配齐",
                _keeps("theme_days"), "secretary", "committee_size"),
        _normed("three_meetings", "三会一课完成率", "党员大会、支委会、党小组会、党课按期开的比例",
                _keeps("theme_days"), "general_meeting", "branch_committee", "group_meeting",
                "lecture_quarterly"),
        _normed("theme_day_monthly", "主题党日完成率", "按月开展主题党日的比例",
                _keeps("theme_days"), "theme_day"),
        _normed("life_meeting", "组织生活会和民主评议", "按年召开组织生活会、评议党员的比例",
                _keeps("theme_days"), "life_meeting", "review_meeting"),
        _normed("talks_coverage", "谈心谈话覆盖", "三个方向的谈心谈话，谈过的比例",
                _keeps("integrity_talks"), "talk_committee", "talk_committee_member",
                "talk_members", all_year=True),
        _normed("member_hours", "党员学时达标率", "学时达标的党员所占比例",
                _keeps("theme_days"), "hours_32", all_year=True),
        _normed("team_hours", "班子成员学时达标率", "学时达标的书记、委员所占比例",
                _keeps("theme_days"), "hours_56", all_year=True),
        _normed("development", "发展党员合规率", "发展过程各步合乎时限的比例",
                _keeps("theme_days"), *(norm.id for norm in pipeline.NORMS)),
        _normed("tickets_settled", "问题解决率", "解决了的问题和时限已到的问题里，解决了的比例",
                _keeps("tickets_resolved"), "ticket"),
        _normed("pledges", "责任书签订率", "应签责任书的人里，签了的比例",
                _keeps("pledges_signed"), "pledge", all_year=True),
        Rule("posts_checked", "岗区践诺", "在期岗区里，有承诺、有检查的比例",
             _posts),
        Rule("brand", "党建品牌", "登记了品牌名称和内涵", _brand),
        *(_count(indicator) for indicator in COUNTED.values()),
    )
}  # fmt: skip
