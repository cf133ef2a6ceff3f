"""A branch's last two revisions of a period: what there is to compare."""

from __future__ import annotations

from dataclasses import dataclass

from partydesk.exchange.merge.compare import Comparison, compare
from partydesk.exchange.merge.moments import Moment
from partydesk.records.periods import Period, parse_period
from partydesk.store.progress import Progress, silent
from partydesk.store.store import Store


@dataclass(frozen=True, slots=True)
class LastChange:
    """The branch's code, the period, the revision that stands and the one taken before it."""

    code: str
    period: Period
    before: int
    after: int

    def compared(
        self, store: Store, indicator: str = "", progress: Progress = silent
    ) -> Comparison:
        """Why the branch's figures moved between the two; see compare."""
        return compare(
            store, self.period, Moment(revision=self.before), Moment(revision=self.after),
            organisation=self.code, indicator=indicator, progress=progress,
        )  # fmt: skip


def changes(store: Store, code: str, period: str) -> list[LastChange]:
    """Each revision of a branch's period that was taken with the one taken before it, the newest in
    front."""
    with store.read() as connection:
        numbers = [
            int(row[0])
            for row in connection.exec_driver_sql(
                "SELECT DISTINCT revision FROM submission WHERE direction = 'in' "
                "AND org_code = ? AND period = ? AND sha256 != '' ORDER BY revision DESC",
                (code, period),
            )
        ]
    of = parse_period(period)
    return [LastChange(code, of, b, a) for a, b in zip(numbers, numbers[1:], strict=False)]


def last_change(store: Store, code: str, period: str = "") -> LastChange | None:
    """The last time a branch's newer revision took the place of another, of one period or of any;
    None where none did."""
    taken: dict[str, list[tuple[int, str, str]]] = {}
    with store.read() as connection:
        for text, *told in connection.exec_driver_sql(
            "SELECT period, revision, state, taken_at FROM submission WHERE direction = 'in' "
            "AND org_code = ? AND sha256 != '' AND ? IN ('', period)",
            (code, period),
        ):
            taken.setdefault(text, []).append((int(told[0]), str(told[1]), str(told[2])))
    found = []
    for text, those in taken.items():
        now = next((each for each in those if each[1] == "current"), None)
        earlier = [each for each in those if now is not None and each[0] < now[0]]
        if now is not None and earlier:
            found.append((now[2], LastChange(code, parse_period(text), max(earlier)[0], now[0])))
    return max(found, key=lambda each: each[0])[1] if found else None
