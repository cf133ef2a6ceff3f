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


def chosen(connection: Connection, norms: Iterable[Norm] | None = None) -> frozenset[str]:
    """The ids of the local customs that hold here: those switched on, and the usual ones that
    nobody has switched off.

    `norms` are all norms there are (by default the program's).
    """
    if norms is None:
        from partydesk.rules.norms import NORMS

        norms = NORMS.values()
    usual = {norm.id for norm in norms if norm.custom and norm.usual}
    on = json.loads(settings.get(connection, _KEY, "[]"))
    off = json.loads(settings.get(connection, _OFF, "[]"))
    return frozenset(on) | (usual - frozenset(off))


def as_settings(ids: frozenset[str], norms: Iterable[Norm] | None = None) -> list[tuple[str, str]]:
    """The settings (key, value) that keep a choice of customs; whoever writes puts them.

    Raises UserError for an id that is no custom.
    """
    if norms is None:
        from partydesk.rules.norms import NORMS

        norms = NORMS.values()
    norms = tuple(norms)
    labels = {norm.id: norm.label for norm in norms if norm.custom}
    for id in sorted(ids - labels.keys()):
        listed = "、".join(f"{each}（{label}）" for each, label in labels.items())
        raise UserError("not-found", f"“{id}”不是可以开关的园区规定；可以是：{listed}")
    usual = {norm.id for norm in norms if norm.custom and norm.usual}
    return [(_KEY, json.dumps(sorted(ids))), (_OFF, json.dumps(sorted(usual - ids)))]
