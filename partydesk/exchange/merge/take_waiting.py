"""Taking in what was read before, wherever it can be had now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from partydesk.exchange.merge.merge import merge
from partydesk.exchange.merge.outcome import MergeOutcome
from partydesk.exchange.merge.undecided import at_hand
from partydesk.records.findings import UserError
from partydesk.store.store import Store


def take_waiting(store: Store, paths: Sequence[str], **choices: Any) -> MergeOutcome:
    """Merge files that were read before, from their places or from the copies kept of them.

    `choices` are merge's own. Raises UserError, Cancelled as it does, and for a file that is
    nowhere.
    """
    with at_hand(store, paths) as found:
        gone = [path for path in paths if path not in found.values()]
        if gone:
            more = f"等 {len(gone)} 份" if len(gone) > 1 else ""
            raise UserError(
                "unreadable",
                f"“{Path(gone[0]).name}”{more}不在原处，本机也没有留下，没有收。"
                "请插上 U 盘再读一次，或请支部再交",
            )
        merged = merge(store, list(found), **choices)
    for each in merged.files:
        each.file = found.get(Path(each.file), each.file)
    return merged
