"""What every message to a person must be, whatever happened."""

from __future__ import annotations

import re
from collections import Counter

_INSIDE = re.compile(
    r"Error|Traceback|Exception|\bNone\b|sqlite|errno|0x[0-9a-f]{6}|<[a-z]+ object"
    r"|partydesk\.(?:store|exchange|records|cli|desk|rules|documents|operations)"
)
# What differs from case to case: quoted texts, names of files, numbers.
_PARTICULARS = re.compile(
    r"“[^”]*”?|[A-Za-z0-9_/.\\-]*/[^\s，。；：）]*|[0-9a-f]{8}-[0-9a-f-]{27}|\d[\d,.:-]*"
)
said: Counter[str] = Counter()
"""Every sentence that was judged, without its particulars."""

_QUOTED = re.compile("“[^”]*”")
_UNFORESEEN = {"unforeseen", "unexpected", "reader-failed"}


def faults(message: str, code: str = "") -> list[str]:
    """What is wrong with a message: no Chinese, the program's insides, an unforeseen error."""
    found = []
    for sentence in message.splitlines():
        said[_PARTICULARS.sub("…", sentence)] += 1
    if not re.search("[\u4e00-\u9fff]{2}", message):
        found.append(f"no words: {message[:200]!r}")
    if _INSIDE.search(_QUOTED.sub("", message)):  # whoever quotes what stands there may
        found.append(f"insides: {message[:300]!r}")
    if len(message) > 1_500:
        found.append(f"{len(message)} characters: {message[:200]!r}")
    if code in _UNFORESEEN or "没有料到" in message:
        found.append(f"unforeseen: {code} {message[:200]!r}")
    return found
