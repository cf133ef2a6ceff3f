"""Writing the report to a file, whole or not at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from partydesk.documents.report import choosing
from partydesk.documents.report.composing import compose
from partydesk.documents.report.content import Report, filled, missing
from partydesk.documents.report.outline import Part
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.store.atomic import written
from partydesk.store.store import Store

SUFFIXES = (".docx", ".pdf")


@dataclass(frozen=True, slots=True)
class Written:
    """The file, the ids of the figures that have a value and of those that do not, the outline."""

    file: Path
    filled: list[str]
    missing: list[str]
    parts: tuple[Part, ...]


def write_report(
    store: Store,
    period: Period,
    out: Path,
    organisation_code: str | None = None,
    *,
    kind: str = "yearly",
    without: Collection[str] = (),
    also: Collection[str] = (),
    keep: bool = False,
) -> Written:
    """Write a report of the file's own organisation, or of the one with this code.

    `kind`, `without` and `also` as `compose` takes them; with `keep` what they switch stays so,
    here and in the window. Raises UserError "bad-name" for a suffix that is neither .docx nor .pdf,
    those of `compose`, and those of `written` when the file cannot be written.
    """
    check_name(out)
    with store.read() as connection:
        report = compose(
            connection, period, organisation_code, kind=kind, without=without, also=also
        )
    save(report, out)
    if keep:
        choosing.keep(store, report, choosing.as_shown(report))
    return Written(out, filled(report), missing(report), report.outline)


def check_name(out: Path) -> None:
    """Raises UserError("bad-name") for a file that would be neither .docx nor .pdf."""
    if out.suffix.lower() not in SUFFIXES:
        raise UserError("bad-name", f"述职报告要存成 .docx 或 .pdf 文件，“{out.name}”不是")


def save(report: Report, out: Path) -> None:
    """Write a composed report. Raises UserError as `write_report` does."""
    check_name(out)
    with written(out) as temporary:
        if out.suffix.lower() == ".docx":
            from partydesk.documents.report.docx import write_docx

            write_docx(report, temporary)
        else:
            from partydesk.documents.report.pdf import write_pdf

            write_pdf(report, temporary)
