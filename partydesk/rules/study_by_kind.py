"""The hours of study of members by kind: 集中培训, 网络学习, 三会一课 and so on."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection

from partydesk.records.course import hours_kind
from partydesk.records.kinds import SESSION_KINDS
from partydesk.rules import park_settings
from partydesk.rules.norms.fact_rows import all_rows

ByKind = dict[str, float]
"""Hours by code of HOURS_KIND."""

_KINDS = {kind.code: kind.hours_kind for kind in SESSION_KINDS}


def session_hours_kind(kind: str) -> str:
    """As what the hours of a kind of session are told, which this or another version knows."""
    return _KINDS.get(kind, "study")


def hours_by_kind(
    connection: Connection, year: int, organisation: int | None
) -> dict[tuple[int, str], ByKind]:
    """By member (organisation's id, uid) the hours of a year by kind, of an organisation's members
    or of all (None). Their sum is what `study.studied` counts."""
    study = sorted(park_settings.study_kinds(connection))
    first, after = f"{year}-01-01", f"{year + 1}-01-01"
    theirs = "" if organisation is None else f" AND m.organisation = {int(organisation)}"
    found: dict[tuple[int, str], ByKind] = defaultdict(lambda: defaultdict(float))
    for whose, uid, kind, hours in all_rows(
        connection,
        "SELECT m.organisation, m.uid, s.kind, sum(s.hours) FROM session s "
        "JOIN attendance a ON a.session = s.id JOIN member m ON m.id = a.member "
        "WHERE s.deleted_at IS NULL AND s.state = 'held' AND s.hours > 0 AND s.starts_at >= ? "
        f"AND s.starts_at < ? AND s.kind IN ({', '.join('?' * len(study))}) "
        f"AND a.state IN ('present', 'made_up') AND a.deleted_at IS NULL{theirs} "
        "GROUP BY m.id, s.kind",
        first, after, *study,
    ):  # fmt: skip
        found[whose, uid][session_hours_kind(kind)] += hours
    for whose, uid, way, hours in all_rows(
        connection,
        "SELECT m.organisation, m.uid, c.way, sum(c.hours) FROM study_credit c "
        'JOIN member m ON m.id = c.member WHERE c.deleted_at IS NULL AND c."on" >= ? '
        f'AND c."on" < ?{theirs} GROUP BY m.id, c.way',
        first, after,
    ):  # fmt: skip
        found[whose, uid][hours_kind(way)] += hours
    return found
