"""A look at a period before it is handed in: what is empty, odd or still open."""

from __future__ import annotations

from sqlalchemy import Connection, Text, cast, func, select

from partydesk.records.fields import fields
from partydesk.records.findings import Finding
from partydesk.records.member import Member
from partydesk.records.periods import Period
from partydesk.records.study import Attendance, StudySession
from partydesk.records.ticket import PENDING, Ticket
from partydesk.records.values import shown
from partydesk.store.queries import in_period

# Blank values that a park sends back most often.
_WANTED = ("id_number", "sex", "ethnicity", "birth_date", "education", "joined_on")


def look(connection: Connection, organisation: int, period: Period) -> list[Finding]:
    """Findings, none of them fatal; `column` is the field's name, `value` kind and uid of the row.

    `value` reads `member:UID`, so that a page can open the record.
    """
    found: list[Finding] = []
    declared = fields(Member)
    on_roll = (
        Member.organisation == organisation,
        Member.deleted_at.is_(None),
        Member.category.in_(("full", "probationary")),
        Member.relation == "on_roll",
    )
    columns = [Member.__table__.c[name] for name in _WANTED]
    for row in connection.execute(
        select(Member.uid, Member.name, *(cast(column, Text) for column in columns)).where(*on_roll)
    ):
        empty = [declared[n].label for n, value in zip(_WANTED, row[2:], strict=True) if not value]
        if empty:
            found.append(
                _finding("member-gaps", f"{row[1]} 没有填：{'、'.join(empty)}", "member", row[0])
            )
    sessions = (
        StudySession.organisation == organisation,
        StudySession.deleted_at.is_(None),
        in_period(StudySession, period),
    )
    people = (
        select(func.count())
        .where(Attendance.session == StudySession.id, Attendance.deleted_at.is_(None))
        .correlate(StudySession)
        .scalar_subquery()
    )
    kind = fields(StudySession)["kind"]
    for held in connection.execute(
        select(StudySession.uid, cast(StudySession.starts_at, Text), StudySession.kind, people)
        .where(*sessions)
        .order_by(StudySession.starts_at)
    ):
        if not held[3]:
            what = f"{held[1][:10]} {shown(kind, held[2])}"
            found.append(_finding("no-attendance", f"{what} 没有出勤记录", "session", held[0]))
    if not connection.execute(select(func.count()).where(*sessions)).scalar_one():
        found.append(
            Finding("no-sessions", f"{period.title}没有任何学习活动记录", value="", fatal=False)
        )
    for late in connection.execute(
        select(Ticket.uid, Ticket.number, cast(Ticket.due_on, Text)).where(
            Ticket.organisation == organisation,
            Ticket.deleted_at.is_(None),
            Ticket.state.in_(PENDING),
            cast(Ticket.due_on, Text) <= period.last.isoformat(),
        )
    ):
        found.append(
            _finding(
                "overdue",
                f"问题 {late[1] or ''} 过了整改时限 {late[2]}，还没有解决",
                "ticket",
                late[0],
            )
        )
    return found


def _finding(code: str, message: str, kind: str, uid: str) -> Finding:
    return Finding(code, message, value=f"{kind}:{uid}", fatal=False)
