"""The committee's answers that lie on a stick, found by the name of the sheet they answer."""

from __future__ import annotations

from collections.abc import Sequence
from glob import escape
from pathlib import Path

from partydesk.exchange.merge.submission_log import submissions
from partydesk.exchange.replies.slip import RECEIPT, RETURN, Slip, take_slip
from partydesk.records.findings import UserError
from partydesk.store.store import Store

_STATES = {RETURN: "returned", RECEIPT: "accepted"}


def take_found(store: Store, folders: Sequence[Path]) -> list[Slip]:
    """Take the slips to this branch that are news, oldest first; what cannot be read is passed.

    Only answers to sheets this file wrote are looked for, and none that was taken before. One that
    does not fit what was written comes back with its doubt and is not remembered.
    """
    taken = []
    for folder in folders:
        for one in reversed(submissions(store)):
            if one["direction"] != "out":
                continue
            stem = Path(one["file_name"]).stem
            for word, state in _STATES.items():
                if one["state"] == state:
                    continue
                for path in sorted(folder.rglob(escape(f"{stem}_{word}.xlsx"))):
                    try:
                        slip = take_slip(store, path)
                    except (UserError, OSError):
                        continue
                    if slip.org_code == store.own.code:
                        taken.append(slip)
    return sorted(taken, key=lambda slip: slip.made_at)
