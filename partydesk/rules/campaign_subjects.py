"""Whom a campaign is over: the firms, branches, members or things of a file, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from partydesk.records.folding import folded
from partydesk.records.member import Member
from partydesk.records.on_roll import in_count
from partydesk.rules.enterprise_register import register
from partydesk.rules.indicator_engine import committee

Key = tuple[int, str]
"""An organisation's id and the uid of a record of it; 0 is any organisation, "" any record."""


@dataclass(slots=True)
class Found:
    """One subject: `records` are the rows that are it, `owner` is who answers for it."""

    key: str
    uid: str
    name: str
    organisation: int
    branch: str
    owner: str
    records: set[Key] = field(default_factory=set)


def subjects_of(
    connection: Connection,
    over: str,
    names: str,
    organisation: int,
    branch: str = "",
    *,
    of_park: bool = False,
) -> list[Found]:
    """The subjects of a campaign that an organisation has, by name.

    `names` are the only ones, one a line; one that no record bears is one all the same. `branch`
    is given for a campaign of a branch's own in a committee's file: only that branch's count. Of a
    list of the park's (`of_park`) a branch has those that it knows, and all things.
    """
    wanted = [name for line in names.splitlines() if (name := line.strip())]
    found = list(_READ[over](connection, organisation)) if over in _READ else []
    if branch:
        found = [each for each in found if each.organisation == organisation]
    if not wanted:
        return found
    bearers: dict[str, list[Found]] = {}
    for each in found:
        bearers.setdefault(folded(each.name), []).append(each)
    limited: list[Found] = []
    for key, name in {folded(name): name for name in wanted}.items():
        unknown = [Found(key, "", name, organisation, branch, "")]
        limited += bearers.get(key) or ([] if of_park and over != "item" else unknown)
    return limited


def _organisations(connection: Connection) -> dict[int, tuple[str, str]]:
    """Short name and secretary by id."""
    return {
        id: (name, secretary or "")
        for id, name, secretary in connection.exec_driver_sql(
            "SELECT id, coalesce(nullif(short_name, ''), name), secretary FROM organisation"
        )
    }


def _firms(connection: Connection, own: int) -> Iterator[Found]:
    """The enterprises that are not closed. In a committee's file its own and those of branches
    are one register."""
    known = _organisations(connection)
    rows = connection.exec_driver_sql(
        "SELECT id, uid, name, organisation, coalesce(formed_name, ''), coalesce(instructor, '') "
        "FROM enterprise WHERE deleted_at IS NULL AND closed_on IS NULL "
        "ORDER BY organisation != ?, search, id", (own,),
    ).fetchall()  # fmt: skip
    first: dict[int, int] = {}
    if committee(connection) is not None:
        kept = register(connection, own)
        for group in kept.groups:
            first |= {firm.id: group[0].id for firm in group}
        for one, other in kept.alike:
            if kept.lost & {one.id, other.id}:
                first[other.id] = first.get(one.id, one.id)
    made: dict[int, Found] = {}
    for id, uid, name, organisation, formed, instructor in rows:
        told = known.get(organisation, ("", ""))
        of_branch = organisation != own
        standing = made.get(first.get(id, id))
        if standing is None:
            branch = told[0] if of_branch or committee(connection) is None else formed
            person = instructor if instructor not in ("是", "否") else ""
            owner = person or (told[1] if of_branch or committee(connection) is None else "")
            standing = made[first.get(id, id)] = Found(uid, uid, name, organisation, branch, owner)
        elif of_branch and standing.organisation == own:
            standing.organisation, standing.branch = organisation, told[0]
            standing.owner = standing.owner or told[1]
        standing.records.add((organisation, uid))
    yield from made.values()


def _branches(connection: Connection, own: int) -> Iterator[Found]:
    """The branches below a committee; a branch's file has its own."""
    below = committee(connection) is not None
    for id, uid, name, secretary in connection.exec_driver_sql(
        "SELECT id, uid, coalesce(nullif(short_name, ''), name), coalesce(secretary, '') "
        "FROM organisation WHERE deleted_at IS NULL AND ended_on IS NULL ORDER BY code, id"
    ):
        if (id != own) is below:
            yield Found(uid, uid, name, id, name, secretary, {(id, ""), (0, uid)})


def _members(connection: Connection, own: int) -> Iterator[Found]:
    """The members on the roll today."""
    known = _organisations(connection)
    statement = select(Member.uid, Member.name, Member.organisation).where(
        in_count(), Member.deleted_at.is_(None)
    )
    rows = connection.execute(statement.order_by(Member.search, Member.id))
    for uid, name, organisation in rows:
        if organisation is None:
            continue
        branch, _ = known.get(organisation, ("", ""))
        yield Found(uid, uid, name, organisation, branch, name, {(organisation, uid)})


_READ: dict[str, Callable[[Connection, int], Iterator[Found]]] = {
    "firm": _firms,
    "branch": _branches,
    "member": _members,
}
"""By what a campaign is over; things are only those that it names."""
