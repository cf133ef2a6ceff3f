"""Identity and telephone numbers that somebody typed into free text: found, and made unreadable.

A field declared personal is masked by `values.masked`; a topic, a note or the name of a file
is public, but what stands in it need not be. Writing for others goes through `as_written`.
"""

from __future__ import annotations

import re

from partydesk.records.fields import Field, Kind, Privacy
from partydesk.records.values import masked

IDENTITY, TELEPHONE = "身份号码", "电话号码"

_GAP = r"[\s　\-–—－]?"
_YEAR, _MONTH, _DAY = r"(?:18|19|20|１８|１９|２０)\d\d", r"[01０１]\d", r"[0-3０-３]\d"
_NUMBERS = re.compile(
    # 18 characters, or the 15 of before 1999; people set them in groups.
    rf"(?P<identity>(?<![\dA-Za-z])\d{{6}}{_GAP}(?:{_YEAR}{_GAP}?{_MONTH}{_DAY}{_GAP}\d{{3}}[\dXxＸｘ]"
    rf"|\d\d{_MONTH}{_DAY}{_GAP}\d{{3}})(?![\dA-Za-z]))"
    rf"|(?P<telephone>(?<![\dA-Za-z])(?:[1１][3-9３-９]\d{_GAP}\d{{4}}{_GAP}\d{{4}}"
    r"|[0０]\d{2,3}[\s　\-–—－]\d{7,8})(?!\d))"
)
FREE_TEXT = (Kind.TEXT, Kind.LONG, Kind.PERSON, Kind.PEOPLE)
"""What is typed freely, and so may hold anything."""


def numbers_in(text: str) -> list[str]:
    """What kinds of number stand in a text (IDENTITY, TELEPHONE), each once."""
    return list(dict.fromkeys(_kind(found) for found in _NUMBERS.finditer(text)))


def without_numbers(text: str) -> str:
    """The text with an identity number's last two characters, and a telephone's ends, at most."""
    return _NUMBERS.sub(_hidden, text)


def same_but_hidden(text: object, whole: object) -> bool:
    """Whether a text is another one as files for others show it, with numbers in it hidden."""
    if not (isinstance(text, str) and isinstance(whole, str)) or "****" not in text:
        return False
    return text == without_numbers(whole) != whole


def as_written(field: Field | None, text: str) -> str:
    """A text as a file for others shows it: personal fields masked, free text without numbers."""
    if field is None:
        return without_numbers(text)
    if field.kind in FREE_TEXT and field.privacy is Privacy.PUBLIC:
        return without_numbers(text)
    return masked(field, text)


def _kind(found: re.Match[str]) -> str:
    return IDENTITY if found["identity"] else TELEPHONE


def _hidden(found: re.Match[str]) -> str:
    if found["identity"]:
        return f"****{found[0][-2:]}"
    return f"{found[0][:3]}****{found[0][-4:]}" if found[0][0] in "1１" else "****"
