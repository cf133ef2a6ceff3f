"""How pages look is remembered in the data: small settings, kept when nothing is in the way."""

from __future__ import annotations

from partydesk.desk.kit.app_context import AppContext


def keep_ui_setting(context: AppContext, setting: str, value: str) -> None:
    """Remember how a page looks; while the file is busy or only read it is simply not kept."""
    if not context.store.writable or context.busy:
        return
    context.attempt(lambda: context.store.set_settings((setting, value)))
