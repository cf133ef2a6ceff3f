"""From what is due to the work that answers it: which form, filled in with what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from partydesk.desk.evidence.model import places
from partydesk.desk.kinds import view_of
from partydesk.desk.kit.app_context import AppContext
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
        view = view_of(self.kind)
        return view.verb if view.copied and not self.uid else view.see_to


def target_of(item: Obligation, store: Store) -> NavigationTarget:
    """How to begin with an item of the own organisation; one of a branch is only looked at."""
    opens, own = item.norm.opens, store.own
    if item.organisation != own.id:
        return _elsewhere(item, store)
    if opens is not None and opens.tab:
        return NavigationTarget(tab=opens.tab)
    if item.uid and (opens is None or opens.kind == item.kind):
        return NavigationTarget(item.kind, item.uid)
    if opens is None:
        return NavigationTarget("organisation", own.uid)
    known = view_of(opens.kind).first_values
    return NavigationTarget(
        opens.kind, "", {**opens.defaults, **(known(item, store) if known else {})}
    )


def _elsewhere(item: Obligation, store: Store) -> NavigationTarget:
    if item.uid:
        return NavigationTarget(item.kind, item.uid)
    with store.read() as connection:
        return NavigationTarget("organisation", places(connection)[item.organisation].uid)


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
