"""The command on texts to paste: notice UID [--kind notice|brief|reminder]."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened
from partydesk.records.findings import UserError

KINDS = ("notice", "brief", "reminder")


def notice(options: Any) -> Outcome:
    """The notice or brief of a session, or the reminder of what is due of a record.

    Raises UserError where there is none.
    """
    from partydesk.documents.notice_texts import NOTICE_TEXTS
    from partydesk.documents.notices import text_of

    with opened(options) as store:
        if options.kind == "reminder":
            words = _reminder(store, options.uid)
        else:
            with store.read() as connection:
                asked = NOTICE_TEXTS[options.kind] if options.kind else None
                words = text_of(connection, store.own.id, options.uid, asked)
    return Outcome({"text": words}, words.splitlines())


def _reminder(store: Any, uid: str) -> str:
    """What is due of the record with this uid, of the organisation for its own."""
    from partydesk.documents.notices import reminder_of
    from partydesk.rules.reminders import reminders

    with store.read() as connection:
        own = store.own
        items = [
            item
            for each in reminders(connection, most=None)
            for item in each.items
            if item.organisation == own.id
            and (item.uid == uid or (not item.uid and uid == own.uid))
        ]
        if not items:
            raise UserError("nothing-due", f"编号为“{uid}”的眼下没有要办的事，没有提醒可发")
        return reminder_of(connection, own.id, items)
