"""Reading what a committee tells of all under it, in the workers that read submissions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from partydesk.exchange.submission import canonical

BELOW, BELOW_DIGEST = "below", "below_digest"
"""Keys of the metadata: what is told as JSON, and what ties it to the heading."""


def unpack(meta: Mapping[str, str]) -> dict[str, Any] | None:
    """Counts by figure ([rows, amount], None for what nobody recorded), branches and the sentence
    of coverage; None in a branch's submission."""
    try:
        told = json.loads(meta.get(BELOW, "null"))
        if told is None:
            return None
        counts = {
            str(id): None if pair is None else [int(pair[0]), float(pair[1])]
            for id, pair in told["counts"].items()
        }
        branches = [[str(part)[:200] for part in branch[:5]] for branch in told["branches"]]
        return {"counts": counts, "branches": branches, "coverage": str(told["coverage"])[:500]}
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError,
            RecursionError):  # fmt: skip
        return None


def digest(heading: str, packed: str) -> str:
    """Ties it to its heading, whose digest is given."""
    return canonical.content_digest([heading, BELOW, packed], {})


def sound(meta: Mapping[str, str]) -> bool:
    """Whether what is told is that of the export, where anything is."""
    if BELOW not in meta:
        return True
    return meta.get(BELOW_DIGEST) == digest(meta.get("heading", ""), meta[BELOW])
