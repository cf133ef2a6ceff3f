"""What a command asks for, told to whoever writes `asks` in place of the answers."""

from __future__ import annotations

from collections.abc import Iterable

from partydesk.cli.outcome import Outcome
from partydesk.records.fields import Field, Kind

ASKS = "asks"
_SPELT = {
    Kind.DATE: "2026-09-22",
    Kind.MOMENT: "2026-09-22T14:30",
    Kind.MONEY: '元，例如 "12.50"',
    Kind.YESNO: "是、否",
    Kind.PEOPLE: "几个人用顿号隔开",
    Kind.REFERENCE: "名称或编号",
}
"""How a value of a kind is written, where that is not plain."""


def asked(fields: Iterable[tuple[str, Field, bool]]) -> Outcome:
    """Fields by their key, and whether one must be filled in."""
    listed, lines = [], []
    for key, field, required in fields:
        labels = list(field.choices.labels) if field.choices else None
        listed.append({"name": key, "label": field.label, "kind": field.kind.value,
                       "required": required, "choices": labels})  # fmt: skip
        how = (
            "、".join(labels)
            if labels
            else "；".join(filter(None, (_SPELT.get(field.kind, ""), field.help)))
        )
        lines.append(f"{key}\t{field.label}{'（必填）' if required else ''}\t{how}".rstrip())
    return Outcome({"asks": listed}, lines)
