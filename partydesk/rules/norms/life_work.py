"""组织生活会 of a year, step by step: what shows that a step was taken, what is next, by when.

The text (支部工作条例 Art. 17) names the steps and no days: those here are practice, counted from
the meeting's day. Study and talks that are on record show that their step was taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from partydesk.records.kinds import SESSION_KINDS
from partydesk.records.session_year import counted_day
from partydesk.records.ticket import PENDING
from partydesk.records.values import Stored
from partydesk.rules.norms.fact_rows import PERSONS, Person, all_rows
from partydesk.rules.park_settings import life_meeting_day

STUDY, TALKS, ASKED, CHECKED = "study", "talks", "asked", "checked"
MEETING, LISTED, REPORTED, MENDED = "meeting", "listed", "reported", "mended"
LABELS = {
    STUDY: "会前学习", TALKS: "谈心谈话", ASKED: "征求意见", CHECKED: "对照检查",
    MEETING: "召开组织生活会", LISTED: "整改清单", REPORTED: "情况报告", MENDED: "整改落实",
}  # fmt: skip
COLUMNS = {
    STUDY: ("studied_on",), TALKS: ("talked_on",), ASKED: ("asked_on", "ask_ways", "opinions"),
    CHECKED: ("checked_on",), LISTED: ("listed_on",), REPORTED: ("reported_on",),
}  # fmt: skip
"""The fields of the record by which a step is said to be taken; the first is its day."""

DAYS = {STUDY: -15, TALKS: -7, ASKED: -7, CHECKED: -3, MEETING: 0, LISTED: 15, REPORTED: 15}
"""By when each step is taken, in days from the meeting's."""
_STUDIED_WITHIN, _TALKED_WITHIN = timedelta(days=31), timedelta(days=92)
"""So long before the meeting study and talks are for it."""
CATEGORY = "{year} 年度组织生活会"
"""The category of a ticket that was made of an issue of a year's."""
_GROUP_STUDY = tuple(kind.code for kind in SESSION_KINDS if kind.group_study)
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class LifeStep:
    """One step: until when, on which day it was taken (None: not yet), what shows it."""

    code: str
    due: date | None
    done: date | None
    text: str = ""
    evidence: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """What it is called."""
        return LABELS[self.code]


@dataclass(frozen=True, slots=True)
class LifeIssueRow:
    """One issue, and how the ticket stands that was made of it ("" while there is none)."""

    uid: str
    whose: str
    name: str
    issue: str
    measures: str
    owner: str
    due_on: str
    ticket: str
    state: str
    resolved_on: str

    @property
    def mended(self) -> bool:
        """Whether its ticket is solved."""
        return bool(self.state) and self.state not in PENDING


@dataclass(slots=True)
class LifeYear:
    """One year's 组织生活会 of an organisation (its id); `day` is when it was held, is planned or
    is to be held at the latest."""

    organisation: int
    id: int
    uid: str
    year: int
    row: dict[str, Stored]
    day: date
    held: bool
    planned: bool
    steps: list[LifeStep] = field(default_factory=list)
    issues: list[LifeIssueRow] = field(default_factory=list)

    @property
    def next(self) -> LifeStep | None:
        """The first step not taken; None once all are."""
        return next((step for step in self.steps if step.done is None), None)


def life_years(
    connection: Connection,
    organisations: Collection[int] | None,
    years: tuple[int, int],
    until: str,
    today: date,
) -> list[LifeYear]:
    """What organisations (None: all) keep of these years, the earliest first. `until` is the
    park's last day for a 组织生活会 (park_settings)."""
    only = ""
    if organisations is not None:
        only = f" AND organisation IN ({', '.join(str(int(o)) for o in organisations)})"
    columns = ("organisation", "id", "uid", "year", "theme", "opinions", "criticisms",
               *(name for names in COLUMNS.values() for name in names[:1]))  # fmt: skip
    rows = all_rows(
        connection,
        f"SELECT {', '.join(columns)} FROM life_work WHERE deleted_at IS NULL "
        f"AND year BETWEEN ? AND ?{only} ORDER BY year, id",
        *years,
    )
    return [_year(connection, dict(zip(columns, row, strict=True)), until, today) for row in rows]


def life_year(
    connection: Connection, organisation: int, year: int, until: str, today: date
) -> LifeYear:
    """One organisation's of a year; where it keeps none (`uid` is ""), what other records show."""
    kept = life_years(connection, (organisation,), (year, year), until, today)
    if kept:
        return kept[0]
    row = {"organisation": organisation, "id": 0, "uid": "", "year": year, "opinions": None,
           **{names[0]: None for names in COLUMNS.values()}}  # fmt: skip
    return _year(connection, row, until, today)


def _year(connection: Connection, row: dict[str, Any], until: str, today: date) -> LifeYear:
    organisation, year = int(row["organisation"]), int(row["year"])
    held, planned = _meetings(connection, organisation, year, today)
    day = held[0] if held else planned[0] if planned else None
    on = date.fromisoformat(day[0]) if day is not None else life_meeting_day(until, year)
    found = LifeYear(organisation, row["id"], row["uid"], year, row, on, bool(held), bool(planned))
    found.issues = _issues(connection, organisation, found.id)
    shown = {
        STUDY: lambda: _studied(connection, organisation, on, today),
        TALKS: lambda: _talked(connection, organisation, on, today),
    }
    for code, names in COLUMNS.items():
        if code == LISTED:
            evidence = tuple(("session", uid) for _day, uid in held)
            told = f"{on} 召开" if held else f"排在 {on}" if planned else f"最迟 {on}"
            done = date.fromisoformat(held[0][0]) if held else None
            found.steps.append(LifeStep(MEETING, on, done, told, evidence))
        due = on + timedelta(days=DAYS[code])
        if row[names[0]]:
            said = date.fromisoformat(str(row[names[0]]))
            more = f"征求到 {row['opinions']} 条" if code == ASKED and row["opinions"] else ""
            found.steps.append(LifeStep(code, due, said, more, (("life_work", found.uid),)))
            continue
        done, text, shows = shown[code]() if code in shown else (None, "", ())
        if code in (LISTED, REPORTED) and not held:
            text = "开会以后"
        found.steps.append(LifeStep(code, due, done, text, shows))
    found.steps.append(_mended(found))
    return found


