"""A look into a zip package (.xlsx, .ods): its directory, each part's bytes, and a clean copy.

The directory is judged first; then each part that matters is inflated once with a hard bound,
scanned for what must not pass, and written into a new, plain zip. The reader gets that new zip,
so what was looked at is exactly what is read: a lying header, a second directory or bytes behind
the end reach nobody.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
import zlib

from partydesk.exchange.reading.read_errors import (
    AGAIN,
    MIB,
    SAVE_AS_XLSX,
    damaged,
    macro,
    not_understood,
    other_document,
    password_needed,
)
from partydesk.exchange.reading.sheet_scan import Kind, Look
from partydesk.exchange.reading.sheet_scan_ods import look_at_content
from partydesk.exchange.reading.sheet_scan_xlsx import look_at_sheet
from partydesk.records.findings import UserError

MAX_UNPACKED = 300 * MIB
MAX_PART = 200 * MIB
MAX_PARTS = 500
MAX_RATIO = 100
RATIO_FROM = MIB
# Parts larger than this are packed again (fast) rather than stored, to spare memory.
_REPACK = 32 * MIB


# Only these are looked into and handed on. Pictures, embedded files, printer settings and
# programs' private data (often UTF-16) are never unpacked.
_WANTED = re.compile(
    r"(?!customXml/|.*/embeddings/|Object |Thumbnails/).*\.(?:xml|rels)$|mimetype$", re.I
)
_ENCODING = re.compile(rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)["']""")
# Whichever of these comes first is what a parser sees: a DTD inside a comment is none.
_MARKUP = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|(<!\s*(?:DOCTYPE|ENTITY))", re.I | re.S)
_INDENTED = re.compile(rb"\s<table:(?:covered-)?table-cell")
_SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:[\w.-]+:)?Relationship\s[^>]*>")


def look_at_package(data: bytes) -> Look:
    """Look into a zip's bytes; return the clean copy and what was found.

    Raises UserError (not-spreadsheet, damaged, password, macro, bomb, too-many-parts,
    unpacked-too-big, duplicate-part, part-path, xml-dtd, encoding, too-far).
    """
    infos = _directory(data)
    names = {info.filename for info in infos}
    if "content.xml" in names and "xl/workbook.xml" not in names:
        kind: Kind = "ods"
    elif any(name.lower().endswith(("workbook.xml", "workbook.bin")) for name in names):
        kind = "xlsx"
    else:
        raise _other_zip(names)
    _refuse_macros(names)
    if any(name.lower().endswith("workbook.bin") for name in names):
        raise UserError("not-spreadsheet", f"这是 .xlsb 格式，不能直接读。{SAVE_AS_XLSX}。")
    result = Look(kind, b"")
    result.links = any("externalLinks/" in name for name in names) or "xl/connections.xml" in names
    packed = io.BytesIO()
    total = 0
    sheets = _SheetNames()
    with zipfile.ZipFile(packed, "w") as clean:
        # The workbook and its relations come first: they name the sheets for the messages.
        for info in sorted(infos, key=lambda one: "workbook.xml" not in one.filename):
            name = info.filename
            if not _WANTED.match(name):
                continue
            part = inflate(data, info)
            total += len(part)
            if total > MAX_UNPACKED:
                raise _too_big_unpacked()
            _refuse_markup(part, name)
            if kind == "xlsx":
                part = _look_at_xlsx_part(part, name, sheets, result)
            else:
                part = _look_at_ods_part(part, name, result)
            how = zipfile.ZIP_DEFLATED if len(part) > _REPACK else zipfile.ZIP_STORED
            clean.writestr(name, part, how, 1)
            del part
        if kind == "ods" and "mimetype" not in names:
            clean.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    result.data = packed.getvalue()
    return result


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    # Counted before the directory is built: a million entries take seconds to list.
    if data.count(b"PK\x01\x02") > 4 * MAX_PARTS:
        raise _too_many_parts()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except Exception as error:
        # zipfile raises half a dozen kinds of error over broken bytes; all mean the same here.
        raise damaged("打不开压缩结构，多半是没有拷贝完") from error
    if not infos:
        raise UserError("not-spreadsheet", f"这是一个空的压缩包，不是电子表格。{AGAIN}。")
    if len(infos) > MAX_PARTS:
        raise _too_many_parts()
    seen: set[str] = set()
    total = 0
    for info in infos:
        name = info.filename
        if name.lower() in seen:
            raise UserError(
                "duplicate-part",
                f"文件里有两个同名的部件（{_short(name)}），不知道该信哪一个，没有读取。{SAVE_AS_XLSX}。",
            )
        seen.add(name.lower())
        steps = re.split(r"[/\\]", name)
        if ".." in steps or name[:1] in "/\\" or ":" in steps[0]:
            raise UserError(
                "part-path",
                f"文件里的部件名（{_short(name)}）指向文件之外，不是正常的表，没有读取。"
                "请问清来源，让对方重新导出后再交来。",
            )
        if info.flag_bits & 1:
            raise password_needed()
        total += info.file_size
        if info.file_size > MAX_PART:
            raise UserError(
                "unpacked-too-big",
                f"文件里的一个部件（{_short(name)}）展开后超过 {MAX_PART // MIB} MB，没有读取。"
                "请删去多余的行和工作表，或拆成几份后再交来。",
            )
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * info.compress_size:
            # Pictures of one colour pack far better than any text, and are not unpacked.
            if not _WANTED.match(name):
                continue
            times = info.file_size // max(1, info.compress_size)
            raise UserError(
                "bomb",
                f"文件里的一个部件（{_short(name)}）压缩了 {times} 倍，是大片重复的内容，"
                "没有读取。请打开表，删去大片重复或空白的行后另存再交来。",
            )
    if total > MAX_UNPACKED:
        raise _too_big_unpacked()
    return infos


