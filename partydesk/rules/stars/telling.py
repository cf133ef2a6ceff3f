"""What a committee tells a branch of its stars, as text that a receipt carries."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import Connection

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.personal_numbers import without_numbers
from partydesk.rules.stars.scheme import scheme_for
from partydesk.rules.stars.scoring import score
from partydesk.rules.stars.told import words_here

_LONGEST = 300  # characters of a reason


def telling(connection: Connection, organisation: int, year: int, today: date | None = None) -> str:
    """A committee's text for a branch; "" where the committee has given it no score that year."""
    own_words = words_here(connection, year)
    try:
        scored = score(connection, year, scheme_for(connection, year), today=today)
    except UserError:  # no scheme that can be used: nothing was scored by it
        return ""
    mine = scored.get(organisation)
    if mine is None:
        return ""
    given = {each.item.label: each.given for each in mine.items} | dict(mine.veto_rows)
    told = [
        {
            "label": label,
            "review": each.review_score,
            "reason": without_numbers(own_words.get(each.own_row, ""))[:_LONGEST],
        }
        for label, each in given.items()
        if each.review_score is not None
    ]
    if not told:
        return ""
    head = {
        "year": year,
        "made_on": (today or clock.today()).isoformat(),
        "stars": mine.stars,
        "total": mine.total,
        "scores": told,
    }
    return json.dumps(head, ensure_ascii=False, sort_keys=True)
