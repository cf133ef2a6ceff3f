"""Both sides of the register's question, and what each answer would make of the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from partydesk.exchange.merge.likeness import like_name
from partydesk.exchange.merge.register import ANSWERS, Branch, branches, own_field, resolve
from partydesk.exchange.merge.register_answers import Said
from partydesk.exchange.merge.revision_policy import Choices
from partydesk.exchange.merge.taking import take_one
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.seal.issued import opening
from partydesk.exchange.submission.layout import data_sheets, sheet_of
from partydesk.exchange.submission.model import ReadSubmission
from partydesk.exchange.submission.reading_back import Wanted, read_submission
from partydesk.records.checks import folded_code
from partydesk.records.findings import UserError
from partydesk.records.member import IN_STANDING
from partydesk.records.periods import parse_period
from partydesk.records.study import HELD
from partydesk.store.progress import Progress, silent
from partydesk.store.store import Store

SAME, NEAR, DIFFERENT, UNSURE = "相同", "接近", "不同", "说不准"


@dataclass(frozen=True, slots=True)
class Likeness:
    """One line of the two sides, and how alike they are: SAME, NEAR, DIFFERENT or UNSURE."""

    label: str
    theirs: str
    ours: str
    alike: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an answer makes of the figures: (label, before, after). `trouble` says why it would not
    be taken all the same."""

    answer: str
    figures: tuple[tuple[str, int, int], ...]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Sides:
    """A submission and a branch of the register side by side, and what each answer would do.

    `branch` is None where none resembles it and none was chosen; `others` are all that can be
    chosen, those that resemble it in front: (code, name).
    """

    code: str
    branch: str | None
    lines: tuple[Likeness, ...]
    outlooks: tuple[Outlook, ...]
    others: tuple[tuple[str, str], ...]


class _Undone(Exception):
    """Rolls back what was only tried."""


def sides(store: Store, path: Path, code: str = "", progress: Progress = silent) -> Sides:
    """Look at a submission beside the branch with this code, else beside the one that is most
    like it. Raises UserError where it cannot be read, or asks nothing any more.
    """
    progress(0, 5, path.name)
    with store.read() as connection:
        wanted = Wanted(tuple(data_sheets()), opening(connection))
    with Readers() as readers:
        ((_, held),) = readers.map(read_submission, [(str(path), wanted)])
    if isinstance(held, UserError):
        raise held
    with store.read() as connection:
        found = resolve(connection, held)
        if found.question is None:
            raise UserError("answered", "这份表已经回答过了，请在收表页收下")
        alike = [each.organisation for each in found.question.candidates]
        known = branches(connection)
        chosen = code or next(iter(alike), "")
        branch = next((each for each in known if each.code == chosen), None)
        lines = tuple(_lines(connection, held, branch)) if branch else ()
        before = _figures(connection, held)
    outlooks = []
    for number, answer in enumerate(each.code for each in ANSWERS):
        progress(number + 1, 5, ANSWERS.label(answer))
        if branch is None and answer in ("same", "joined"):
            continue
        said = Said(answer, branch.code if branch else "")
        after, trouble = _tried(store, path, held, said)
        figures = tuple(
            (label, was, now) for (label, was), (_, now) in zip(before, after, strict=True)
        )
        outlooks.append(Outlook(answer, figures, trouble))
    others = sorted(known, key=lambda each: (each.code not in alike, each.code))
    return Sides(
        held.file_code,
        branch.code if branch else None,
        lines,
        tuple(outlooks),
        tuple((each.code, each.short_name or each.name) for each in others),
    )


def _tried(
    store: Store, path: Path, held: ReadSubmission, said: Said
) -> tuple[list[tuple[str, int]], str]:
    """The figures as they were if this were said, and why the file would not be taken."""
    after: list[tuple[str, int]] = []
    trouble = ""
    choices = Choices(edited=True, withdrawn=True, said=said)
    try:
        with store.transaction() as connection:
            made = take_one(store, connection, str(path), deepcopy(held), choices, {})
            if made.state not in ("merged", "unchanged") and said.answer != "refused":
                trouble = made.message
            after = _figures(connection, held)
            raise _Undone
    except _Undone:
        return after, trouble


