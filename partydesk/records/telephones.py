"""Telephone numbers as people write them: set apart, their marks taken out, and checked."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from partydesk.records.fields import Column, Kind, Privacy, field

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_BETWEEN = re.compile(r"[、，,；;/|\n]+|或")
_NOTE = re.compile(r"\((?![\d\s-]*\))[^()]*\)")
_ABROAD = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$|0?\d{9,11}$)")
_MOBILE = re.compile(r"0?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})")
_LOCAL = re.compile(r"[2-9]\d{6,7}")
_SERVICE = re.compile(r"[48]00\d{7}")
_EXTENSION = re.compile(r"(?:转|-|ext\.?)(\d{1,6})$", re.IGNORECASE)


def numbers_of(text: str) -> list[str] | None:
    """The numbers of a text in the one form they are kept in; None where a part is no number.

    A mobile number is its 11 digits, a landline has a hyphen behind its area: 0472-2121010.
    Notes in brackets (妻子) are no part of a number.
    """
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    plain = re.sub("[‐-―−－]", "-", plain)
    found: list[str] = []
    for part in _BETWEEN.split(_NOTE.sub(" ", plain)):
        if not (part := part.strip()):
            continue
        if one := _number(part):
            found.append(one)
            continue
        several = [_number(piece) for piece in part.split()]
        if not all(several):
            return None
        found += [number for number in several if number]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=20_000)
def tidy_telephone(text: str) -> str:
    """A text with its numbers in the form they are kept in; one that is no number as it is."""
    return "、".join(numbers_of(text) or ()) or text


def phone(value: str) -> str | None:
    """A check: digits, and the marks people put between them. More was never asked of old files."""
    digits = [c for c in value if c.isdigit()]
    if any(not c.isdigit() and c not in "+-() 、,，/;（）转" for c in value) or len(digits) < 5:
        return "电话号码里应只有数字和分隔符，请改正"
    return None


@lru_cache(maxsize=20_000)
def telephone(value: str) -> str | None:
    """A check: one or several mobile or landline numbers."""
    if numbers_of(value):
        return None
    return (
        "电话号码不对：手机是 1 开头的 11 位，座机是区号加 7 至 8 位（如 0472-2121010），"
        "几个号码用顿号隔开，请改正"
    )


def _number(text: str) -> str:
    """One number in the form it is kept in; "" for none."""
    extension = ""
    if found := _EXTENSION.search(text):
        rest = text[: found.start()]
        if _digits(rest) and not _form(_digits(text)) and _form(_digits(rest)):
            text, extension = rest, f"转{found[1]}"
    form = _form(_digits(text))
    return form + extension if form else ""


def _digits(text: str) -> str:
    stripped = re.sub(r"[\s()\-.]", "", text)
    return stripped if re.fullmatch(r"\+?\d+", stripped, re.ASCII) else ""


def _form(digits: str) -> str:
    digits = _ABROAD.sub("", digits)
    if found := _MOBILE.fullmatch(digits):
        return found[1]
    if found := _LANDLINE.fullmatch(digits):
        return f"{found[1]}-{found[2]}"
    if _LOCAL.fullmatch(digits) or _SERVICE.fullmatch(digits):
        return digits
    return ""


def telephone_field(label: str, **rest: Any) -> Column[Any]:
    """Declare a column of telephone numbers; the keywords are those of `Field`."""
    return field(
        label, Kind.CODE, privacy=Privacy.PERSONAL, width=13, tidied_by=tidy_telephone,
        checks=(phone,), new_checks=(telephone,), **rest,
    )  # fmt: skip
