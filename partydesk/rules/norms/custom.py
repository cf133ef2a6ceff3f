"""Local custom: norms that are no national rule, switched on and off in this file."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection

from partydesk.records.findings import UserError
from partydesk.rules.norms.declared import Norm
from partydesk.store import settings

_KEY = "custom_norms"
_OFF = "custom_norms_off"
KEYS = (_KEY, _OFF)
"""The settings it is kept under."""


def chosen(connection: Connection, norms: Iterable[Norm] | None = None) -> frozenset[str]:
    """The ids of the local customs that hold here: those switched on, and the usual ones that
    nobody has switched off.

    `norms` are all norms there are (by default the program's).
    """
    customs = _customs(norms)
    usual = {id for id, norm in customs.items() if norm.usual}
    on = json.loads(settings.get(connection, _KEY, "[]"))
    off = json.loads(settings.get(connection, _OFF, "[]"))
    # A file may name a custom of another version of the program.
    return (frozenset(on) | (usual - frozenset(off))) & customs.keys()


def check(ids: Iterable[str], norms: Iterable[Norm] | None = None) -> None:
    """Raise UserError, with what there is, for an id that is no custom."""
    customs = _customs(norms)
    for id in sorted(set(ids) - customs.keys()):
        listed = "、".join(f"{each}（{norm.label}）" for each, norm in customs.items())
        raise UserError("not-found", f"“{id}”不是可以开关的园区规定；可以是：{listed}")


def as_settings(ids: frozenset[str], norms: Iterable[Norm] | None = None) -> list[tuple[str, str]]:
    """The settings (key, value) that keep a choice of customs; whoever writes puts them.

    Raises UserError for an id that is no custom.
    """
    norms = tuple(norms) if norms is not None else None
    check(ids, norms)
    usual = {id for id, norm in _customs(norms).items() if norm.usual}
    return [(_KEY, json.dumps(sorted(ids))), (_OFF, json.dumps(sorted(usual - ids)))]


def _customs(norms: Iterable[Norm] | None) -> dict[str, Norm]:
    if norms is None:
        from partydesk.rules.norms import NORMS

        norms = NORMS.values()
    return {norm.id: norm for norm in norms if norm.custom}
