"""学时 as a chart: a branch's members against 32 or 56 hours; of a committee's branches the share
of members who have them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from partydesk.records.course import hours_kind
from partydesk.records.kinds import HOURS_KIND
from partydesk.records.study import ATTENDANCE
from partydesk.rules import park_settings
from partydesk.rules.charts.model import Bar, Chart, Found, Rows, Series
from partydesk.rules.norms.fact_rows import all_rows
from partydesk.rules.norms.study_hours import HOURS_32, HOURS_56
from partydesk.rules.share import per_cent
from partydesk.rules.study import Studied, hours
from partydesk.rules.study_by_kind import session_hours_kind

UNIT = "学时"
_COUNTED = ("present", "made_up")
_TONES = {"还差": "warn", "不作要求": "idle", "达到": "ok"}  # by how somebody stands, in this order
_SAID = (
    f"在册党员当年出席和补学的学时。{HOURS_32.says}（{HOURS_32.article}），"
    f"{HOURS_56.says}（{HOURS_56.article}）；不满一年的按在册月数折算，减免和失联的不作要求"
)
_NO_ROLL = "名册里还没有党员。在“党员”页添加或导入花名册后，这里会画出来。"


@dataclass(frozen=True, slots=True)
class Attended:
    """The sessions of a year at which a member was, and those that were missed."""

    organisation: int
    uid: str
    name: str
    year: int

    def find(self, connection: Connection) -> Found:
        """What was studied, then what was not, the latest first."""
        by_state: dict[str, list[dict[str, Any]]] = defaultdict(list)
        by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
        study = sorted(park_settings.study_kinds(connection))
        marks = ", ".join("?" * len(study))
        names = ("uid", "organisation", "date", "text", "amount")
        for state, kind, *row in all_rows(
            connection,
            "SELECT a.state, s.kind, s.uid, o.code, substr(s.starts_at, 1, 10), s.topic, s.hours "
            "FROM attendance a JOIN member m ON m.id = a.member "
            "JOIN session s ON s.id = a.session "
            "LEFT JOIN organisation o ON o.id = s.organisation "
            "WHERE m.uid = ? AND m.organisation = ? AND s.starts_at >= ? AND s.starts_at < ? "
            f"AND s.hours > 0 AND s.kind IN ({marks}) "
            "AND a.deleted_at IS NULL AND s.deleted_at IS NULL AND s.state = 'held' "
            "ORDER BY s.starts_at DESC, s.uid",
            self.uid, self.organisation, f"{self.year}-01-01", f"{self.year + 1}-01-01", *study,
        ):  # fmt: skip
            told = {"kind": "session", **dict(zip(names, row, strict=True))}
            by_state[state].append(told)
            if state in _COUNTED:
                by_kind[session_hours_kind(kind)].append(told)
        for way, *row in all_rows(
            connection,
            'SELECT c.way, c.uid, o.code, c."on", c.topic, c.hours FROM study_credit c '
            "JOIN member m ON m.id = c.member LEFT JOIN organisation o ON o.id = c.organisation "
            'WHERE m.uid = ? AND m.organisation = ? AND substr(c."on", 1, 4) = ? '
            "AND c.deleted_at IS NULL",
            self.uid, self.organisation, str(self.year),
        ):  # fmt: skip
            told = {"kind": "study_credit", **dict(zip(names, row, strict=True))}
            by_kind[hours_kind(way)].append(told)

        def latest_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return sorted(rows, key=lambda row: str(row["date"]), reverse=True)

        studied = latest_first([row for rows in by_kind.values() for row in rows])
        kinds = [
            Rows(choice.label, latest_first(by_kind[choice.code]))
            for choice in HOURS_KIND
            if len(by_kind) > 1 and choice.code in by_kind
        ]
        missed = (
            Rows(choice.label, by_state[choice.code])
            for choice in ATTENDANCE
            if choice.code not in _COUNTED and by_state[choice.code]
        )
        total = sum(row["amount"] for row in studied)
        title = f"{self.name}　{self.year} 年已学 {total:g} {UNIT}"
        return Found(title, _SAID, UNIT, (Rows("已学", studied), *kinds, *missed))


@dataclass(frozen=True, slots=True)
class OnRoll:
    """The members of a branch by whether they have their hours."""

    organisation: int
    name: str
    year: int
    today: date

    def find(self, connection: Connection) -> Found:
        """Those who have them, those who lack some, those who are not asked."""
        groups: dict[str, list[dict[str, Any]]] = {"达到": [], "还差": [], "不作要求": []}
        for each in hours(connection, self.year, self.organisation, self.today):
            groups[_standing(each)].append(
                {
                    "kind": "member", "uid": each.uid, "organisation": None, "date": None,
                    "text": each.name if each.met else f"{each.name}　{_note(each)}",
                    "amount": each.hours,
                }
            )  # fmt: skip
        title = f"{self.name}　{self.year} 年学时"
        kept = (Rows(label, rows) for label, rows in groups.items() if rows or label == "达到")
        return Found(title, _SAID, UNIT, tuple(kept))


def of_members(connection: Connection, year: int, organisation: int, today: date) -> Chart:
    """One branch: a bar for each member, who lacks hours first, the fewest hours first."""
    found = hours(connection, year, organisation, today)
    bars = tuple(
        Bar(
            each.name,
            (each.hours,),
            (Attended(each.organisation, each.uid, each.name, year),),
            float(each.wanted),
            _note(each),
            _TONES[_standing(each)],
        )
        for each in sorted(found, key=lambda each: list(_TONES).index(_standing(each)))
    )
    return Chart(
        "hours", f"学时　{year} 年", UNIT, _SAID, (Series("已学", "ok"),), bars, _NO_ROLL,
        additive=False,
    )  # fmt: skip


def of_branches(connection: Connection, year: int, today: date) -> Chart:
    """A committee's file: the share of members with their hours in each branch, lowest first."""
    members: dict[int, list[Studied]] = defaultdict(list)
    for each in hours(connection, year, None, today):
        members[each.organisation].append(each)
    found = []
    for id, name in _branches(connection):
        asked = [each for each in members[id] if each.asked]
        met = sum(each.met for each in asked)
        share = per_cent(met, len(asked)) or 0.0
        note = f"{met}/{len(asked)} 人" if asked else "没有要求的人"
        if not members[id]:
            note = "还没有名册"
        tone = "idle" if not asked else "ok" if met == len(asked) else "warn"
        bar = Bar(name, (share,), (OnRoll(id, name, year, today),), None, note, tone)
        found.append((not asked, share, bar))
    bars = tuple(bar for *_, bar in sorted(found, key=lambda each: each[:2]))
    any_rolls = any(members.values())
    return Chart(
        "hours", f"学时达到的党员　{year} 年", "%", _SAID, (Series("达到的党员", "ok"),),
        bars if any_rolls else (), "还没有收到支部的名册。收了报送表以后，这里会画出来。",
        whole=100.0, additive=False,
    )  # fmt: skip


def _branches(connection: Connection) -> list[tuple[int, str]]:
    rows = all_rows(
        connection,
        "SELECT id, coalesce(nullif(short_name, ''), name) FROM organisation "
        "WHERE deleted_at IS NULL AND kind IN ('branch', 'joint_branch', 'temporary_branch') "
        "ORDER BY code, id",
    )
    return [(row[0], row[1]) for row in rows]


def _standing(each: Studied) -> str:
    return "达到" if each.met else "还差" if each.asked else "不作要求"


def _note(each: Studied) -> str:
    standing = _standing(each)
    return f"还差 {each.lacks:g}" if standing == "还差" else standing
