"""Reading and taking files in, off the screen, for 本期收表."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from partydesk.desk.handover.collect_rows import Standing
from partydesk.desk.kit.app_context import AppContext
from partydesk.store.progress import Progress

if TYPE_CHECKING:
    from partydesk.exchange.merge.finding_rows import FindingRow
    from partydesk.exchange.merge.outcome import FileOutcome, MergeOutcome
    from partydesk.exchange.merge.register_answers import Said

_ACCEPT = ("accept_edited", "accept_withdrawn")


def read(
    context: AppContext,
    page: QWidget,
    paths: Sequence[Path],
    done: Callable[[MergeOutcome], None],
) -> None:
    """Read files and folders and tell what taking them would do; what can be taken and what
    somebody has to decide about is remembered, nothing is taken."""

    def work(progress: Progress) -> MergeOutcome:
        from partydesk.exchange.merge import undecided
        from partydesk.exchange.merge.merge import merge

        merged = merge(context.store, list(paths), preview=True, progress=progress)
        undecided.keep(context.store, merged.files, looked=True)
        return merged

    context.run("正在读报送表", work, done, page)


def take(
    context: AppContext,
    page: QWidget,
    files: Sequence[FileOutcome],
    done: Callable[[MergeOutcome], None],
    failed: Callable[[BaseException], None],
    *,
    accept: bool = False,
    register: bool = False,
    said: Said | None = None,
) -> None:
    """Take these files in; with `accept`, in spite of what was said about them, with `register`,
    branches that resemble nobody too. `said` answers whose they are."""
    paths = [file.file for file in files]
    options: dict[str, Any] = dict.fromkeys(_ACCEPT, accept)
    options |= {"accept_unenrolled": accept or register, "said": said}

    def work(progress: Progress) -> MergeOutcome:
        from partydesk.exchange.merge.take_waiting import take_waiting

        return take_waiting(context.store, paths, progress=progress, **options)

    context.run(
        f"正在收下 {len(paths)} 份报送表",
        work,
        done,
        page,
        failed=failed,
        when_cancelled="已停下：收好的留着，其余的没有动，可以再收",
    )


def look_into(
    context: AppContext, page: QWidget, line: Standing, done: Callable[[list[FindingRow]], None]
) -> None:
    """Open a file again, from its place or the copy kept, for its problems with their rows."""
    file = line.file
    assert file is not None

    def work(progress: Progress) -> list[FindingRow]:
        from dataclasses import replace

        from partydesk.exchange.merge import undecided
        from partydesk.exchange.merge.finding_rows import finding_rows
        from partydesk.exchange.seal.issued import opening
        from partydesk.records.findings import UserError

        progress(0, 1, Path(file.file).name)
        with undecided.at_hand(context.store, [file.file]) as found:
            if not found:
                raise UserError(
                    "unreadable", f"“{Path(file.file).name}”不在原处，本机也没有留下，打不开"
                )
            with context.store.read() as connection:
                cards = opening(connection)
            return finding_rows(replace(file, file=str(next(iter(found)))), cards)

    context.run(f"正在打开“{Path(file.file).name}”", work, done, page)