def inflate(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """One part's bytes, never more of them than its directory entry says.

    Raises UserError: damaged when the entry and the bytes disagree, not-understood when they are
    packed in another way.
    """
    at = info.header_offset
    head = data[at : at + 30]
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        raise damaged("压缩结构对不上")
    begin = at + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    raw = memoryview(data)[begin : begin + info.compress_size]
    if len(raw) < info.compress_size:
        raise damaged("后半截没有了，多半是没有拷贝完")
    if info.compress_type == zipfile.ZIP_STORED:
        part = bytes(raw)
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        unpack = zlib.decompressobj(-15)
        try:
            part = unpack.decompress(raw, info.file_size + 1)
        except zlib.error as error:
            raise damaged(f"部件 {_short(info.filename)} 解不开") from error
    else:
        raise not_understood(f"部件 {_short(info.filename)} 用了少见的压缩方式")
    if len(part) != info.file_size or zlib.crc32(part) != info.CRC:
        raise damaged(f"部件 {_short(info.filename)} 与登记的大小或校验不符")
    return part


def _refuse_markup(part: bytes, name: str) -> None:
    head = part[:4]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head:
        raise _encoding(name, "UTF-16")
    declared = _ENCODING.match(part[3:400] if head[:3] == b"\xef\xbb\xbf" else part[:400])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise _encoding(name, declared[1].decode("ascii", "replace"))
    # One byte is found far faster than two, and most parts hold no exclamation mark at all.
    if b"!" in part and b"<!" in part:
        for markup in _MARKUP.finditer(part):
            if markup[1]:
                raise UserError(
                    "xml-dtd",
                    f"文件的部件（{_short(name)}）里有 DTD 或实体声明，正常的表不会有，没有读取。"
                    "请问清来源，让对方重新导出后再交来。",
                )


def _look_at_xlsx_part(part: bytes, name: str, sheets: _SheetNames, result: Look) -> bytes:
    if name == "[Content_Types].xml" and b"macroEnabled" in part:
        raise macro()
    if name.endswith("workbook.xml"):
        sheets.workbook(part)
        result.from_1904 = _FROM_1904.search(part) is not None
    elif name.endswith("workbook.xml.rels"):
        sheets.relations(part, name)
    elif b"sheetData" in part:
        title = sheets.title(name)
        part, marks = look_at_sheet(part, title)
        if marks:
            result.marks[title] = marks
    return part


def _look_at_ods_part(part: bytes, name: str, result: Look) -> bytes:
    if name == "META-INF/manifest.xml" and b"encryption-data" in part:
        raise password_needed()
    if name == "mimetype" and b"opendocument.spreadsheet" not in part:
        raise UserError(
            "not-spreadsheet", f"这是一份文字或演示文档，不是电子表格。{SAVE_AS_XLSX}。"
        )
    if name == "content.xml":
        result.marks = {title: one for title, one in look_at_content(part).items() if one}
        result.links = b"<table:table-source" in part
        # The reader takes line breaks between cells for damage.
        if _INDENTED.search(part):
            part = re.sub(rb">\s+(?=</?table:)", b">", part)
    return part


_FROM_1904 = re.compile(rb"""date1904\s*=\s*["'](?:1|true)["']""")


class _SheetNames:
    """Which sheet a part holds, learnt from the workbook part and its relations."""

    def __init__(self) -> None:
        self._titles: dict[bytes, str] = {}
        self._targets: dict[str, bytes] = {}

    def workbook(self, part: bytes) -> None:
        for sheet in _SHEET.finditer(part):
            identity = _attribute(rb"[\w.-]+:id", sheet[0])
            self._titles[identity] = html.unescape(
                _attribute(rb"name", sheet[0]).decode("utf-8", "replace")
            )

    def relations(self, part: bytes, name: str) -> None:
        folder = posixpath.dirname(posixpath.dirname(name))
        for relation in _RELATION.finditer(part):
            target = _attribute(rb"Target", relation[0]).decode("utf-8", "replace")
            # A leading slash makes join forget the folder, as it should.
            path = posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
            self._targets[path.lower()] = _attribute(rb"Id", relation[0])

    def title(self, name: str) -> str:
        """The sheet's name, or the part's own when nothing names it."""
        return self._titles.get(self._targets.get(name.lower(), b""), posixpath.basename(name))


def _attribute(name: bytes, tag: bytes) -> bytes:
    found = re.search(rb"""\s%s\s*=\s*(?:"([^"]*)"|'([^']*)')""" % name, tag)
    return (found[1] if found[1] is not None else found[2]) if found else b""


def _other_zip(names: set[str]) -> UserError:
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return other_document()
    low = {name.lower() for name in names}
    if "index.zip" in low or any(name.endswith(".iwa") for name in low):
        told = "这是苹果的 Numbers（或 Pages、Keynote）文件，不能直接读。"
        return UserError(
            "not-spreadsheet", f"{told}请在 Numbers 里点“文件—导出到—Excel”，存成 .xlsx 后再交来。"
        )
    if "ofd.xml" in low:
        return UserError("not-spreadsheet", "这是 OFD 版式文件，不是电子表格。请交电子表格。")
    if "partydesk.db" in low:
        told = "这是支部工作台的备份或移交文件，不是报送表，没有收。"
        return UserError("not-spreadsheet", f"{told}请支部在“报送”里导出报送表，再交来。")
    if any(name.lower().endswith((".xlsx", ".xls", ".ods", ".csv", ".et")) for name in names):
        return UserError("not-spreadsheet", "这是压缩包，里面才是表。请先解压，再交里面的表。")
    return UserError("not-spreadsheet", "这是压缩包，不是电子表格。请先解压，再交里面的表。")


def _refuse_macros(names: set[str]) -> None:
    for name in names:
        low = name.lower()
        if (
            low.endswith("vbaproject.bin")
            or "/macrosheets/" in low
            or (low.startswith("basic/") and not low.endswith(("-lc.xml", "-lb.xml", "/")))
            or (low.startswith("scripts/") and not low.endswith("/"))
        ):
            raise macro()


def _too_many_parts() -> UserError:
    return UserError(
        "too-many-parts",
        f"文件由超过 {MAX_PARTS} 个部件拼成，不像一份报表，没有读取。"
        "请删去多余的工作表和图片后再交来。",
    )


def _too_big_unpacked() -> UserError:
    return UserError(
        "unpacked-too-big",
        f"文件展开后超过 {MAX_UNPACKED // MIB} MB，没有读取。"
        "请删去多余的行和工作表，或拆成几份后再交来。",
    )


def _encoding(name: str, found: str) -> UserError:
    return UserError(
        "encoding",
        f"文件的部件（{_short(name)}）用了 {found} 编码，只认 UTF-8，没有读取。{SAVE_AS_XLSX}。",
    )


def _short(name: str) -> str:
    clean = "".join(letter if letter.isprintable() else "?" for letter in name)
    return clean if len(clean) <= 60 else clean[:57] + "…"
