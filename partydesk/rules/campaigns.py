"""The 专项行动 of a file, worked out from its rows: campaigns, steps, who took which step when.

A committee sees its own campaign with what its branches handed in of their copies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from partydesk.records.folding import folded
from partydesk.rules.campaign_goals import goals_of
from partydesk.rules.campaign_standing import Campaign, Head, StepOf, Subject, Tick
from partydesk.rules.campaign_subjects import Found, subjects_of
from partydesk.rules.handed_in import Told

_HEADS = (
    "SELECT c.id, c.uid, c.name, c.from_on, c.until_on, c.over, c.goal, coalesce(c.subjects, ''), "
    "coalesce(c.of_park, ''), c.organisation, coalesce(nullif(o.short_name, ''), o.name), "
    "c.submission, coalesce(c.branch_goals, '') FROM campaign c "
    "JOIN organisation o ON o.id = c.organisation WHERE c.deleted_at IS NULL"
)


def heads(connection: Connection) -> list[Head]:
    """The campaigns of the file, the latest first: its own, and those that branches have beside
    them. A branch's copy of one of the park's is none of its own."""
    own: list[Head] = []
    told: list[Head] = []
    for row in connection.exec_driver_sql(_HEADS).fetchall():
        id, uid, name, first, last, over, goal, names, of_park, organisation = row[:10]
        by, submission, goals = row[10:]
        days = date.fromisoformat(first), date.fromisoformat(last)
        branch = "" if submission is None else by
        made = Head(id, uid, name, *days, over, goal, names, of_park, organisation, branch, goals)
        (own if submission is None else told).append(made)
    known = {each.uid for each in own}
    found = own + [each for each in told if each.of_park not in known]
    return sorted(found, key=lambda each: (bool(each.branch), -each.first.toordinal(), each.id))


def campaign(
    connection: Connection,
    head: Head,
    today: date,
    organisations: Collection[int] | None = None,
) -> Campaign:
    """How a campaign stands, over the subjects of some organisations (None: all)."""
    steps = _steps(connection, head)
    found = [
        each
        for each in subjects_of(
            connection,
            head.over,
            head.names,
            head.organisation,
            head.branch,
            of_park=bool(head.of_park),
        )
        if organisations is None or each.organisation in organisations
    ]
    subjects = [
        Subject(each.key, each.uid, each.name, each.organisation, each.branch, each.owner,
                steps=steps)
        for each in found
    ]  # fmt: skip
    until = _told_until(connection, head)
    for each in subjects:
        each.told_until = until.get(each.organisation)
    _tick(subjects, found, _ticks(connection, head, organisations), head.over, head.organisation)
    goals = goals_of(connection, head.branch_goals, organisations)
    part = organisations is not None and head.organisation not in organisations
    return Campaign(head, steps, subjects, today, goals, part)


def campaigns(
    connection: Connection,
    today: date,
    first: date | None = None,
    last: date | None = None,
    organisations: Collection[int] | None = None,
) -> list[Campaign]:
    """How all campaigns of the file stand, or those that run between two days."""
    return [
        campaign(connection, head, today, organisations)
        for head in heads(connection)
        if head.runs(first or head.first, last or head.last)
    ]


def _steps(connection: Connection, head: Head) -> list[StepOf]:
    rows = connection.exec_driver_sql(
        "SELECT id, uid, number, name, coalesce(\"group\", ''), due_on, coalesce(about, '') "
        "FROM campaign_step WHERE campaign = ? AND deleted_at IS NULL ORDER BY number, id",
        (head.id,),
    ).fetchall()
    seen: dict[int, StepOf] = {}
    for id, uid, number, name, group, due, about in rows:
        day = date.fromisoformat(due) if due else head.last
        seen.setdefault(number, StepOf(id, uid, number, name, group, day, about))
    return list(seen.values())


def _told_until(connection: Connection, head: Head) -> dict[int, date]:
    """Until when each branch has told that has a copy of the campaign; of one over branches, of
    those that have told nothing too."""
    told = Told(connection)
    copies = {
        row[0]
        for row in connection.exec_driver_sql(
            "SELECT organisation FROM campaign WHERE of_park = ? AND submission IS NOT NULL",
            (head.uid,),
        )
    }
    return {
        branch.id: told.until(branch.id) or date.min
        for branch in told.branches
        if branch.id in copies or (head.over == "branch" and told.until(branch.id) is None)
    }


class _Row(NamedTuple):
    number: int
    organisation: int
    subject: str
    about: str
    tick: Tick


def _ticks(
    connection: Connection, head: Head, organisations: Collection[int] | None
) -> Iterator[_Row]:
    """What was done of a campaign here and, where branches have copies of it, there."""
    rows = connection.exec_driver_sql(
        "SELECT s.number, d.organisation, d.subject, coalesce(d.about, ''), d.\"on\", "
        "coalesce(d.note, ''), d.uid, d.submission, coalesce(nullif(o.short_name, ''), o.name) "
        "FROM campaign_done d JOIN campaign_step s ON s.id = d.step "
        "JOIN campaign c ON c.id = s.campaign JOIN organisation o ON o.id = d.organisation "
        "WHERE d.deleted_at IS NULL AND s.deleted_at IS NULL AND c.deleted_at IS NULL "
        'AND (c.id = ? OR (c.of_park = ? AND c.submission IS NOT NULL)) ORDER BY d."on", d.id',
        (head.id, head.uid),
    )
    for number, organisation, subject, about, on, note, uid, submission, by in rows:
        if organisations is None or organisation in organisations or submission is None:
            tick = Tick(date.fromisoformat(on), note, uid, submission is None, by)
            yield _Row(number, organisation, subject, about, tick)


def _tick(
    subjects: Sequence[Subject],
    found: Sequence[Found],
    rows: Iterable[_Row],
    over: str,
    own: int,
) -> None:
    """Put the ticks to whom they are of: by record, else by name; the earliest day stands."""
    by_record: dict[tuple[int, str], Subject] = {}
    by_name: dict[str, list[Subject]] = defaultdict(list)
    for subject, each in zip(subjects, found, strict=True):
        by_record |= dict.fromkeys(each.records, subject)
        by_name[folded(subject.name)].append(subject)

    def whose(row: _Row) -> Subject | None:
        if over == "branch" and row.organisation != own:
            # Whoever hands in a tick over branches has done it.
            return by_record.get((row.organisation, ""))
        known = by_record.get((row.organisation, row.about)) if row.about else None
        if known is None and row.about:
            known = by_record.get((0, row.about))
        bearers = by_name[folded(row.subject)]
        near = [each for each in bearers if each.organisation == row.organisation] or bearers
        return known or (near[0] if len(near) == 1 else None)

    for row in rows:
        if (known := whose(row)) is not None:
            known.ticks.setdefault(row.number, row.tick)
