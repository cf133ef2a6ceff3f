"""What 报送 and 收表汇总 share: a period, drives that come and go, a store that changes."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent

from partydesk.desk.handover.removable_drives import RemovableDrive, removable_drives
from partydesk.desk.kit import theme
from partydesk.desk.kit.across import Across
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.period_chooser import PeriodChooser
from partydesk.records.periods import Period
from partydesk.store.writing import OperationChanges


class DrivePage(LivePage):
    """A page that hands files in or takes them, for one period at a time.

    It asks the store again when something changed, at the latest when it is seen; while it is
    seen it looks for drives; `across` turns from side by side to one below the other where the
    window is narrow.
    """

    look_every = 3000  # milliseconds between two looks for drives

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.setAcceptDrops(True)
        self.chooser = PeriodChooser()
        self.chooser.hide()
        self.across = Across()
        self._timer = QTimer(self)
        self._timer.setInterval(self.look_every)
        self._timer.timeout.connect(self.look_for_drives)

    def follow(self) -> None:
        """Follow the period; called once everything stands on the page."""
        self.chooser.chosen.connect(self._period_chosen)

    @property
    def period(self) -> Period:
        """The period this is about."""
        return self.chooser.period

    # What a page says for itself --------------------------------------------------------------

    def show_all(self) -> None:
        """Show how things stand now."""

    def show_drives(self, found: list[RemovableDrive]) -> None:
        """These drives are there now."""

    def forget(self) -> None:
        """The period or the store changed: what was said about them no longer holds."""

    def fold(self, wide: bool) -> None:
        """Called when the page has got another size."""

    # ------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Ask the store again and show everything."""
        self.context.attempt(self.show_all, writes=False)

    def look_for_drives(self) -> None:
        """See which drives are there."""
        self.show_drives(removable_drives())

    def toggle_chooser(self) -> None:
        """Offer other periods, or put them away."""
        self.chooser.setVisible(self.chooser.isHidden())

    def _period_chosen(self, _period: object) -> None:
        self.chooser.hide()
        self.forget()
        self.refresh()

    def concerns(self, changes: OperationChanges) -> bool:
        """All changes; what was said before them is forgotten at once."""
        self.forget()
        return True

    def outdate(self, pause: int = 0) -> None:
        """Ask again, but leave it to work that runs on this page to show the outcome at its end."""
        if self.context.busy:
            self._stale = True
        else:
            super().outdate(pause)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self.look_for_drives()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.FOLD
        self.across.set_wide(wide)
        self.fold(wide)
