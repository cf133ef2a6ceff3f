"""Whether two names may be of one branch, however each of them is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from partydesk.records.checks import folded_code

_USUAL = re.compile(
    "中国共产党|中共|总支部委员会|支部委员会|委员会|联合党支部|临时党支部|党总支|党支部|支部"
    "|有限责任公司|股份有限公司|有限公司|公司"
)
"""What names of branches have in common and nobody tells them apart by."""

_LEAST = 3  # characters that say enough when they are but the end of the other name
_ALIKE = 0.5  # of the characters, where the code is the same already


@lru_cache(maxsize=4096)
def core(name: str) -> str:
    """What is left of a name without blanks, unseen characters and what all names have."""
    plain = folded_code(unicodedata.normalize("NFKC", name))
    return _USUAL.sub("", plain) or plain


def _cores(names: Iterable[str | None]) -> set[str]:
    return {core(name) for name in names if name} - {""}


def same_name(ours: Iterable[str | None], theirs: Iterable[str | None]) -> bool:
    """Whether a branch's names (whole, short) and another's say the same."""
    return any(
        one == other or (min(len(one), len(other)) >= _LEAST and _ends(one, other))
        for one in _cores(ours)
        for other in _cores(theirs)
    )


def _ends(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)


def like_name(ours: Iterable[str | None], theirs: Iterable[str | None]) -> bool:
    """Whether names of branches that have one code may be of one branch."""
    return any(
        one in other or other in one or SequenceMatcher(None, one, other).ratio() >= _ALIKE
        for one in _cores(ours)
        for other in _cores(theirs)
    )
