"""From what is due to the work that answers it: which form, filled in with what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from partydesk.desk.evidence.model import places
from partydesk.desk.kinds import view_of
from partydesk.desk.kit.app_context import AppContext
from partydesk.records.findings import Finding
from partydesk.records.registry import kind_of
from partydesk.store.store import Store

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from partydesk.desk.forms.record_form import RecordForm
    from partydesk.rules.norms import Obligation


@dataclass(frozen=True, slots=True)
class NavigationTarget:
    """Where work begins: the form of a record (new without `uid`, with first values, or filled in
    like the record with the uid `like`; of one there is `defaults` are proposed changes; the cursor
    in the field `column`, beside it `fault`, what was found wrong there), the tab of this key with
    its `part` in front ("": the one that is), how a branch (its id) stands by the star scheme of a
    year, or what is to `settle` an obligation, asked over the page."""

    kind: str = ""
    uid: str = ""
    defaults: Mapping[str, object] = field(default_factory=dict)
    tab: str = ""
    part: str = ""
    stars: tuple[int, int] | None = None
    like: str = ""
    column: str = ""
    fault: str = ""
    affair: str = ""
    uids: tuple[str, ...] = ()
    settle: Obligation | None = None

    @property
    def words(self) -> str:
        """What the button says."""
        if self.settle is not None:
            return "办理"
        if self.tab == "submit":
            return "去报送"
        if self.affair:
            return "办理"
        view = view_of(self.kind)
        return view.verb if view.copied and not self.uid else view.see_to


def target_of(item: Obligation, store: Store) -> NavigationTarget:
    """How to begin with an item of the own organisation; one of a branch is only looked at."""
    # Loading the rules is not part of opening the window.
    from partydesk.operations.settle import asked_in_place
    from partydesk.rules.norms.declared import State

    settles, own = item.norm.settles, store.own
    if item.organisation != own.id:
        return _elsewhere(item, store)
    if settles.affair and item.state is not State.LACKING:
        return NavigationTarget(item.kind, item.uid, affair=settles.affair)
    if settles.tab:
        return NavigationTarget(tab=settles.tab, part=settles.part)
    if store.writable and (asked_in_place(item) or settles.each):
        return NavigationTarget(settle=item)
    return form_of(item, store)


def form_of(item: Obligation, store: Store, column: str = "") -> NavigationTarget:
    """The whole form that answers an item of the own organisation, in a field of it (the first one
    that settles it by default)."""
    settles, own = item.norm.settles, store.own
    column = column or next(iter(settles.fields), "")
    if not settles.kind:
        kind, uid = (item.kind, item.uid) if item.uid else ("organisation", own.uid)
        return NavigationTarget(kind, uid, column=column)
    if kind_of(settles.kind).kept_within:
        # The form of what it belongs to holds it.
        return NavigationTarget(item.kind, item.uid)
    from partydesk.operations.settle import first_values

    return NavigationTarget(settles.kind, defaults=first_values(store, item), column=column)


def _elsewhere(item: Obligation, store: Store) -> NavigationTarget:
    if item.uid:
        return NavigationTarget(item.kind, item.uid)
    with store.read() as connection:
        return NavigationTarget("organisation", places(connection)[item.organisation].uid)


def opened(context: AppContext, start: NavigationTarget, within: QWidget) -> RecordForm:
    """The form, filled in, within what will show it. Raises UserError where the record has gone."""
    from partydesk.desk.forms.form import open_form
    from partydesk.desk.forms.plan import plan

    form = open_form(context, start.kind, start.uid or None, start.defaults, start.like, within)
    shown = {start.column} | (set() if start.uid else set(start.defaults))
    if any(field.column in shown for field in plan(start.kind).more_fields):
        form.body.show_more(True)
    if start.column in form.editors and start.fault:
        form.show_errors([Finding("returned", start.fault, column=start.column)])
    elif start.fault:
        form.body.say_fault(start.fault)
    return form
