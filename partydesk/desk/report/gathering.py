"""What the page shows, read off the screen in one go: the report, and whose there could be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from partydesk.documents.report.report_kinds import REPORT_KINDS
from partydesk.records.periods import Period, parse_period
from partydesk.records.report_indicators import INDICATORS
from partydesk.store import queries
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.documents.report.content import Report

_JULY = 7
_UNFIT = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True, slots=True)
class Whose:
    """An organisation whose report can be shown."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A report and the organisations to choose from; the file's own comes first."""

    report: Report
    whose: tuple[Whose, ...]

    @property
    def one(self) -> Whose:
        """Whose report it is."""
        return next(each for each in self.whose if each.code == self.report.code)

    @property
    def own(self) -> bool:
        """Whether it is the report of the file's own organisation."""
        return self.report.code == self.whose[0].code


def look(store: Store, period: Period, code: str | None, kind: str = "yearly") -> Looked:
    """Compose a report of the organisation with this code, None for the file's own.

    Raises UserError "no-organisation" or "bad-kind".
    """
    from partydesk.documents.report.composing import compose

    with store.read() as connection:
        report = compose(connection, period, code, kind=kind)
        wanted = queries.ids(connection, queries.Query("organisation", order=(("code", False),)))
        found = queries.window(connection, "organisation", wanted)
    own = store.own
    others = (
        Whose(id, row["code"], row["short_name"] or row["name"])
        for id, row in ((each, found[each]) for each in wanted)
        if id != own.id and store.role == "committee"
    )
    return Looked(report, (Whose(own.id, own.code, own.short_name), *others))


def usual_year(today: date) -> Period:
    """The year somebody reports on: this one from July on, before that the last."""
    return parse_period(str(today.year if today.month >= _JULY else today.year - 1))


def file_name(looked: Looked, suffix: str) -> str:
    """年度述职_2026_甲科技支部.docx."""
    name = _UNFIT.sub("", looked.one.name)
    kind = REPORT_KINDS[looked.report.kind]
    word = "年度述职" if kind.code == "yearly" else kind.label
    return f"{word}_{looked.report.period.text}_{name}{suffix}"


def records_it(store: Store, looked: Looked, figure: str) -> bool:
    """Whether a figure of this report is recorded in this file, and not by somebody else."""
    held_by = next((each.held_by for each in INDICATORS if each.id == figure), "")
    return looked.own and ("C" if store.role == "committee" else "B") in held_by


def standing(looked: Looked) -> tuple[str, str]:
    """How complete the report is and what to do about it, and the tone of that ("" for none)."""
    every = len(looked.report.figures)
    lacking = sum(figure.value is None for figure in looked.report.figures)
    if not lacking:
        return f"{every} 项数字都有记录。双击文字就能改，数字会自己更新。", ""
    if not looked.own:
        return f"还有 {lacking} 项数字〔待填〕，要由支部记录后报来。", "warn"
    if lacking == every:
        said = f"{every} 项数字都还没有记录：把活动、谈话、材料记下来，数字会自己填上"
        return f"{said}；确实没有的，选中后点“本期没有”。", "warn"
    said = f"还有 {lacking} 项数字〔待填〕：选中后点“去填”"
    return f"{said}；确实没有的，点“本期没有”，记为 0。", "warn"
