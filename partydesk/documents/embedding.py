"""The TrueType font as it goes into a PDF, with the text behind rare characters put right."""

from __future__ import annotations

import re
from typing import Any

from reportlab.pdfbase.ttfonts import TTFont

# reportlab 5 writes a character beyond U+FFFF as one number of five digits; the format wants the
# two surrogates, and a reader that copies or searches finds another character otherwise.
_LONG = re.compile(r"<([0-9A-F]{5,6})>")


def _surrogates(found: re.Match[str]) -> str:
    return f"<{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>"


class EmbeddedFont(TTFont):  # type: ignore[misc] # reportlab ships no types
    """A TTFont whose text is copied and searched right for characters beyond U+FFFF too.

    reportlab takes two files whose fonts are called the same for one font, and sets the second
    in the first; so the name inside the document is made unlike any other.
    """

    def __init__(self, name: str, filename: str, **options: Any) -> None:
        super().__init__(name, filename, **options)
        called = self.face.name
        self.face.name = type(called)(bytes(called) + b"-" + name.encode("ascii"))

    def addObjects(self, doc: Any) -> None:
        """Write the font's objects into the document."""
        before = set(doc.idToObject)
        super().addObjects(doc)
        for name in set(doc.idToObject) - before:
            if name.startswith("toUnicodeCMap:"):
                stream = doc.idToObject[name]
                stream.content = _LONG.sub(_surrogates, stream.content)
