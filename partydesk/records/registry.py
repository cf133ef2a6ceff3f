"""The list of record kinds, in the order of records.md; importing it declares all tables.

The modules with tables keep their annotations as they are, not as text: SQLAlchemy would have to
evaluate each of them again, which costs a window's start 30 ms.
"""

from __future__ import annotations

from partydesk.records.attachment import Attachment
from partydesk.records.base import Record
from partydesk.records.figures import NoneDeclared, ReportedFigure, StarScore
from partydesk.records.integrity import IntegrityPaper, IntegrityTalk
from partydesk.records.ledger import Change, Conflict, Operation, Setting, Submission
from partydesk.records.member import Member, Post, Review
from partydesk.records.organisation import Enterprise, Organisation
from partydesk.records.study import Attendance, StudySession
from partydesk.records.ticket import Ticket, TicketStep

LEDGER = (Setting, Operation, Change, Submission, Conflict)

KINDS: dict[str, type[Record]] = {
    record.__tablename__: record
    for record in (
        Organisation,
        Enterprise,
        Member,
        StudySession,
        Attendance,
        IntegrityTalk,
        IntegrityPaper,
        Ticket,
        TicketStep,
        Post,
        Review,
        StarScore,
        ReportedFigure,
        NoneDeclared,
        Attachment,
    )
}

# How the command line writes two-word kinds (cli.md).
KINDS_BY_COMMAND: dict[str, type[Record]] = {
    name.replace("_", "-"): record for name, record in KINDS.items()
}