def _figures(connection: Connection, held: ReadSubmission) -> list[tuple[str, int]]:
    """How many branches, members and 主题党日 of the file's year the committee counts."""
    year = parse_period(held.period).first.year
    standing = ", ".join(f"'{code}'" for code in IN_STANDING)
    members = connection.exec_driver_sql(
        "SELECT count(*) FROM member WHERE deleted_at IS NULL AND relation = 'on_roll' "
        f"AND membership IN ({standing}) AND category IN ('full', 'probationary')"
    ).scalar_one()
    days = connection.exec_driver_sql(
        f"SELECT count(*) FROM session WHERE deleted_at IS NULL AND {HELD} "
        "AND kind = 'theme_day' AND starts_at >= ? AND starts_at < ?",
        (f"{year}-01-01", f"{year + 1}-01-01"),
    ).scalar_one()
    return [
        ("支部", len(branches(connection))),
        ("党员", int(members)),
        (f"{year} 年主题党日", int(days)),
    ]


def _lines(connection: Connection, held: ReadSubmission, branch: Branch) -> Iterator[Likeness]:
    same_code = folded_code(branch.code) == folded_code(held.file_code)
    yield Likeness(
        "编码", held.file_code, branch.code, SAME if same_code else DIFFERENT,
        "" if same_code else f"名册里没有 {held.file_code}",
    )  # fmt: skip
    yield Likeness("名称", held.org_name, branch.name, _names(held.org_name, branch.name))
    yield _texts("书记", own_field(held, "secretary"), branch.secretary or "")
    yield _several(
        "企业", "家", _column(held, "enterprise", "name"), _kept(connection, branch, "enterprise")
    )
    roll = _kept(connection, branch, "member")
    yield _several("党员", "人", _column(held, "member", "name"), roll)
    theirs = {
        (str(kind), str(at)[:10])
        for kind, at in zip(
            _column(held, "session", "kind"), _column(held, "session", "starts_at"), strict=True
        )
    }
    ours = {
        (row[0], row[1])
        for row in connection.exec_driver_sql(
            "SELECT kind, substr(starts_at, 1, 10) FROM session WHERE organisation = ? "
            "AND deleted_at IS NULL AND starts_at >= ? AND starts_at < ?",
            (branch.id, held.first_day, f"{held.last_day}~"),
        )
    }
    yield _counted("学习活动", "次", len(theirs), len(ours), len(theirs & ours))


def _names(one: str, other: str) -> str:
    if one == other:
        return SAME
    return NEAR if like_name((one,), (other,)) else DIFFERENT


def _texts(label: str, theirs: str, ours: str) -> Likeness:
    if not theirs or not ours:
        return Likeness(label, theirs or "没有写", ours or "没有写", UNSURE)
    return Likeness(label, theirs, ours, SAME if theirs == ours else DIFFERENT)


def _column(held: ReadSubmission, kind: str, name: str) -> Sequence[object]:
    of = held.held.get(kind)
    if of is None or not of.uids:
        return ()
    return of.columns[sheet_of(kind).names.index(name)]


def _kept(connection: Connection, branch: Branch, kind: str) -> list[str]:
    return [
        row[0]
        for row in connection.exec_driver_sql(
            f'SELECT name FROM "{kind}" WHERE organisation = ? AND deleted_at IS NULL', (branch.id,)
        )
    ]


def _several(label: str, unit: str, theirs: Sequence[object], ours: Sequence[str]) -> Likeness:
    both = len({str(each) for each in theirs} & set(ours))
    return _counted(label, unit, len(theirs), len(ours), both)


def _counted(label: str, unit: str, theirs: int, ours: int, both: int) -> Likeness:
    told = (f"{theirs} {unit}", f"{ours} {unit}")
    if not theirs or not ours:
        return Likeness(label, *told, UNSURE)
    note = f"{both} {unit}两边都有"
    if both == theirs == ours:
        return Likeness(label, *told, SAME)
    return Likeness(label, *told, NEAR if both * 2 >= min(theirs, ours) else DIFFERENT, note)
