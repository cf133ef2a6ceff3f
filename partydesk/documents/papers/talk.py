"""谈话记录: one talk with all that was said, for three signatures. It stays with the branch."""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from partydesk.documents.page import UPRIGHT, Printed, room
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day
from partydesk.documents.tables import Ruled, form, signatures

_WARNING = "内部资料　注意保管"


def talk(order: PrintJob) -> Printed:
    """The record of one talk."""
    row, reading, lettering = order.row, order.reading, order.lettering
    assert row is not None  # what is printed needs the uid of a talk
    kind = reading.text("talk", row, "kind")
    title = f"{kind}记录"

    def pair(name: str) -> tuple[str, str]:
        return reading.label("talk", name), reading.text("talk", row, name)

    pairs = [
        pair("subjects"),
        (reading.label("talk", "held_on"), day(row["held_on"])),
        pair("talker"),
        pair("talker_role"),
        pair("recorder"),
        pair("place"),
    ]
    story: list[Any] = [
        lettering(_WARNING, "note-right"),
        *order.heading(title, order.name),
        form(lettering, pairs, room(UPRIGHT)),
        form(lettering, [pair("topic")], room(UPRIGHT), wide=True),
    ]
    # A branch never reports what was said: in the committee's file there is nothing to print.
    reported = row["submission"] is not None
    for name, lines in (("content", 10), ("response", 5)):
        story.append(lettering(reading.label("talk", name), "heading"))
        if reported:
            story.append(lettering("（由支部留存，不报送）", "body"))
        else:
            story += lettering.paragraphs(reading.text("talk", row, name)) or [Ruled(lines)]
    if row["follow_up"]:
        story.append(lettering(reading.label("talk", "follow_up"), "heading"))
        story += lettering.paragraphs(reading.text("talk", row, "follow_up"))
        story.append(
            form(
                lettering,
                [
                    (reading.label("talk", name), day(row[name]))
                    for name in ("follow_up_due", "followed_up_on")
                ],
                room(UPRIGHT),
            )
        )
    signers = [reading.label("talk", name) for name in ("talker", "subjects", "recorder")]
    story += [Spacer(0, 2 * mm), signatures(lettering, signers, room(UPRIGHT))]
    return Printed(title, story, foot=_WARNING)
