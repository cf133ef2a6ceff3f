"""What leaves 收表汇总: return slips and receipts, the list of those missing, the roll-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.asked_file import ask_file
from partydesk.desk.kit.written_file import tell_written
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.store.progress import Progress

if TYPE_CHECKING:
    from partydesk.exchange.merge.overdue import OverdueList
    from partydesk.exchange.replies.answering import Answered
    from partydesk.exchange.replies.faults import Fault, Words


def write_slips(
    context: AppContext,
    submissions: Sequence[Path],
    page: QWidget,
    done: Callable[[Answered], object],
    words: Words | None = None,
) -> None:
    """Write the receipt or return slip of each submission beside it, and say so; of one that lies
    where it was no longer, from the copy kept, into a folder that is asked for."""
    from partydesk.exchange.merge.undecided import at_hand, at_its_place

    elsewhere = [path for path in submissions if not at_its_place(str(path))]
    folder: Path | None = None
    if elsewhere:
        name = QFileDialog.getExistingDirectory(page, "U 盘不在，退回单写到哪个文件夹")
        if not name:
            return
        folder = Path(name)

    def work(progress: Progress) -> Answered:
        from partydesk.exchange.replies.answering import answer_all

        with at_hand(context.store, list(map(str, submissions))) as found:
            copies = [path for path, place in found.items() if str(path) != place]
            answered = answer_all(
                context.store,
                [each for each in found if each not in copies],
                progress,
                words=words,
            )
            if copies:
                more = answer_all(context.store, copies, progress, folder, words)
                answered.slips += more.slips
                answered.failed += more.failed
        gone = [path for path in submissions if str(path) not in found.values()]
        answered.failed += [(path, "文件不在原处，本机也没有留下") for path in gone]
        return answered

    def written(answered: Answered) -> None:
        done(answered)
        told = answered_told(answered, folder)
        files = [each.file for each in answered.slips]
        tell_written(context, told, *files, tone="warn" if answered.failed else "ok")

    context.run("正在写退回单和回执", work, written, page, when_cancelled="已停下：写好的都留着")


def ask_and_return(
    context: AppContext,
    submission: Path,
    name: str,
    page: QWidget,
    do: Callable[[Words], object],
) -> None:
    """Show what a return slip will say and ask for the officer's words; `do` writes it with them.

    What stands here gets its receipt, and nobody is asked.
    """
    from partydesk.exchange.merge.undecided import at_hand

    def work(progress: Progress) -> list[Fault] | None:
        from partydesk.exchange.replies.answer import to_be_mended

        progress(0, 1, submission.name)
        with at_hand(context.store, [str(submission)]) as found:
            if not found:
                raise UserError("gone", f"“{submission.name}”不在原处，本机也没有留下")
            return to_be_mended(context.store, next(iter(found)))

    def looked(faults: list[Fault] | None) -> None:
        from partydesk.desk.handover.return_dialog import ReturnDialog
        from partydesk.exchange.replies.faults import Words

        if faults is None:
            do(Words())
        else:
            ReturnDialog(page, name, faults, do).open()

    context.run(f"正在看“{submission.name}”", work, looked, page)


def answered_told(answered: Answered, folder: Path | None = None) -> str:
    """What was written, in words."""
    returns = len(answered.slips) - answered.receipts
    counted = ((answered.receipts, "回执"), (returns, "退回单"))
    said = []
    where = f"在“{folder}”" if folder else "在报送表旁边，现在可以拔出 U 盘"
    if len(answered.slips) == 1:
        said.append(f"已写好“{answered.slips[0].file.name}”，{where}")
    elif answered.slips:
        parts = "，".join(f"{word} {count} 份" for count, word in counted if count)
        said.append(f"已写好{parts}，{'' if folder else '都'}{where}")
    if answered.failed:
        path, why = answered.failed[0]
        more = f"等 {len(answered.failed)} 份" if len(answered.failed) > 1 else ""
        said.append(f"“{path.name}”{more}没有写成：{why}")
    return "。".join(said)


def write_rollup(
    context: AppContext, period: Period, out: Path, page: QWidget, sheets: Sequence[str]
) -> None:
    """Write the roll-up of the period with these kinds' data sheets, and offer to open it."""

    def work(progress: Progress) -> list[str]:
        from partydesk.exchange.rollup.workbook import write_rollup

        return write_rollup(context.store, period, out, progress, sheets=sheets)

    def done(_sheets: list[str]) -> None:
        tell_written(context, f"{period.title}的汇总表已写好：{out.name}", out)

    context.run(f"正在生成{period.title}的汇总表", work, done, page)


def copy_late_list(context: AppContext, listed: OverdueList) -> None:
    """Put the list of those who have not handed in onto the clipboard, as one pastes it."""
    QGuiApplication.clipboard().setText(listed.message)
    context.tell(f"{len(listed.absent)} 个未交的支部已复制，可以直接粘贴到群里", "ok")


def save_late_list(context: AppContext, listed: OverdueList, page: QWidget) -> None:
    """Ask where the list of those who have not handed in goes, and write it as a sheet."""
    out = ask_file(context, page, "催交名单存到哪里", f"{listed.period.text}_催交名单.xlsx")
    if out is None:
        return

    def work() -> Path:
        from partydesk.exchange.merge.overdue import write_overdue_list

        return write_overdue_list(listed, out)

    if context.attempt(work, writes=False) is not None:
        tell_written(context, f"催交名单已写好：{out.name}", out)
