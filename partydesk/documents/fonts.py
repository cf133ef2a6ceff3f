"""The system's fonts for print: which file stands for 仿宋, 宋体, 黑体, 楷体 and 小标宋.

No font is bundled. reportlab can embed TrueType outlines only, so fonts-noto-cjk (CFF) is passed
over. A character the chosen face lacks is set in another face that has it, and where none has, it
is written out as 〔U+20BB7〕: never a blank box. Without any Chinese TrueType font the reader's own
STSong-Light is asked for, which every PDF program knows.
"""

from __future__ import annotations

import os
import re
import sys
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from partydesk.documents.sfnt import FontFace, faces
from partydesk.records.findings import Finding
from partydesk.records.quotes import nested

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

READERS_OWN = "STSong-Light"


class Face(StrEnum):
    """The typefaces of official papers (GB/T 9704)."""

    FANGSONG = "fangsong"
    SONG = "song"
    HEI = "hei"
    KAI = "kai"
    TITLE = "title"


# Parts of file names and family names, lower case, best first.
_KNOWN: dict[Face, tuple[str, ...]] = {
    Face.FANGSONG: ("simfang", "仿宋", "fangsong", "stfangso", "fzfsk", "fzfs"),
    Face.SONG: ("simsun.", "宋体", "stsong", "songti", "uming", "fzss", "notoserifsc"),
    Face.HEI: (
        *("simhei", "黑体", "msyh", "微软雅黑", "deng.", "stxihei", "heiti", "fzht"),
        *("wqy-microhei", "wqy-zenhei", "droidsansfallback", "notosanssc"),
    ),
    Face.KAI: ("simkai", "楷体", "kaiti", "stkaiti", "ukai", "fzkt"),
    Face.TITLE: ("小标宋", "xiaobiaosong", "fzxbs", "stzhongs", "华文中宋"),
}
# Where a face is not there, the next in kind (domain.md §5).
_INSTEAD: dict[Face, tuple[Face, ...]] = {
    Face.FANGSONG: (Face.SONG, Face.KAI, Face.HEI),
    Face.SONG: (Face.FANGSONG, Face.HEI, Face.KAI),
    Face.HEI: (Face.SONG, Face.FANGSONG, Face.KAI),
    Face.KAI: (Face.FANGSONG, Face.SONG, Face.HEI),
    Face.TITLE: (Face.SONG, Face.HEI, Face.FANGSONG),
}
_PROBE = "党支部员发"  # 发 and 员 in their simplified forms
# Fonts that answer for every character with a box or with nothing.
_USELESS = re.compile(r"lastresort|adobeblank|tofu", re.IGNORECASE)
_STYLED = re.compile(r"bold|italic|oblique|condensed|extralight|math|mono", re.IGNORECASE)
_LARGE = 1_000_000  # bytes; a font with the characters of GB 2312 is at least that
_SPACES = re.compile(r"[\t\u00a0\u2000-\u200a\u202f\u205f]")
# SheetNotes that only steer other software: nothing of them is to be seen.
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")  # fmt: skip  # noqa: E501
_registering = threading.RLock()


