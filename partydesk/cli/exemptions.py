"""The command on what does not apply: exempt, its list, its undoing."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened
from partydesk.cli.rules import day_of
from partydesk.records.findings import UserError


def exempt(options: Any) -> Outcome:
    """Say that a norm does not apply, list what does not, or take one back."""
    from partydesk.operations import exemptions

    if options.list:
        return _listed(options)
    if options.undo:
        with opened(options, write=True) as store:
            exemptions.take_back(store, options.undo)
        return Outcome({"uid": options.undo}, ["已撤销，这条规矩又作要求了"])
    if not options.rule:
        raise UserError("usage", "请写规矩的编号，或用 --list 列出、--undo 撤销")
    since, until = day_of(options.since), day_of(options.until)
    with opened(options, write=True) as store:
        (uid,) = exemptions.exempt(
            store, options.rule, [options.about or ""], options.reason or "", since, until
        )
    return Outcome({"uid": uid}, [f"已记为不适用，编号 {uid}"])


def _listed(options: Any) -> Outcome:
    from partydesk.store import queries
    from partydesk.store.shown_rows import as_json

    with opened(options) as store, store.read() as connection:
        wanted = queries.ids(connection, queries.Query("exemption"))
        found = queries.window(connection, "exemption", wanted)
    rows = [as_json("exemption", found[each]) for each in wanted]
    lines = [
        f"{row['uid']}\t{row['norm']}\t{row['subject'] or ''}\t{row['from_on']}\t"
        f"{row['until_on'] or ''}\t{row['reason']}"
        for row in rows
    ]
    return Outcome({"rows": rows}, lines)
