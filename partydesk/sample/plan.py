"""What a sample file is going to hold, before it is written: planned records and their calendar."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zlib import crc32

# As (month, day); the spring one moves from year to year, this is about where it falls.
HOLIDAYS = (((1, 1), (1, 3)), ((2, 15), (2, 23)), ((5, 1), (5, 5)), ((10, 1), (10, 7)))


@dataclass
class Planned:
    """One record to be: its uid and typed values; a reference holds the other record's uid."""

    uid: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Circle:
    """Whom a session gathers: board, group (which one), party or all; who of them stays away."""

    who: str
    group: str = ""
    away: frozenset[str] = frozenset()


@dataclass
class Plan:
    """Everything a sample file will hold, by kind, in the order it is written.

    Nothing happens after `through`, nor before `founded` where the branch is of this year. The
    seed also decides what is amiss in a branch, so that no two neighbours lack the same.
    `circles` are the sessions' (by uid), `closing` what a ticket (by uid) gets once its steps
    are taken.
    """

    code: str
    seed: int
    random: Random
    year: int
    through: date
    founded: date | None = None
    rows: dict[str, list[Planned]] = field(default_factory=dict)
    circles: dict[str, Circle] = field(default_factory=dict)
    closing: dict[str, dict[str, Any]] = field(default_factory=dict)
    _made: int = 0

    def add(self, kind: str, /, **values: Any) -> Planned:
        """Plan one record; its uid follows from the seed, so the same call gives the same file."""
        self._made += 1
        stamp = int(datetime(self.year, 1, 1, tzinfo=UTC).timestamp() * 1000) + self._made
        number = stamp << 80 | 0x7 << 76 | self.random.getrandbits(12) << 64
        number |= 0b10 << 62 | self.random.getrandbits(62)
        planned = Planned(str(UUID(int=number)), values)
        self.rows.setdefault(kind, []).append(planned)
        return planned

    def of(self, kind: str) -> list[Planned]:
        """What is planned of a kind so far."""
        return self.rows.get(kind, [])

    def day(self, first: date, last: date) -> date:
        """A random day between two, both within; the first where they are the wrong way round."""
        return first + timedelta(days=self.random.randint(0, max(0, (last - first).days)))

    def happened(self, day: date) -> bool:
        """Whether a day of this year lies in the time the file tells of."""
        return (self.founded or date(self.year, 1, 1)) <= day <= self.through


def new_plan(code: str, seed: int, year: int, through: date | None) -> Plan:
    """An empty plan whose chance follows from the code, the seed and the year."""
    return Plan(code, seed, Random(f"{code}/{seed}/{year}"), year, through or date(year, 12, 31))


def later(day: date, days: int) -> date:
    """So many days after (or, below zero, before) a day."""
    return day + timedelta(days=days)


def working_day(day: date) -> date:
    """The day itself or the next one that is neither at a weekend nor in the long holidays."""
    while day.weekday() >= 5 or any(
        first <= (day.month, day.day) <= last for first, last in HOLIDAYS
    ):
        day += timedelta(days=1)
    return day


def area_of(code: str) -> int:
    """The four digits by which the numbers of one organisation differ from another's."""
    digits = "".join(c for c in code if c.isdigit())
    return int(digits[-4:]) if digits else crc32(code.encode()) % 10_000
