"""Chinese marks of quotation, one within the other: “……‘……’……” (GB/T 15834)."""

from __future__ import annotations

_CLOSES = {"“": "”", "‘": "’"}
_INNER = {"“": "‘", "‘": "“"}


def nested(text: str) -> str:
    """The text with a quotation within one of the same marks in the other marks, as long as
    before. One whose marks do not pair stays as it is."""
    if text.count("“") + text.count("‘") < 2:
        return text
    made, opened = list(text), list[tuple[str, str]]()  # as written, as it is to be
    for at, char in enumerate(text):
        if char in _CLOSES:
            outside = opened[-1][1] if opened else ""
            opened.append((char, _INNER[char] if char == outside else char))
            made[at] = opened[-1][1]
        elif char == "”" or (char == "’" and opened and opened[-1][0] == "‘"):
            # A lone ’ is an apostrophe.
            if not opened or _CLOSES[opened[-1][0]] != char:
                return text
            made[at] = _CLOSES[opened.pop()[1]]
    return text if opened else "".join(made)
