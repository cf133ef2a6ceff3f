"""Who the rows of a source are: what each says of itself, and which record that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from partydesk.exchange.roster.basis import Basis
from partydesk.exchange.roster.header_names import PLACE
from partydesk.exchange.roster.matching import (
    Evidence,
    Identity,
    Index,
    Match,
    Names,
    doubles,
    evidence,
    place_like,
    places,
)
from partydesk.exchange.roster.references import References
from partydesk.exchange.roster.row_source import Row
from partydesk.records.checking import complete
from partydesk.records.findings import Finding
from partydesk.records.values import Stored, squeezed, to_stored


class Identities:
    """Matches the rows of a source with the records of the store.

    `doubles` are the rows kept out because another has their number, by their place.
    """

    def __init__(self, basis: Basis) -> None:
        self.basis = basis
        connection, kind = basis.writer.connection, basis.kind
        self.index = Index(connection, kind, anywhere=basis.policy.anywhere)
        self.places = places(connection)
        self.doubles: dict[int, Finding] = {}
        self._references = References(connection, kind)
        self._found: dict[int, Identity] = {}
        self._bearers: dict[tuple[int | None, Stored], list[Identity]] = defaultdict(list)

    def in_order(self) -> Iterable[Row]:
        rows, name = list(self.basis.source.rows()), self.index.parts[0]
        for row in rows if self._references.needed else ():
            self._references.resolve(self.basis.source, row, self.organisation(row))
        for row in rows if self.index.lasting else ():
            who = self.of(row)
            if who.names:
                self._bearers[who.organisation, who.names[0]].append(who)
        if not self.basis.policy.follows:
            return rows
        # Those with a number first, those without a name last: then a name stands for nobody
        # whom a later row turns into somebody else, and a second import finds what the first did.
        self.doubles = doubles(
            (row.at, row.number, self.number(row), row.values.get(name))
            for row in rows
            if not any(self.basis.needs(each) for each in row.unread)
        )
        return sorted(
            rows,
            key=lambda row: (
                self.number(row) is None,
                row.values.get(name) is None,
                self.of(row).lasting.count(None),
            ),
        )

    def number(self, row: Row) -> Stored:
        return self.basis.value(row, self.index.number) if self.index.number else None

    def names(self, values: Mapping[str, Any]) -> Names:
        return self.index.comparable(to_stored(values.get(part)) for part in self.index.parts)

    def lasting(self, values: Mapping[str, Any]) -> Names:
        return tuple(to_stored(values.get(name)) for name in self.index.lasting)

    def match(self, row: Row) -> Match:
        return self.index.find(self.of(row))

    def of(self, row: Row) -> Identity:
        found = self._found.get(row.at)
        if found is not None:
            return found
        number, lasting = self.index.number, self.index.lasting
        lacking = self.basis.policy.from_list and not set(self.index.needed) <= set(row.texts)
        # An identity number says more than itself, and a meeting's name what kind it is.
        told = complete(self.basis.record, row.values, new=False) if lasting else dict(row.values)
        if not lasting and any(told.get(part) is None for part in self.index.parts):
            for said in self.basis.record.supplement(told, {}, row.month_only, row.judged):
                if not isinstance(said, Finding):
                    told[said[0]] = said[1]
        made = self._found[row.at] = Identity(
            None if lacking else self.names(told),
            self.place(row) if self.basis.policy.anywhere else self.organisation(row),
            self.number(row),
            row.texts[number].strip() if number in row.hidden else "",
            row.uid,
            self.lasting(told),
        )
        return made

    def place(self, row: Row) -> int | None:
        """The organisation that a row names, or its sheet by its own name; None for none known."""
        if row.place or PLACE in self.basis.source.fields:
            return self.places.get(squeezed(row.place)) if row.place else None
        return self._place_of_sheet

    @cached_property
    def _place_of_sheet(self) -> int | None:
        return place_like(self.basis.source.sheet, self.places)

    def organisation(self, row: Row) -> int:
        """The organisation that a row goes to."""
        place = self.place(row)
        return place if place is not None and self.basis.committee else self.basis.writer.own

    def contested(self, row: Row, match: Match) -> bool:
        """Whether somebody else in the source may be the one whom the name alone points to."""
        who = self.of(row)
        others = self._bearers[who.organisation, who.names[0] if who.names else None]
        return not match.known[0].row and any(
            evidence(who, other) in (Evidence.AGAINST, Evidence.UNSURE) for other in others
        )
