"""Columns nobody types in: counted from other rows whenever they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, and_, case, cast, func, select

from partydesk.records.member import Member
from partydesk.records.organisation import Organisation
from partydesk.records.study import Attendance, StudySession


@dataclass(frozen=True, slots=True)
class Derived:
    """A counted column: its name (records.md), label, width, and the SQL that counts it.

    `sheet` says whether submissions show it too (never read back, never digested).
    """

    name: str
    label: str
    sql: Callable[[], ColumnElement[Any]]
    width: int = 6
    listed: bool = False
    sheet: bool = False
    suffix: str = ""


def _attending(*states: str) -> ColumnElement[Any]:
    condition = and_(
        Attendance.session == StudySession.id,
        Attendance.deleted_at.is_(None),
    )
    if states:
        condition = and_(condition, Attendance.state.in_(states))
    return select(func.count()).where(condition).correlate(StudySession).scalar_subquery()


def _rate() -> ColumnElement[Any]:
    expected = _attending()
    return case(
        (expected > 0, func.round(100.0 * cast(_attending("present"), Float) / expected, 1)),
        else_=None,
    )


def _full_members() -> ColumnElement[Any]:
    return (
        select(func.count())
        .where(
            Member.organisation == Organisation.id,
            Member.deleted_at.is_(None),
            Member.category == "full",
            Member.membership == "normal",
            Member.relation == "on_roll",
        )
        .correlate(Organisation)
        .scalar_subquery()
    )


DERIVED: dict[str, tuple[Derived, ...]] = {
    "session": (
        Derived("expected", "应到", _attending, listed=True, sheet=True),
        Derived("present", "实到", lambda: _attending("present"), listed=True, sheet=True),
        Derived("on_leave", "请假", lambda: _attending("leave"), sheet=True),
        Derived("absent", "缺席", lambda: _attending("absent"), sheet=True),
        Derived("attendance_rate", "到会率", _rate, listed=True, sheet=True, suffix="%"),
    ),
    "organisation": (
        Derived("full_members", "正式党员", _full_members, listed=True),
        # 支部工作条例 Art. 20: seven full members or more elect a committee.
        Derived("has_committee", "设支委会", lambda: cast(_full_members() >= 7, Integer), width=8),
    ),
}


def derived(kind: str) -> tuple[Derived, ...]:
    """The counted columns of a kind, in the order they are shown."""
    return DERIVED.get(kind, ())
