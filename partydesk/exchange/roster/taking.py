"""A proposal is carried out: one source, or several sheets of a book one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from partydesk.exchange.roster import mappings
from partydesk.exchange.roster.answers import Answers
from partydesk.exchange.roster.decision import decide
from partydesk.exchange.roster.proposal import ADD, UPDATE, Decision, Proposal
from partydesk.exchange.roster.row_source import RowSource
from partydesk.records.findings import Finding, UserError
from partydesk.records.registry import kind_of
from partydesk.store.opening import back_up
from partydesk.store.progress import Progress, silent
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges, Writer


def apply(store: Store, proposal: Proposal, progress: Progress = silent) -> OperationChanges:
    """Do what a proposal says, all of it in one operation that can be undone.

    A backup is made first (of a paste, if it is long); one that fails is told in the findings and
    stops nothing. Raises UserError (stale when the store has changed since in a way that concerns
    these rows, or what a row is refused for) and Cancelled; then nothing is changed.
    """
    source, number = proposal.source, proposal.added + proposal.updated
    policy, record = source.policy, kind_of(source.kind)
    parts = proposal.parts or [proposal]
    if source.path:
        label = f"{policy.verb}{record.roster or record.title} {Path(source.path).name}"
    else:
        label = f"{policy.verb} {number} 条{record.title}"
    for part in parts:
        _remember(store, part.source)
    if not number:
        return OperationChanges(label, ())
    if number >= policy.backed_up:
        try:
            back_up(store, policy.reason)
        except UserError as error:
            words = f"{policy.verb}前的备份没有做成：{error.message}。{policy.verb}照常完成"
            proposal.findings.append(Finding("backup-failed", words, fatal=False))
    with store.write(label) as writer:
        writer.taking_in = True
        made: set[str] = set()
        for part in parts:
            now = _decided(store, writer, part.source, progress)
            if _comparable(now.items, made) != _comparable(part.items, set(part.made)):
                raise UserError("stale", policy.words["stale"])
            made |= _write(writer, now, progress)
        return OperationChanges(label, tuple(dict.fromkeys(writer.touched)))


class _Rehearsed(Exception):
    """Takes back what was only written to see what comes after it."""


def together(store: Store, sources: Sequence[RowSource], progress: Progress = silent) -> Proposal:
    """What taking in several sheets one after the other would do; nothing is changed.

    Each is decided as if those before it had been taken. Raises UserError and Cancelled.
    """
    parts: list[Proposal] = []
    try:
        with store.transaction() as connection:
            writer = Writer(connection, store.own.id, store.actor, "", taking_in=True)
            made: set[str] = set()
            for source in sources:
                part = _decided(store, writer, source, progress)
                part.made = tuple(made)
                made |= _write(writer, part, silent)
                parts.append(part)
            raise _Rehearsed
    except _Rehearsed:
        return _joined(parts)


def answer_together(
    store: Store, proposal: Proposal, answers: Answers, progress: Progress
) -> Proposal:
    """The same sheets after other answers, by the place of a row among those of all sheets."""
    first = 0
    for part in proposal.parts:
        own = {at - first: said for at, said in answers.rows.items() if 0 <= at - first < part.rows}
        part.source.answers = replace(answers, rows=own)
        first += part.rows
    found = together(store, [part.source for part in proposal.parts], progress)
    found.source.answers = answers
    return found


def _joined(parts: Sequence[Proposal]) -> Proposal:
    first = parts[0].source
    columns, findings, left_out = [], [], []
    items: list[Decision] = []
    changes = []
    for part in parts:
        sheet = part.source.sheet
        columns += [
            replace(each, header=f"{sheet}：{each.header}", path="") for each in part.columns
        ]
        items += [replace(each, name=f"{each.name}（{sheet}）") for each in part.items]
        changes += [replace(each, column=f"{sheet}：{each.column}") for each in part.changes]
        findings += part.findings
        left_out += part.source.left_out
    whole = RowSource(
        first.kind, first.policy, columns, [], path=first.path, left_out=left_out,
        answers=first.answers,
    )  # fmt: skip
    return Proposal(whole, items, changes, findings, list(parts))


def _decided(store: Store, writer: Writer, source: RowSource, progress: Progress) -> Proposal:
    return decide(writer, source, committee=store.role == "committee", progress=progress)


def _comparable(items: Sequence[Decision], made: set[str]) -> list[Decision]:
    """The decisions without the uids of what came only with the sheets before."""

    def known(uid: str | None) -> str:
        return "" if uid is None or uid in made else uid

    if not made:
        return list(items)
    return [
        replace(
            item,
            uid=known(item.uid),
            candidates=tuple((known(uid), text) for uid, text in item.candidates),
        )
        for item in items
    ]


def _write(writer: Writer, proposal: Proposal, progress: Progress) -> set[str]:
    """Carry out each decision; the uids of the records that were added."""
    source, added = proposal.source, set[str]()
    number = proposal.added + proposal.updated
    for done, item in enumerate(proposal.items):
        if done % 100 == 0:
            progress(done, len(proposal.items), f"正在写入 {number:,} 条")
        try:
            if item.action == ADD:
                added.add(writer.add(source.kind, item.values, organisation=item.organisation))
            elif item.action == UPDATE and item.uid is not None:
                writer.edit(source.kind, item.uid, item.values)
        except UserError as error:
            words = f"第 {item.row} 行：{error.message}。这次什么都没有收"
            raise UserError(error.code, words) from error
    return added


def _remember(store: Store, source: RowSource) -> None:
    """Keep for this layout how its columns were mapped by hand, if they were just now."""
    if source.layout and source.mapped and not source.remembered:
        with store.transaction() as connection:
            mappings.remember(connection, source.kind, source.layout, source.mapped)
