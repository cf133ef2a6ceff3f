"""One year of the star scheme as the page shows it: read from the store in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from partydesk.records.clock import today
from partydesk.records.findings import UserError
from partydesk.rules.stars.model import Scheme
from partydesk.rules.stars.told import Told, told_of, words_here
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.rules.stars.scores import Given
    from partydesk.rules.stars.scoring import Ranked, Scored

_SCORED_UNTIL = 3  # the month until which the last year is still being scored
_BACK = 3  # years before this one that can be looked at even without a score in them


@dataclass(frozen=True, slots=True)
class Year:
    """How everybody stands. `board` is the ranking, `by_id` each branch's standing.

    `own_words` is what was written here as evidence, by the row's uid: in a committee's file
    the branch's own words stand over these. `before` is how each stood a year earlier, where
    anything was scored then; `told` what this branch's committee told it.
    """

    year: int
    scheme: Scheme
    by_id: dict[int, Scored]
    board: list[Ranked]
    shares: dict[int | None, int]
    own_words: dict[str, str]
    before: dict[int, Scored]
    told: Told | None = None

    def written_here(self, given: Given) -> str:
        """The evidence that was written in this file."""
        return self.own_words.get(given.own_row, "")


def read_year(store: Store, year: int) -> Year:
    """Score a year. Raises UserError where its scheme cannot be used."""
    with store.read() as connection:
        return year_of(connection, year)


def year_of(connection: Connection, year: int, day: date | None = None) -> Year:
    """What `read_year` does, from what this connection sees, as on a day (by default today)."""
    from partydesk.rules.stars.scheme import scheme_for
    from partydesk.rules.stars.scoring import distribution, ranking, score

    scheme = scheme_for(connection, year)
    by_id = score(connection, year, scheme, today=day)
    everybody = list(by_id.values())
    return Year(
        year, scheme, by_id, ranking(everybody), distribution(scheme, everybody),
        words_here(connection, year), _before(connection, year - 1, day), told_of(connection, year),
    )  # fmt: skip


def _before(connection: Connection, year: int, day: date | None) -> dict[int, Scored]:
    """How everybody stood in a year of which anything was scored; nothing of another."""
    from partydesk.rules.stars.scheme import scheme_for
    from partydesk.rules.stars.scoring import score

    scored = connection.exec_driver_sql(
        "SELECT 1 FROM star WHERE year = ? AND deleted_at IS NULL LIMIT 1", (year,)
    ).fetchone()
    if scored is None and told_of(connection, year) is None:
        return {}
    try:
        return score(connection, year, scheme_for(connection, year), today=day)
    except UserError:  # a scheme that cannot be used: nothing to set beside
        return {}


def usual_year() -> int:
    """The year somebody scores now: until the end of March the one before."""
    day = today()
    return day.year if day.month > _SCORED_UNTIL else day.year - 1


def years(store: Store) -> list[int]:
    """The years to choose from, the latest first."""
    this = today().year
    with store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT DISTINCT year FROM star WHERE deleted_at IS NULL"
        )
        scored = {int(year) for (year,) in found}
    return sorted({this - back for back in range(_BACK + 1)} | scored, reverse=True)
