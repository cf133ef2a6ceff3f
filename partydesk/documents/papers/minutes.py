"""会议记录: the record of one session, to be signed by who chaired it and who wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from partydesk.documents.page import UPRIGHT, Printed, room
from partydesk.documents.papers.ballot import ballot_in_words
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import Row, moment
from partydesk.documents.tables import Ruled, form, signatures
from partydesk.records.study import ATTENDANCE

# Shown below the fixed part where something was recorded.
_MORE = ("group", "elements", "reflections", "hours_volunteered", "partner", "organiser")


def minutes(order: PrintJob) -> Printed:
    """The minutes of one session."""
    session = order.row
    assert session is not None  # what is printed needs the uid of a session
    attendance = order.reading.attendance([session["id"]]).get(session["id"], [])
    title = title_of(order, session)
    return Printed(
        title,
        [*order.heading(title, order.name), *body(order, session, attendance)],
    )


def title_of(order: PrintJob, session: Row) -> str:
    """What the record of a session is called."""
    kind = order.reading.text("session", session, "kind")
    return f"{kind}会议记录" if kind.endswith("会") else f"{kind}记录"


def body(order: PrintJob, session: Row, attendance: Sequence[Row]) -> list[Any]:
    """The record below its title."""
    reading, lettering, wide = order.reading, order.lettering, room(UPRIGHT)

    def text(name: str) -> str:
        return reading.text("session", session, name)

    def pair(name: str) -> tuple[str, str]:
        return reading.label("session", name), text(name)

    lecturer = text("lecturer")
    if lecturer and text("lecturer_role"):
        lecturer = f"{lecturer}（{text('lecturer_role')}）"
    pairs = [
        (reading.label("session", "starts_at"), moment(session["starts_at"])),
        pair("hours"),
        pair("place"),
        pair("host"),
        pair("recorder"),
        (reading.label("session", "lecturer"), lecturer),
        *(pair(name) for name in _MORE if session.get(name) not in (None, "")),
    ]
    story: list[Any] = [
        form(lettering, pairs, wide),
        form(lettering, _people(order, session, attendance), wide, wide=True),
        lettering("议题", "heading"),
        *lettering.paragraphs(text("topic")),
    ]
    for name in ("first_agenda", "summary"):
        if text(name):
            story.append(lettering(reading.label("session", name), "heading"))
            story += lettering.paragraphs(text(name))
    if not text("summary"):
        story += [lettering(reading.label("session", "summary"), "heading"), Ruled(8)]
    if told := ballot_in_words(session):
        story += [lettering("表决情况", "heading"), *lettering.paragraphs(told)]
    if text("excluded"):
        story.append(lettering(reading.label("session", "excluded"), "heading"))
        story += lettering.paragraphs(text("excluded"))
    if text("decisions"):
        story.append(lettering(reading.label("session", "decisions"), "heading"))
        story += lettering.paragraphs(text("decisions"))
    signers = [reading.label("session", name) for name in ("host", "recorder")]
    return [*story, Spacer(0, 2 * mm), signatures(lettering, signers, wide)]


def _people(order: PrintJob, session: Row, attendance: Sequence[Row]) -> list[tuple[str, str]]:
    """Who should have been there, who was, and who was not, with the reason."""
    reading = order.reading
    counted = "，".join(
        f"{reading.label('session', name)} {reading.text('session', session, name)} 人"
        for name in ("expected", "present", "on_leave", "absent")
    )
    rate = reading.text("session", session, "attendance_rate")
    if not attendance:
        return [("到会情况", "（没有登记出勤）")]
    pairs = [("到会情况", f"{counted}，{reading.label('session', 'attendance_rate')} {rate}")]
    for code in ATTENDANCE.by_code:
        names = [
            f"{row['name']}（{row['note']}）" if row["note"] and code != "present" else row["name"]
            for row in attendance
            if row["state"] == code
        ]
        if names or code in ("present", "leave", "absent"):
            pairs.append((f"{ATTENDANCE.label(code)}人员", "、".join(names) or "无"))
    return pairs
