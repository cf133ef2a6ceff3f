"""Records that cannot be opened: why, and what brings them or others in their place.

A backup that lies here, a file from elsewhere (a backup, or what was handed over), or another
beginning; what cannot be opened stays, out of the way (store/out_of_the_way.py).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QMessageBox, QWidget

from partydesk.records.findings import UserError
from partydesk.store.home import Home
from partydesk.store.lock import FileLock
from partydesk.store.store import Store, make_folder

if TYPE_CHECKING:
    from partydesk.desk.shell.protection.guard import Guard
    from partydesk.desk.shell.succession.succession import Succession
    from partydesk.store.portable_copy import PortableCopy

MENDABLE = ("damaged", "database-missing", "unlike-closed", "key-damaged")
"""Why records were not opened that another file may take the place of."""
_FILES = "支部工作台的备份、移交文件 (*.partydesk *.db);;所有文件 (*)"
LOST = (
    "没有密码也没有恢复码，谁也打不开这份数据，我们也不行。能做的有两样：\n"
    "· 有备份或移交文件的（没有密码，或者记得它的密码），从那个文件恢复；\n"
    "· 没有的，另起一份，从头记。\n"
    "打不开的这份不会删，整个收在数据文件夹的“set-aside”里，哪天想起密码还能打开。"
)
"""What somebody can do who has neither the password nor the recovery code."""


class _Program(Protocol):
    """What a Rescue uses of the Program."""

    home: Home
    window: QMainWindow | None
    store: Store | None
    guard: Guard
    succession: Succession
    _application: QApplication

    def start(self) -> None: ...
    def leave(self) -> None: ...
    def _page(self, page: QWidget) -> None: ...
    def _tell(self, text: str) -> None: ...


class Rescue:
    """What a Program does about records that cannot be opened."""

    def __init__(self, program: _Program) -> None:
        self._program = program

    def explain(self, error: UserError) -> None:
        """Show why the records were not opened, and the ways on."""
        from partydesk.desk.shell.start_pages import cannot_open_page
        from partydesk.store.key_rescue import needs_no_key

        restore = choose = anyway = None
        if error.code in MENDABLE:
            from partydesk.store.damage import newest_good

            choose = partial(self.choose, locked=error.code == "key-damaged")
            newest = newest_good(self._program.home.backups)
            if newest is not None:
                when = f"{newest.made_at:%m 月 %d 日 %H:%M}"
                restore = (
                    f"恢复 {when} 的备份（{newest.records:,} 条）",
                    lambda: self.mend(newest.path),
                )
        if error.code == "unlike-closed":
            anyway = "是我换的，照样打开", self._open_as_it_is
        elif error.code == "key-damaged" and needs_no_key(self._program.home):
            anyway = "数据没有加密：移开坏的密码文件，打开", self._open_without_key
        program = self._program
        program._page(
            cannot_open_page(
                error, program.start, program._application.quit, restore, anyway, choose
            )
        )

    def _open_as_it_is(self) -> None:
        """The person says that the file was exchanged on purpose."""
        from partydesk.store import seal

        home = self._program.home
        try:
            with FileLock(home.lock):
                seal.lift(home.database)
        except UserError as error:
            self.explain(error)
            return
        self._program.start()

    def _open_without_key(self) -> None:
        from partydesk.store.key_rescue import move_key_away

        try:
            move_key_away(self._program.home)
        except UserError as error:
            self.explain(error)
            return
        self._program.start()

    # -- neither password nor recovery code ----------------------------------------------------

    def give_up(self) -> None:
        """Show what can be done where password and recovery code are lost."""
        from partydesk.desk.shell.start_pages import lost_page

        program = self._program
        program._page(
            lost_page(LOST, partial(self.choose, locked=True), self._ask_anew, program.guard.ask)
        )

    def _ask_anew(self) -> None:
        self._ask(
            "另起一份",
            "现在这份打不开的数据收起来，另起一份？",
            "收在数据文件夹的“set-aside”里，不会删。另起的一份是空的，要从头记。",
            "收起来，另起一份",
            self._begin_anew,
        )

    def _begin_anew(self) -> None:
        from partydesk.store import out_of_the_way

        home = self._program.home
        try:
            with FileLock(home.lock):
                out_of_the_way.put_away(home)
        except UserError as error:
            self._say(error.message)
            return
        self._program.start()

    # -- a file from elsewhere -----------------------------------------------------------------

    def choose(self, *, locked: bool = False) -> None:
        """Ask for a file, and offer what is in it."""
        chosen, _ = QFileDialog.getOpenFileName(self._program.window, "从哪个文件恢复", "", _FILES)
        if chosen:
            self.offer(Path(chosen), locked=locked)

    def offer(self, path: Path, *, locked: bool = False) -> None:
        """Look into a file, ask for its password, say what it is and ask whether to take it.
        `locked`: all records here are put away for it, not the database alone."""
        from partydesk.operations.handover import look_into
        from partydesk.store import keyring
        from partydesk.store.coming import slots_of
        from partydesk.store.key_file import ON
        from partydesk.store.key_rescue import key_from_copy

        program = self._program
        try:
            if key_from_copy(program.home, path):
                program.guard.ask(said=(
                    f"“{path.name}”里有打开这份数据的密码文件，已放回原处，数据没有改动。"
                    "请输入存那份备份时的密码或恢复码。"
                ))  # fmt: skip
                return
            found, told = look_into(path)
        except UserError as error:
            if error.code == "password-needed":
                again = partial(self.offer, path, locked=locked)
                program.guard.of_copy(path, program.window, again)
            else:
                self._say(error.message)
            return
        own = None if locked else slots_of(program.home)
        protected = own is not None and own.state == ON
        if protected and own is not None and keyring.held(own.key_id) is None:
            program.guard.ask(
                said="恢复以后，这台电脑上原来的密码不变：请先输入它。",
                then=partial(self.offer, path),
            )
            return
        if told is not None:
            room = partial(self._room, locked=locked)
            program.succession.offer(path, self._say, room=room, settled=protected)
            return
        self._ask(
            "恢复备份",
            f"用“{path.name}”换掉打不开的数据？",
            f"{_about(found)}打不开的数据不会删，"
            + ("整个收在数据文件夹的“set-aside”里。" if locked else "改名留在数据文件夹里。"),
            "恢复",
            partial(self.mend, path, locked=locked),
        )

    def _room(self, *, locked: bool) -> Any:
        from partydesk.store.out_of_the_way import making_room

        return making_room(self._program.home, locked=locked)

    def mend(self, path: Path, *, locked: bool = False) -> None:
        """Put a backup where the records are that were lost or cannot be opened."""
        from partydesk.store import out_of_the_way, protection
        from partydesk.store.second_place import lost_text

        program, home = self._program, self._program.home
        try:
            make_folder(home.folder)
            with FileLock(home.lock):
                out_of_the_way.restore(home, path, locked=locked)
            said = [lost_text(home)]
        except UserError as error:
            self.explain(error)
            return
        if locked and not protection.is_protected(home):
            said.append("恢复的这份没有密码，要加密请在设置里设一个")
        program.start()
        if any(said):
            program._tell("。".join(filter(None, said)))

    # -- asking and telling --------------------------------------------------------------------

    def _ask(self, title: str, words: str, more: str, yes: str, do: Callable[[], object]) -> None:
        from partydesk.desk.kit import messages

        box = messages.box(self._program.window, title, words, more)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        refuse = box.addButton("返回", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(refuse)
        box.setEscapeButton(refuse)

        def answered() -> None:
            if box.clickedButton() is accept:
                # Behind the click: the window that is put away holds the box.
                QTimer.singleShot(0, do)

        box.finished.connect(answered)
        box.open()

    def _say(self, words: str) -> None:
        from partydesk.desk.kit import messages

        box = messages.box(self._program.window, "没有恢复", words)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.addButton("好", QMessageBox.ButtonRole.AcceptRole)
        box.open()


def _about(found: PortableCopy) -> str:
    made = f"{found.backup.made_at:%Y-%m-%d %H:%M}"
    return f"这是“{found.owner}”的备份，{made} 时的样子，共 {found.records:,} 条。"
