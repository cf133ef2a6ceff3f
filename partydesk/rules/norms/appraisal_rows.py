"""The branches whose secretaries a committee grades, with the grades it gave them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from partydesk.rules.norms.fact_rows import all_rows


class Appraised(NamedTuple):
    """A branch, and by year the uid of the grade that its secretary was given here. Days are ISO
    texts, "" for none."""

    uid: str
    name: str
    secretary: str
    founded_on: str
    ended_on: str
    given: Mapping[int, str]


def appraised(connection: Connection, own: int) -> list[Appraised]:
    """The branches of a committee that grades their secretaries; none where it never did."""
    graded: dict[str, dict[int, str]] = {}
    for rated, year, uid in all_rows(
        connection,
        "SELECT rated, year, uid FROM appraisal WHERE kind = 'secretary' AND organisation = ? "
        "AND deleted_at IS NULL ORDER BY id",
        own,
    ):
        graded.setdefault(rated, {}).setdefault(year, uid)
    if not graded:
        return []
    found = []
    for code, name, short, *told in all_rows(
        connection,
        "SELECT code, name, coalesce(short_name, ''), uid, coalesce(secretary, ''), "
        "coalesce(founded_on, ''), coalesce(ended_on, '') FROM organisation "
        "WHERE deleted_at IS NULL AND id != ? AND kind IN ('branch', 'joint_branch') ORDER BY code",
        own,
    ):
        given: dict[int, str] = {}
        for called in (name, short, code):
            given = graded.get(called, {}) | given
        uid, secretary, founded, ended = told
        found.append(Appraised(uid, short or name, secretary, founded, ended, given))
    return found
