"""The look before reading: what a file is and whether it is safe to read, from its raw bytes.

No XML parser runs here, and nothing is believed that a file says about itself.
"""

from __future__ import annotations

import io
import re

from partydesk.exchange.reading.read_errors import (
    AGAIN,
    MAX_FILE,
    SAVE_AS_XLSX,
    damaged,
    macro,
    not_understood,
    other_document,
    password_needed,
    too_big_file,
)
from partydesk.exchange.reading.sheet_scan import Look
from partydesk.exchange.reading.zip_scan import look_at_package
from partydesk.records.findings import UserError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def look(data: bytes, password: str | None = None) -> Look:
    """Look at a file's bytes; return what may be read of it.

    `password` opens an encrypted file that is expected to have it (a sealed submission).

    Raises UserError (too-big, file-empty, not-spreadsheet, damaged, not-understood, password,
    macro, bomb, too-many-parts, unpacked-too-big, duplicate-part, part-path, xml-dtd, encoding,
    too-far).
    """
    if not data.strip(b"\0 \t\r\n"):
        raise UserError("file-empty", f"文件是空的，里面没有内容。{AGAIN}。")
    if len(data) > MAX_FILE:
        raise too_big_file()
    if data.startswith(b"PK"):
        return look_at_package(data)
    if data.startswith(OLE):
        return _look_at_ole(data, password)
    return _look_at_text(data)


def _look_at_ole(data: bytes, password: str | None, opened: bool = False) -> Look:
    if _ole_has(data, "EncryptedPackage"):
        if opened:
            raise password_needed()
        return _look_at_encrypted(data, password)
    if _ole_has(data, "_VBA_PROJECT") or _ole_has(data, "_VBA_PROJECT_CUR"):
        raise macro()
    if _ole_has(data, "Workbook") or _ole_has(data, "Book"):
        return _look_at_xls(data, password, opened)
    if any(_ole_has(data, name) for name in ("MatOST", "WksSSWorkBook")):
        raise UserError("not-spreadsheet", f"这是微软 Works 的文件，不能直接读。{SAVE_AS_XLSX}。")
    if _ole_has(data, "WordDocument") or _ole_has(data, "PowerPoint Document"):
        raise other_document()
    raise UserError("not-spreadsheet", f"这不是电子表格，认不出里面的内容。{SAVE_AS_XLSX}。")


def _look_at_xls(data: bytes, password: str | None, opened: bool) -> Look:
    from partydesk.exchange.reading.sheet_scan_xls import look_at_xls

    try:
        found = look_at_xls(data)
    except (OSError, ValueError, IndexError) as error:
        raise not_understood("打不开它的内部结构") from error
    if found.encrypted:
        if opened:
            raise password_needed()
        return _look_at_encrypted(data, password)
    marks = {name: one for name, one in found.marks.items() if one}
    return Look("xls", data, marks, found.links, found.from_1904)


def _ole_has(data: bytes, name: str) -> bool:
    """Whether an OLE directory entry has this name (entries lie on 128-byte boundaries)."""
    wanted = (name + "\0").encode("utf-16-le")
    size = len(wanted).to_bytes(2, "little")
    return any(
        found.start() % 128 == 0 and data[found.start() + 64 : found.start() + 66] == size
        for found in re.finditer(re.escape(wanted), data, re.IGNORECASE)
    )


def _look_at_encrypted(data: bytes, password: str | None) -> Look:
    """Look into an encrypted container with the password given, or the one all programs know.

    A workbook whose structure alone is protected is encrypted with that one; its owner never
    set a password to open it. Raises UserError (password, damaged).
    """
    import msoffcrypto

    for tried in (password, "VelvetSweatshop"):
        if tried is None:
            continue
        try:
            office = msoffcrypto.OfficeFile(io.BytesIO(data))
            modern = office.format == "ooxml"
            office.load_key(password=tried, **({"verify_password": True} if modern else {}))
        except Exception:
            # A wrong password, or an encryption nobody here can undo: the way out is the same.
            continue
        inside = io.BytesIO()
        try:
            # Without this check a flipped byte would pass unseen; .xls has no such check.
            office.decrypt(inside, **({"verify_integrity": True} if modern else {}))
        except Exception as error:
            raise damaged("加密内容与它的校验不符") from error
        opened = inside.getvalue()
        return _look_at_ole(opened, None, True) if opened.startswith(OLE) else look(opened)
    raise password_needed()


def _look_at_text(data: bytes) -> Look:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, what in (
        (b"urn:schemas-microsoft-com:office:spreadsheet", "“XML 表格 2003”格式"),
        (b"opendocument.spreadsheet", ".fods 格式"),
    ):
        if head.startswith(b"<") and mark in head:
            raise UserError("not-spreadsheet", f"这是{what}的表，不能直接读。{SAVE_AS_XLSX}。")
    if head.startswith((b"mime-version:", b"from: <saved by")) or b"multipart/related" in head:
        raise UserError(
            "not-spreadsheet",
            "这是“单个文件网页”（MHT），只是扩展名写成了 .xls（有的系统这样导出）。"
            f"{SAVE_AS_XLSX}。",
        )
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<div")):
        raise UserError(
            "not-spreadsheet",
            f"这是网页或 XML 文本，只是改了扩展名（有的系统这样导出）。{SAVE_AS_XLSX}。",
        )
    if re.match(rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00", data):
        raise UserError("not-spreadsheet", f"这是很旧的 Excel 格式（4.0 及以前）。{SAVE_AS_XLSX}。")
    for start, what in (
        (b"%pdf", "PDF 文件"),
        (b"rar!", "压缩包"),
        (b"7z\xbc\xaf", "压缩包"),
        (b"\x1f\x8b", "压缩包"),
        (b"\x89png", "图片"),
        (b"\xff\xd8\xff", "图片"),
        (b"{\\rtf", "文字文档"),
        (b"mz", "程序"),
        (b"\x7felf", "程序"),
    ):
        if head.startswith(start):
            hint = "请先解压，再交里面的表" if what == "压缩包" else "请交电子表格"
            raise UserError("not-spreadsheet", f"这是{what}，不是电子表格。{hint}。")
    return Look("csv", data)
