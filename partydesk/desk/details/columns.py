"""Which columns of a record are told in sections beneath its fields, and not again among them."""

from __future__ import annotations

from partydesk.records.study import StudySession

STEPS = (
    "applied_on", "talked_on", "activist_on", "inspected_on", "candidate_on", "publicised_from",
    "publicised_to", "vetted_on", "trained_on", "prescreened_on", "joined_on", "approved_on",
    "sworn_on", "extended_until", "confirm_voted_on", "confirmed_on", "confirm_approved_on",
)  # fmt: skip
"""The dates of the way into the Party, in the order in which they are reached."""

LONG = ("first_agenda", "decisions")
"""What a session dealt with and decided."""

BALLOT = (
    "ballot_kind", "entitled", "excluded", "voters_present", "in_favour", "against", "abstained",
)  # fmt: skip
"""What is kept of a vote."""

TOLD: dict[str, frozenset[str]] = {
    # When somebody joined and became a full member is part of the roll entry too.
    "member": frozenset(STEPS) - {"joined_on", "confirmed_on"},
    "session": frozenset((*LONG, *BALLOT, *(each.name for each in StudySession.derived))),
}
