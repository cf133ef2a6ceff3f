"""Small TrueType fonts made for tests: every glyph a square, or nothing where asked for."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

_BASIC = "".join(chr(code) for code in range(32, 127))
CHINESE = "党支部员发政治生日贺卡名册页共第同志"


def _names(family: str) -> bytes:
    texts = {
        1: family,
        2: "Regular",
        4: family,
        6: "".join(c for c in family if c.isascii() and c != " ") or "Font",
    }
    raw, records = b"", b""
    for kind, text in texts.items():
        data = text.encode("utf-16-be")
        records += struct.pack(">HHHHHH", 3, 1, 0x409, kind, len(data), len(raw))
        raw += data
    return struct.pack(">HHH", 0, len(texts), 6 + len(records)) + records + raw


def _characters(text: str) -> bytes:
    groups = b"".join(
        struct.pack(">LLL", ord(char), ord(char), number) for number, char in enumerate(text, 1)
    )
    table = struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(text)) + groups
    return struct.pack(">HHHHL", 0, 1, 3, 10, 12) + table


def tables(
    text: str, family: str, *, empty: str = "", rights: int = 0, outlines: str = "glyf"
) -> dict[str, bytes]:
    """The tables of a font with these characters; those in `empty` have no outline."""
    text = "".join(sorted(set(_BASIC + text)))
    square = struct.pack(">hhhhhHH", 1, 0, 0, 900, 900, 3, 0) + bytes([1, 1, 1, 1])
    square += struct.pack(">hhhhhhhh", 0, 900, 0, -900, 0, 0, 900, 0)
    square += b"\0" * (-len(square) % 4)
    places, glyphs = [0, len(square)], square  # the first one is .notdef
    for char in text:
        glyphs += b"" if char in empty or char == " " else square
        places.append(len(glyphs))
    count = len(text) + 1
    head = struct.pack(">LLLLHH", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, 1000) + b"\0" * 16
    head += struct.pack(">hhhhHHhhh", 0, 0, 900, 900, 0, 8, 2, 1, 0)
    return {
        "head": head,
        "hhea": struct.pack(">LhhhH", 0x10000, 800, -200, 0, 1000) + b"\0" * 20
        + struct.pack(">hH", 0, 1),
        "maxp": struct.pack(">LH", 0x10000, count) + b"\0" * 26,
        "OS/2": struct.pack(">HhHHH", 3, 1000, 400, 5, rights) + b"\0" * 58
        + struct.pack(">hhhHH", 800, -200, 0, 800, 200) + b"\0" * 8
        + struct.pack(">hhHHH", 500, 700, 0, 32, 1),
        "hmtx": struct.pack(">Hh", 1000, 0) + b"\0\0" * (count - 1),
        "cmap": _characters(text),
        "loca": b"".join(struct.pack(">L", place) for place in places),
        outlines: glyphs,
        "post": struct.pack(">LLhhLLLLL", 0x30000, 0, -100, 50, 0, 0, 0, 0, 0),
        "name": _names(family),
    }  # fmt: skip


def _face(made: dict[str, bytes], start: int, tag: bytes) -> bytes:
    head = tag + struct.pack(">HHHH", len(made), 0, 0, 0)
    at = start + 12 + 16 * len(made)
    body = b""
    for name, data in sorted(made.items()):
        head += struct.pack(">4sLLL", name.encode(), 0, at + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    return head + body


def write_font(path: Path, made: dict[str, bytes], tag: bytes = b"\x00\x01\x00\x00") -> Path:
    """Write one font."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_face(made, 0, tag))
    return path


def write_collection(path: Path, several: Sequence[dict[str, bytes]]) -> Path:
    """Write a .ttc."""
    path.parent.mkdir(parents=True, exist_ok=True)
    start = 12 + 4 * len(several)
    body, offsets = b"", []
    for made in several:
        offsets.append(start + len(body))
        body += _face(made, start + len(body), b"\x00\x01\x00\x00")
    head = b"ttcf" + struct.pack(">LL", 0x10000, len(several))
    path.write_bytes(head + struct.pack(f">{len(offsets)}L", *offsets) + body)
    return path
