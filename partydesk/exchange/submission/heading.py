"""The heading of a submission: from whom, for which period, which revision, made when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from partydesk.exchange.submission.columns import METADATA
from partydesk.exchange.submission.stamps import local
from partydesk.records.findings import UserError
from partydesk.records.periods import Period, parse_period
from partydesk.records.values import clean_text

MOST_REVISIONS = 1_000_000


@dataclass(slots=True)
class Heading:
    """Who, what for, which revision. `made_at` is a UTC stamp, `program` the version it is by."""

    org_uid: str
    org_code: str
    org_name: str
    period: Period
    revision: int
    made_at: str
    program: str


def metadata_heading(meta: Mapping[str, str]) -> Heading:
    """The heading our own export left. Raises UserError when something is missing or no value."""
    wanted = ("org_uid", "org_code", "org_name", "period", "revision", "made_at", "program")
    missing = [key for key in (*wanted, "content") if not meta.get(key)]
    if missing:
        raise _damaged(f"“{METADATA}”工作表不完整（缺 {'、'.join(missing)}）")
    revision = readable_revision(meta["revision"])
    if revision is None:
        raise _damaged(f"修订号“{meta['revision'][:20]}”不是数字")
    try:
        local(meta["made_at"])
    except (ValueError, OverflowError):
        raise _damaged(f"写出时间“{meta['made_at'][:30]}”不是时间") from None
    return Heading(
        org_uid=meta["org_uid"],
        org_code=clean_text(meta["org_code"], lines=False),
        org_name=clean_text(meta["org_name"], lines=False),
        period=parse_period(meta["period"]),
        revision=revision,
        made_at=meta["made_at"],
        program=clean_text(meta["program"], lines=False),
    )


def readable_revision(text: str) -> int | None:
    """A revision number from a cell's text (2, 2.0), or None when it is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number.is_integer() and 1 <= number <= MOST_REVISIONS else None


def _damaged(what: str) -> UserError:
    return UserError("damaged-metadata", f"{what}，请支部重新导出")
