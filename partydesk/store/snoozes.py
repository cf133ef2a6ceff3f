"""Reminders put off: until when and why, kept in this file alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.store import settings
from partydesk.store.store import Store

_KEY = "snoozed"


@dataclass(frozen=True, slots=True)
class Snooze:
    """One reminder put off: the day it comes back, and the reason given."""

    until: date
    reason: str


def snoozed(connection: Connection) -> dict[str, Snooze]:
    """Reminder key → how it is put off."""
    kept = json.loads(settings.get(connection, _KEY, "{}"))
    return {key: Snooze(date.fromisoformat(until), reason) for key, (until, reason) in kept.items()}


def snooze(store: Store, keys: Sequence[str], until: date, reason: str) -> None:
    """Put reminders off until a day. Raises UserError without a reason or with a day gone by."""
    if not reason.strip():
        raise UserError("no-reason", "请写明为什么推迟，将来看得到")
    today = clock.today()
    if until <= today:
        raise UserError("bad-date", f"推迟到的日期要晚于今天（{today:%Y-%m-%d}）")
    _keep(store, dict.fromkeys(keys, Snooze(until, reason.strip())))


def wake(store: Store, key: str) -> None:
    """Let a reminder come back at once."""
    _keep(store, {}, gone=key)


def _keep(store: Store, more: dict[str, Snooze], gone: str = "") -> None:
    today = clock.today()
    with store.transaction() as connection:
        # What has come back by itself need not be kept.
        kept = {k: s for k, s in (snoozed(connection) | more).items() if s.until > today}
        kept.pop(gone, None)
        told = {key: (each.until.isoformat(), each.reason) for key, each in kept.items()}
        settings.put(connection, _KEY, json.dumps(told, ensure_ascii=False))
