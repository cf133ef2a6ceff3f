"""Taking a submission back out again: what stood before it returns, rows and figures."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from partydesk.exchange.merge import conflicts, operator, trace
from partydesk.exchange.merge.merge import merge
from partydesk.exchange.merge.outcome import FileOutcome, MergeOutcome
from partydesk.exchange.merge.register import SOURCE
from partydesk.exchange.merge.standing import bring_back, show
from partydesk.exchange.submission.layout import sheet_of
from partydesk.records.base import kinds
from partydesk.records.findings import UserError
from partydesk.store import received
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges


def withdraw(
    store: Store, code: str, period: str, reason: str = "", who: str = ""
) -> FileOutcome | None:
    """Take a branch's current submission for a period back out; the previous one returns. Who did
    it (operator.acting unless named), when and why stays in 留痕.

    Returns what now stands for the period, or None when nothing does. Raises UserError when there
    is nothing to withdraw.
    """
    with store.transaction() as connection:
        current = connection.exec_driver_sql(
            f"SELECT id, org_uid, revision, {SOURCE}, program FROM submission "
            "WHERE direction = 'in' AND state = 'current' AND org_code = ? "
            "AND period = ? ORDER BY id DESC LIMIT 1",
            (code, period),
        ).fetchone()
        if current is None:
            raise UserError("nothing-to-withdraw", f"{code} 的 {period} 没有收下的报送表，无可撤回")
        connection.exec_driver_sql(
            "UPDATE submission SET state = 'withdrawn' WHERE id = ?", (current[0],)
        )
        acting = operator.acting(store, connection, who)
        trace.note(connection, acting, trace.WITHDRAWN, code, period, current[2], reason)
        previous = bring_back(connection, (current[1], code), period, current[3], current[4])
        held = show(store.home, connection, (current[1], code))
        conflicts.refresh(connection)
    store.tell(OperationChanges("撤回报送表", tuple((kind, "") for kind in kinds())))
    back = next((each for each in held if each.id == previous), None)
    if back is None:
        return None
    return FileOutcome(
        file="",
        organisation=code,
        name=back.held.org_name,
        period=period,
        revision=back.held.revision,
        state="merged",
        counts={sheet_of(kind).sheet: n for kind, n in back.held.counts.items()},
    )


def take_again(store: Store, code: str, period: str, who: str = "") -> MergeOutcome:
    """Take in again what was withdrawn last of a branch's period: a withdrawal undone.

    Raises UserError where nothing was withdrawn, or the file kept is not as it was.
    """
    with store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT sha256, file_name FROM submission WHERE direction = 'in' AND "
            "state = 'withdrawn' AND org_code = ? AND period = ? "
            "ORDER BY revision DESC, id DESC LIMIT 1",
            (code, period),
        ).fetchone()
    if found is None:
        raise UserError("not-found", f"{code} 的 {period} 没有撤回过的报送表")
    with TemporaryDirectory(prefix="partydesk-") as folder:
        copy = Path(folder) / Path(found[1]).name
        with received.kept(store.home, found[0], found[1]) as kept:
            copy.write_bytes(kept.read_bytes())
        return merge(store, [copy], accept_edited=True, accept_withdrawn=True, operator=who)
