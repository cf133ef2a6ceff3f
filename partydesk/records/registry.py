"""All modules with tables: importing this declares every kind."""

from __future__ import annotations

from partydesk.records import (  # noqa: F401 # importing them declares the kinds
    appraisal,
    attachment,
    brand,
    campaign,
    care,
    course,
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
