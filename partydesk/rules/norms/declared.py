"""What a norm is, and what it says of somebody at a time: an obligation with its state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from partydesk.records.declared import choices
from partydesk.rules.park_settings import USUAL_LEAD_DAYS


class State(StrEnum):
    """How something stands that a norm asks for.

    Overdue can still be made good, missed cannot (or was done too late); exempt is who or what
    the norm does not reach this time, before what was due before the program was used; unreported
    lies beyond the days a branch has told its committee of. Lacking is what nobody can judge: a
    day or a name that the roster does not have; it is no misdeed, and is neither due nor overdue.
    """

    DONE = "done"
    DUE = "due"
    OVERDUE = "overdue"
    MISSED = "missed"
    EXEMPT = "exempt"
    BEFORE = "before"
    UNREPORTED = "unreported"
    LACKING = "lacking"


STATE = choices(
    ("done", "已办", "ok"),
    ("due", "待办", "warn"),
    ("overdue", "逾期", "bad"),
    ("missed", "缺", "bad"),
    ("exempt", "不作要求", "idle"),
    ("before", "以前的", "idle"),
    ("unreported", "未报到", "idle"),
    ("lacking", "缺资料", "idle"),
)

NOT_ASKED = frozenset({State.EXEMPT, State.BEFORE, State.UNREPORTED, State.LACKING})
"""What counts neither as done nor as missed."""

UNMET = (State.DUE, State.OVERDUE, State.MISSED)
"""What is asked for and was not done, or not in time."""

OPEN = (*UNMET, State.LACKING)
"""What somebody can still do something about."""

GRACE = 31
"""Days after its last day in which a meeting still counts as overdue; then it is missed."""


def _nothing(_item: Obligation, _today: date) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, slots=True)
class Settles:
    """What settles a norm: the one place that says what its button opens and what is asked there.

    `fields` alone are fields of the record that the norm is about (of the organisation where it
    is about one). With `kind` they are asked of a new record of that kind, which holds `defaults`
    and what `known` tells of an obligation on a day (as the command line takes it: people and
    records by uid); `whole` says that its whole form is needed (a roll is called there), and
    `attended` that whom it is about was there. `each` is the kind whose every record of the branch
    has the fields. `affair` is the name of what happens to somebody or the branch by which it is
    settled; `fields` then are what it sets. `tab` is the key of a tab and `part` that of its part,
    where nothing else fits.
    """

    fields: tuple[str, ...] = ()
    kind: str = ""
    defaults: Mapping[str, object] = field(default_factory=dict)
    known: Callable[[Obligation, date], Mapping[str, object]] = _nothing
    whole: bool = False
    attended: bool = False
    each: str = ""
    affair: str = ""
    tab: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Norm:
    """One rule, all that is said of it anywhere: what it asks, by which article, and what to do.

    `says` is the frequency or limit in a few words, `remedy` tells the secretary what to fill
    in; `amiss` and `step` tell the report's readers what was found and how it is mended (by
    label and remedy without them). `about` is what its obligations are about (organisation,
    group, member, session, ticket). `held_by` is B for branches, C for the committee itself.
    `custom` rules are local custom or practice and no national text: a park switches them on and
    off; `usual` ones are on at first. `since` and `until` are the first and the last day of the
    text that says so (None: always, still). `lead` is how many days
    ahead one is reminded. `together` folds the obligations of many people into one reminder.
    `settles` says what settles it. `lacks` is what is said where a roster does not tell what it
    judges by. What `asks` comes before all other duties, with that question
    in the place of its day.
    `every` is the span in which a meeting is asked for once: month, quarter, half, year.
    `hours` is what a member is asked for in a year. What is `delayed` by an exemption is asked for
    again when that is over. What is `private` is talked about with whom it is about, and stands in
    no text for others.
    """

    id: str
    label: str
    says: str
    article: str
    remedy: str
    about: str = "organisation"
    held_by: str = "B"
    custom: bool = False
    lead: int = USUAL_LEAD_DAYS
    together: bool = False
    settles: Settles = Settles()
    every: str = ""
    hours: int = 0
    amiss: str = ""
    step: str = ""
    usual: bool = False
    delayed: bool = False
    since: date | None = None
    until: date | None = None
    asks: str = ""
    lacks: str = ""
    private: bool = False


@dataclass(slots=True)
class Obligation:
    """What a norm says of one subject: when it is due, how it stands, and the rows that show it.

    `organisation` is an organisation's id. `kind` and `uid` are the record it is about (the
    organisation itself when `uid` is empty), `about` its name. `slot` is the period it belongs
    to (2026-08, 2026Q3, 2026) or empty. `evidence` are (kind, uid) of rows; `text` tells the
    particulars.
    """

    norm: Norm
    organisation: int
    state: State
    due: date | None
    slot: str = ""
    kind: str = "organisation"
    uid: str = ""
    about: str = ""
    evidence: tuple[tuple[str, str], ...] = ()
    text: str = ""

    @property
    def key(self) -> str:
        """The same for the same thing on any day: what is put off stays put off."""
        when = self.slot or (self.due.isoformat() if self.due else "")
        return f"{self.norm.id}|{self.organisation}|{self.uid or self.about}|{when}"

    @property
    def title(self) -> str:
        """What is to be done, as one says it: 8 月党小组会（第二党小组）."""
        if self.norm.asks:
            return self.about
        label = f"{slot_title(self.slot)}{self.norm.label}"
        if not self.about:
            return label
        return (
            f"{self.about} {label}" if self.norm.about == "member" else f"{label}（{self.about}）"
        )


def slot_title(slot: str) -> str:
    """A slot as one says it: 8 月, 三季度, 上半年, 2026 年."""
    if "Q" in slot:
        return f"{'一二三四'[int(slot[-1]) - 1]}季度"
    if "H" in slot:
        return "上半年" if slot[-1] == "1" else "下半年"
    if "-" in slot:
        return f"{int(slot[5:])} 月"
    return f"{slot} 年" if slot else ""
