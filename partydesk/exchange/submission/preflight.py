"""A look at a period before it is handed in: what is empty, odd or still open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, Text, cast, func, or_, select

from partydesk.exchange.submission.layout import data_sheets
from partydesk.exchange.submission.snapshot import belongs
from partydesk.records import clock
from partydesk.records.base import kind_of
from partydesk.records.fields import fields
from partydesk.records.findings import Finding
from partydesk.records.member import Member
from partydesk.records.periods import Period
from partydesk.records.personal_numbers import FREE_TEXT, numbers_in, without_numbers
from partydesk.records.study import Attendance, StudySession
from partydesk.records.ticket import PENDING, Ticket
from partydesk.records.values import shown
from partydesk.rules.norms import dues_told
from partydesk.rules.park_settings import dues_amounts
from partydesk.store.queries import in_period

# Blank values that a park sends back most often.
_DIGITS = "*[0-9０-９][0-9０-９][0-9０-９]*[0-9０-９][0-9０-９][0-9０-９][0-9０-９]*"
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
        StudySession.counts_where(),
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
        # Where somebody wrote how many were there, nobody need be named; where nobody is on the
        # roll, as with a committee's own meetings, nobody can.
        .where(
            *sessions,
            StudySession.present_count.is_(None),
            select(Member.id).where(*on_roll).exists(),
        )
        .order_by(StudySession.starts_at)
    ):
        if not held[3]:
            what = f"{held[1][:10]} {shown(kind, held[2])}"
            found.append(_finding("no-attendance", f"{what} 没有出勤记录", "session", held[0]))
    if not connection.execute(select(func.count()).where(*sessions)).scalar_one():
        found.append(
            Finding("no-sessions", f"{period.title}没有任何学习活动记录", value="", fatal=False)
        )
    if dues_amounts(connection) and dues_told.gather(
        connection, organisation, period, clock.today()
    ):
        words = "按园区规定，报送表写每人每月交的党费金额（不写基数）；不要写的在“设置”里改"
        found.append(Finding("dues-amounts", words, value="", fatal=False))
    # A limit is passed once its day is over, and one after the period is not this period's.
    passed = min(clock.today(), period.last + timedelta(days=1))
    for late in connection.execute(
        select(Ticket.uid, Ticket.number, cast(Ticket.due_on, Text)).where(
            Ticket.organisation == organisation,
            Ticket.deleted_at.is_(None),
            Ticket.state.in_(PENDING),
            cast(Ticket.due_on, Text) < passed.isoformat(),
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
    return [*found, *_numbers(connection, organisation, period)]


def _numbers(connection: Connection, organisation: int, period: Period) -> Iterator[Finding]:
    """Identity and telephone numbers in the free texts that travel; they are written unreadable."""
    for layout in data_sheets():
        record = kind_of(layout.kind)
        declared = fields(record)
        free = [name for name in layout.names if declared[name].kind in FREE_TEXT]
        if not free:
            continue
        # The database leaves out what holds no seven digits that could be one; where nothing
        # does, which is usual, no statement for the period need be made.
        conditions = " OR ".join(f'"{name}" GLOB ?' for name in free)
        if not connection.exec_driver_sql(
            f'SELECT 1 FROM "{layout.kind}" WHERE organisation = ? AND deleted_at IS NULL '
            f"AND ({conditions}) LIMIT 1",
            (organisation, *[_DIGITS] * len(free)),
        ).first():
            continue
        table = record.__table__
        columns = [table.c[name] for name in free]
        digits = or_(*(cast(each, Text).op("GLOB")(_DIGITS) for each in columns))
        for row in connection.execute(
            select(table.c.uid, *columns).where(
                table.c.organisation == organisation,
                table.c.deleted_at.is_(None),
                table.c.submission.is_(None),
                belongs(record, period),
                digits,
            )
        ):
            for name, text in zip(free, row[1:], strict=True):
                if text and (there := numbers_in(str(text))):
                    label = declared[name].label
                    words = without_numbers(str(text))
                    told = words if len(words) <= 20 else f"{words[:20]}…"
                    yield replace(
                        _finding(
                            "personal-number",
                            f"{record.title}的“{label}”里有{'和'.join(there)}（{told}），"
                            "写进表里时会遮住；用不着的话请删去",
                            layout.kind,
                            row[0],
                        ),
                        column=name,
                    )


def _finding(code: str, message: str, kind: str, uid: str) -> Finding:
    return Finding(code, message, value=f"{kind}:{uid}", fatal=False)
