"""Which periods' sheets a committee asks for, and until when: days after the period's end."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from sqlalchemy import Connection

from partydesk.records.declared import choices
from partydesk.records.fields import Choices
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.store import settings

SPAN = choices(
    ("month", "月报"),
    ("quarter", "季报"),
    ("half", "半年报"),
    ("year", "年报"),
    ("other", "其他期间"),
)

USUAL_CALENDAR = frozenset({"quarter", "half", "year"})
"""The periods asked for, where the committee has set nothing else."""

USUAL_DAYS = 10
"""Days after a period's last day, where the committee has set nothing else."""

MOST_DAYS = 90

ASKABLE = Choices(each for each in SPAN if each.code != "other")
"""The periods that can be asked for."""

_KEY, _CALENDAR = "hand_in_days", "hand_in_periods"
KEYS = (_KEY, _CALENDAR)
"""The settings it is kept under."""
_WRITTEN = (
    (re.compile(r"\d{4}"), "year"),
    (re.compile(r"\d{4}H[12]"), "half"),
    (re.compile(r"\d{4}Q[1-4]"), "quarter"),
    (re.compile(r"\d{4}-\d{2}"), "month"),
)


def span(period: Period) -> str:
    """Which of SPAN a period is."""
    return next((code for form, code in _WRITTEN if form.fullmatch(period.text)), "other")


def calendar(connection: Connection) -> frozenset[str]:
    """Of SPAN those whose sheets are asked for: only they can be missing."""
    kept = settings.get(connection, _CALENDAR)
    return frozenset(json.loads(kept)) if kept else USUAL_CALENDAR


def calendar_chosen(connection: Connection) -> bool:
    """Whether the committee itself said which sheets it asks for."""
    return bool(settings.get(connection, _CALENDAR))


def calendar_pair(codes: Collection[str]) -> tuple[str, str]:
    """The setting (key, value) that keeps the calendar. Raises UserError for what is no period
    that can be asked for, and for none."""
    labels = {each.code: each.label for each in ASKABLE}
    wrong = next((code for code in sorted(codes) if code not in labels), None)
    if wrong is not None:
        listed = "、".join(f"{each}（{label}）" for each, label in labels.items())
        raise UserError("bad-value", f"没有“{wrong}”这种报送期间；可以是：{listed}")
    if not codes:
        raise UserError("bad-value", "至少要选一种报送期间")
    return _CALENDAR, json.dumps(sorted(codes))


def allowed(connection: Connection) -> dict[str, int]:
    """Days after the period's end, for each of SPAN."""
    kept = json.loads(settings.get(connection, _KEY, "{}"))
    return {each.code: int(kept.get(each.code, USUAL_DAYS)) for each in SPAN}


def as_setting(days: Mapping[str, int]) -> tuple[str, str]:
    """The setting (key, value) that keeps the days; whoever writes puts it.

    Raises UserError for days that cannot be.
    """
    labels = {each.code: each.label for each in SPAN}
    for code, number in days.items():
        if code not in labels:
            listed = "、".join(f"{each}（{label}）" for each, label in labels.items())
            raise UserError("bad-value", f"没有“{code}”这种报送期限；可以是：{listed}")
        if not 1 <= number <= MOST_DAYS:
            raise UserError("bad-value", f"{labels[code]}的报送期限要填 1 到 {MOST_DAYS} 天")
    return _KEY, json.dumps(dict(sorted(days.items())))


def due_on(connection: Connection, period: Period) -> date:
    """The last day on which the period's sheet is in time."""
    return period.last + timedelta(days=allowed(connection)[span(period)])
