"""导入 and 粘贴: other people's rows become records, seen before they are taken.

`propose` reads a file, `propose_pasted` a text from the clipboard, and both say what each row
would do; `apply` does all of it as one operation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from partydesk.exchange.reading.book import Book
from partydesk.exchange.reading.reader import read_book
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.roster import mappings
from partydesk.exchange.roster.answers import Answers
from partydesk.exchange.roster.decision import decide
from partydesk.exchange.roster.header_names import header_key
from partydesk.exchange.roster.mappings import Mapped
from partydesk.exchange.roster.pasted_source import read_pasted
from partydesk.exchange.roster.proposal import Proposal
from partydesk.exchange.roster.row_source import RowSource
from partydesk.exchange.roster.sheet_choice import fitting_sheets
from partydesk.exchange.roster.sheet_source import read_sheet
from partydesk.exchange.roster.taking import answer_together, together
from partydesk.exchange.roster.taking import apply as apply
from partydesk.records.fields import fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.registry import kind_of
from partydesk.store.progress import Progress, silent
from partydesk.store.store import Store
from partydesk.store.writing import Writer


def propose(
    store: Store,
    path: Path | str,
    kind: str = "member",
    sheet: str | None = None,
    readers: Readers | None = None,
    answers: Answers | None = None,
    mapped: Mapped | None = None,
    *,
    guess: bool = False,
) -> Proposal:
    """What taking this file in would do; nothing is changed.

    `kind` is one that has a roster. Without `sheet` the visible sheet that fits best is read.
    `answers` are those known beforehand; `answered` gives others to a proposal. `mapped` says
    which fields columns are (None: as this layout was mapped before, {}: by their headers
    alone); `remapped` says otherwise. With `guess` a header nobody knows is there to be mapped.

    Raises UserError when the file cannot be read or holds no such table.
    """
    if not kind_of(kind).roster:
        raise ValueError(f"not a kind that can be imported: {kind!r}")
    book = _book(Path(path), readers)
    source = _mapped(
        store, kind, lambda hand: read_sheet(book, kind, sheet, hand, guess=guess), mapped
    )
    if answers is not None:
        source.answers = answers
    return _proposed(store, source, silent)


def propose_sheets(
    store: Store,
    path: Path | str,
    kind: str = "member",
    readers: Readers | None = None,
    answers: Answers | None = None,
    mapped: Mapped | None = None,
    progress: Progress = silent,
) -> Proposal:
    """What taking in every sheet of this file that holds such records would do, one after the
    other; nothing is changed.

    A sheet named like an organisation holds that organisation's records. Raises UserError as
    `propose` does.
    """
    book = _book(Path(path), readers)
    fitting = fitting_sheets(book, kind)
    with store.read() as connection:
        known = mappings.remembered(connection, kind)
    names = [
        each.name for each in book.sheets if not each.hidden and (known or each.name in fitting)
    ]
    sources = []
    wanted: list[str | None] = [*names]
    for name in wanted or [None]:
        try:
            source = _mapped(store, kind, partial(read_sheet, book, kind, name), mapped)
        except UserError:
            # Only a sheet whose columns were mapped once may have no header that is known.
            if name in fitting or name is None:
                raise
            continue
        source.findings = [each for each in source.findings if each.code != "other-sheet"]
        if answers is not None:
            source.answers = answers
        sources.append(source)
    if not sources:
        sources = [_mapped(store, kind, partial(read_sheet, book, kind, None), mapped)]
    return together(store, sources, progress)


def answered(
    store: Store, proposal: Proposal, answers: Answers, progress: Progress = silent
) -> Proposal:
    """What the same rows would do after other answers; nothing is changed. Raises Cancelled."""
    if proposal.parts:
        return answer_together(store, proposal, answers, progress)
    proposal.source.answers = answers
    return _proposed(store, proposal.source, progress)


def remapped(
    store: Store, proposal: Proposal, mapped: Mapped, progress: Progress = silent
) -> Proposal:
    """What the same rows would do with columns mapped otherwise, to be remembered when they are
    taken; nothing is changed. Raises UserError and Cancelled."""
    reread = proposal.source.reread
    assert reread is not None  # every source that intake made has it
    source = reread(mapped)
    source.reread, source.answers = reread, proposal.source.answers
    return _proposed(store, source, progress)


def forget(store: Store, proposal: Proposal) -> None:
    """Forget how columns of this layout were mapped by hand."""
    with store.transaction() as connection:
        for part in proposal.parts or [proposal]:
            mappings.remember(connection, part.source.kind, part.source.layout, {})


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
    source = _mapped(store, kind, lambda hand: read_pasted(text, kind, shown, hand), None)
    return _proposed(store, source, progress)


def _proposed(store: Store, source: RowSource, progress: Progress) -> Proposal:
    with store.read() as connection:
        writer = Writer(connection, store.own.id, store.actor, "", taking_in=True)
        return decide(writer, source, committee=store.role == "committee", progress=progress)


def _mapped(
    store: Store, kind: str, reading: Callable[[Mapped], RowSource], given: Mapped | None
) -> RowSource:
    """A source as its columns are mapped, or were when this layout came before."""
    if kind_of(kind).registered and store.role != "committee":
        raise UserError("not-committee", "党组织名册由党委导入；这份数据是党支部的")
    if given is not None:
        source = reading(given)
    else:
        with store.read() as connection:
            known = mappings.remembered(connection, kind)
        source = _as_before(reading, known)
    source.reread = reading
    return source


def _as_before(reading: Callable[[Mapped], RowSource], known: Mapping[str, Mapped]) -> RowSource:
    try:
        source = reading({})
        tried = {layout: mapped for layout, mapped in known.items() if layout == source.layout}
    except UserError as error:
        # Without what was mapped the header may not even be found.
        if error.code not in ("no-header", "no-rows", "wrong-kind") or not known:
            raise
        refusal: UserError | None = error
        tried = dict(known)
    else:
        refusal = None
    for layout, mapped in tried.items():
        try:
            again = reading(mapped)
        except UserError:
            continue
        if again.layout == layout:
            again.remembered = True
            words = "、".join(
                f"“{column.header}”收到{_label(again, column.field)}"
                if column.field
                else f"“{column.header}”不收"
                for column in again.columns
                if header_key(column.path) in mapped
            )
            told = f"这种版式的表上次手工指定过：{words}；这次照旧。不要了，请改选或忘掉"
            again.findings.insert(0, Finding("mapped-before", told, again.sheet, fatal=False))
            return again
    if refusal is not None:
        raise refusal
    return source


def _label(source: RowSource, name: str) -> str:
    declared = fields(kind_of(source.kind)).get(name)
    return declared.label if declared else "所在组织"


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
