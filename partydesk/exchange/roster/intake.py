"""导入 and 粘贴: other people's rows become records, seen before they are taken.

`propose` reads a file, `propose_pasted` a text from the clipboard, and both say what each row
would do; `apply` does all of it as one operation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from partydesk.exchange.reading.reader import Book, read_book
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.roster.answers import Answers
from partydesk.exchange.roster.decision import decide
from partydesk.exchange.roster.pasted_source import read_pasted
from partydesk.exchange.roster.proposal import ADD, UPDATE, Proposal
from partydesk.exchange.roster.row_source import RowSource
from partydesk.exchange.roster.sheet_choice import fitting_sheets
from partydesk.exchange.roster.sheet_source import read_sheet
from partydesk.records.findings import Finding, UserError
from partydesk.records.registry import kind_of
from partydesk.store.opening import back_up
from partydesk.store.progress import Progress, silent
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges, Writer


def propose(
    store: Store,
    path: Path | str,
    kind: str = "member",
    sheet: str | None = None,
    readers: Readers | None = None,
    answers: Answers | None = None,
) -> Proposal:
    """What taking this file in would do; nothing is changed.

    `kind` is one that has a roster. Without `sheet` the visible sheet that fits best is read.
    `answers` are those known beforehand; `answered` gives others to a proposal.

    Raises UserError when the file cannot be read or holds no such table.
    """
    if not kind_of(kind).roster:
        raise ValueError(f"not a kind that can be imported: {kind!r}")
    source = read_sheet(_book(Path(path), readers), kind, sheet)
    if answers is not None:
        source.answers = answers
    return _proposed(store, source, silent)


def propose_all(
    store: Store,
    path: Path | str,
    kind: str = "member",
    readers: Readers | None = None,
    answers: Answers | None = None,
) -> Iterator[Proposal]:
    """What each sheet of this file that holds such records would do, one after the other.

    A sheet is decided when it is reached: after the one before was applied, if it was. One that
    is named like an organisation holds that organisation's records. Raises UserError as
    `propose` does.
    """
    book = _book(Path(path), readers)
    names: list[str | None] = [*fitting_sheets(book, kind)]
    for name in names or [None]:
        source = read_sheet(book, kind, name)
        source.findings = [each for each in source.findings if each.code != "other-sheet"]
        if answers is not None:
            source.answers = answers
        yield _proposed(store, source, silent)


def answered(
    store: Store, proposal: Proposal, answers: Answers, progress: Progress = silent
) -> Proposal:
    """What the same rows would do after other answers; nothing is changed. Raises Cancelled."""
    proposal.source.answers = answers
    return _proposed(store, proposal.source, progress)


def propose_pasted(
    store: Store,
    kind: str,
    text: str,
    shown: Sequence[tuple[str, str]],
    progress: Progress = silent,
) -> Proposal:
    """What taking this text in would do; nothing is changed.

    `shown` are the columns (name, label) as the list shows them: the order of a text without a
    header. Raises UserError when the text is no list of rows, and Cancelled.
    """
    return _proposed(store, read_pasted(text, kind, shown), progress)


def apply(store: Store, proposal: Proposal, progress: Progress = silent) -> OperationChanges:
    """Do what a proposal says, all of it in one operation that can be undone.

    A backup is made first (of a paste, if it is long); one that fails is told in the findings and
    stops nothing. Raises UserError (stale when the store has changed since in a way that concerns
    these rows, or what a row is refused for) and Cancelled; then nothing is changed.
    """
    source, number = proposal.source, proposal.added + proposal.updated
    policy, record = source.policy, kind_of(source.kind)
    if source.path:
        label = f"{policy.verb}{record.roster} {Path(source.path).name}"
    else:
        label = f"{policy.verb} {number} 条{record.title}"
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
        now = decide(writer, source, committee=store.role == "committee", progress=progress)
        if now.items != proposal.items:
            raise UserError("stale", policy.words["stale"])
        for done, item in enumerate(now.items):
            if done % 100 == 0:
                progress(done, len(now.items), f"正在写入 {number:,} 条")
            try:
                if item.action == ADD:
                    writer.add(source.kind, item.values, organisation=item.organisation)
                elif item.action == UPDATE and item.uid is not None:
                    writer.edit(source.kind, item.uid, item.values)
            except UserError as error:
                raise UserError(
                    error.code, f"第 {item.row} 行：{error.message}。这次什么都没有收"
                ) from error
        return OperationChanges(label, tuple(dict.fromkeys(writer.touched)))


def _proposed(store: Store, source: RowSource, progress: Progress) -> Proposal:
    with store.read() as connection:
        writer = Writer(connection, store.own.id, store.actor, "", taking_in=True)
        return decide(writer, source, committee=store.role == "committee", progress=progress)


def _book(path: Path, readers: Readers | None) -> Book:
    if readers is None:
        with Readers(workers=1) as own:
            return _book(path, own)
    for _, result in readers.map(_read, [(str(path), None)]):
        if isinstance(result, UserError):
            raise result
        return result
    raise AssertionError("one job gives one result")


def _read(path: str, _argument: None) -> Book:
    return read_book(path)
