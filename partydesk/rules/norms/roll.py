"""What the norms ask of an organisation's roll as a whole, however long it is: how many were on it
on a day, its groups, who holds an office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from partydesk.rules.norms.fact_rows import HERE, Person


class Roll:
    """The roll of one organisation. `offices` are those who hold an office of the branch
    committee, be it once; `groups` tell from when until when anybody of a group was there."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self.offices: list[Person] = []
        self.groups: dict[str, tuple[str, str]] = {}
        self._full, self._all = _Spans(), _Spans()
        self.add(people)

    def add(self, people: Iterable[Person]) -> None:
        """Take more of its people in."""
        for person in people:
            if person.in_committee:
                self.offices.append(person)
            if not person.in_party:
                continue
            since, until = person.since, person.until
            for first, last in person.spans:
                self._all.add(first, last)
                if person.category == "full":
                    self._full.add(max(first, person.confirmed_on or ""), last)
            # A group is there while anybody of it is on the roll.
            if person.group and since < until:
                first, last = self.groups.get(person.group, (HERE, ""))
                self.groups[person.group] = min(first, since), max(last, until)

    def members(self, day: str) -> int:
        """How many were on it on a day."""
        return self._all.on(day)

    def full_members(self, day: str) -> int:
        """How many of them were full members."""
        return self._full.on(day)

    def committee(self, day: str) -> list[Person]:
        """Who was on it on a day and holds an office."""
        return [each for each in self.offices if each.on_roll(day)]

    def has_committee(self, day: str) -> bool:
        """Whether there is a branch committee: seven full members must elect one, and three
        with an office are one (支部工作条例 Art. 20)."""
        return self.full_members(day) >= 7 or len(self.committee(day)) >= 3


class _Spans:
    """From when until when each of many was there, by the days on which they came and went."""

    def __init__(self) -> None:
        self._came: Counter[str] = Counter()
        self._went: Counter[str] = Counter()

    def add(self, start: str, end: str) -> None:
        if start < end:
            self._came[start] += 1
            self._went[end] += 1

    def on(self, day: str) -> int:
        came, went = (
            sum(number for each, number in days.items() if each <= day)
            for days in (self._came, self._went)
        )
        return came - went
