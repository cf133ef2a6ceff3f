"""How each organisation stands for a period: what the list of 收表汇总 shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from partydesk.desk.kit.cards import local_time, period_title
from partydesk.desk.tables.plain_table import Cell
from partydesk.records.base import kind_of
from partydesk.records.periods import Period
from partydesk.rules.handed_in import HANDED_IN
from partydesk.store import queries
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.exchange.merge.outcome import FileOutcome
    from partydesk.exchange.merge.overdue import Absent, OverdueList
    from partydesk.exchange.merge.undecided import Undecided
    from partydesk.rules.handed_in import HandedIn


def _said(code: str, tone: str = "") -> tuple[str, str]:
    return HANDED_IN.label(code), tone or HANDED_IN.by_code[code].tone


# State of a file or organisation → word and tone. "ready" is a file that can be taken; the words
# of all that coverage knows too are its own.
STATES: dict[str, tuple[str, str]] = {
    "ready": ("可以收", "info"),
    "unchanged": ("未变", "idle"),
    "older": ("旧版", "idle"),
    **dict.fromkeys(("edited", "asks"), _said("pending")),
    "unenrolled": ("未登记", "warn"),
    "rejected": _said("faulty"),
    "late": _said("missing", "bad"),  # and the day it was due has gone by
    **{each.code: _said(each.code) for each in HANDED_IN},
}
# The chips above the list: what each lets through.
FILTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("全部", ()),
    ("已收", ("taken", "within")),
    ("可以收", ("ready",)),
    ("待定", ("edited", "unenrolled", "asks", "pending")),
    ("有错", ("rejected", "faulty")),
    ("退回", ("returned",)),
    ("旧版", ("older",)),
    ("未交", ("missing", "late")),
)
_LAST = ("missing", "late", "returned", "pending", "faulty")


@dataclass(slots=True)
class Standing:
    """One line: an organisation, what it handed in, and the new file about it, if any.

    `word` is said instead of the state's own. `waits` is what is remembered of the file; `lost`: it
    lies nowhere any more.
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
    waits: Undecided | None = None
    lost: bool = False

    @property
    def unknown(self) -> bool:
        """Whether it is asked about because it resembles nobody."""
        return self.state == "asks" and self.file is not None and not self.file.candidates

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


def standings(
    store: Store,
    listed: OverdueList,
    files: Sequence[FileOutcome],
    waits: Mapping[str, Undecided] = MappingProxyType({}),
) -> list[Standing]:
    """All organisations for the period: those with new files first, then taken ones, missing ones.

    Files of other periods and files nobody knows the organisation of are lines of their own, and so
    is a file that is older than what was taken; one that is the same is told of in the line of what
    was taken. `waits` is what is remembered of files, by path.
    """
    period, names = listed.period, _short_names(store)
    taken = _taken(store, listed, names)
    lines: list[Standing] = []
    for file in files:
        code = file.organisation or _code(file, names)
        known = taken.get(code) if file.period == period.text else None
        if known is not None and file.state == "unchanged":
            known.note = "；".join(part for part in (known.note, "刚读到的与它相同") if part)
            continue
        line = _of_file(file, code, period, known, names, waits.get(file.file))
        lines.append(line)
        if known is not None and file.revision > known.revision:
            taken.pop(code)
    here = {line.code for line in lines if line.file and line.file.period == period.text}
    here |= taken.keys()
    days = {each.code: each for each in listed.absent}
    others = [
        _without_file(each, listed.due, days.get(each.branch.code))
        for each in listed.standing
        if each.branch.code not in here
    ]
    return [
        *lines,
        *sorted(taken.values(), key=lambda line: line.code),
        *sorted(others, key=lambda line: (line.state not in _LAST, line.code)),
    ]


def _taken(store: Store, listed: OverdueList, names: Mapping[str, str]) -> dict[str, Standing]:
    """The lines of what was taken for the period, by code."""
    from partydesk.exchange.merge import submission_log

    taken: dict[str, Standing] = {}
    for one in submission_log.submissions(store, listed.period):
        if one["direction"] != "in" or one["state"] != "current":
            continue
        code, edited = one["org_code"], len(one["edited_rows"])
        known = taken.get(code)
        if known is not None and (known.submission or {}).get("org_uid") == one["org_uid"]:
            continue
        days = listed.late.get(code, 0)
        said = [
            f"晚交 {days} 天" if days else "",
            f"收下时有 {edited} 行是导出后改的" if edited else "",
        ]
        line = Standing(
            code,
            # Two branches that the officer keeps under one code are two lines.
            names.get(code, one["org_name"]) if known is None else one["org_name"],
            "taken",
            one["revision"],
            "；".join(part for part in said if part),
            one["counts"],
            local_time(one["taken_at"], "%m-%d"),
            submission=one,
        )
        taken[code if known is None else f"{code}　{one['org_uid']}"] = line
    return taken


def _of_file(
    file: FileOutcome,
    code: str,
    period: Period,
    known: Standing | None,
    names: Mapping[str, str],
    waits: Undecided | None,
) -> Standing:
    """The line of a file that was read."""
    state = "ready" if file.state == "merged" else file.state
    state = state if state in STATES else "rejected"
    note = _note(file, period, known)
    if waits is not None and waits.returned_at:
        state = "returned"
        faults = f"，{len(waits.slip)} 处要改" if waits.slip else ""
        of = "" if file.period == period.text else f"这是 {period_title(file.period)}的表；"
        note = f"{of}{local_time(waits.returned_at, '%m-%d')} 开了退回单{faults}"
    lost = waits is not None and not waits.kept and not waits.there
    if lost:
        note = f"文件不在原处了；{note}"
    newer = known is not None and file.revision > known.revision
    return Standing(
        code or "—",
        names.get(code) or _name(file),
        state,
        file.revision,
        note,
        file.counts,
        known.received if known and newer else "",
        file,
        known.submission if known and newer else None,
        waits=waits,
        lost=lost,
    )


def _without_file(each: HandedIn, due: date, absent: Absent | None) -> Standing:
    """Who has handed in nothing that stands, and why: until when it was due, what went back; or
    from whom no sheet of this period is wanted."""
    state, word = each.state, each.text
    note = f"报到 {each.covered_to}" if each.covered_to else ""
    if absent is not None:
        state = "late" if absent.days > 0 else "missing"
        note = f"应 {due.month} 月 {due.day} 日前交，{absent.text}"
    elif state in _LAST:
        note = f"第 {each.revision} 版" if each.revision else ""
    return Standing(each.branch.code, each.branch.name, state, each.revision or 0, note, word=word)


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
