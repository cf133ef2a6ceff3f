"""What people wrote, so that Qt shows it letter by letter where it would read markup or keys.

Labels are made by `cards.text` and boxes by `messages.box`; for tips and captions Qt has no switch,
so their words pass through here. tests/desk/test_plain_text.py holds everybody to it.
"""

from __future__ import annotations

from PySide6 import QtGui

_JOINER = "\u2060"  # takes no room and breaks nothing


def tip_text(words: str) -> str:
    """The words for a tip (setToolTip, ToolTipRole, QToolTip): never taken for HTML.

    Qt takes a tip for HTML when its first tag or entity looks like one; with a word joiner behind
    each < and & none does, and what is seen stays the same.
    """
    if not ("<" in words or "&" in words) or not QtGui.Qt.mightBeRichText(words):
        return words
    return words.replace("<", "<" + _JOINER).replace("&", "&" + _JOINER)


def caption(words: str) -> str:
    """The words for a button or a menu: an & stays an & and makes no key."""
    return words.replace("&", "&&")
