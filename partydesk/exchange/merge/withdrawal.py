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
    store: Store, code: str, period: str, reason: str = "", who: str = "", uid: str = ""
) -> FileOutcome | None:
    """Take a branch's current submission for a period back out; the previous one returns. Who did
    it (operator.acting unless named), when and why stays in 留痕. `uid` says which branch it is
    where two have one code.

    Returns what now stands for the period, or None when nothing does. Raises UserError when there
    is nothing to withdraw, and where it is not said of which of two.
    """
    with store.transaction() as connection:
        found = connection.exec_driver_sql(
            f"SELECT id, org_uid, revision, {SOURCE}, program, org_name FROM submission "
            "WHERE direction = 'in' AND state = 'current' AND org_code = ? "
            "AND period = ? AND ? IN ('', org_uid) ORDER BY id DESC",
            (code, period, uid),
        ).fetchall()
        if not found:
            raise UserError("nothing-to-withdraw", f"{code} 的 {period} 没有收下的报送表，无可撤回")
        if len({row[1] for row in found}) > 1:
            named = "、".join(dict.fromkeys(row[5] for row in found))
            raise UserError(
                "two-branches",
                f"编码 {code} 有两个支部在用（{named}），不知道撤回谁的。"
                "请在“交表情况”里选中那个支部撤回，或者先给其中一个更改编码",
            )
        current = found[0]
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


def take_again(store: Store, code: str, period: str, who: str = "", uid: str = "") -> MergeOutcome:
    """Take in again what was withdrawn last of a branch's period (that with the `uid`, where one is
    named): a withdrawal undone.

    Raises UserError where nothing was withdrawn, or the file kept is not as it was.
    """
    with store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT sha256, file_name FROM submission WHERE direction = 'in' AND "
            "state = 'withdrawn' AND org_code = ? AND period = ? AND ? IN ('', org_uid) "
            "ORDER BY revision DESC, id DESC LIMIT 1",
            (code, period, uid),
        ).fetchone()
    if found is None:
        raise UserError("not-found", f"{code} 的 {period} 没有撤回过的报送表")
    with TemporaryDirectory(prefix="partydesk-") as folder:
        copy = Path(folder) / Path(found[1]).name
        with received.kept(store.home, found[0], found[1]) as kept:
            copy.write_bytes(kept.read_bytes())
        return merge(store, [copy], accept_edited=True, accept_withdrawn=True, operator=who)
