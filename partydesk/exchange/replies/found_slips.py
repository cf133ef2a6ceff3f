"""The committee's answers that lie on a stick, found by the name of the sheet they answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from glob import escape
from pathlib import Path

from partydesk.exchange.merge.submission_log import submissions
from partydesk.exchange.replies.slip import RECEIPT, RETURN, Slip
from partydesk.exchange.replies.taken_slips import take_slip
from partydesk.exchange.submission import known_revisions
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.store.store import Store

_ANSWERS = re.compile(rf"_([^_]+)_v([1-9]\d{{0,3}})_(?:{RECEIPT}|{RETURN})$", re.ASCII)
_STATES = {RETURN: "returned", RECEIPT: "accepted"}


def take_found(store: Store, folders: Sequence[Path]) -> list[Slip]:
    """Take the slips to this branch that are news, oldest first; what cannot be read is passed.

    Only answers to sheets this file wrote are looked for, and none that was taken before; and those
    to revisions it knows nothing of, since a restored backup forgot them. One that does not fit
    what was written comes back with its doubt.
    """
    taken = []
    for folder in folders:
        taken += _forgotten(store, folder)
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


def _forgotten(store: Store, folder: Path) -> list[Slip]:
    """The slips that name a higher revision of a period than any known here."""
    own, taken = store.own, []
    for path in sorted(folder.rglob(f"{escape(own.code)}_*_v*_*.xlsx")):
        named = _ANSWERS.search(path.stem)
        if named is None:
            continue
        try:
            period = parse_period(named[1])
            with store.read() as connection:
                known = known_revisions.latest(store, connection, own, period)
            if int(named[2]) > (known.revision if known else 0):
                slip = take_slip(store, path)
                if slip.org_code == own.code:
                    taken.append(slip)
        except (UserError, OSError):
            continue
    return taken
