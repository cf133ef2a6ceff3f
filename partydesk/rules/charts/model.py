"""What a chart is: bars that are numbers, each with the rows behind it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection

from partydesk.records.periods import Period
from partydesk.rules import indicators
from partydesk.rules.indicator_engine import tally


class Rows(NamedTuple):
    """Rows that have something in common: kind, uid, organisation (code), date, text, amount."""

    label: str
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a bar, those that it counts first; `unit` is that of their amounts."""

    title: str
    said: str
    unit: str
    groups: tuple[Rows, ...]


class Behind(Protocol):
    """Finds the rows of a bar, each time it is asked."""

    def find(self, connection: Connection) -> Found:
        """The rows as they stand now."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows that an indicator counts in a period, over some organisations (None: all)."""

    indicator: str
    period: Period
    organisations: tuple[int, ...] | None

    def find(self, connection: Connection) -> Found:
        """The indicator's evidence."""
        counted = indicators.indicator(self.indicator)
        rows = indicators.evidence(connection, counted.id, self.period, self.organisations)
        title = f"{counted.label}　{self.period.title}"
        return Found(title, counted.definition, counted.unit, (Rows("依据", rows),))


@dataclass(frozen=True, slots=True)
class Series:
    """What a bar's first, second, … number is, and the tone it is drawn in."""

    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, or a group of them side by side: a number for each series, and what is behind it.

    `limit` is what the number is measured against. `note` says in a word how it stands; `tone`
    is drawn instead of the series' one.
    """

    label: str
    values: tuple[float, ...]
    behind: tuple[Behind, ...]
    limit: float | None = None
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of numbers. `upright` bars stand in groups; lying ones have one series.

    `whole` is the number at the end of the axis where it is known. `additive`: the numbers may be
    added up. `empty` says what is missing where there is nothing to draw.
    """

    id: str
    title: str
    unit: str
    said: str
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]
    empty: str
    upright: bool = False
    whole: float | None = None
    additive: bool = True

    @property
    def blank(self) -> bool:
        """Whether there is nothing to draw."""
        counted = not self.additive or any(any(bar.values) for bar in self.bars)
        return not self.bars or not counted


def bars_of(
    connection: Connection,
    labelled: Sequence[tuple[str, Sequence[str]]],
    period: Period,
    organisations: Collection[int] | None,
) -> list[Bar]:
    """Bars of indicators' values, each with its evidence behind it, counted in one pass.

    `labelled` are the bars' labels and, for each series, the id of an indicator.
    """
    scope = None if organisations is None else tuple(organisations)
    wanted = dict.fromkeys(id for _label, ids in labelled for id in ids)
    counted = tally(connection, period, [indicators.indicator(id) for id in wanted])
    return [
        Bar(
            label,
            tuple(float(counted.value(id, scope).value or 0) for id in ids),
            tuple(Counted(id, period, scope) for id in ids),
        )
        for label, ids in labelled
    ]
