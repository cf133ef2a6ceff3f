"""党员组织关系介绍信 as Word: the same three parts, to be gone over and cut."""

from __future__ import annotations

from pathlib import Path

from partydesk.documents.draft import Cut, Draft, Part, Words, as_word, heading, plain, right
from partydesk.documents.papers.transfer_letter import letter
from partydesk.documents.print_job import PrintJob


def write(order: PrintJob, target: Path) -> None:
    """Write the letter of one transfer to a file. The same record always gives the same bytes."""
    name, parts = letter(order)
    made: list[Part] = []
    for number, part in enumerate(parts):
        made += [Cut(), heading(part.title)] if number else []
        made.append(right(part.number))
        made += [Words(text, style) for style, text in part.sentences]
        made += [plain(part.days)] if part.days else []
        made.append(right(part.signed))
        made += [plain(text) for text in part.below]
    title = parts[0].title
    named = f"{name}党员组织关系介绍信"
    as_word(order, Draft(title, "", tuple(made), named=named, close=True), target)
