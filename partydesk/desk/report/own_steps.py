"""Next steps of one's own: each a numbered item, in the order somebody puts them.

The report keeps any step somebody wrote, and sets those of no problem behind the others by id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from partydesk.store import report_texts
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.documents.report.content import Block, Report

_OWN = "next:own:"


def is_own(block_id: str) -> bool:
    """Whether this is a step that somebody added."""
    return block_id.startswith(_OWN)


def own_steps(report: Report) -> list[Block]:
    """The steps somebody added, in order."""
    return [block for block in report.blocks if is_own(block.id)]


def new_id(report: Report) -> str:
    """The id of a further step, behind the others."""
    return _numbered(_last(report) + 1)


def add(store: Store, report: Report, id: str, template: str) -> None:
    """Keep a further step. Raises UserError as `edits.edit` does."""
    from partydesk.documents.report.composing import check_template

    template = template.replace("\r\n", "\n").strip()
    check_template(report, template)
    report_texts.keep(store, report.code, report.period, id, template or None)


def move(store: Store, report: Report, id: str, by: int) -> str:
    """Put a step one place up (-1) or down (1); the id it then has.

    The steps are written anew behind the old ones before those go: none is ever missing.
    """
    steps = own_steps(report)
    here = [block.id for block in steps].index(id)
    there = min(max(0, here + by), len(steps) - 1)
    order = list(steps)
    order.insert(there, order.pop(here))
    first = _last(report) + 1
    for number, block in enumerate(order, start=first):
        report_texts.keep(store, report.code, report.period, _numbered(number), block.template)
    for block in steps:
        report_texts.keep(store, report.code, report.period, block.id, None)
    return _numbered(first + there)


def _last(report: Report) -> int:
    numbers = (block.id.removeprefix(_OWN) for block in report.every if is_own(block.id))
    return max((int(number) for number in numbers if number.isdigit()), default=0)


def _numbered(number: int) -> str:
    return f"{_OWN}{number:06d}"
