"""A workbook as its parts, changed where no program that writes workbooks would change it."""

from __future__ import annotations

import random
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from partydesk.exchange.submission import canonical

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# What no XML can hold.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

HEADING = ("org_uid", "org_code", "org_name", "period", "revision", "made_at", "program")

NUMBERS = (
    "0", "-1", "-0", "1", "2", "3", "9999", "10000", "99999", "100000", "1000000", "1e3", "1_0",
    "２", "²", "0x1", " 2 ", "2.0", "2.5", "nan", "inf", "-inf", "9" * 30,
    str(2**63), str(-(2**63)),
)  # fmt: skip
TEXTS = (
    "", " ", "../../P0001", "..\\..\\P0001", "/etc/passwd", "C:\\", "P0\u200b312", "\u202eP0312",
    "Ｐ０３１２", "p0312", "P0312 ", "P0312\n", "P" * 5_000, "CON", "..", "=1+1",
    "=cmd|'/c calc'!A1",
    "+1", "-1", "@a", "<img src=x>", "partydesk-template", "partydesk-return", "手工填写", "\u0000",
    "\ufeff", "弢" * 300, "𠮷", "张三\u2028李四", "é", "e\u0301", "null", "None", "示例", "{", "[]",
    "'; DROP TABLE member; --", "%s%n", "\x1f\x1e\x1d", "01a225e2-d523-7bcc-8db6-0307d70b39fe",
)  # fmt: skip
TIMES = (
    "2026", "2027", "2025", "2026Q1", "2026q2", "2026H1", "2026H3", "2026Q0", "2026-13", "2026-12",
    "２０２６", "0000", "9999", "1921", "2199", "2026-01-01..2026-06-30", "2026-06-30..2026-01-01",
    "0001-01-01..9999-12-31", "2026-02-30", "2026-02-29", "2028-02-29", "1900-01-00", "45000", "-1",
    "2026年3月", "0000-00-00 00:00:00", "9999-12-31 23:59:59", "2026-01-01 00:00:00", "2026-1-1",
)  # fmt: skip


def value(chance: random.Random) -> str:
    """Something that somebody may have put there."""
    if chance.random() < 0.2:
        return "".join(chr(chance.choice((chance.randrange(32, 0x3000),
                                          chance.randrange(0x4E00, 0x9FFF))))
                       for _ in range(chance.randrange(1, 14)))  # fmt: skip
    if chance.random() < 0.1:
        return str(chance.randint(-(10**20), 10**20))
    return chance.choice((NUMBERS, TEXTS, TIMES))[chance.randrange(25)]


class Parts:
    """The parts of an .xlsx, its sheets by name."""

    def __init__(self, raw: bytes) -> None:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        book = etree.fromstring(self.parts["xl/workbook.xml"])
        links = etree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        targets = {one.get("Id"): str(one.get("Target")).lstrip("/") for one in links}
        self.sheets = {
            str(one.get("name")): f"xl/{targets[one.get(f'{_OFFICE}id')].removeprefix('xl/')}"
            for one in book.iter(f"{_MAIN}sheet")
        }
        self._strings = self._shared()
        self._open: dict[str, Any] = {}

    def tree(self, sheet: str) -> Any:
        """The sheet's XML, which `write` puts back."""
        if sheet not in self._open:
            self._open[sheet] = etree.fromstring(self.parts[self.sheets[sheet]])
        return self._open[sheet]

    def rows(self, sheet: str) -> list[Any]:
        """The row elements of a sheet."""
        return list(self.tree(sheet).iter(f"{_MAIN}row"))

    def cells(self, sheet: str) -> list[Any]:
        """The cell elements of a sheet."""
        return list(self.tree(sheet).iter(f"{_MAIN}c"))

    def text(self, cell: Any) -> str:
        """What stands in a cell."""
        if cell.get("t") == "s":
            return self._strings[int(cell.findtext(f"{_MAIN}v") or 0)]
        return "".join(cell.itertext())

    def set(self, cell: Any, text: str, *, number: bool = False) -> None:
        """Put a text, or a number that is none, into a cell."""
        for child in list(cell):
            cell.remove(child)
        text = _ILLEGAL.sub("", text)
        if number:
            cell.attrib.pop("t", None)
            etree.SubElement(cell, f"{_MAIN}v").text = text
        else:
            cell.set("t", "inlineStr")
            inner = etree.SubElement(cell, f"{_MAIN}is")
            etree.SubElement(inner, f"{_MAIN}t").text = text

    def metadata(self) -> dict[str, Any]:
        """Key → the cell of its value on the sheet 元数据."""
        found = {}
        for row in self.rows("元数据"):
            cells = list(row)
            if len(cells) > 1:
                found[self.text(cells[0])] = cells[1]
        return found

    def reseal(self) -> None:
        """Make the digests over the heading anew, as a forger would."""
        cells = self.metadata()
        meta = {key: self.text(cell) for key, cell in cells.items()}
        content = canonical.content_digest(
            [meta["org_uid"], meta["org_code"], meta["period"].strip().upper()],
            {k.removeprefix("digest:"): v for k, v in meta.items() if k.startswith("digest:")},
        )
        whole = canonical.content_digest(
            [meta["version"], *(meta[key] for key in HEADING), meta["previous"], content], {}
        )
        self.set(cells["content"], content)
        self.set(cells["heading"], whole)
        tied = canonical.content_digest([whole, meta["order"]], {}) if meta["order"] else ""
        self.set(cells["order_digest"], tied)

    def rename(self, sheet: str, name: str) -> None:
        """Give a sheet another name."""
        old, new = (f'name="{_escaped(text)}"'.encode() for text in (sheet, name))
        self.parts["xl/workbook.xml"] = self.parts["xl/workbook.xml"].replace(old, new, 1)

    def write(self, out: Path) -> Path:
        """Write what it has become."""
        for sheet, tree in self._open.items():
            self.parts[self.sheets[sheet]] = etree.tostring(tree)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, part in self.parts.items():
                archive.writestr(name, part)
        return out

    def _shared(self) -> list[str]:
        part = self.parts.get("xl/sharedStrings.xml")
        if part is None:
            return []
        return ["".join(one.itertext()) for one in etree.fromstring(part)]


