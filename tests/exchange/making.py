"""Small branches, committees and submissions, and what a store holds in comparable form."""

from __future__ import annotations

import html
import json
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from partydesk.exchange.merge.outcome import MergeOutcome
from partydesk.exchange.submission import canonical, figures_sheet
from partydesk.exchange.submission.writing import Exported, export
from partydesk.records.base import kind_of, kinds
from partydesk.records.fields import Kind, fields
from partydesk.records.periods import parse_period
from partydesk.store.home import Home
from partydesk.store.store import Store
from tests.exchange.merging import merge
from tests.once_made import copy_of, new_file
from tests.sample.bulk import bulk_branch

YEAR = "2026"


def branch(folder: Path, code: str = "P0312", seed: int = 2, **more: Any) -> Store:
    """A branch of six people with a small year of records."""
    sizes = {"members": 6, "sessions": 8, "talks": 3, "tickets": 3, **more}

    def make(home: Home) -> Store:
        name = f"中共示例园区{code}有限公司支部委员会"
        return bulk_branch(home, code, name, short_name=f"{code}支部", seed=seed, **sizes)

    return copy_of(make, folder / f"支部 {code}", "branch", code, seed, *sorted(sizes.items()))


def committee(folder: Path, code: str = "P0000") -> Store:
    """A committee with nothing of its own."""
    return new_file(folder / "党委", "committee", code=code, name="园区党委")


def sent(store: Store, folder: Path, period: str = YEAR) -> Exported:
    """Export into a folder of its own, so that revisions of all periods stay side by side."""
    folder.mkdir(parents=True, exist_ok=True)
    return export(store, parse_period(period), folder)


def one(merged: MergeOutcome) -> Any:
    """The one file's fate."""
    assert len(merged.files) == 1
    return merged.files[0]


def taken(store: Store, file: Path, **choices: bool) -> Any:
    """Merge one file and say what became of it."""
    return one(merge(store, [file], **choices))


def changed(file: Path, out: Path, change: Callable[[Any], None]) -> Path:
    """A copy of a workbook with something done to it by another program (openpyxl)."""
    workbook = load_workbook(BytesIO(file.read_bytes()))
    change(workbook)
    workbook.save(out)
    return out


def metadata(**values: Any) -> Callable[[Any], None]:
    """Changes these keys of the 元数据 sheet; None takes the value away."""

    def change(book: Any) -> None:
        cells = {row[0].value: row[1] for row in book["元数据"].iter_rows()}
        for key, value in values.items():
            cells[key].value = value

    return change


def resealed(**values: Any) -> Callable[[Any], None]:
    """Changes these keys and makes the digests over the heading anew, as a forger would."""

    def change(book: Any) -> None:
        metadata(**values)(book)
        sheet = book["元数据"]
        meta = {row[0].value: str(row[1].value or "") for row in sheet.iter_rows()}
        content = canonical.content_digest(
            [meta["org_uid"], meta["org_code"], meta["period"].strip().upper()],
            {
                key.removeprefix("digest:"): value
                for key, value in meta.items()
                if key.startswith("digest:")
            },
        )
        heads = ("org_uid", "org_code", "org_name", "period", "revision", "made_at", "program")
        whole = canonical.content_digest(
            [meta["version"], *(meta[key] for key in heads), meta["previous"], content], {}
        )
        tied = canonical.content_digest([whole, meta["order"]], {}) if meta["order"] else None
        kept = figures_sheet.digest(whole, meta["figures"])
        metadata(content=content, heading=whole, order_digest=tied, figures_digest=kept)(book)

    return change


def at(sheet: Any, row: int, header: str) -> Any:
    """The cell of an openpyxl sheet in a row under a header."""
    return sheet.cell(row, column(sheet, header))


def column(sheet: Any, header: str) -> int:
    """The column number of a header."""
    headers = [cell.value for cell in sheet[1]]
    return headers.index(header) + 1


