"""What a number is: which rows of which kind it counts, and what each row adds to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, func, literal, or_, select, type_coerce

from partydesk.records.base import Record
from partydesk.records.ledger import Setting
from partydesk.records.periods import Period

Condition = Callable[[Period], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class ReportSentence:
    """A sentence of the yearly report: its stable id, the id of the heading it stands under
    (documents/report/wording.py), and its words with `{ids of indicators}` in them."""

    id: str
    under: str
    template: str


@dataclass(frozen=True, slots=True, eq=False)
class Indicator:
    """One number: all that is said of it anywhere. There is one of each.

    `held_by` is C (the committee itself), B (a branch) or CB (both).

    `definition` says in a sentence what is counted. `record` is the kind it counts, `condition`
    which of its rows, `amount` what each adds (1 unless said). A rate has `part`: the share of
    the counted rows for which it holds. `distinct` counts different values of a column instead
    of rows (only for what one organisation holds: such counts cannot be added up). `reported`
    rows are typed in: of several that speak of the same time one stands. `date` and `text` are
    what an evidence row shows. `looks_back` is False for what the records tell of now alone: of a
    time gone by they know no more how it was then, and nothing is compared with it.

    `opens` are the first values of the form in which such a row is recorded, its date aside; None
    for what is first looked for in the list of its kind. `sentence` brings it into a committee's
    report, `branch_sentence` into a branch's; a figure may stand in the sentence of another.
    """

    id: str
    label: str
    unit: str
    held_by: str
    definition: str
    record: type[Record]
    condition: Condition
    date: ColumnElement[Any]
    text: ColumnElement[Any]
    amount: ColumnElement[Any] | None = None
    part: Condition | None = None
    distinct: ColumnElement[Any] | None = None
    reported: bool = False
    looks_back: bool = True
    opens: Mapping[str, object] | None = None
    sentence: ReportSentence | None = None
    branch_sentence: ReportSentence | None = None

    @property
    def of_register(self) -> bool:
        """Whether it counts enterprises: those of the committee's ledger and of its branches' are
        one register, each counted once (rules/enterprise_register.py)."""
        return str(self.record.__tablename__) == "enterprise"


def iso(column: Any) -> ColumnElement[str]:
    """A date or moment as the ISO text it is stored as: compared as text, indexes serve."""
    return type_coerce(column, String)


def within(column: Any, period: Period) -> ColumnElement[bool]:
    """The date or moment lies in the period, its last day whole."""
    after = period.last + timedelta(days=1)
    return and_(iso(column) >= period.first.isoformat(), iso(column) < after.isoformat())


def by(column: Any, period: Period) -> ColumnElement[bool]:
    """The date is there and not after the period's last day."""
    return and_(column.is_not(None), iso(column) <= period.last.isoformat())


def not_yet(column: Any, period: Period) -> ColumnElement[bool]:
    """The date is not there, or after the period's last day."""
    return or_(column.is_(None), iso(column) > period.last.isoformat())


def chosen(key: str, usual: Collection[str]) -> Select[Any]:
    """The codes that the file keeps under a setting (a JSON list), `usual` where it keeps none."""
    kept = select(Setting.value).where(Setting.key == key).scalar_subquery()
    codes = func.json_each(func.coalesce(kept, json.dumps(sorted(usual)))).table_valued("value")
    return select(codes.c.value)


def one_of(column: Any, codes: tuple[str, ...]) -> ColumnElement[bool]:
    """A column of several codes holds one of these."""
    padded = literal(",") + func.coalesce(column, "") + literal(",")
    return or_(*(padded.like(f"%,{code},%") for code in codes))
