"""会议记录: the record of one session, to be signed by who chaired it and who wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import PageBreak, Spacer

from partydesk.documents.page import UPRIGHT, Printed, room
from partydesk.documents.papers.ballot import ballot_in_words
from partydesk.documents.photographs import Photograph, photographs
from partydesk.documents.pictures import pictures
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import Reading, Row, moment
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
        [*order.heading(title, order.name), *body(order, session, attendance),
         *_photographs(order, session)],
    )  # fmt: skip


def photographs_of(order: PrintJob, session: Row) -> tuple[list[Photograph], list[str]]:
    """The photographs of a session, and what is to be said of those that cannot be shown."""
    if order.home is None or session.get("submission") is not None:
        return [], []
    connection = order.reading.connection
    return photographs(connection, order.home, "session", str(session["uid"]))


def _photographs(order: PrintJob, session: Row) -> list[Any]:
    """On a page of their own, behind what is signed."""
    found, said = photographs_of(order, session)
    if not found and not said:
        return []
    lettering = order.lettering
    return [
        PageBreak(),
        lettering("照片", "heading"),
        *pictures(lettering, found, room(UPRIGHT)),
        *(lettering(each, "note") for each in said),
    ]


def title_of(order: PrintJob, session: Row) -> str:
    """What the record of a session is called."""
    kind = order.reading.text("session", session, "kind")
    return f"{kind}会议记录" if kind.endswith("会") else f"{kind}记录"


def _pair(reading: Reading, session: Row, name: str) -> tuple[str, str]:
    return reading.label("session", name), reading.text("session", session, name)


def facts(order: PrintJob, session: Row) -> list[tuple[str, str]]:
    """The fixed part: labels and values."""
    reading = order.reading
    pair = partial(_pair, reading, session)
    lecturer, role = pair("lecturer")[1], pair("lecturer_role")[1]
    return [
        (reading.label("session", "starts_at"), moment(session["starts_at"])),
        pair("hours"),
        pair("place"),
        pair("host"),
        pair("recorder"),
        (reading.label("session", "lecturer"), f"{lecturer}（{role}）" if role else lecturer),
        *(pair(name) for name in _MORE if session.get(name) not in (None, "")),
    ]


def parts(order: PrintJob, session: Row) -> list[tuple[str, str]]:
    """What was said and decided: headings and texts, the summary also where it is to be written
    by hand."""
    pair = partial(_pair, order.reading, session)
    found = [
        ("议题", pair("topic")[1]),
        pair("first_agenda"),
        pair("summary"),
        ("表决情况", ballot_in_words(session)),
        pair("excluded"),
        pair("decisions"),
    ]
    return [each for each in found if each[1] or each[0] == pair("summary")[0]]


def signers(order: PrintJob) -> list[str]:
    """Who signs."""
    return [order.reading.label("session", name) for name in ("host", "recorder")]


def body(order: PrintJob, session: Row, attendance: Sequence[Row]) -> list[Any]:
    """The record below its title."""
    lettering, wide = order.lettering, room(UPRIGHT)
    story: list[Any] = [
        form(lettering, facts(order, session), wide),
        form(lettering, people(order, session, attendance), wide, wide=True),
    ]
    for heading, text in parts(order, session):
        story.append(lettering(heading, "heading"))
        story += lettering.paragraphs(text) if text else [Ruled(8)]
    return [*story, Spacer(0, 2 * mm), signatures(lettering, signers(order), wide)]


def people(order: PrintJob, session: Row, attendance: Sequence[Row]) -> list[tuple[str, str]]:
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
