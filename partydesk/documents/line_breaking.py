"""Where a line of Chinese text may break: the one breaker of reports and papers.

Sources: GB/T 15834-2011 §5.1 (which marks may not begin or end a line; dashes and ellipses are
not torn apart) and, for units and currency signs, the usual kinsoku tables (JIS X 4051).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_letters, digits

_NOT_FIRST = frozenset("，。、；：！？”’）】》〉」』〕〗…—·～／％‰℃,.;:!?)]}%")
_NOT_LAST = frozenset("“‘（【《〈「『〔〖／([{￥$#")
_WORD = frozenset(ascii_letters + digits + ".,:/@_+&'*-")
_NEVER_FIRST = (" ", "\n", "")  # hangs over the line's end instead


def broken_lines(
    text: Sequence[str], widths: Sequence[float], rooms: Sequence[float]
) -> Iterator[slice]:
    """The lines of a text, as the places of their characters.

    `widths` are those of the characters, `rooms` those of the lines, of which the last holds for
    all further ones; "\\n" ends a line. No line begins with a closing mark or ends with an opening
    one; numbers and Latin words stay whole wherever they fit into a line. The blank a line was
    broken at is left out of both.
    """
    start, number, used = 0, 0, 0.0
    for first, end in _atoms(text):
        for at in range(first, end):
            needed = sum(widths[first:end]) if at == first else widths[at]
            room = rooms[min(number, len(rooms) - 1)]
            if at > start and used + needed > room and text[at] not in _NEVER_FIRST:
                yield slice(start, at)
                start, number, used = at, number + 1, 0.0
            if text[at] == " " and at == start and number:
                start += 1
            else:
                used += widths[at]
        if text[end - 1] == "\n":
            yield slice(start, end)
            start, number, used = end, number + 1, 0.0
    if start < len(text):
        yield slice(start, len(text))


def _atoms(text: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where each group of characters that belong on one line begins and ends."""
    first = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _together(text, at):
            yield first, at
            first = at


def _together(text: Sequence[str], at: int) -> bool:
    """Whether a character stays on the line of the one before it."""
    before, char = text[at - 1], text[at]
    if before == "\n":
        return False
    if char == "\n":
        return True  # so that a break never makes an empty line of its own
    # A number and what it counts, 12 人, are not parted.
    if char == " ":
        return _counts(text, at)
    if before == " ":
        return _counts(text, at - 1)
    return before in _NOT_LAST or char in _NOT_FIRST or (before in _WORD and char in _WORD)


def _counts(text: Sequence[str], blank: int) -> bool:
    """Whether the blank stands between a number and a word that is not Latin."""
    if not 0 < blank < len(text) - 1 or not text[blank - 1].isdigit():
        return False
    after = text[blank + 1]
    return after not in _NEVER_FIRST and after not in _WORD
