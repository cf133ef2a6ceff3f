"""谈话记录: one talk with all that was said, for three signatures. It stays with the branch."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Lines, Pairs, Part, Signed, Words, heading, right
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day

_WARNING = "内部资料　注意保管"


def draft(order: PrintJob) -> Draft:
    """The record of one talk."""
    row, reading = order.row, order.reading
    assert row is not None  # what is printed needs the uid of a talk

    def pair(name: str) -> tuple[str, str]:
        return reading.label("talk", name), reading.text("talk", row, name)

    pairs = (
        pair("subjects"),
        (reading.label("talk", "held_on"), day(row["held_on"])),
        pair("talker"),
        pair("talker_role"),
        pair("recorder"),
        pair("place"),
    )
    parts: list[Part] = [right(_WARNING), Pairs(pairs), Pairs((pair("topic"),), wide=True)]
    # A branch never reports what was said: in the committee's file there is nothing to print.
    reported = row["submission"] is not None
    for name, lines in (("content", 10), ("response", 5)):
        parts.append(heading(reading.label("talk", name)))
        if reported:
            parts.append(Words("（由支部留存，不报送）"))
        else:
            parts += _said(reading.text("talk", row, name)) or [Lines(lines)]
    if row["follow_up"]:
        parts.append(heading(reading.label("talk", "follow_up")))
        parts += _said(reading.text("talk", row, "follow_up"))
        days = [
            (reading.label("talk", name), day(row[name]))
            for name in ("follow_up_due", "followed_up_on")
        ]
        parts.append(Pairs(tuple(days)))
    signers = (reading.label("talk", name) for name in ("talker", "subjects", "recorder"))
    parts.append(Signed(tuple(signers)))
    title = f"{reading.text('talk', row, 'kind')}记录"
    return Draft(title, order.name, tuple(parts), foot=_WARNING)


def _said(text: str) -> list[Part]:
    """A long text, each of its lines a paragraph of its own."""
    return [Words(line.strip()) for line in text.splitlines() if line.strip()]
