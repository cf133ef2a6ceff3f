"""How people work with it: the window. The only room that knows Qt.

PySide6 hooks into every import that comes after its own and slows it, so the rest is imported
first, here, before any module of this room.
"""

import partydesk.store.opening
import partydesk.store.queries  # noqa: F401 # for the order of imports alone
