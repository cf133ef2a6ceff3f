"""The self test over seals: a card made and taken, a submission sealed, opened and proved."""

from __future__ import annotations

from pathlib import Path

from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.store.store import Store


def seal(committee: Store, branch: Store, period: Period, folder: Path) -> str:
    """Enrol the branch and hand in once more what was taken, sealed. Raises UserError "differs"."""
    from partydesk.exchange.merge import cards
    from partydesk.exchange.merge.merge import merge
    from partydesk.exchange.seal import held
    from partydesk.exchange.submission.writing import export

    made = cards.make(committee, branch.own.code, folder / "登记卡.card")
    card = held.take(branch, made.file, made.code)
    out = folder / "加封"
    out.mkdir()
    sealed = export(branch, period, out)
    (taken,) = merge(committee, [sealed.file]).files
    # Under the seal identity numbers are whole, which changes rows; none comes or goes by it.
    as_before = not any(added or gone for added, _, gone in taken.changes.values())
    well = taken.state in ("merged", "unchanged") and as_before
    if not sealed.sealed or not well or card.fingerprint not in taken.trust:
        raise UserError("differs", f"加封的表收不下来：{taken.message or taken.trust}")
    return taken.trust
