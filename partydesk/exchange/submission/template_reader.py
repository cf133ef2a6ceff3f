"""A template that people filled in by hand: who it is from, and rows named by their texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from partydesk.exchange.reading.book import Book
from partydesk.exchange.submission import canonical
from partydesk.exchange.submission.columns import COVER, Role, SheetLayout
from partydesk.exchange.submission.heading import (
    HAND_FILLED,
    Heading,
    check_heading,
    readable_number,
)
from partydesk.exchange.submission.model import Held, Values
from partydesk.records.checks import tidy_code
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.records.uids import natural_uid
from partydesk.records.values import clean_text, plain, shown

# What our exports leave in the metadata and our templates do not.
_OF_EXPORTS = ("org_uid", "org_code", "revision", "made_at", "content", "heading", "previous")
_OF_SHEETS = ("digest:", "rows:", "was:", "count:")


def refuse_exported(name: str, meta: Mapping[str, str]) -> None:
    """Raise UserError when a template's metadata are those of an export made to look like one."""
    left = [key for key in meta if key in _OF_EXPORTS or key.startswith(_OF_SHEETS)]
    if left:
        raise UserError(
            "template-altered",
            f"“{name}”是程序导出的报送表，却被改成了手工填写的模板，看不出改过哪些行，没有收。"
            "请支部用支部工作台重新导出；没有支部工作台的，请用空白模板重新填写",
        )


def cover_heading(book: Book, *, taken_before: bool = False, taken_as: str = "") -> Heading:
    """Who and what for, from the cover a person filled in.

    The organisation's uid and name stand on its own sheet and are filled in later. What was
    `taken_before` is read as it was then, under the code that it was `taken_as`. Raises UserError
    when the code or the period is missing, or any of it cannot be.
    """
    filled: dict[str, str] = {}
    cover = next((sheet for sheet in book.sheets if sheet.name == COVER), None)
    for row in cover.rows if cover else []:
        label = str(row[0] or "").strip() if row else ""
        value = row[1] if len(row) > 1 else None
        if label and value not in (None, ""):
            if isinstance(value, float) and value.is_integer():
                value = int(value)
            filled[label.rstrip("：:")] = clean_text(str(value), lines=False).strip()
    for label in ("组织编码", "期间"):
        if not filled.get(label):
            raise UserError("cover-empty", f"“{COVER}”工作表里没有填“{label}”，请支部填好再交")
    period = parse_period(plain(filled["期间"]))
    told = plain(filled.get("修订号", "1"))
    revision = readable_number(told.removeprefix("第").removesuffix("版"))
    if revision is None and not taken_before:
        raise UserError(
            "cover-revision",
            f"“{COVER}”工作表里的“修订号”填的是“{told[:20]}”，请写数字：第一次交填 1，改过再交加 1",
        )
    heading = Heading(
        org_uid="",
        org_code=taken_as
        or (filled["组织编码"] if taken_before else tidy_code(filled["组织编码"])),
        org_name="",
        period=period,
        revision=revision or 1,
        made_at=f"{period.last.isoformat()} 00:00:00",
        program=HAND_FILLED,
    )
    if not taken_before:
        check_heading(heading, on_cover=True)
    return heading


def natural(layout: SheetLayout, org_code: str, values: Values) -> str:
    """The name-based uid of a row that carries none."""
    by_name = dict(zip(layout.names, values, strict=True))
    key = [canonical.cell_text(by_name.get(name)) for name in layout.natural_key]
    if layout.kind == "organisation":
        key = []
    elif layout.natural_key[0] == layout.numbered_by and key[0] and "*" not in key[0]:
        key = key[:1]
    return natural_uid(layout.kind, org_code, *key)


def typed_name(cell: Any) -> str:
    """A name as somebody typed it; a moment typed as a real one reads as it is shown."""
    if isinstance(cell, datetime):
        text = cell.strftime("%Y-%m-%d %H:%M")
        return text.removesuffix(" 00:00")
    return " ".join(str(cell or "").split())


class Names:
    """How rows may be named by others on later sheets: by what describes them."""

    def __init__(self) -> None:
        # (kind, readable text) → uid; None where several rows bear the text.
        self._uids: dict[tuple[str, str], str | None] = {}

    def learn(self, layout: SheetLayout, held: Held) -> None:
        """Remember the rows of a sheet."""
        shown_by = {c.name: c.field for c in layout.columns if c.role is Role.FIELD}
        for uid, row in zip(held.uids, held.values(), strict=True):
            by_name = dict(zip(layout.names, row, strict=True))
            texts = []
            for part in layout.described_by:
                field = shown_by.get(part)
                if field is not None:
                    texts.append(shown(field, by_name[part]))
            whole = " ".join(text for text in texts if text)
            for text in {whole, *texts} - {""}:
                known_as = (layout.kind, text)
                taken = self._uids.get(known_as, uid)
                self._uids[known_as] = uid if taken == uid else None

    def find(self, kind: str, text: str) -> str | None:
        """The uid of the one row that bears the text, None when none or several do."""
        return self._uids.get((kind, text))

    def several(self, kind: str, text: str) -> bool:
        """Whether a text that finds nothing is borne by several rows."""
        return (kind, text) in self._uids and self._uids[(kind, text)] is None
