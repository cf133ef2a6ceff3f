"""What a font file says of itself: its faces, their names, which characters they have and draw.

Only the table directory and the few tables asked for are read, so that a folder of hundreds of
fonts is looked through quickly. The structures are those of the OpenType specification.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_TRUETYPE = (b"\x00\x01\x00\x00", b"true")
# OS/2 fsType: a restricted licence; no subsetting, bitmaps only. Such a font is not ours to use.
_RESTRICTED, _NOT_IN_PART = 0x0002, 0x0300
_NEEDED = {"glyf", "loca", "cmap", "head", "hhea", "hmtx", "maxp", "name", "post"}


@dataclass(frozen=True, eq=False)
class FontFace:
    """One face of a font file; `index` counts within a collection (.ttc)."""

    path: Path
    index: int
    tables: dict[str, tuple[int, int]]

    def table(self, tag: str, limit: int | None = None) -> bytes:
        """The bytes of a table, b"" where the face has none."""
        offset, length = self.tables.get(tag, (0, 0))
        with self.path.open("rb") as stream:
            stream.seek(offset)
            return stream.read(length if limit is None else min(length, limit))

    @property
    def embeddable(self) -> bool:
        """Whether it has TrueType outlines and its licence lets it be put into a document."""
        if not self.tables.keys() >= _NEEDED:
            return False
        metrics = self.table("OS/2", 10)
        if len(metrics) < 10:
            return True
        (rights,) = struct.unpack_from(">H", metrics, 8)
        return rights & 0x000F != _RESTRICTED and not rights & _NOT_IN_PART

    @cached_property
    def names(self) -> frozenset[str]:
        """Its family and full names in every language, in lower case."""
        data = self.table("name")
        found = set()
        if len(data) >= 6:
            _, count, start = struct.unpack_from(">HHH", data)
            for number in range(min(count, (len(data) - 6) // 12)):
                platform, _, _, kind, length, offset = struct.unpack_from(
                    ">HHHHHH", data, 6 + 12 * number
                )
                if kind in (1, 4):
                    raw = data[start + offset : start + offset + length]
                    coding = "latin-1" if platform == 1 else "utf-16-be"
                    found.add(raw.decode(coding, "ignore").lower())
        return frozenset(found)

    def glyph(self, code: int) -> int:
        """The number of the glyph for a character, 0 for none."""
        for starts, ends, groups in self._maps:
            at = bisect_right(starts, code) - 1
            if at >= 0 and code <= ends[at]:
                first, delta, glyphs = groups[at]
                if glyphs is None:
                    found = (code - first + delta) if delta >= 0 else 0
                else:
                    found = glyphs[code - first] if code - first < len(glyphs) else 0
                if found:
                    return found
        return 0

    def draws(self, code: int) -> bool:
        """Whether the character shows as something: a glyph with an outline, not an empty one."""
        number = self.glyph(code)
        if number == 0:
            return False
        wide, data = self._places
        size = 4 if wide else 2
        if (number + 2) * size > len(data):
            return False
        here, after = struct.unpack_from(">LL" if wide else ">HH", data, number * size)
        return bool(after > here)

    @cached_property
    def _places(self) -> tuple[bool, bytes]:
        head = self.table("head")
        wide = len(head) >= 52 and struct.unpack_from(">h", head, 50)[0] == 1
        return wide, self.table("loca")

    @cached_property
    def _maps(self) -> list[_Map]:
        data = self.table("cmap")
        maps: list[_Map] = []
        if len(data) < 4:
            return maps
        (count,) = struct.unpack_from(">H", data, 2)
        try:
            for number in range(count):
                platform, encoding, offset = struct.unpack_from(">HHL", data, 4 + 8 * number)
                if platform == 3 and encoding in (1, 10) or platform == 0 and encoding != 5:
                    (form,) = struct.unpack_from(">H", data, offset)
                    if form == 4:
                        maps.append(_segments(data, offset))
                    elif form == 12:
                        maps.append(_groups(data, offset))
        except struct.error:
            return []  # a damaged table: the face has nothing to offer
        return maps


# (first codes, last codes, (first code, first glyph, glyphs or None for consecutive ones)).
_Map = tuple[list[int], list[int], list[tuple[int, int, tuple[int, ...] | None]]]


def _groups(data: bytes, offset: int) -> _Map:
    (count,) = struct.unpack_from(">L", data, offset + 12)
    rows = [struct.unpack_from(">LLL", data, offset + 16 + 12 * n) for n in range(count)]
    return [r[0] for r in rows], [r[1] for r in rows], [(r[0], r[2], None) for r in rows]


def _segments(data: bytes, offset: int) -> _Map:
    (length,) = struct.unpack_from(">H", data, offset + 2)
    double = struct.unpack_from(">H", data, offset + 6)[0]
    count, end = double // 2, min(offset + length, len(data))
    ends = list(struct.unpack_from(f">{count}H", data, offset + 14))
    starts = list(struct.unpack_from(f">{count}H", data, offset + 16 + double))
    deltas = struct.unpack_from(f">{count}H", data, offset + 16 + 2 * double)
    ranges_at = offset + 16 + 3 * double
    ranges = struct.unpack_from(f">{count}H", data, ranges_at)
    groups: list[tuple[int, int, tuple[int, ...] | None]] = []
    for number in range(count):
        first, last, delta = starts[number], ends[number], deltas[number]
        if ranges[number] in (0, 0xFFFF):
            start = (first + delta) & 0xFFFF
            wraps = start + last - first > 0xFFFF
            glyphs = tuple((c + delta) & 0xFFFF for c in range(first, last + 1)) if wraps else None
            groups.append((first, start, glyphs))
            continue
        at = ranges_at + 2 * number + ranges[number]
        held = max(0, min(last - first + 1, (end - at) // 2))
        raw = struct.unpack_from(f">{held}H", data, at) if held else ()
        groups.append((first, 0, tuple((g + delta) & 0xFFFF if g else 0 for g in raw)))
    return starts, ends, groups


def faces(path: Path) -> Iterator[FontFace]:
    """The TrueType faces of a file that can be put into a document; none for any other file."""
    try:
        with path.open("rb") as stream:
            head = stream.read(12)
            offsets = [0]
            if head[:4] == b"ttcf":
                (count,) = struct.unpack(">L", head[8:12])
                offsets = list(struct.unpack(f">{count}L", stream.read(4 * count)))
            found = []
            for index, offset in enumerate(offsets):
                stream.seek(offset)
                start = stream.read(12)
                if start[:4] not in _TRUETYPE:
                    continue
                (count,) = struct.unpack(">H", start[4:6])
                tables = {}
                for _ in range(count):
                    tag, _, at, length = struct.unpack(">4sLLL", stream.read(16))
                    tables[tag.decode("latin-1")] = (at, length)
                found.append(FontFace(path, index, tables))
        yield from (face for face in found if face.embeddable)
    except (OSError, struct.error):
        return  # unreadable or cut short: no font for us