def _escaped(text: str) -> str:
    from html import escape

    return escape(_ILLEGAL.sub("", text).replace("\n", " "))


def mutated_bytes(raw: bytes, chance: random.Random) -> bytes:
    """The bytes of any file with something done to them."""
    data = bytearray(raw)
    how = chance.randrange(6)
    if how == 0:
        for _ in range(chance.randrange(1, 20)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif how == 1:
        del data[chance.randrange(len(data)) :]
    elif how == 2:
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(1, 5_000)] = b""
    elif how == 3:
        at = chance.randrange(len(data))
        data[at:at] = chance.randbytes(chance.randrange(1, 2_000))
    elif how == 4:
        at = chance.randrange(len(data))
        data[at : at + 512] = bytes(min(512, len(data) - at))
    else:
        data += chance.randbytes(chance.randrange(1, 3_000))
    return bytes(data)


def mutated_zip(raw: bytes, chance: random.Random) -> bytes:
    """A zip with an entry dropped, doubled, renamed, exchanged or added."""
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        entries = [(info.filename, archive.read(info)) for info in archive.infolist()]
    at = chance.randrange(len(entries))
    name, content = entries[at]
    how = chance.randrange(7)
    if how == 0:
        del entries[at]
    elif how == 1:
        entries.append((name, chance.choice(entries)[1]))
    elif how == 2:
        entries[at] = (
            chance.choice(("../x", "/x", name.upper(), "x" * 300, name + "\u202e")),
            content,
        )
    elif how == 3:
        entries[at] = (name, chance.choice(entries)[1])
    elif how == 4:
        entries[at] = (name, mutated_bytes(content or b"x", chance))
    elif how == 5:
        added = chance.choice(("xl/vbaProject.bin", "../../x", "x.exe", "xl/externalLinks/e.xml"))
        entries.append((added, b"x"))
    else:
        entries[at] = (name, b'<!DOCTYPE x [<!ENTITY a "b">]>' + content)
    out = BytesIO()
    import warnings

    with (
        warnings.catch_warnings(),
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as to,
    ):
        warnings.simplefilter("ignore")  # of names that are there twice
        for entry in entries:
            to.writestr(*entry)
    return out.getvalue()


def mutated_sheets(parts: Parts, chance: random.Random) -> None:
    """Sheets, rows, columns or cells dropped, doubled, exchanged or changed."""
    sheets = [name for name in parts.sheets if name not in ("封面", "指标", "元数据")]
    sheet, other = chance.choice(sheets), chance.choice(sheets)
    how = chance.randrange(9)
    if how == 0:
        parts.rename(sheet, chance.choice(("别的", other, value(chance)[:31] or "x")))
    elif how == 1:
        a, b = parts.sheets[sheet], parts.sheets[other]
        parts.parts[a], parts.parts[b] = parts.parts[b], parts.parts[a]
    elif how == 2:
        rows = parts.rows(sheet)
        for row in chance.sample(rows, chance.randrange(1, len(rows) + 1)):
            row.getparent().remove(row)
    elif how == 3:
        rows = parts.rows(sheet)
        import copy

        double = copy.deepcopy(chance.choice(rows))
        number = len(rows) + 1
        double.set("r", str(number))
        for cell in double:
            cell.set("r", re.sub(r"\d+", str(number), str(cell.get("r"))))
            if chance.random() < 0.1:
                parts.set(cell, value(chance))
        rows[-1].getparent().append(double)
    elif how == 4:
        header = list(parts.rows(sheet)[0])
        parts.set(chance.choice(header), chance.choice((value(chance), parts.text(header[-1]))))
    else:
        for _ in range(chance.choice((1, 1, 1, 2, 5))):
            sheet = chance.choice(sheets)
            cell = chance.choice(parts.cells(sheet))
            borrowed = parts.text(chance.choice(parts.cells(sheet)))
            number = chance.random() < 0.2
            text = chance.choice(NUMBERS) if number else chance.choice((value(chance), borrowed))
            parts.set(cell, text, number=number)


def mutated_metadata(parts: Parts, chance: random.Random, *, reseal: bool) -> None:
    """Values of the metadata changed; with `reseal`, the digests over the heading fit."""
    cells = parts.metadata()
    fixed = {"content", "heading", "order_digest"} if reseal else set()
    keys = [key for key in cells if key not in fixed]
    # The heading more often than the digests of eighteen sheets.
    keys = [*keys, *([key for key in keys if ":" not in key] * 5)]
    for _ in range(chance.choice((1, 1, 2, 3))):
        parts.set(cells[chance.choice(keys)], value(chance), number=chance.random() < 0.1)
    if reseal:
        parts.reseal()
