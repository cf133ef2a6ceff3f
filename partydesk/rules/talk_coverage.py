"""覆盖: who has had the year's 谈心谈话 in each direction that is asked of them, and who has not.

It is what the norms say (支部工作条例 Art. 19): whoever counts it anywhere else counts the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import Connection

from partydesk.records.periods import parse_period
from partydesk.rules.derived_indicators import TALKS
from partydesk.rules.norms import UNMET, Obligation, judge

DIRECTIONS = {
    "talk_committee": "支委之间",
    "talk_committee_member": "支委与党员",
    "talk_members": "党员之间",
}
"""What the directions are called, by their norms."""


def asked_talks(
    connection: Connection, year: int, organisations: Collection[int] | None, today: date
) -> list[Obligation]:
    """What the norms say of the year's talks, of some organisations or all (None)."""
    items = judge(connection, parse_period(str(year)), today=today, organisations=organisations)
    return of_talks(items)


def of_talks(items: Iterable[Obligation]) -> list[Obligation]:
    """Of all that the norms say, what is about 谈心谈话."""
    return [item for item in items if item.norm.id in TALKS]


def without_talk(items: Iterable[Obligation]) -> list[str]:
    """The names of those who still lack a talk in some direction, each once."""
    lacking = (item.about for item in items if item.state in UNMET)
    return list(dict.fromkeys(lacking))
