"""What restoring a backup would change, table by table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from partydesk.records.registry import kinds
from partydesk.store import sqlite_contents, sqlite_errors, sqlitefile

Changes = Mapping[str, tuple[int, int, int]]
"""For each table that differs: rows that come back, are changed back, are lost."""


def difference(backup_path: Path, live: Path) -> dict[str, tuple[int, int, int]]:
    """What restoring would change, for each table that differs, compared by primary key.

    The three numbers: rows that would come back, rows that would be changed back, rows that
    would be lost. A table without a primary key is compared by whole rows. A missing `live`
    counts as empty. Raises UserError 'no-file', 'damaged', 'busy' or 'cannot-read'.
    """
    if not backup_path.is_file():
        raise sqlite_errors.no_file(backup_path)
    with sqlitefile.side_by_side(backup_path, live) as both:
        names = sorted({*sqlite_contents.tables(both, "old"), *sqlite_contents.tables(both, "new")})
        compared = {name: _compare(both, name) for name in names}
    return {name: numbers for name, numbers in compared.items() if any(numbers)}


def in_words(changes: Changes | None) -> list[str]:
    """What restoring changes, a line for each kind of record."""
    if changes is None:
        return ["现在的数据读不出来，没有可以比较的。"]
    lines = []
    for kind, record in kinds().items():
        numbers = zip(("回来", "改回", "去掉"), changes.get(kind, ()), strict=False)
        parts = [f"{what} {number:,} 条" for what, number in numbers if number]
        if parts:
            lines.append(f"{record.title}：{'，'.join(parts)}")
    return lines or ["记录没有不同，只有操作历史会变。" if changes else "与现在的数据相同。"]


def _compare(both: sqlite_contents.Connection, table: str) -> tuple[int, int, int]:
    """(only in old, in both but different, only in new) for one table."""

    def columns(schema: str) -> dict[str, bool]:
        found = both.execute(f"PRAGMA {schema}.table_info({sqlite_contents.quoted(table)})")
        return {row[1]: row[5] > 0 for row in found}

    def number(sql: str) -> int:
        return int(both.execute(sql).fetchone()[0])

    old, new = columns("old"), columns("new")
    name = sqlite_contents.quoted(table)
    if not old:
        return 0, 0, number(f"SELECT count(*) FROM new.{name}")
    if not new:
        return number(f"SELECT count(*) FROM old.{name}"), 0, 0
    shared = [column for column in old if column in new]
    keys = [column for column in shared if old[column] and new[column]]
    if not keys:
        listed = ", ".join(map(sqlite_contents.quoted, shared))
        return (
            number(_only_in("old", "new", name, listed)),
            0,
            number(_only_in("new", "old", name, listed)),
        )
    same = " AND ".join(f"a.{c} = b.{c}" for c in map(sqlite_contents.quoted, keys))
    rest = [sqlite_contents.quoted(column) for column in shared if column not in keys]
    other = " OR ".join(f"a.{c} IS NOT b.{c}" for c in rest) or "0"
    missing = "SELECT count(*) FROM {}.{} a WHERE NOT EXISTS (SELECT 1 FROM {}.{} b WHERE {})"
    return (
        number(missing.format("old", name, "new", name, same)),
        number(f"SELECT count(*) FROM old.{name} a JOIN new.{name} b ON {same} WHERE {other}"),
        number(missing.format("new", name, "old", name, same)),
    )


def _only_in(here: str, there: str, name: str, columns: str) -> str:
    """SQL that counts the rows of one side that the other lacks."""
    return (
        f"SELECT count(*) FROM (SELECT {columns} FROM {here}.{name}"
        f" EXCEPT SELECT {columns} FROM {there}.{name})"
    )
