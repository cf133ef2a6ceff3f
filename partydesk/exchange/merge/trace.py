"""留痕: who took, withdrew, returned or put away which submission, or decided what two branches
both report, when and why. It is only ever added to.

Each act is a line of the file's list of operations that nothing undoes. What was taken before
acts were kept is told from the submissions themselves, without a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection

from partydesk.exchange.merge.register import codes_before
from partydesk.exchange.submission.stamps import local
from partydesk.records.clock import local_day, now_stamp
from partydesk.store.store import Store

TAKEN, WITHDRAWN, RETURNED, RECEIPT = "收下", "撤回", "开退回单", "开回执"
DISMISSED, DECIDED = "不收", "定重复"
# Whose a submission is, as the officer said; and that word taken back.
ANSWERED, UNANSWERED = "认定", "撤回认定"
# An enrolment card made, ended; the fingerprint of a branch's key compared.
CARD, CARD_ENDED, CONFIRMED = "发登记卡", "停用登记卡", "核对指纹"
TONES = {
    ANSWERED: "info", TAKEN: "ok", WITHDRAWN: "warn", UNANSWERED: "warn", RETURNED: "bad",
    RECEIPT: "info", DISMISSED: "idle", DECIDED: "info",
    CARD: "info", CARD_ENDED: "warn", CONFIRMED: "ok",
}  # fmt: skip
"""What can be done, in words, each with the tone that it is shown in."""

ACTS = tuple(TONES)
"""What can be done, in words; of one moment in this order."""

NO_PERIOD = "—"
_LABEL = re.compile(rf"({'|'.join(ACTS)}) (\S+) (\S+) 第 (\d+) 版(?:：(.*))?", re.S)
_LONGEST = 200  # characters of a reason
_SPENT = "spent"


@dataclass(frozen=True, slots=True)
class Act:
    """One line: `at` is a UTC stamp, `operator` the person's name ("" where nobody kept it);
    `revision` is 0 and `period` empty where an act is about no submission."""

    at: str
    operator: str
    act: str
    organisation: str
    period: str
    revision: int
    reason: str = ""

    def as_dict(self) -> dict[str, object]:
        """The JSON form of cli.md, in local time."""
        return {**asdict(self), "at": local(self.at)}

    @property
    def about(self) -> str:
        """Which submission: 2026Q3 第 2 版; "" for none."""
        return f"{self.period} 第 {self.revision} 版" if self.revision else self.period


def note(
    connection: Connection,
    operator: str,
    act: str,
    organisation: str,
    period: str,
    revision: int,
    reason: str = "",
    at: str = "",
) -> None:
    """Keep an act, in the transaction that does it. One about no submission has no period."""
    period = period or NO_PERIOD
    why = " ".join(reason.split())[:_LONGEST]
    label = f"{act} {organisation} {period} 第 {revision} 版" + (f"：{why}" if why else "")
    connection.exec_driver_sql(
        "INSERT INTO operation (at, actor, label, state, reverts) VALUES (?, ?, ?, ?, NULL)",
        (at or now_stamp(), operator, label, _SPENT),
    )


def acts(store: Store, organisation: str = "", since: date | None = None) -> list[Act]:
    """The acts about all organisations or the one with this code, also under the codes that the
    register had for it before; newest first. `since` is the first local day."""
    with store.read() as connection:
        codes = {organisation, *codes_before(connection, organisation)}
        # Several acts of one second stand in the order they were done in.
        done = {act: number for code in codes for number, act in _kept(connection, code)}
        found = [*done, *_before(connection, organisation, done)]
    return sorted(
        (
            each
            for each in dict.fromkeys(found)
            if (not organisation or each.organisation in codes)
            and (since is None or local_day(each.at) >= since)
        ),
        key=lambda each: (each.at, done.get(each, 0), each.organisation),
        reverse=True,
    )


def _kept(connection: Connection, organisation: str) -> Iterator[tuple[int, Act]]:
    """Of one organisation, as far as its code stands in a line at all; of all for "". Each with
    its number."""
    for number, at, actor, label in connection.exec_driver_sql(
        "SELECT id, at, actor, label FROM operation WHERE state = ? AND reverts IS NULL "
        "AND instr(label, ?) ORDER BY id",
        (_SPENT, organisation or " "),
    ):
        if told := _LABEL.fullmatch(label):
            act, organisation, period, revision, reason = told.groups()
            named = "" if period == NO_PERIOD else period
            yield number, Act(at, actor, act, organisation, named, int(revision), reason or "")


def _before(connection: Connection, organisation: str, kept: Iterable[Act]) -> Iterator[Act]:
    """Submissions that were taken when acts were not yet kept."""
    known = {
        (each.period, each.revision, each.at, each.organisation)
        for each in kept
        if each.act == TAKEN
    }
    for at, code, period, revision, file_code in connection.exec_driver_sql(
        "SELECT taken_at, org_code, period, revision, coalesce(file_code, org_code) "
        "FROM submission WHERE direction = 'in' AND ? IN ('', org_code) ORDER BY id",
        (organisation,),
    ):
        # Under whichever code the branch had then.
        if not known & {(period, revision, at, code), (period, revision, at, file_code)}:
            yield Act(at, "", TAKEN, code, period, revision)
