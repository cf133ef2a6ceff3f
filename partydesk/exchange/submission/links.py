"""The links between a submission's rows: every reference leads to a row of the same workbook."""

from __future__ import annotations

from collections.abc import Container, Mapping
from itertools import compress

from partydesk.exchange.submission.columns import SheetLayout
from partydesk.exchange.submission.model import Held
from partydesk.exchange.submission.reading_findings import Findings
from partydesk.records.declared import Field, Kind
from partydesk.records.values import Stored


def check_links(
    layouts: Mapping[str, SheetLayout],
    held: Mapping[str, Held],
    numbers: Mapping[str, Mapping[str, int]],
    shortened: Container[str],
    findings: Findings,
) -> None:
    """Find the references that lead nowhere.

    `numbers` gives, by kind and uid, the row of the sheet. Where somebody deleted rows after
    export (from the sheets `shortened`), what belonged to them goes with them, or, if it can
    stand alone (a loose reference), loses the link.
    """
    for layout in layouts.values():
        for place, name in enumerate(layout.names):
            field = next(c.field for c in layout.columns if c.name == name and c.digested)
            if field is None or field.kind is not Kind.REFERENCE:
                continue
            own = held[layout.kind]
            lost = set(own.columns[place]) - set(held[field.refers].uids) - {None}
            if lost and layouts[field.refers].sheet in shortened:
                _unlink(layout, own, place, field, lost, findings)
                lost = set()
            if not lost and (field.loose or not field.required or None not in own.columns[place]):
                continue
            for uid, value in zip(own.uids, own.columns[place], strict=True):
                if value in lost:
                    findings.fail(
                        "broken-link", f"这一行的{field.label}在本表里找不到", layout.sheet,
                        numbers[layout.kind][uid], f"{field.label}编号", value,
                    )  # fmt: skip
                elif value is None and field.required and not field.loose:
                    findings.fail(
                        "required", f"这一行没有写明{field.label}", layout.sheet,
                        numbers[layout.kind][uid], f"{field.label}编号",
                    )  # fmt: skip


def _unlink(
    layout: SheetLayout, held: Held, place: int, field: Field, lost: set[Stored], findings: Findings
) -> None:
    """Let go of rows that were deleted: drop what belonged to them, or only the link."""
    stays = [value not in lost for value in held.columns[place]]
    if field.loose:
        held.columns[place] = [
            value if kept else None for value, kept in zip(held.columns[place], stays, strict=True)
        ]
        findings.tell(
            "followed-unlink",
            f"所指的{field.label}在导出后被删去，有 {stays.count(False)} 行照收，但不再与它相连",
            layout.sheet,
        )
        return
    held.uids = list(compress(held.uids, stays))
    held.columns = [list(compress(column, stays)) for column in held.columns]
    findings.tell(
        "followed-deletion",
        f"所属的{field.label}在导出后被删去，随之不收 {stays.count(False)} 行",
        layout.sheet,
    )
