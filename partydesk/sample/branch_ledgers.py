"""The ledgers of an invented branch, all of them: what every sample of a branch keeps."""

from __future__ import annotations

from datetime import date

from partydesk.sample.ahead import keep_plans
from partydesk.sample.care import keep_care, keep_contacts
from partydesk.sample.cultivation import keep_logs
from partydesk.sample.dues import keep_dues
from partydesk.sample.duties import keep_duties, keep_people_and_brand
from partydesk.sample.elections import keep_election
from partydesk.sample.letters import keep_letters
from partydesk.sample.life import keep_life
from partydesk.sample.mornings import keep_mornings
from partydesk.sample.training import keep_training
from partydesk.store.store import Store


def keep_ledgers(store: Store, year: int, through: date, seed: int) -> None:
    """Keep a year's up to a day."""
    keep_dues(store, year, through, seed)
    keep_letters(store, year, through)
    keep_logs(store, through)
    keep_duties(store, year, through, seed)
    keep_election(store)
    keep_care(store, year, through)
    keep_life(store, year, through)
    keep_people_and_brand(store, year, through, seed)
    keep_training(store, year, through, seed)
    keep_contacts(store, year, through)
    keep_mornings(store, year, through)
    keep_plans(store, year, through)
