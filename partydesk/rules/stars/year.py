"""One year of the star scheme as the page shows it: read from the store in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from partydesk.records.clock import today
from partydesk.rules.stars.model import Scheme
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
    the branch's own words stand over these.
    """

    year: int
    scheme: Scheme
    by_id: dict[int, Scored]
    board: list[Ranked]
    shares: dict[int | None, int]
    own_words: dict[str, str]

    def written_here(self, given: Given) -> str:
        """The evidence that was written in this file."""
        return self.own_words.get(given.own_row, "")


def read_year(store: Store, year: int) -> Year:
    """Score a year. Raises UserError where its scheme cannot be used."""
    from partydesk.rules.stars.scheme import scheme_for
    from partydesk.rules.stars.scoring import distribution, ranking, score

    with store.read() as connection:
        scheme = scheme_for(connection, year)
        by_id = score(connection, year, scheme)
        words = connection.exec_driver_sql(
            "SELECT uid, evidence FROM star WHERE year = ? AND submission IS NULL "
            "AND deleted_at IS NULL AND evidence IS NOT NULL",
            (year,),
        )
        own_words = {str(uid): str(evidence) for uid, evidence in words}
    everybody = list(by_id.values())
    return Year(year, scheme, by_id, ranking(everybody), distribution(scheme, everybody), own_words)


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
