"""How each organisation stands for a period: what the list of 收表汇总 shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partydesk.desk.kit.cards import local_time
from partydesk.desk.tables.plain_table import Cell
from partydesk.records.base import kind_of
from partydesk.records.periods import Period
from partydesk.store import queries
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.exchange.merge.merge import FileOutcome
    from partydesk.exchange.merge.overdue import Absent, OverdueList
    from partydesk.exchange.replies.answering import Returned
    from partydesk.rules.coverage import HandedIn

# State of a file or organisation → word and tone. "ready" is a file that can be taken.
STATES: dict[str, tuple[str, str]] = {
    "ready": ("可以收", "info"),
    "taken": ("已收", "ok"),
    "unchanged": ("未变", "idle"),
    "older": ("旧版", "idle"),
    "edited": ("有改动", "warn"),
    "unenrolled": ("未登记", "warn"),
    "rejected": ("收不下", "bad"),
    "returned": ("退回", "bad"),
    "missing": ("未交", "idle"),
    "late": ("未交", "bad"),  # and the day it was due has gone by
    # Of those from whom no sheet of the period is wanted (rules.coverage).
    "within": ("含在别的表里", "ok"),
    "coming": ("还没到期", "idle"),
    "before": ("启用以前", "idle"),
    "unfounded": ("未成立", "idle"),
}
# The states of an organisation that has handed in nothing that stands.
ABSENT = ("missing", "late", "returned")
# The chips above the list: what each lets through.
FILTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("全部", ()),
    ("已收", ("taken", "unchanged", "older", "within")),
    ("可以收", ("ready",)),
    ("有改动", ("edited", "unenrolled")),
    ("收不下", ("rejected",)),
    ("退回", ("returned",)),
    ("未交", ("missing", "late")),
)


@dataclass(slots=True)
class Standing:
    """One line: an organisation, what it handed in, and the new file about it, if any.

    `word` is said instead of the state's own.
    """

    code: str
    name: str
    state: str
    revision: int = 0
    note: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    received: str = ""
    file: FileOutcome | None = None
    submission: dict[str, Any] | None = None
    word: str = ""

    def cells(self) -> list[Cell | str]:
        """The line as the list shows it."""
        return [
            self.code,
            self.name,
            Cell(self.word or STATES[self.state][0], STATES[self.state][1]),
            f"第 {self.revision} 版" if self.revision else "—",
            self.note,
            self._count("member"),
            self._count("session"),
            self.received,
        ]

    def _count(self, kind: str) -> str:
        # A submission counts by kind, a file by sheet.
        count = self.counts.get(kind, self.counts.get(kind_of(kind).sheet))
        return "" if count is None else f"{count:,}"


def latest_period(store: Store) -> Period | None:
    """The period of the submission taken in last; None when there is none."""
    from partydesk.exchange.merge import submission_log
    from partydesk.records.periods import parse_period

    taken = (one for one in submission_log.submissions(store) if one["state"] == "current")
    newest = max(taken, key=lambda one: (one["taken_at"], one["id"]), default=None)
    return parse_period(newest["period"]) if newest else None


def standings(store: Store, listed: OverdueList, files: list[FileOutcome]) -> list[Standing]:
    """All organisations for the period: those with new files first, then taken ones, missing ones.

    Files of other periods and files nobody knows the organisation of are lines of their own.
    """
    from partydesk.exchange.merge import submission_log
    from partydesk.exchange.replies.answering import returned

    period = listed.period
    names = _short_names(store)
    taken: dict[str, Standing] = {}
    for one in submission_log.submissions(store, period):
        if one["direction"] == "in" and one["state"] == "current":
            edited, days = len(one["edited_rows"]), listed.late.get(one["org_code"], 0)
            said = [
                f"晚交 {days} 天" if days else "",
                f"收下时有 {edited} 行是导出后改的" if edited else "",
            ]
            note = "；".join(part for part in said if part)
            taken.setdefault(
                one["org_code"],
                Standing(
                    one["org_code"],
                    names.get(one["org_code"], one["org_name"]),
                    "taken",
                    one["revision"],
                    note,
                    one["counts"],
                    local_time(one["taken_at"], "%m-%d"),
                    submission=one,
                ),
            )
    lines: list[Standing] = []
    for file in files:
        known = taken.get(file.organisation) if file.period == period.text else None
        state = "ready" if file.state == "merged" else file.state
        code = file.organisation or _code(file, names)
        line = Standing(
            code or "—",
            names.get(code) or _name(file),
            state if state in STATES else "rejected",
            file.revision,
            _note(file, period, known),
            file.counts,
            known.received if known else "",
            file,
            known.submission if known else None,
        )
        lines.append(line)
        if known is not None:
            taken.pop(code, None)
    here = {line.code for line in lines}
    back = returned(store, period)
    absent = [
        _absent(each, listed.due, back.get(each.code))
        for each in listed.absent
        if each.code not in here
    ]
    others = [_unasked(each) for each in listed.others if each.branch.code not in here]
    return [
        *lines,
        *sorted(taken.values(), key=lambda line: line.code),
        *sorted([*absent, *others], key=lambda line: (line.state not in ABSENT, line.code)),
    ]


def _unasked(each: HandedIn) -> Standing:
    """From whom no sheet of this period is wanted, and why."""
    note = f"报到 {each.covered_to}" if each.covered_to else ""
    return Standing(each.branch.code, each.branch.name, each.state, note=note, word=each.text)


def _absent(absent: Absent, due: date, back: Returned | None) -> Standing:
    """Who has handed in nothing that stands, until when it was due, what went back."""
    note = f"应 {due.month} 月 {due.day} 日前交，{absent.text}"
    if back is not None:
        note = f"{local_time(back.at, '%m-%d')} 退回第 {back.revision} 版；{note}"
    late = "late" if absent.days > 0 else "missing"
    return Standing(
        absent.code,
        absent.name,
        "returned" if back is not None else late,
        back.revision if back is not None else 0,
        note,
    )


def _short_names(store: Store) -> dict[str, str]:
    """Organisation code → the name lists use."""
    with store.read() as connection:
        wanted = queries.ids(connection, queries.Query("organisation"))
        rows = queries.window(connection, "organisation", wanted)
    return {row["code"]: row["short_name"] or row["name"] for row in rows.values()}


def _code(file: FileOutcome, names: dict[str, str]) -> str:
    """The code a refused file bears in its name, when such an organisation is known."""
    parts = Path(file.file).stem.split("_")
    return parts[0] if len(parts) == 4 and parts[0] in names else ""


def _name(file: FileOutcome) -> str:
    """What an organisation that is not known yet is called: as its file is."""
    path = Path(file.file)
    if not file.organisation:
        return path.name
    parts = path.stem.split("_")
    return parts[1] if len(parts) == 4 and parts[0] == file.organisation else file.name


def _note(file: FileOutcome, period: Period, known: Standing | None) -> str:
    from partydesk.desk.kit.cards import period_title

    said = []
    if file.period and file.period != period.text:
        said.append(f"这是 {period_title(file.period)}的表")
    if file.state == "merged":
        added = sum(change[0] for change in file.changes.values())
        changed = sum(change[1] for change in file.changes.values())
        gone = sum(change[2] for change in file.changes.values())
        parts = [
            f"{word} {count:,}"
            for word, count in (("新增", added), ("更改", changed), ("减少", gone))
            if count
        ]
        before = f"接第 {known.revision} 版，" if known else ""
        said.append(before + ("、".join(parts) + " 行" if parts else "没有变化"))
    elif file.message:
        said.append(file.message)
    return "；".join(said)
