"""办理…: the affairs that fit whoever is chosen, as a menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QMenu

from partydesk.operations.affairs.carrying import fitting
from partydesk.store.store import Store


def add_to(
    menu: QMenu, store: Store, kind: str, uids: Sequence[str], begin: Callable[[str], object]
) -> bool:
    """Add an entry for each affair that fits these records; whether there is one."""
    found = fitting(store, kind, uids) if store.writable else []
    for affair in found:
        menu.addAction(affair.label, partial(begin, affair.name))
    return bool(found)
