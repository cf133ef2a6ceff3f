"""One affair about to be carried out: whom it is about, what was answered, what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from partydesk.records import clock
from partydesk.records.fields import fields
from partydesk.records.member import COMMITTEE_DUTIES, DUTY, IN_STANDING
from partydesk.records.on_roll import committee_of, on_roll_now
from partydesk.records.registry import kind_of
from partydesk.records.values import shown, to_stored, to_typed
from partydesk.store.writing import Writer

Stored = dict[str, Any]
BALLOT = ("entitled", "voters_present", "written_votes", "in_favour", "against", "abstained")
"""The columns of a session that say how it voted."""


@dataclass
class Case:
    """An affair's subject and answers, while it is tried or carried out.

    `row` is the subject's stored row, None for one who is not recorded yet; `answers` are typed
    values by key, what nobody answered filled in with what is known; `said` are the keys of what
    somebody did answer. `made` are the uids of what was added, by kind.
    """

    writer: Writer
    about: str
    row: Stored | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    today: date = field(default_factory=clock.today)
    made: dict[str, str] = field(default_factory=dict)
    people: int = 1

    def __getitem__(self, name: str) -> Any:
        """An answer; None for none."""
        return self.answers.get(name)

    # -- what is known -------------------------------------------------------------------------

    def of(self, column: str) -> Any:
        """The typed value of a column of the subject before the affair."""
        if self.row is None:
            return None
        return to_typed(fields(kind_of(self.about))[column], self.row.get(column))

    @property
    def name(self) -> str:
        """The subject's name."""
        return str((self.row or {}).get("name") or self["name"] or "")

    @property
    def in_party(self) -> bool:
        """Whether the subject is a full or probationary member."""
        return self.of("category") in ("full", "probationary")

    @property
    def in_standing(self) -> bool:
        """Whether the subject is a member like others."""
        return self.of("membership") in (None, *IN_STANDING)

    @property
    def organisation(self) -> Stored:
        """The organisation the subject belongs to (the subject itself, where it is one)."""
        number = self.writer.own
        if self.row is not None:
            number = self.row["id"] if self.about == "organisation" else self.row["organisation"]
        return self.writer.row("organisation", int(number or self.writer.own)) or {}

    def members(self) -> list[Stored]:
        """The members of that organisation that are on its roll now."""
        return on_roll_now(self.writer.connection, int(self.organisation["id"]))

    def holder(self, duty: str) -> Stored | None:
        """Who of them holds a duty."""
        return next((each for each in self.members() if each["duty"] == duty), None)

    def committee(self) -> list[Stored]:
        """Those of them in the branch committee."""
        return committee_of(self.members())

    def meeting(self) -> Stored | None:
        """The session that was picked."""
        number = self["meeting"]
        return self.writer.row("session", number) if number else None

    def meeting_day(self) -> str | None:
        """The stored day of that session."""
        found = self.meeting()
        return str(found["starts_at"])[:10] if found else None

    # -- doing ---------------------------------------------------------------------------------

    def edit(self, **values: Any) -> None:
        """Change columns of the subject."""
        assert self.row is not None  # an affair without a subject adds one first
        self.writer.edit(self.about, str(self.row["uid"]), values)

    def add_subject(self, **values: Any) -> None:
        """Record the subject, who was not recorded yet."""
        uid = self.writer.add(self.about, values)
        self.made[self.about] = uid
        self.row = self.writer.find(self.about, uid)

    def keep(self, **values: Any) -> None:
        """Change the subject, or record it."""
        if self.row is None:
            self.add_subject(**values)
        else:
            self.edit(**values)

    def add(self, kind: str, **values: Any) -> None:
        """Add a record that belongs to the subject."""
        if self.row is not None:
            self.made[kind] = self.writer.add(kind, {"member": self.row["id"], **values})

    def lay_down(self) -> None:
        """Take the subject's office away, and their name from the organisation's secretary."""
        duty = self.of("duty")
        if duty in COMMITTEE_DUTIES or duty == "group_leader":
            self.edit(duty="none")
        organisation = self.organisation
        if duty == "secretary" and self.row and organisation.get("secretary") == self.row["name"]:
            self.writer.edit("organisation", str(organisation["uid"]), {"secretary": None})

    def keep_ballot(self, matter: str) -> None:
        """Write what was answered of the ballot to the session it was held in."""
        found = self.meeting()
        counted = {name: self[name] for name in BALLOT if self[name] is not None}
        if found is None or not counted:
            return
        values: Mapping[str, Any] = {"ballot_kind": matter, **counted}
        if any(found[name] != to_stored(value) for name, value in values.items()):
            self.writer.edit("session", str(found["uid"]), values)

    # -- words ---------------------------------------------------------------------------------

    def text(self, column: str) -> str:
        """The text of a column of the subject before the affair."""
        row = self.row or {}
        return shown(fields(kind_of(self.about))[column], row.get(column))

    def vacancy(self) -> str:
        """The office the subject leaves empty, in words; "" for none."""
        duty = self.of("duty")
        return DUTY.label(duty) if duty in COMMITTEE_DUTIES else ""


def told(day: date | None) -> str:
    """A day in a sentence: 9 月 22 日, with the year where it is another one."""
    if day is None:
        return ""
    year = "" if day.year == clock.today().year else f"{day.year} 年 "
    return f"{year}{day.month} 月 {day.day} 日"
