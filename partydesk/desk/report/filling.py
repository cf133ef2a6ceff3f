"""Where a figure that nobody recorded is filled in: which form, with what is known."""

from __future__ import annotations

from datetime import date

from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.listings import place_of
from partydesk.records.fields import fields
from partydesk.records.periods import Period
from partydesk.rules.indicators import indicator


def target_of(figure: str, period: Period, today: date, role: str) -> NavigationTarget:
    """How to begin recording what a figure counts, in the window of a role. Raises KeyError for
    an id that is none."""
    counted = indicator(figure)
    kind = counted.record.__tablename__
    if counted.opens is None:
        # Kept in a list of what is there already: one looks there first.
        place = place_of(kind, role)
        assert place is not None  # it counts rows that have a list
        return NavigationTarget(tab=place[0].key, part=place[1].key)
    day = today if counted.reported else min(period.last, max(today, period.first))
    known = {"year": period.last.year, "period": period.text, counted.date.key: day.isoformat()}
    has = fields(counted.record)
    return NavigationTarget(
        kind, defaults={**counted.opens, **{str(k): v for k, v in known.items() if k in has}}
    )
