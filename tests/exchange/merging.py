"""Merging as an officer does who knows the branches: those that resemble nobody are registered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from partydesk.exchange.merge.merge import MergeOutcome
from partydesk.exchange.merge.merge import merge as take_in
from partydesk.store.store import Store


def merge(store: Store, paths: Sequence[Path], **choices: Any) -> MergeOutcome:
    """`merge` with 都登记 said beforehand; other choices as given."""
    return take_in(store, paths, **{"accept_unenrolled": True, **choices})
