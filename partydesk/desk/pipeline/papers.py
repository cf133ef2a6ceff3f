"""The papers about one person on the way, as the pane of the board offers them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.printing.offers import Offer
from partydesk.rules.pipeline_card import Card

OFFERED = ("cultivation-folder", "cultivation-form", "request", "publicity", "resolution",
           "vote-slips")  # fmt: skip
"""By their keys among the papers, in the order of the way."""


def print_about(context: AppContext, page: QWidget, what: str, suffix: str, card: Card) -> None:
    """Show the pages of one, or write it as Word."""
    from partydesk.desk.printing.writing import print_offer
    from partydesk.documents.printing import PAPERS

    label = PAPERS[what].label
    print_offer(context, Offer(what, label, label, card.uid, card.name, suffix=suffix), page)