def _meetings(
    connection: Connection, organisation: int, year: int, today: date
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Day and uid of those held for the year, and of those planned."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for uid, day, for_year, state in all_rows(
        connection,
        "SELECT uid, substr(starts_at, 1, 10), for_year, state FROM session "
        "WHERE kind = 'life_meeting' AND deleted_at IS NULL AND organisation = ? "
        "AND starts_at >= ? AND starts_at < ? ORDER BY starts_at, id",
        organisation, f"{year - 1}-01-01", f"{year + 2}-01-01",
    ):  # fmt: skip
        if counted_day("life_meeting", day, for_year)[:4] == str(year):
            found[state].append((day, uid))
    ahead = [each for each in found["planned"] if each[0] >= today.isoformat()]
    return found["held"], ahead


def _studied(
    connection: Connection, organisation: int, on: date, today: date
) -> tuple[date | None, str, tuple[tuple[str, str], ...]]:
    marks = ", ".join("?" * len(_GROUP_STUDY))
    last = min(on, today).isoformat()
    rows = all_rows(
        connection,
        "SELECT uid, substr(starts_at, 1, 10), topic FROM session WHERE deleted_at IS NULL "
        f"AND state = 'held' AND organisation = ? AND kind IN ({marks}) "
        "AND substr(starts_at, 1, 10) BETWEEN ? AND ? ORDER BY starts_at, id",
        organisation, *_GROUP_STUDY, (on - _STUDIED_WITHIN).isoformat(), last,
    )  # fmt: skip
    if not rows:
        return None, "会前一个月里没有学习的记录", ()
    uid, day, topic = rows[-1]
    told = f"{day} {topic}" + (f"，等 {len(rows)} 次" if len(rows) > 1 else "")
    return date.fromisoformat(day), told, tuple(("session", each[0]) for each in rows)


def _talked(
    connection: Connection, organisation: int, on: date, today: date
) -> tuple[date | None, str, tuple[tuple[str, str], ...]]:
    """Taken once everybody on the roll had a 谈心谈话 in the time before."""
    last = min(on, today).isoformat()
    people = [
        person.name
        for person in map(Person._make, all_rows(
            connection, f"{PERSONS} WHERE deleted_at IS NULL AND organisation = ?", organisation))
        if person.on_roll(last) and not person.lost_by(last)
    ]  # fmt: skip
    since = on - _TALKED_WITHIN
    rows = all_rows(
        connection,
        "SELECT uid, held_on, talker, subjects FROM talk WHERE deleted_at IS NULL "
        "AND kind = 'heart' AND organisation = ? AND held_on BETWEEN ? AND ? "
        "ORDER BY held_on, id",
        organisation, since.isoformat(), last,
    )  # fmt: skip
    reached = {
        name for row in rows for name in (str(row[2]), *str(row[3]).split("、"))
    }  # fmt: skip
    lacking = [name for name in people if name not in reached]
    told = f"{since} 以来谈了 {len(rows)} 次"
    evidence = tuple(("talk", row[0]) for row in rows)
    if not people or lacking:
        named = "、".join(lacking[:_MOST_NAMED])
        named += f" 等 {len(lacking)} 人" if len(lacking) > _MOST_NAMED else ""
        return None, f"{told}，还没谈：{named}" if lacking else told, evidence
    return date.fromisoformat(str(rows[-1][1])), f"{told}，{len(people)} 人都谈到了", evidence


def _issues(connection: Connection, organisation: int, id: int) -> list[LifeIssueRow]:
    return [
        LifeIssueRow(*("" if value is None else str(value) for value in row))
        for row in all_rows(
            connection,
            "SELECT i.uid, i.whose, m.name, i.issue, i.measures, i.owner, i.due_on, t.uid, "
            "t.state, t.resolved_on FROM life_issue i LEFT JOIN member m ON m.id = i.member "
            "LEFT JOIN ticket t ON t.uid = i.ticket AND t.deleted_at IS NULL "
            "AND t.organisation = i.organisation "
            "WHERE i.deleted_at IS NULL AND i.organisation = ? AND i.life_work = ? "
            "ORDER BY i.whose, i.id",
            organisation, id,
        )
    ]  # fmt: skip


def _mended(found: LifeYear) -> LifeStep:
    """Taken once every issue is mended; nothing on the list is nothing mended."""
    solved = sum(each.mended for each in found.issues)
    days = [each.due_on for each in found.issues if each.due_on]
    due = date.fromisoformat(max(days)) if days else None
    evidence = tuple(("life_issue", each.uid) for each in found.issues)
    if not found.issues:
        return LifeStep(MENDED, due, None, "还没有登记查摆的问题" if found.held else "开会以后")
    told = f"{len(found.issues)} 条，整改好 {solved} 条"
    waiting = sum(not each.state for each in found.issues)
    told += f"，{waiting} 条没有转入台账" if waiting else ""
    done = None
    if solved == len(found.issues):
        ended = [each.resolved_on for each in found.issues if each.resolved_on]
        done = date.fromisoformat(max(ended)) if ended else found.day
    return LifeStep(MENDED, due, done, told, evidence)
