"""Reading what a submission tells of 党费, in the workers that read submissions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from partydesk.exchange.submission import canonical
from partydesk.records.dues_states import TOLD_STATE, MonthSums

DUES, DUES_DIGEST = "dues", "dues_digest"
"""Keys of the metadata: what is told as JSON, and what ties it to the heading."""


def digest(heading: str, packed: str) -> str:
    """Ties it to its heading, whose digest is given."""
    return canonical.content_digest([heading, DUES, packed], {})


def sound(meta: Mapping[str, str]) -> bool:
    """Whether what is told is that of the export, where anything is."""
    if DUES not in meta:
        return True
    return meta.get(DUES_DIGEST) == digest(meta.get("heading", ""), meta[DUES])


def unpack(meta: Mapping[str, str]) -> dict[str, Any] | None:
    """What a submission tells of dues; None where it tells nothing."""
    try:
        told = json.loads(meta.get(DUES, "null"))
        return None if told is None else _read(told)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        return None


def _read(told: Any) -> dict[str, Any]:
    """Each part proved to be of its kind."""
    members = [
        [
            str(uid)[:64], str(name)[:60],
            [
                [_month(m), state, bool(less), None if cents is None else _whole(cents)]
                for m, state, less, cents in months
                if state in TOLD_STATE.by_code
            ],
        ]
        for uid, name, months in told["members"]
    ]  # fmt: skip
    sums = [[_month(month), *map(_whole, numbers)] for month, *numbers in told["sums"]]
    if any(len(each) != len(MonthSums._fields) for each in sums):
        raise ValueError(DUES)
    return {"members": members, "sums": sums}


def _month(text: str) -> str:
    date.fromisoformat(f"{text}-01")
    return text


def _whole(number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 10**15:
        raise ValueError(str(number))
    return number
