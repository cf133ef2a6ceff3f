"""The search key kept beside each record: pinyin, initials and the text itself, in lower case."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from partydesk.records.base import Record
from partydesk.records.fields import Kind, fields

# Surnames whose usual reading as a word is another one.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "朴": "piao",
    "盖": "ge", "华": "hua", "任": "ren", "尉": "wei", "缪": "miao", "折": "she", "员": "yun",
    "乐": "yue", "覃": "qin", "翟": "zhai", "洗": "xian", "宓": "mi", "召": "shao",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def pinyin_key(text: str, *, name: bool) -> str:
    """`zhangsan zs 张三` for 张三; only the first 40 characters are spelled out."""
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(text[:40], errors="default")
    if name and text and text[0] in _SURNAMES and syllables:
        syllables[0] = _SURNAMES[text[0]]
    initials = "".join(syllable[:1] for syllable in syllables)
    return f"{''.join(syllables)} {initials} {text}".lower()


def search_key(record: type[Record], values: Mapping[str, object]) -> str:
    """The search key of a record from its stored values.

    It starts with the pinyin of the first searched field, so ordering by it is the order of a
    Chinese name list.
    """
    parts = []
    for name, known in fields(record).items():
        value = values.get(name)
        if known.searched and value is not None:
            text = str(value)
            spelled = known.kind not in (Kind.CODE,) and not text.isascii()
            parts.append(
                pinyin_key(text, name=known.kind is Kind.PERSON) if spelled else text.lower()
            )
    return " ".join(parts)
