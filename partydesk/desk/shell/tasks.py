"""What the program does by itself while it is open: backups, and how they stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from partydesk.desk.kit.app_context import AppContext
from partydesk.records import clock
from partydesk.records.findings import UserError

EVERY = 30 * 60 * 1000  # milliseconds between two looks whether there is something to back up
LOOK_AFTER = 2_000  # milliseconds after a change until the backups are looked at


@dataclass(frozen=True, slots=True)
class BackupState:
    """How the backups stand: when the last was made, how many there are, whether it was read back.

    `failure` is the sentence about the last attempt when that failed, else empty.
    """

    at: datetime | None = None
    count: int = 0
    verified: bool = False
    failure: str = ""

    @property
    def tone(self) -> str:
        """bad when the last attempt failed, idle while there is none, else ok."""
        if self.failure:
            return "bad"
        return "ok" if self.at else "idle"

    @property
    def text(self) -> str:
        """What the status bar says."""
        if self.failure:
            return self.failure
        if self.at is None:
            return "已保存 · 还没有备份"
        when = f"{self.at:%H:%M}" if self.at.date() == clock.today() else f"{self.at:%m-%d}"
        proven = "，已核对" if self.verified else ""
        return f"已保存 · 备份 {when}（第 {self.count} 份{proven}）"


class Backups(QObject):
    """Backs up on opening, every 30 minutes while something changes, and on closing."""

    state_changed = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self.state = BackupState()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(lambda: self.make("timer"))
        # One made elsewhere, before records were merged say, is the last one too.
        self._looking = QTimer(self, singleShot=True, interval=LOOK_AFTER)
        self._looking.timeout.connect(self._look)
        context.changed.connect(lambda _changes: self._looking.start())
        self._last = False  # whether the backup of closing has been tried

    def start(self) -> None:
        """Begin: back up what changed since the last time, then look every 30 minutes."""
        if self._context.store.writable:
            self.make("opening")
            self._timer.start()

    def make(self, reason: str, *, always: bool = False) -> None:
        """Back up off the screen if something changed since the last backup."""
        self._context.query(
            "正在备份",
            lambda _progress: self._work(reason, always),
            self._stands,
            self,
            latest=False,
            failed=self._failed,
        )

    def close(self) -> None:
        """The last backup, on closing; it is waited for. A failure is in `state`."""
        self._timer.stop()
        self._looking.stop()
        if self._last or not self._context.store.writable:
            return
        self._last = True
        try:
            self._stands(self._work("closing", False))
        except (UserError, OSError) as error:
            self._failed(error)

    def go_on(self) -> None:
        """The window stays open after all: look again, and back up when it closes."""
        self._last = False
        self._timer.start()

    def _work(self, reason: str, always: bool) -> BackupState:
        from partydesk.store import backup
        from partydesk.store.opening import back_up

        store = self._context.store
        made = back_up(store, reason, always=always)
        there = backup.backups(store.home.backups)
        if made is None and there:
            # Nothing changed: the latest one is read back instead, so that 已核对 is true.
            made = replace(backup.verify(there[0].path), made_at=there[0].made_at)
        return BackupState(
            made.made_at if made else None,
            len(there),
            made.verified if made else False,
            made.warning if made else "",
        )

    def _look(self) -> None:
        """See whether another backup is there by now."""
        folder = self._context.store.home.backups

        def work(_progress: object) -> BackupState:
            from partydesk.store import backup

            there = backup.backups(folder)
            latest = there[0] if there else None
            return BackupState(latest.made_at if latest else None, len(there),
                               latest.verified if latest else False)  # fmt: skip

        def done(found: BackupState) -> None:
            if found.at is not None and found.at != self.state.at:
                self._stands(found)

        self._context.query("正在看备份", work, done, self)

    def _stands(self, state: BackupState) -> None:
        self.state = state
        self.state_changed.emit(state)

    def _failed(self, error: BaseException) -> None:
        text = error.message if isinstance(error, UserError) else "备份文件夹读写不了"
        self._stands(replace(self.state, failure=f"已保存，但备份没有做成：{text}"))
