"""What happens to people and branches (affairs.md §4): each affair declared, tried, carried out."""

from __future__ import annotations

from partydesk.operations.affairs import branch, membership, offices, pipeline, transfers
from partydesk.operations.affairs.declared import Affair

AFFAIRS: dict[str, Affair] = {
    affair.name: affair
    for family in (transfers, pipeline, membership, offices, branch)
    for affair in family.AFFAIRS
}
"""Every affair by its name, in the order they are offered."""
