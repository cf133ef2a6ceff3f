"""How pages look is remembered in the data: small settings, kept when nothing is in the way."""

from __future__ import annotations

from partydesk.desk.kit.app_context import Desk
from partydesk.store import settings


def keep_ui_setting(desk: Desk, setting: str, value: str) -> None:
    """Remember how a page looks; while the file is busy or only read it is simply not kept."""
    if not desk.store.writable or desk.busy:
        return

    def work() -> None:
        with desk.store.transaction() as connection:
            settings.put(connection, setting, value)

    desk.attempt(work)
