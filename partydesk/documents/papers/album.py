"""照片册: the photographs of one session, or of all the organisation held in a period."""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm

from partydesk.documents.page import UPRIGHT, Printed, room
from partydesk.documents.photographs import photographs
from partydesk.documents.pictures import pictures
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import Row, moment
from partydesk.records.findings import UserError
from partydesk.records.study import StudySession

_HIGHEST = 100 * mm


def album(order: PrintJob) -> Printed:
    """The album. Raises UserError where there are no photographs."""
    title = "活动照片"
    sessions = [order.row] if order.row is not None else order.reading.listed(
        "session", order.period, (StudySession.counts_where(),)
    )  # fmt: skip
    story: list[Any] = []
    for session in sessions:
        story += _of(order, session)
    if not story:
        raise UserError("no-photographs", "这里还没有照片，先把照片加到活动的附件里")
    when = order.period.title if order.period is not None and order.row is None else ""
    under = "　".join(part for part in (order.name, when) if part)
    return Printed(title, [*order.heading(title, under), *story])


def _of(order: PrintJob, session: Row) -> list[Any]:
    """One session: what it was, and its photographs."""
    if order.home is None or session.get("submission") is not None:
        return []
    reading = order.reading
    found, said = photographs(reading.connection, order.home, "session", str(session["uid"]))
    if not found and not said:
        return []
    kind, topic = (
        reading.text("session", session, "kind"),
        reading.text("session", session, "topic"),
    )
    place = reading.text("session", session, "place")
    told = "　".join(part for part in (moment(session["starts_at"]), place) if part)
    wide = room(UPRIGHT)
    return [
        order.lettering(f"{kind}：{topic}", "heading"),
        order.lettering(told, "note"),
        *pictures(order.lettering, found, wide, across=1 if len(found) == 1 else 2,
                  highest=_HIGHEST),
        *(order.lettering(each, "note") for each in said),
    ]  # fmt: skip
