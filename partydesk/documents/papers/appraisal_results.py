"""述职评议结果: the year's grades of secretaries and organisations, with ballots and remarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from partydesk.documents.draft import Draft, Listing, Part, Signed, heading, note
from partydesk.documents.page import ACROSS
from partydesk.documents.print_job import PrintJob
from partydesk.records.appraisal import APPRAISAL_GRADE, APPRAISAL_KIND, VOTES
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period

_TOLD = ("rated", "secretary", "grade", *VOTES, "on", "remarks", "todo")
_SHARES = (9, 32, 16, 17, 11, 12, 12, 11, 22, 38, 36)
_Rows = Sequence[Mapping[str, Any]]


def draft(order: PrintJob) -> Draft:
    """The grades of a year, by default this one; a table for each kind. Raises UserError for
    none."""
    year = order.period.last.year if order.period else order.today.year
    found = order.reading.listed("appraisal", parse_period(str(year)))
    if not found:
        raise UserError("nothing", f"{year} 年还没有述职评议的等次，先在“述职评议”里记")
    parts: list[Part] = []
    for kind in APPRAISAL_KIND:
        rows = [each for each in found if each["kind"] == kind.code]
        if rows:
            # Nobody reports where an organisation is graded.
            told = [name for name in _TOLD if kind.code == "secretary" or name != "secretary"]
            parts += [heading(kind.label), _table(order, rows, told), note(_counts(rows))]
    parts.append(Signed(("审核人", "填表人")))
    return Draft(f"{year}年述职评议考核结果", order.name, tuple(parts), ACROSS)


def _table(order: PrintJob, rows: _Rows, told: Sequence[str]) -> Listing:
    """The best first, within a grade by name."""
    reading, grades = order.reading, list(APPRAISAL_GRADE.by_code)
    ranked = sorted(rows, key=lambda row: (grades.index(row["grade"]), str(row["rated"])))
    lines = tuple(
        (str(number), *(reading.text("appraisal", row, name) for name in told))
        for number, row in enumerate(ranked, 1)
    )
    heads = ("序号", *(reading.label("appraisal", name) for name in told))
    shares = (_SHARES[0], *(_SHARES[1 + _TOLD.index(name)] for name in told))
    middle = frozenset({0, *(at for at, name in enumerate(told, 1) if name in ("grade", *VOTES))})
    return Listing(heads, lines, shares, middle, small=True)


def _counts(rows: _Rows) -> str:
    given = Counter(row["grade"] for row in rows)
    told = "，".join(f"{grade.label} {given[grade.code]} 个" for grade in APPRAISAL_GRADE)
    return f"共 {len(rows)} 个：{told}。"
