"""学时登记 as the norms count it: hours that no session here tells of, and courses elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

All = Callable[..., list[Any]]
"""Runs a statement with its values and gives all rows."""


class Credit(NamedTuple):
    """What one member has of one year in 学时登记: its hours, and the uids of what was a course
    (集中培训)."""

    member: int
    year: int
    hours: float
    courses: tuple[str, ...]


def credits(rows: All, those: str, *values: object) -> list[Credit]:
    """By member and year; `those` is the condition on their rows (" AND member = ?")."""
    return [
        Credit(member, int(year), hours, tuple(courses.split(",")) if courses else ())
        for member, year, hours, courses in rows(
            'SELECT member, substr("on", 1, 4), sum(hours), '
            "group_concat(iif(way = 'training', uid, NULL)) FROM study_credit "
            f"WHERE +deleted_at IS NULL AND member IS NOT NULL{those} "
            'GROUP BY member, substr("on", 1, 4)',
            *values,
        )
    ]
