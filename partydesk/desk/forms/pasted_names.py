"""Names out of a list that was pasted from a chat or a sheet: who is meant, who is unknown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

# What people write behind a name to say that they are there.
_HERE = ("已签到", "签到", "已到", "到会", "出席", "参会", "收到", "到")
_NOISE = {*_HERE, "人", "应到", "实到", "名单", "签到表", "姓名", "序号", "备注", "人员", "同志"}
_AWAY = re.compile("请假|缺席|缺勤|未到|没到|没来|不来")
_SEGMENTS = re.compile("[，,；;。]")
_LINES = re.compile(r"[^\w\s]+|_+|[\t\r\n]+")
_NUMBERS = re.compile(r"\d+")
# The dot in 阿依古丽·买买提, in all the ways it is typed.
_DOTS = re.compile(r"[·•‧・∙．]")
_HIDDEN = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_PLAUSIBLE = re.compile(r"[\u3400-\u9fff]{2,4}|[A-Za-z][A-Za-z ]+")
_WORDS_OF_A_NAME = 4


@dataclass(slots=True)
class Pasted:
    """Whom a list names as present, whom as on leave, and what looks like a name but is none."""

    known: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    on_leave: list[str] = field(default_factory=list)


def read_names(text: str, names: Iterable[str]) -> Pasted:
    """Find these names in a text, each once, in the order of the text.

    Names may be set apart by lines, tabs, any punctuation, blanks or nothing, may be numbered,
    begin with @, have blanks within, and end in 到 or the like. A line that begins with 请假 or
    缺席, or a part of a line that has the word, does not speak of who is there.
    """
    names = list(names)
    here, leave, unknown = [], [], []
    for line in text.splitlines():
        whole = _AWAY.match(line.strip(" 【[（(")) is not None
        for part in [line] if whole or not _AWAY.search(line) else _SEGMENTS.split(line):
            away = _AWAY.search(part)
            read = _read(_AWAY.sub(" ", part), names)
            unknown += read.unknown
            if away is None:
                here += read.known
            elif away.group() == "请假":
                leave += read.known
    present = [name for name in dict.fromkeys(here) if name not in leave]
    return Pasted(present, list(dict.fromkeys(unknown)), list(dict.fromkeys(leave)))


def _read(text: str, names: Iterable[str]) -> Pasted:
    by_key = {_key(name): name for name in names}
    found: dict[str, None] = {}
    unknown: dict[str, None] = {}
    plain = _HIDDEN.sub("", _DOTS.sub("", unicodedata.normalize("NFKC", text)))
    for piece in _LINES.split(plain):
        for part in _parts(piece, by_key):
            for word in _words(part.split(), by_key):
                if word in by_key:
                    found[by_key[word]] = None
                elif several := _run_together(word, by_key):
                    found |= dict.fromkeys(by_key[each] for each in several)
                else:
                    rest = _without_here(word)
                    if rest not in _NOISE and _PLAUSIBLE.fullmatch(rest):
                        unknown[rest] = None
    return Pasted(list(found), list(unknown))


def _key(name: str) -> str:
    plain = _DOTS.sub("", unicodedata.normalize("NFKC", name))
    return re.sub(r"[\W_]+", "", plain).casefold()


def _parts(piece: str, known: dict[str, str]) -> list[str]:
    """A piece between separators, cut at its numbers unless a name has one."""
    if any(_key(word) in known for word in (piece, *piece.split())):
        return [piece]
    return _NUMBERS.split(piece)


def _words(words: list[str], known: dict[str, str]) -> list[str]:
    """Words as keys, those put together that make one name (张 三)."""
    made: list[str] = []
    at = 0
    while at < len(words):
        for length in (1, *range(min(_WORDS_OF_A_NAME, len(words) - at), 1, -1)):
            key = _key("".join(words[at : at + length]))
            if key in known or _without_here(key) in known:
                made.append(key if key in known else _without_here(key))
                at += length
                break
        else:
            made.append(_key(words[at]))
            at += 1
    return made


def _without_here(word: str) -> str:
    return next((word.removesuffix(end) for end in _HERE if word.endswith(end)), word)


def _run_together(word: str, known: dict[str, str]) -> list[str]:
    """The names of which a word consists (张三李四), or none."""
    ways: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(end):
            before = ways[start]
            if before is not None and word[start:end] in known:
                ways[end] = [*before, word[start:end]]
                break
    return ways[-1] or []
