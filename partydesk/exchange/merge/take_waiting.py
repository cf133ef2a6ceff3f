"""Taking in what was read before, wherever it can be had now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from partydesk.exchange.merge.merge import merge
from partydesk.exchange.merge.outcome import FileOutcome, MergeOutcome
from partydesk.exchange.merge.undecided import at_hand, keep
from partydesk.records.findings import Finding, UserError
from partydesk.store.store import Store


def take_waiting(store: Store, paths: Sequence[str], **choices: Any) -> MergeOutcome:
    """Merge files that were read before, from their places or from the copies kept of them.

    `choices` are merge's own. One that is nowhere is told as rejected and stops no other. Raises
    UserError, Cancelled as merge does, and where there is none at all.
    """
    with at_hand(store, paths) as found:
        gone = [path for path in paths if path not in found.values()]
        if gone and not found:
            more = f"等 {len(gone)} 份" if len(gone) > 1 else ""
            raise UserError("unreadable", _nowhere(f"“{Path(gone[0]).name}”{more}"))
        merged = merge(store, list(found), **choices)
    for each in merged.files:
        each.file = found.get(Path(each.file), each.file)
    keep(store, merged.files)  # what still waits, under the path that it was read by
    for path in gone:
        said = _nowhere(f"“{Path(path).name}”")
        merged.files.append(FileOutcome(path, message=said, findings=[Finding("unreadable", said)]))
    return merged


def _nowhere(named: str) -> str:
    return f"{named}不在原处，本机也没有留下，没有收。请插上 U 盘再读一次，或请支部再交"
