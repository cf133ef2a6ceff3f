"""From what is due to the work that answers it: which form, filled in with what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from partydesk.desk.evidence.model import places
from partydesk.desk.kit.app_context import AppContext
from partydesk.records import clock
from partydesk.store import rows
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.desk.forms.record_form import RecordForm
    from partydesk.rules.norms import Obligation


@dataclass(frozen=True, slots=True)
class NavigationTarget:
    """Where work begins: the form of a record (new without `uid`, then with first values, or
    filled in like the record with the uid `like`; the cursor in the field `column`), the tab of
    this key, or how a branch (its id) stands by the star scheme of a year."""

    kind: str = ""
    uid: str = ""
    defaults: Mapping[str, object] = field(default_factory=dict)
    tab: str = ""
    stars: tuple[int, int] | None = None
    like: str = ""
    column: str = ""

    @property
    def words(self) -> str:
        """What the button says."""
        if self.tab == "submit":
            return "去报送"
        if self.kind == "ticket":
            return "去处理"
        return "记一次" if self.kind in ("session", "talk") and not self.uid else "去办理"


# What a norm without a form of its own is answered by: the branch's registration, or its roll.
_TABS = {"branch_size": "members", "committee_size": "members"}


def target_of(item: Obligation, store: Store) -> NavigationTarget:
    """How to begin with an item of the own organisation; one of a branch is only looked at."""
    opens, own = item.norm.opens, store.own
    if item.organisation != own.id:
        return _elsewhere(item, store)
    if opens is not None and opens.kind == "submission":
        return NavigationTarget(tab="submit")
    if item.uid and (opens is None or opens.kind == item.kind):
        return NavigationTarget(item.kind, item.uid)
    if opens is None:
        tab = _TABS.get(item.norm.id, "")
        return NavigationTarget(tab=tab) if tab else NavigationTarget("organisation", own.uid)
    return NavigationTarget(opens.kind, "", {**opens.defaults, **_known(item, opens.kind, store)})


def _elsewhere(item: Obligation, store: Store) -> NavigationTarget:
    if item.uid:
        return NavigationTarget(item.kind, item.uid)
    with store.read() as connection:
        return NavigationTarget("organisation", places(connection)[item.organisation].uid)


def _known(item: Obligation, kind: str, store: Store) -> dict[str, object]:
    """First values that the item itself tells."""
    today = clock.today()
    if kind == "session":
        known: dict[str, object] = {"starts_at": day_of(item, today).isoformat()}
        return known | ({"group": item.about} if item.norm.about == "group" else {})
    if kind == "talk":
        return {"held_on": today.isoformat(), "subjects": item.about}
    if kind == "paper":
        return {"person": item.about, "year": int(item.slot), "signed_on": today.isoformat()}
    if kind == "review":
        with store.read() as connection:
            member = rows.find(connection, "member", item.uid)
        return {"year": int(item.slot), "member": member["id"] if member else None}
    return {}


def day_of(item: Obligation, today: date) -> date:
    """The day a meeting most likely was held: today, or the last day of a time that is over."""
    return item.due if item.due is not None and item.due < today else today


def opened(context: AppContext, start: NavigationTarget) -> RecordForm:
    """The form, filled in. Raises UserError when the record is no longer there."""
    from partydesk.desk.forms.form import open_form
    from partydesk.desk.forms.plan import plan

    form = open_form(context, start.kind, start.uid or None, start.defaults, start.like)
    if start.uid:
        return form
    if any(field.column in start.defaults for field in plan(start.kind).more_fields):
        form.body.show_more(True)
    return form
