"""Settling by a rule's name and raw answers, as the command line does, whatever settles it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from partydesk.operations.affairs import AFFAIRS
from partydesk.operations.affairs.carrying import carry_out
from partydesk.operations.affairs.declared import Affair
from partydesk.operations.settle import Answer, Standing, find, settle, standing_after
from partydesk.records.fields import Field, fields
from partydesk.records.findings import UserError
from partydesk.records.registry import kind_of, kinds
from partydesk.rules.norms import Norm, Obligation, State, find_norm
from partydesk.store.store import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a rule asks: the key of its answer, its field, whether it must be answered."""

    key: str
    field: Field
    required: bool = False


def asked_by(store: Store, rule: str, about: str = "") -> list[Asked]:
    """What a rule asks for: the questions of the affair that settles it, or the fields.

    Raises UserError for a rule that there is not, or that another command settles.
    """
    norm = _norm(rule)
    try:
        item = find(store, rule, "" if norm.settles.each else about)
    except UserError:
        item = None  # nothing is asked just now; what it would ask is known all the same
    affair = _affair(item.norm if item else norm, item)
    if affair is not None:
        return [Asked(ask.key, ask.field, ask.required) for ask in affair.asks]
    settles = (item.norm if item else norm).settles
    own = norm.about if norm.about in kinds() else "organisation"
    declared = fields(kind_of(settles.kind or settles.each or own))
    return [Asked(name, declared[name]) for name in settles.fields]


def settle_rule(
    store: Store, rule: str, about: str, raw: Mapping[str, Any]
) -> tuple[Obligation, str, Standing]:
    """Do what a rule asks of the organisation or of `about`: what it was, the uid of the record
    changed or added, and how it stands then.

    What an affair settles is carried out as that affair where the answers are the affair's; the
    fields it sets can be given instead. Raises UserError; nothing is then changed.
    """
    each = bool(_norm(rule).settles.each)
    item = find(store, rule, "" if each else about)
    affair = _affair(item.norm, item)
    if affair is not None and set(raw) <= {k for ask in affair.asks for k in (ask.key, *ask.also)}:
        subjects = [item.uid] if affair.about == "member" else []
        told, found = standing_after(
            store, item, lambda: carry_out(store, affair.name, subjects, raw)
        )
        return item, told.uid, found
    (uid,), (found,) = settle(store, [Answer(item, raw, about if each else "")])
    return item, uid, found


def _affair(norm: Norm, item: Obligation | None) -> Affair | None:
    """The affair that settles it; what a roster lacks is only filled in."""
    lacks = item is not None and item.state is State.LACKING
    return AFFAIRS.get(norm.settles.affair) if not lacks else None


def _norm(rule: str) -> Norm:
    norm = find_norm(rule)
    if norm.settles.tab:
        words = "partydesk export --period 期间 --out 文件夹"
        raise UserError("elsewhere", f"“{norm.label}”不是填出来的，请用这条命令办：{words}")
    return norm
