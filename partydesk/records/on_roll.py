"""Who is on an organisation's roll today: the one condition of rosters, counts and lists.

Somebody who has left, died or lost membership is out of all of them from that day on, and still
there for the days before (affairs.md §4).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from partydesk.records import clock
from partydesk.records.indicator import iso
from partydesk.records.member import COMMITTEE_DUTIES, IN_STANDING, Member

IN_PARTY = ("probationary", "full")
FELL = func.coalesce(Member.membership, "normal").not_in(IN_STANDING)
"""Whose membership has ended or is suspended."""
OUT_STATES = ("removed", "expelled", "dead", "revoked")
"""The states of membership of who is a member no more. Suspended members are still on the list,
in no count."""


def gone(day: date | None = None) -> ColumnElement[bool]:
    """Who is out on a day (by default today): left, dead, removed, expelled or disqualified.

    Whose day of leaving is not known is out.
    """
    on = (day or clock.today()).isoformat()
    left = and_(Member.relation == "left", func.coalesce(iso(Member.left_on), "") <= on)
    ended = and_(
        Member.membership.in_(OUT_STATES), func.coalesce(iso(Member.membership_on), "") <= on
    )
    return func.coalesce(or_(left, ended), False)


def here(day: date | None = None) -> ColumnElement[bool]:
    """Who is not out on a day."""
    return ~gone(day)


def _suspended(on: str) -> ColumnElement[bool]:
    """Whose membership was suspended on a day and restored later, if ever."""
    return and_(
        func.coalesce(Member.membership, "normal").not_in(("normal", "correcting")),
        func.coalesce(iso(Member.suspended_on) <= on, False),
        or_(Member.membership != "restored", func.coalesce(iso(Member.membership_on) > on, False)),
    )


def in_count(day: date | None = None) -> ColumnElement[bool]:
    """Which members count on a day (by default today), as the dates tell it.

    Who left or lost membership without a date is taken as gone; whose relation has not been
    transferred (组织关系未转入) is on another roll.
    """
    on = (day or clock.today()).isoformat()
    return and_(
        Member.category.in_(IN_PARTY),
        func.coalesce(iso(Member.joined_on), "") <= on,
        func.coalesce(iso(Member.arrived_on), "") <= on,
        or_(~FELL, iso(Member.membership_on) > on),
        ~_suspended(on),
        or_(
            func.coalesce(Member.relation, "on_roll") == "on_roll",
            and_(Member.relation == "left", iso(Member.left_on) > on),
        ),
    )


def expected(day: date | None = None) -> ColumnElement[bool]:
    """Who can be expected at a session on a day: members that count then, and of those on the way
    who are here in good standing."""
    return or_(
        in_count(day),
        and_(
            Member.category.not_in(IN_PARTY),
            func.coalesce(Member.relation, "on_roll").in_(("on_roll", "left")),
            ~FELL,
            here(day),
        ),
    )


def on_roll_now(connection: Connection, organisation: int) -> list[dict[str, Any]]:
    """The members of an organisation that count today: id, uid, name, duty, group, category."""
    found = connection.execute(
        select(Member.id, Member.uid, Member.name, Member.duty, Member.group, Member.category)
        .where(Member.organisation == organisation, Member.deleted_at.is_(None), in_count())
        .order_by(Member.id)
    )
    return [dict(row) for row in found.mappings()]


def committee_of(members: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of them in the branch committee."""
    return [each for each in members if each["duty"] in COMMITTEE_DUTIES]
