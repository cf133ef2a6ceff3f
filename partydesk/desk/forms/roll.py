"""Who may be meant: the people of the own organisation, as forms and attendance need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from partydesk.desk.forms.editors import Around, Writing
from partydesk.records.base import kind_of
from partydesk.records.clock import today
from partydesk.records.fields import fields
from partydesk.records.member import COMMITTEE_DUTIES
from partydesk.records.on_roll import expected
from partydesk.records.periods import parse_period
from partydesk.records.values import shown
from partydesk.store import queries
from partydesk.store.store import Store

ON_ROLL = ("probationary", "full")
ON_THE_WAY = ("activist", "candidate")


@dataclass(frozen=True, slots=True)
class Person:
    """One on the roll: the row's id, and what decides which meetings they belong to.

    `group` is the group in the branch; of people of several branches, their branch.
    """

    id: int
    uid: str
    name: str
    group: str
    in_committee: bool
    category: str
    leads: bool = False


def people(
    store: Store, categories: Sequence[str], *, everywhere: bool = False, on: date | None = None
) -> list[Person]:
    """Those who are on the roll in good standing on a day (by default today), by pinyin: the own
    organisation's, or those of all branches that a committee knows.

    Who left later is among those of the days before.
    """
    with store.read() as connection:
        query = queries.Query(
            "member",
            where={"category": categories},
            extra=(expected(on),),
            organisation=None if everywhere else store.own.id,
        )
        wanted = queries.ids(connection, query)
        rows = queries.window(connection, "member", wanted)
    branch = ("organisation_short_name", "organisation_name")
    return [
        Person(
            each,
            rows[each]["uid"],
            rows[each]["name"],
            next((rows[each][n] for n in branch if rows[each][n]), "")
            if everywhere
            else rows[each]["group"] or "",
            rows[each]["duty"] in COMMITTEE_DUTIES,
            rows[each]["category"],
            rows[each]["duty"] == "secretary",
        )
        for each in wanted
    ]


def of_course(store: Store, course: object) -> set[int]:
    """The ids of those whom a course (its id) is for today; nobody where none is named."""
    if not isinstance(course, int):
        return set()
    from partydesk.rules.training import courses

    with store.read() as connection:
        found = connection.exec_driver_sql("SELECT year FROM course WHERE id = ?", (course,))
        year = parse_period(str(found.scalar() or today().year))
        standing = courses(connection, year, today(), whose=course)
    return {each.member for one in standing for each in one.people if each.member}


def around(store: Store, writing: Writing | None = None) -> Around:
    """What editors may ask of this store; names are fetched once, when first asked for."""
    kept: list[str] = []

    def names() -> list[str]:
        if not kept:
            with store.read() as connection:
                query = queries.Query("member", organisation=store.own.id)
                wanted = queries.ids(connection, query)
                rows = queries.window(connection, "member", wanted)
            kept.extend(dict.fromkeys(rows[each]["name"] for each in wanted))
        return kept

    def records(kind: str, text: str) -> list[tuple[int, str]]:
        record = kind_of(kind)
        declared = fields(record)
        with store.read() as connection:
            wanted = queries.ids(connection, queries.Query(kind, text=text))[:50]
            rows = queries.window(connection, kind, wanted)
        return [
            (
                each,
                " ".join(
                    part
                    for name in record.described_by
                    if (part := shown(declared[name], rows[each][name]))
                ),
            )
            for each in wanted
        ]

    return Around(names, records, writing)