def system_folders() -> tuple[Path, ...]:
    """The folders this system keeps its fonts in."""
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
        local = os.environ.get("LOCALAPPDATA")
        own = Path(local) / "Microsoft" / "Windows" / "Fonts" if local else None
        return (windows, own) if own else (windows,)
    if sys.platform == "darwin":
        return (home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    own_data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return (
        own_data / "fonts",
        home / ".fonts",
        *(Path(each) / "fonts" for each in shared.split(":") if each),
    )


def fonts(folders: Sequence[Path] | None = None) -> Fonts:
    """The fonts of these folders, the system's for None. Looks nothing up before it is asked."""
    return _of(system_folders() if folders is None else tuple(folders))


@cache
def _of(folders: tuple[Path, ...]) -> Fonts:
    return Fonts(folders)


def font_finding(folders: Sequence[Path] | None = None) -> Finding | None:
    """What `check` says where papers can only be set in the reader's own font."""
    if not fonts(folders).missing:
        return None
    return Finding(
        "no-chinese-font",
        "这台电脑没有能嵌入 PDF 的中文字体（TrueType），打印的材料会用看文件的电脑自带的宋体显示，"
        "换一台电脑可能不一样。请装上仿宋、宋体、黑体、楷体"
        "（Linux 上可装 fonts-wqy-zenhei；fonts-noto-cjk 不是 TrueType，用不上）",
        fatal=False,
    )


class Fonts:
    """The faces of some folders, found and registered with reportlab when first asked for."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders
        self._names: dict[Face, str] = {}
        self._set_in: dict[tuple[Face, str], str] = {}

    @property
    def missing(self) -> bool:
        """Whether there is no Chinese TrueType font, so that STSong-Light has to do."""
        return self.name(Face.SONG) == READERS_OWN

    def name(self, face: Face) -> str:
        """The reportlab name of the font that stands for this face."""
        with _registering:
            if face not in self._names:
                self._names[face] = self._found(face)
            return self._names[face]

    def markup(self, text: str, face: Face) -> str:
        """The text for a Paragraph in this face: escaped, what the face lacks set in another.

        A line break becomes <br/>, a quotation within one gets the inner marks.
        """
        main = self.name(face)
        pieces: list[str] = []
        font, run = main, ""
        for char in _SPACES.sub(" ", _UNSEEN.sub("", nested(text).replace("\r\n", "\n"))):
            if char == "\n":
                pieces += [_piece(run, font, main), "<br/>"]
                run = ""
                continue
            if unicodedata.category(char) == "Cc":
                continue
            if char in " \u3000":
                wanted, shown = main, " " if char == " " else _wide_blank(main)
            else:
                wanted = self._font_for(char, face)
                shown = char if wanted else f"〔U+{ord(char):04X}〕"
            wanted = wanted or main
            if wanted != font:
                pieces.append(_piece(run, font, main))
                font, run = wanted, ""
            run += shown
        return "".join((*pieces, _piece(run, font, main)))

    def _font_for(self, char: str, face: Face) -> str:
        """The font that shows a character set in this face; "" where none does."""
        key = (face, char)
        if key not in self._set_in:
            with _registering:
                self._set_in[key] = self._look_for(char, face)
        return self._set_in[key]

    def _look_for(self, char: str, face: Face) -> str:
        main = self.name(face)
        if main == READERS_OWN:
            return main if _in_gbk(char) else ""
        code = ord(char)
        others = (_registered_face(self.name(each)) for each in _INSTEAD[face])
        for each in (_registered_face(main), *others, *self._all):
            if each.draws(code):
                name = _register(each)
                if name and _shows(name, code):
                    return name
        return ""

    def _found(self, face: Face) -> str:
        for wanted in (face, *_INSTEAD[face]):
            for candidate in self._known(wanted):
                if name := _register(candidate):
                    return name
        for candidate in self._chinese_candidates():
            if name := _register(candidate):
                return name
        return _register_readers_own()

    def _known(self, face: Face) -> Iterator[FontFace]:
        """The faces known by a name of this typeface: by file name first, then by their own."""
        for part in _KNOWN[face]:
            for path in self._files:
                if part in path.name.lower():
                    yield from _chinese(path)
        for part in _KNOWN[face]:
            for each in self._large:
                if any(part in name for name in each.names) and _is_chinese(each):
                    yield each

    def _chinese_candidates(self) -> Iterator[FontFace]:
        """Every Chinese face; the files with known names, which are most likely, first."""
        known = [part for parts in _KNOWN.values() for part in parts]
        likely = sorted(
            self._files, key=lambda path: not any(part in path.name.lower() for part in known)
        )
        for path in likely:
            yield from _chinese(path)

    @cached_property
    def _files(self) -> list[Path]:
        found = []
        for folder in self._folders:
            for place, _, names in os.walk(folder):
                found += [
                    Path(place, name)
                    for name in names
                    if name.lower().endswith((".ttf", ".ttc", ".otf")) and not _USELESS.search(name)
                ]
        return sorted(found)

    @cached_property
    def _large(self) -> list[FontFace]:
        """The faces of files large enough to be Chinese: whose own names are worth reading."""
        return [
            face for path in self._files if path.stat().st_size >= _LARGE for face in faces(path)
        ]

    @cached_property
    def _all(self) -> list[FontFace]:
        """Every face that can be embedded: Chinese ones first, upright ones of normal weight."""
        every = [face for path in self._files for face in faces(path)]
        return sorted(
            every,
            key=lambda face: (not _is_chinese(face), bool(_STYLED.search(face.path.name))),
        )


def _piece(run: str, font: str, main: str) -> str:
    if not run or font == main:
        return escape(run)
    return f'<font name="{font}">{escape(run)}</font>'


@cache
def _wide_blank(font: str) -> str:
    """Blanks as wide as a character: reportlab runs blanks together, but not these."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    blank = "\u00a0"
    width: float = stringWidth(blank, font, 1000)
    return blank * max(1, round(1000 / max(1.0, width)))


def _in_gbk(char: str) -> bool:
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _is_chinese(face: FontFace) -> bool:
    return all(face.draws(ord(char)) for char in _PROBE)


@cache
def _chinese(path: Path) -> tuple[FontFace, ...]:
    """The Chinese faces of a file, the one for simplified Chinese in print first."""
    return tuple(sorted((face for face in faces(path) if _is_chinese(face)), key=_unsuited))


def _unsuited(face: FontFace) -> tuple[bool, bool, bool, int]:
    """Sort key within a collection: simplified Chinese, proportional, the file's own order."""
    words = set(re.split(r"[\s\-_]+", " ".join(face.names)))
    simplified = bool(words & {"sc", "cn", "gb", "gb2312", "gbk", "gb18030"})
    elsewhere = bool(words & {"tc", "hk", "tw", "jp", "kr", "j", "k", "mo"})
    return elsewhere and not simplified, not simplified, "mono" in words, face.index


_REGISTERED: dict[tuple[Path, int], str] = {}
_FACES: dict[str, FontFace] = {}


def _registered_face(name: str) -> FontFace:
    return _FACES[name]


def _register(face: FontFace) -> str:
    """Register a face with reportlab and give its name there; "" where reportlab refuses it."""
    key = (face.path, face.index)
    with _registering:
        if key not in _REGISTERED:
            from reportlab.pdfbase import pdfmetrics
            from reportlab.pdfbase.ttfonts import TTFError

            name = f"paper{len(_REGISTERED)}"
            try:
                pdfmetrics.registerFont(_true_type(name, face))
            except (TTFError, OSError, ValueError, IndexError):
                name = ""
            _REGISTERED[key] = name
            _FACES[name] = face
        return _REGISTERED[key]


def _true_type(name: str, face: FontFace) -> TTFont:
    from partydesk.documents.embedding import EmbeddedFont

    return EmbeddedFont(name, str(face.path), subfontIndex=face.index)


def _shows(name: str, code: int) -> bool:
    """Whether reportlab too has the character in this font: it reads only one of its maps."""
    from reportlab.pdfbase import pdfmetrics

    return bool(pdfmetrics.getFont(name).face.charToGlyph.get(code))


def _register_readers_own() -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    with _registering:
        if READERS_OWN not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(UnicodeCIDFont(READERS_OWN))
    return READERS_OWN
