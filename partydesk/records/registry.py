"""All modules with tables: importing this declares every kind.

The modules with tables keep their annotations as they are, not as text: SQLAlchemy would have to
evaluate each of them again, which costs a window's start 30 ms.
"""

from __future__ import annotations

from partydesk.records import (  # noqa: F401 # importing them declares the kinds
    appraisal,
    attachment,
    brand,
    campaign,
    care,
    cultivation,
    dues,
    dues_notice,
    duty,
    election,
    exemption,
    figures,
    integrity,
    ledger,
    life_work,
    member,
    organisation,
    post,
    review,
    step,
    study,
    ticket,
    transfer,
    venue,
    worker,
)
from partydesk.records.base import kind_of as kind_of
from partydesk.records.base import kinds as kinds
from partydesk.records.base import rosters as rosters
from partydesk.records.base import several_of as several_of
