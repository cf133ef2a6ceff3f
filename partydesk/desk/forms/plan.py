"""Which fields of a kind stand where in its form. Fields nobody placed find their place themselves.

A kind may name its first lines (desk.kinds); everything else follows from the fields: required and
listed ones first, the others under 更多 by their group. So a new field shows up by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from partydesk.desk.kinds import view_of
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.registry import kind_of

Line = tuple[Field, ...]

_PAIR = 52  # characters two fields on one line may have together


@dataclass(frozen=True)
class Section:
    """Lines under a heading; the heading may be empty."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Plan:
    """The lines that are always shown, and the sections under 更多."""

    first: tuple[Line, ...]
    more: tuple[Section, ...]

    @property
    def more_fields(self) -> list[Field]:
        """All fields under 更多."""
        return [each for section in self.more for line in section.lines for each in line]


def plan(kind: str) -> Plan:
    """Where the fields of a kind stand."""
    declared = fields(kind_of(kind))
    view = view_of(kind)
    lines = view.lines.split("|") if view.lines else ()
    first = [tuple(declared[name] for name in line.split()) for line in lines]
    placed = {field.column for line in first for field in line} | {*view.elsewhere}
    rest = [field for name, field in declared.items() if name not in placed]
    groups = _groups(declared.values())
    if view.lines:
        # What must be filled in stands in sight, placed or not.
        first += _paired(field for field in rest if field.required)
        later = [field for field in rest if not field.required]
    else:
        ahead = [field for field in rest if field.required or field.listed]
        first += _paired(sorted(ahead, key=lambda field: not field.required))
        later = [field for field in rest if field not in ahead]
        if len(later) <= 3:
            # A button for so little would only be in the way.
            first += _paired(later)
            later = []
    titles = dict.fromkeys(groups[field.column] for field in later)
    more = tuple(
        Section(title, tuple(_paired(f for f in later if groups[f.column] == title)))
        for title in titles
    )
    return Plan(tuple(first), more)


def _groups(declared: Iterable[Field]) -> dict[str, str]:
    """Column → heading; a field's group holds until another begins."""
    groups, now = {}, ""
    for field in declared:
        now = field.group or now
        groups[field.column] = now
    return groups


def _paired(chosen: Iterable[Field]) -> list[Line]:
    lines: list[Line] = []
    waiting: Field | None = None
    known_all = list(chosen)
    for place, known in enumerate(known_all):
        following = known_all[place + 1] if place + 1 < len(known_all) else None
        if waiting and following and _belong(known, following) and not _belong(waiting, known):
            lines.append((waiting,))  # what belongs together stands together
            waiting = None
        if _alone(known):
            if waiting:
                lines.append((waiting,))
                waiting = None
            lines.append((known,))
        elif waiting and _length(waiting) + _length(known) <= _PAIR:
            lines.append((waiting, known))
            waiting = None
        else:
            if waiting:
                lines.append((waiting,))
            waiting = known
    if waiting:
        lines.append((waiting,))
    return lines


def _belong(one: Field, other: Field) -> bool:
    """Whether two fields say of one thing when, or from when until when: 公示开始, 公示结束."""
    return one.label[:2] == other.label[:2] and one.kind is other.kind and not _alone(other)


def _alone(field: Field) -> bool:
    return bool(field.help) or field.kind in (Kind.LONG, Kind.CHOICES, Kind.REFERENCE)


def _length(field: Field) -> int:
    usual = {Kind.DATE: 12, Kind.MOMENT: 20, Kind.YESNO: 8}.get(field.kind, field.width)
    return usual + 2 * len(field.label)
