"""After an upgrade: says once, quietly, that there is something new to read."""

from __future__ import annotations

from collections.abc import Callable

from partydesk import __version__
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Action
from partydesk.store import settings
from partydesk.store.store import Store

_SEEN = "version_seen"  # the version of the program this file was last opened with


def note_version(store: Store) -> bool:
    """Note in the file that this version was seen; whether another one was before it.

    A new file has seen none: there is nothing to tell whoever begins.
    """
    with store.read() as connection:
        seen = settings.get(connection, _SEEN)
    if seen == __version__ or not store.writable:
        return False
    store.set_settings((_SEEN, __version__))
    return bool(seen)


def tell_news(context: AppContext, show: Callable[[], object]) -> None:
    """Say what is new since the program was last used on this file, if it is another version."""

    def told(newer: bool) -> None:
        if newer:
            context.tell(f"已更新到 {__version__}，看看新变化", "info", Action("新变化", show))

    context.query(
        "正在看是不是新版本", lambda _progress: note_version(context.store), told, context
    )
