"""Which rows a committee shows for one organisation: a function of its current submissions.

Each submission is a snapshot of its period. For rows with a date, the snapshot made last
(precedence) among those that cover the date decides, by holding the row or by no longer holding
it; the roll comes from the snapshot that reaches furthest. So the order in which files arrive
cannot matter, and withdrawing one gives back exactly what was there without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from partydesk.exchange.merge.one_name import Current, under_one_name
from partydesk.exchange.merge.precedence import made_after
from partydesk.exchange.submission.layout import data_sheets, sheet_of
from partydesk.exchange.submission.model import ReadSubmission, Values
from partydesk.records.base import kind_of
from partydesk.records.fields import Kind, fields


def visible(current: Sequence[Current]) -> dict[str, dict[str, tuple[int, Values]]]:
    """Kind → uid → (submission id, values): what the organisation's submissions say together.

    Those that go on from one another speak for each day by the one made last. What stands beside
    them (ReadSubmission.beside) speaks too, and what both hold is there once.
    """
    current = under_one_name(current)
    by_time = sorted(current, key=lambda each: made_after(each.held))
    by_reach = sorted(current, key=lambda each: (each.held.last_day, *made_after(each.held)))
    # Kind → series → uid → what decides there.
    series: dict[str, dict[str, dict[str, tuple[int, Values]]]] = {}
    result: dict[str, dict[str, tuple[int, Values]]] = {}
    for layout in data_sheets():
        kind = layout.kind
        record = kind_of(kind)
        dated = fields(record).get(record.dated_by)
        if dated is None:
            # Of each series the latest; what several hold is as the latest of all has it.
            latest = {each.held.beside: each for each in by_reach}
            result[kind] = {
                uid: (each.id, values)
                for each in sorted(latest.values(), key=by_reach.index)
                for uid, values in each.held.rows[kind]
            }
        elif len(current) == 1:
            only = current[0]
            result[kind] = {uid: (only.id, values) for uid, values in only.held.rows[kind]}
        elif dated.kind is Kind.REFERENCE:
            # Attendance and steps follow the session or ticket they belong to.
            place = layout.names.index(record.dated_by)
            parents = series[dated.refers]
            result[kind] = {
                uid: (each.id, values)
                for each in by_time
                for uid, values in each.held.rows[kind]
                if parents[each.held.beside].get(str(values[place]), (0,))[0] == each.id
            }
        else:
            series[kind] = _by_day(kind, by_time)
            result[kind] = _together(series[kind], by_time)
    return result


def _by_day(kind: str, by_time: Sequence[Current]) -> dict[str, dict[str, tuple[int, Values]]]:
    """The dated rows of each series: for each day as the snapshot says that was made last."""
    found: dict[str, dict[str, tuple[int, Values]]] = defaultdict(dict)
    for each in by_time:
        # A later snapshot that covers a row's date and lacks it means it is gone.
        chosen = {
            uid: entry
            for uid, entry in found[each.held.beside].items()
            if not _covers(each.held, kind, entry[1])
        }
        chosen.update({uid: (each.id, values) for uid, values in each.held.rows[kind]})
        found[each.held.beside] = chosen
    return found


def _together(
    series: Mapping[str, Mapping[str, tuple[int, Values]]], by_time: Sequence[Current]
) -> dict[str, tuple[int, Values]]:
    """What all series hold, a row that several hold as the snapshot made last has it."""
    place = {each.id: number for number, each in enumerate(by_time)}
    held = [(uid, entry) for chosen in series.values() for uid, entry in chosen.items()]
    return dict(sorted(held, key=lambda each: place[each[1][0]]))


def _covers(held: ReadSubmission, kind: str, values: Values) -> bool:
    """Whether a snapshot's period holds this row's date: the rule by which it was exported."""
    record = kind_of(kind)
    by_name = dict(zip(sheet_of(kind).names, values, strict=True))
    value = by_name[record.dated_by]
    if fields(record)[record.dated_by].kind is Kind.INTEGER:
        return int(held.first_day[:4]) <= int(value or 0) <= int(held.last_day[:4])
    day = str(value or "")[:10]
    if held.first_day <= day <= held.last_day:
        return True
    if record.ending is None or day > held.last_day:
        return False
    return record.ending.open_on(held.first_day, by_name)
