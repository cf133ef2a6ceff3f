"""The search key kept beside each record: pinyin, initials and the text itself, in lower case."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from partydesk.records.base import Record
from partydesk.records.fields import Kind, fields
from partydesk.records.registry import kind_of

# Surnames whose usual reading as a word is another one.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "朴": "piao",
    "盖": "ge", "华": "hua", "任": "ren", "尉": "wei", "缪": "miao", "折": "she", "员": "yun",
    "乐": "yue", "覃": "qin", "翟": "zhai", "洗": "xian", "宓": "mi", "召": "shao",
}  # fmt: skip


@lru_cache(maxsize=4_000)
def pinyin_key(text: str) -> str:
    """`zhangsan zs 张三` for 张三; only the first 40 characters are spelled out."""
    from pypinyin import lazy_pinyin

    return _joined(lazy_pinyin(text[:40], errors="default"), text)


@lru_cache(maxsize=4_000)  # one stands in hundreds of attendances
def name_key(name: str) -> str:
    """The key of a person's name, whose characters are read one by one, the surname its way."""
    syllables = [syllable(character) for character in name[:40]]
    if syllables:
        syllables[0] = _SURNAMES.get(name[0], syllables[0])
    return _joined(syllables, name)


@lru_cache(maxsize=10_000)
def syllable(character: str) -> str:
    """How a character is read by itself; what is no 汉字 stays as it is."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(character, errors="default"))


def _joined(syllables: list[str], text: str) -> str:
    initials = "".join(syllable[:1] for syllable in syllables)
    return f"{''.join(syllables)} {initials} {text}".lower()


def search_key(record: type[Record], values: Mapping[str, object]) -> str:
    """The search key of a record from its stored values.

    It starts with the pinyin of the first searched field, so ordering by it is the order of a
    Chinese name list. Long texts are found by their characters only.
    """
    parts = []
    for name, kind in _searched(record.__tablename__):
        value = values.get(name)
        if value is None:
            continue
        text = str(value)
        if text.isascii() or kind in (Kind.CODE, Kind.LONG):
            parts.append(text.lower())
        elif kind in (Kind.PERSON, Kind.PEOPLE):
            parts.append(name_key(text))
        else:
            parts.append(pinyin_key(text))
    return " ".join(parts)


@cache
def _searched(kind: str) -> tuple[tuple[str, Kind], ...]:
    return tuple((n, field.kind) for n, field in fields(kind_of(kind)).items() if field.searched)
