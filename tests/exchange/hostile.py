"""Spreadsheet files written by hand, odd and hostile ones; all made in the test's folder."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET1 = "xl/worksheets/sheet1.xml"


def sheet(rows: str, before: str = "") -> str:
    """A worksheet part with these rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


def xlsx_parts(
    sheets: Mapping[str, str], states: Mapping[str, str] | None = None
) -> dict[str, str | bytes]:
    """The parts of an .xlsx with these worksheet parts by sheet name."""
    states = states or {}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"'
        + (f' state="{states[name]}"' if name in states else "")
        + "/>"
        for number, name in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" '
        f'Target="worksheets/sheet{number}.xml"/>'
        for number, _ in enumerate(sheets, 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{relations}</Relationships>",
    }
    for number, part in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = part
    return parts


def zipped(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """Write parts as a zip file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


def xlsx(path: Path, rows: str, before: str = "", **more: str | bytes) -> Path:
    """Write an .xlsx with one sheet 名册 of these rows; `more` adds or replaces parts by name."""
    return zipped(path, {**xlsx_parts({"名册": sheet(rows, before)}), **more})


def ods_parts(table: str) -> dict[str, str | bytes]:
    """The parts of an .ods whose one sheet 名册 holds this table XML."""
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": "<manifest:manifest/>",
        "content.xml": "<office:document-content><office:body><office:spreadsheet>"
        f'<table:table table:name="名册">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>",
    }


def text_cell(text: str, repeated: int = 1) -> str:
    """One .ods cell with a text."""
    again = f' table:number-columns-repeated="{repeated}"' if repeated > 1 else ""
    return (
        f'<table:table-cell office:value-type="string"{again}><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def lie_about_size(path: Path, part: str, size: int) -> Path:
    """Make a zip's headers claim another unpacked size for one part."""
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(part)
    name = part.encode()
    data[info.header_offset + 22 : info.header_offset + 26] = size.to_bytes(4, "little")
    entry = data.rindex(name) - 46
    data[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    path.write_bytes(data)
    return path


def mark_encrypted(path: Path) -> Path:
    """Set the encryption flag of every entry of a zip."""
    data = bytearray(path.read_bytes())
    for signature, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flag] |= 1
            at = data.find(signature, at + 4)
    path.write_bytes(data)
    return path


def ole(path: Path, *entries: str, stream: bytes = b"") -> Path:
    """Write a small OLE container: its first entry holds `stream` (padded), the others nothing."""
    content = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    blocks = len(content) // 512
    none, end, special = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    fat = [special, end, *range(3, blocks + 2), end]
    fat += [none] * (128 - len(fat))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + _words(2, 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(10)
        + _words(4, 1, 1, 0, 4096, end, 0, end, 0, 0, *[none] * 108)
    )
    directory = _entry("Root Entry", 5, end, 0, child=1)
    for number, name in enumerate(entries):
        following = number + 2 if number + 1 < len(entries) else none
        directory += (
            _entry(name, 2, 2, len(content), right=following)
            if number == 0
            else _entry(name, 2, end, 0, right=following)
        )
    path.write_bytes(header + _words(4, *fat) + directory.ljust(512, b"\0") + content)
    return path


def _words(size: int, *values: int) -> bytes:
    return b"".join(value.to_bytes(size, "little") for value in values)


def _entry(
    name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    title = (name + "\0").encode("utf-16-le")
    return (
        title.ljust(64, b"\0")
        + _words(2, len(title))
        + bytes((kind, 1))
        + _words(4, 0xFFFFFFFF, right, child)
        + bytes(36)
        + _words(4, start, size, 0)
    )


def record(kind: int, body: bytes) -> bytes:
    """One record of an .xls workbook stream."""
    return _words(2, kind, len(body)) + body


def xls_stream(*cells: bytes, name: str = "Roll", hidden: bool = False) -> bytes:
    """An .xls workbook stream with one sheet of these cell records."""
    begin = record(0x0809, _words(2, 0x0600, 0x0005, 0, 0) + bytes(8))
    end = record(0x000A, b"")

    def bound(at: int) -> bytes:
        title = bytes((len(name), 0)) + name.encode("latin-1")
        return record(0x0085, _words(4, at) + bytes((int(hidden), 0)) + title)

    at = len(begin) + len(bound(0)) + len(end)
    page = record(0x0809, _words(2, 0x0600, 0x0010, 0, 0) + bytes(8))
    return begin + bound(at) + end + page + b"".join(cells) + end
