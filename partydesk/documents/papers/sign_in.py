"""签到表: who is expected at a session, each with a blank to sign in, and blank rows to spare."""

from __future__ import annotations

from reportlab.lib.units import mm

from partydesk.documents.expected import expected_at
from partydesk.documents.page import UPRIGHT, Printed, height, room
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import moment
from partydesk.documents.tables import form, listing, widths

_SPARE, _MOST_SPARE = 2, 10  # blank rows below the names; a sheet without names is all blank
_ROW = 8.5 * mm
_HEAD = 10 * mm  # with the blanks around the title


def sign_in(order: PrintJob) -> Printed:
    """The sheet of one session."""
    session, reading = order.row, order.reading
    assert session is not None  # what is printed needs the uid of a session
    kind = reading.text("session", session, "kind")
    pairs = [
        (reading.label("session", "starts_at"), moment(session["starts_at"])),
        *((reading.label("session", n), reading.text("session", session, n))
          for n in ("place", "host", "recorder")),
    ]  # fmt: skip
    wide = room(UPRIGHT)
    people = expected_at(reading, session)
    heads = ["序号", reading.label("attendance", "name"), reading.label("member", "category"),
             "签到", "请假事由或备注"]  # fmt: skip
    rows = [[str(n), name, category, "", ""] for n, (name, category) in enumerate(people, 1)]
    above = [
        *order.heading(f"{kind}签到表", order.name),
        form(order.lettering, pairs, wide),
        form(
            order.lettering,
            [
                (reading.label("session", "topic"), reading.text("session", session, "topic")),
                ("应到人数", f"{len(people)} 人" if people else ""),
            ],
            wide,
            wide=True,
        ),
    ]
    spare = _spare(len(people), sum(each.wrap(wide, height(UPRIGHT))[1] for each in above))
    rows += [[str(len(people) + n), "", "", "", ""] for n in range(1, spare + 1)]
    table = listing(
        order.lettering,
        heads,
        rows,
        widths([12, 28, 26, 50, 49], wide),
        centred=frozenset({0, 1, 2}),
        row_height=_ROW,
    )
    return Printed(f"{kind}签到表", [*above, table])


def _spare(people: int, above: float) -> int:
    """How many blank rows the last page takes, given the height above the first page's rows."""
    first = int((height(UPRIGHT) - above - _HEAD) // _ROW)
    left = people + _SPARE - first
    page = int((height(UPRIGHT) - _HEAD) // _ROW)
    fill = _SPARE + (-left if left < 0 else -left % page)
    return min(fill, _MOST_SPARE) if people else first
