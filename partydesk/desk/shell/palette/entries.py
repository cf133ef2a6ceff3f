"""What the palette lists: an entry, the groups of entries, and what of a title was matched."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from partydesk.store.search import pinyin_key, syllable

RECENT, DUTIES, ACTIONS, PAGES = "最近", "要办的事", "动作", "页面"
"""The titles of groups that are no kind of record."""


_BETWEEN = re.compile(r"[\s·：…（）]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `key` names it over restarts, `detail` stands beside its title, `keys` at its
    right, `do` is what Enter does, `icon` a drawing. `more` are other words it is found by;
    `again` whether it is offered among the recent ones. With `onward` Enter does nothing yet: this
    is put into the field, to be gone on with."""

    key: str
    title: str
    do: Callable[[], object]
    detail: str = ""
    icon: str = "bolt"
    keys: str = ""
    more: str = ""
    again: bool = True
    onward: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a title; `total` is how many there are."""

    title: str
    entries: tuple[Entry, ...]
    total: int


def rank(entry: Entry, parts: Sequence[str]) -> int | None:
    """How well an entry is what was typed, 0 the best; None where it is not."""
    worst = 0
    for part in parts:
        at = _place(entry.title, entry.more, part)
        if at is None:
            return None
        worst = max(worst, at)
    return worst


@cache
def _place(title: str, more: str, part: str) -> int | None:
    low = title.lower()
    if low.startswith(part):
        return 0
    if part in low:
        return 1
    if part.isascii():
        # Without what stands between words, which nobody spells.
        spelled, initials, *_ = (*pinyin_key(_BETWEEN.sub("", title)).split(" "), "", "")
        if initials.startswith(part) or spelled.startswith(part):
            return 0
        if part in initials:
            return 1
        if len(part) > 2 and part in spelled:
            return 2
    if more and (part in more.lower() or (part.isascii() and part in pinyin_key(more))):
        return 3
    return None


def is_name(title: str, text: str) -> bool:
    """Whether what was typed is a whole name and no more: of a page, its tab's before it or not."""
    said = text.strip().lower()
    for name in (title, title.rpartition(" · ")[2]):
        keys = pinyin_key(_BETWEEN.sub("", name)).split(" ")[:2] if said.isascii() else []
        if said in (name.lower(), *keys):
            return True
    return False


@cache
def matched(title: str, text: str) -> tuple[tuple[int, int], ...]:
    """The stretches (first, after the last) of a title that the parts typed stand for."""
    found = []
    low = title.lower()
    for part in text.lower().split():
        at = low.find(part)
        if at >= 0:
            found.append((at, at + len(part)))
        elif part.isascii() and (stretch := _spelled(title, part)) is not None:
            found.append(stretch)
    return tuple(sorted(found))


def _spelled(title: str, part: str) -> tuple[int, int] | None:
    """Where the pinyin or the initials of some characters are this part."""
    said = [syllable(character).lower() for character in title[:60]]
    for first in range(len(said)):
        initials = spelled = ""
        for after in range(first, len(said)):
            if not said[after].strip():
                break
            initials += said[after][:1]
            spelled += said[after]
            if initials == part or spelled.startswith(part):
                return first, after + 1
            if not part.startswith(initials) and not part.startswith(spelled):
                break
    return None
