"""The rows behind a figure, laid over the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.records.periods import Period

if TYPE_CHECKING:
    from partydesk.desk.evidence.list_page import EvidencePage
    from partydesk.desk.evidence.model import Evidence


def lay_evidence(
    places: QStackedWidget, context: AppContext, figure: str, period: Period, scope: int | None
) -> EvidencePage:
    """Show the rows of a figure over the page until it is closed; `scope` is the organisation
    whose rows, None for all of a committee's."""
    from partydesk.desk.evidence.key_figures import of_indicator
    from partydesk.desk.evidence.list_page import EvidencePage

    def find() -> Evidence:
        with context.store.read() as connection:
            return of_indicator(connection, figure, period, scope)

    page = EvidencePage(context, find, figure=(figure, period) if scope is None else None)

    def uncover() -> None:
        places.removeWidget(page)
        page.deleteLater()

    page.closed.connect(uncover)
    places.addWidget(page)
    places.setCurrentWidget(page)
    page.setFocus()
    return page


def counted() -> frozenset[str]:
    """The figures whose rows can be listed."""
    from partydesk.rules.indicators import BEYOND, INDICATORS

    return frozenset(each.id for each in (*INDICATORS, *BEYOND))
