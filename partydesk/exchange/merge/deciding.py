"""Deciding what two branches both report."""

from __future__ import annotations

from partydesk.exchange.merge import conflicts, operator, trace
from partydesk.exchange.merge.register_answers import put_together
from partydesk.records.base import kinds
from partydesk.records.clock import now_stamp
from partydesk.records.findings import UserError
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges


def decide(store: Store, key: str, decision: str, who: str = "") -> None:
    """Keep the officer's decision (a key of DECISIONS); it outlives later merges, and stays in
    留痕 with who took it (operator.acting unless named), under each of the branches. Of two
    branches that are one the register's answer is given, which can be taken back
    (register_answers).

    Raises UserError for no such decision, and for a conflict that is gone.
    """
    if decision not in conflicts.DECISIONS:
        raise UserError(
            "bad-decision", f"没有“{decision}”这种处理；可以是 {'、'.join(conflicts.DECISIONS)}"
        )
    with store.transaction() as connection:
        item = next((each for each in conflicts.standing(connection) if each.key == key), None)
        if item is None:
            raise UserError("not-found", "这条冲突已不在列表里，可能支部已重新报送")
        acting = operator.acting(store, connection, who)
        for code in sorted({side["organisation"] for side in item.sides}):
            said = f"{item.choices[decision]}：{item.text}"
            trace.note(connection, acting, trace.DECIDED, code, "", 0, said)
        if item.kind == conflicts.ONE_BRANCH:
            put_together(store, connection, item.sides, decision, acting)
            conflicts.refresh(connection)
        else:
            connection.exec_driver_sql(
                "UPDATE conflict SET state = 'decided', decision = ?, decided_at = ? WHERE key = ?",
                (decision, now_stamp(), key),
            )
    if item.kind == conflicts.ONE_BRANCH:
        store.tell(OperationChanges("合并支部", tuple((kind, "") for kind in kinds())))