def content(store: Store, *, made: bool = True) -> dict[str, Any]:
    """All a store shows, without its own ids and without the times of taking things in.

    References are uids; a row's submission is told by branch, period, revision and content.
    """
    with store.read() as connection:

        def rows(text: str) -> list[dict[str, Any]]:
            return [dict(row) for row in connection.exec_driver_sql(text).mappings()]

        names = {
            kind: {row["id"]: row["uid"] for row in rows(f'SELECT id, uid FROM "{kind}"')}
            for kind in kinds()
        }
        submissions = {row["id"]: row for row in rows("SELECT * FROM submission")}
        heads = ("org_uid", "org_code", "period", "revision", "content")
        result: dict[str, Any] = {}
        for kind in kinds():
            listed = []
            for row in rows(f'SELECT * FROM "{kind}"'):
                row.pop("id")
                for name, field in fields(kind_of(kind)).items():
                    if field.kind is Kind.REFERENCE and row[name] is not None:
                        row[name] = names[field.refers][row[name]]
                row["organisation"] = names["organisation"].get(row["organisation"])
                source = submissions.get(row["submission"])
                row["submission"] = source and [source[head] for head in heads]
                if not made:
                    for stamp in ("created_at", "updated_at"):
                        row.pop(stamp)
                listed.append(row)
            result[kind] = sorted(listed, key=lambda row: json.dumps(row, ensure_ascii=False))
        result["current"] = sorted(
            [row[head] for head in heads]
            for row in submissions.values()
            if (row["direction"], row["state"]) == ("in", "current")
        )
        result["conflicts"] = sorted(
            [row["key"], row["kind"], row["text"], row["sides"], row["state"], row["decision"]]
            for row in rows("SELECT * FROM conflict WHERE state != 'gone'")
        )
    return result


def values(store: Store, kind: str) -> list[tuple[Any, ...]]:
    """(uid, values of the travelling fields) of a kind's rows, references as uids, in uid order.

    Of a committee's file, the rows that branches reported.
    """
    from partydesk.exchange.submission.layout import sheet_of

    names = sheet_of(kind).names
    return sorted(
        (row["uid"], *(row[name] for name in names))
        for row in content(store)[kind]
        if row["deleted_at"] is None and (store.role == "branch" or row["submission"] is not None)
    )


def unzipped(file: Path) -> str:
    """Everything in every part of a workbook, character references resolved."""
    return unzipped_bytes(file.read_bytes())


def unzipped_bytes(package: bytes) -> str:
    """The same of a workbook's bytes."""
    with zipfile.ZipFile(BytesIO(package)) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return html.unescape("\n".join(parts))


def write_member(store: Store, name: str, **more: Any) -> str:
    """Add a member."""
    with store.write("添加党员") as writer:
        return writer.add("member", {"name": name, "category": "full", **more})


def write_session(store: Store, topic: str, starts_at: datetime, **more: Any) -> str:
    """Add a session."""
    with store.write("添加学习活动") as writer:
        return writer.add(
            "session", {"kind": "theme_day", "starts_at": starts_at, "topic": topic, **more}
        )


def edit(store: Store, kind: str, uid: str, **changes: Any) -> None:
    """Change fields of a record."""
    with store.write("修改") as writer:
        writer.edit(kind, uid, changes)


def remove(store: Store, kind: str, uid: str) -> None:
    """Put a record into the recycle bin."""
    with store.write("删除") as writer:
        writer.remove(kind, uid)


def uids(store: Store, kind: str) -> list[str]:
    """The uids of a kind's present rows, in the order of their dates where they have one."""
    dated = kind_of(kind).dated_by or "uid"
    with store.read() as connection:
        found = connection.exec_driver_sql(
            f'SELECT uid FROM "{kind}" WHERE deleted_at IS NULL ORDER BY "{dated}", uid'
        )
        return [row[0] for row in found]


def day(text: str) -> date:
    """A date from its ISO form."""
    return date.fromisoformat(text)


def rows_of(file: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet as objects keyed by header, as openpyxl reads them."""
    found: Iterable[tuple[Any, ...]] = load_workbook(file)[sheet].iter_rows(values_only=True)
    header, *body = list(found)
    return [dict(zip(header, row, strict=True)) for row in body]
