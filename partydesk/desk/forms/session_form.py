"""The form of a study session, with who was there at its right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from partydesk.desk.attached.adding import choose
from partydesk.desk.attached.photos import SignInPhoto
from partydesk.desk.forms.attendance import (
    COMMITTEE,
    EVERYBODY,
    LEADERS,
    NOBODY,
    WIDTH,
    AttendancePanel,
)
from partydesk.desk.forms.attendance_sheet import PRESENT, Sheet, kept_seats, last_session
from partydesk.desk.forms.duplicate_record import CHANGES
from partydesk.desk.forms.editors import ChoiceEditor
from partydesk.desk.forms.live_ballot import WATCHED, LiveBallot
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.forms.roll import ON_ROLL, ON_THE_WAY, Person, of_course, people
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import link
from partydesk.desk.kit.plain_text import tip_text
from partydesk.documents.photographs import SIGN_IN
from partydesk.records.checking import read_values
from partydesk.records.clock import now, today
from partydesk.records.kinds import CIRCLES, SESSION_KINDS
from partydesk.records.session_year import YEARLY
from partydesk.records.study import SESSION_STATE
from partydesk.records.values import parse_moment, to_stored
from partydesk.rules import norms
from partydesk.rules.proposed_year import proposed_year
from partydesk.store import rows
from partydesk.store.writing import Writer

_DAYS = "一二三四五六日"
_AGAIN = ("hours", "place", "host")  # what the last session of a kind says about the next


def _told(last: Mapping[str, object]) -> str:
    return f"{str(last['starts_at'])[:10]}　{last['topic']}"


class SessionForm(RecordForm):
    """A session and its attendance, saved together."""

    side_width = WIDTH
    _shown_as_plan = False  # whether the form itself turned 已开 into 计划

    def __init__(
        self,
        context: AppContext,
        kind: str,
        uid: str | None = None,
        defaults: Mapping[str, object] | None = None,
        like: str = "",
        within: QWidget | None = None,
    ) -> None:
        self._branches = context.store.role == "committee"
        self.panel = AttendancePanel(branches=self._branches)
        self.like_last = link("照上次再记一次", self._like_last)
        super().__init__(context, kind, uid, defaults, like, within)
        self.panel.edited.connect(lambda: self.touch("attendance"))
        self.panel.same_as_last.connect(self._same_as_last)
        self.panel.roll_wanted.connect(self._with_activists)
        self.panel.files_pasted.connect(self.files.paste)
        self.panel.sheet_wanted.connect(
            lambda: self.files.take(choose(self), f"{SIGN_IN}表 {self._day()}")
        )

    def _build(self) -> None:
        super()._build()
        self.sign_in = SignInPhoto(self.context)
        self.panel.above_seats.addWidget(self.sign_in)
        self.files.shown.connect(self.sign_in.show_files)
        self.body.head.insertWidget(1, self.like_last)
        self.like_last.hide()
        self._offer_kinds()
        self.ballot = LiveBallot(self._organ())
        self.body.add_last(self.ballot)

    @property
    def holds(self) -> bool:
        """Whether the roll of a plan is called, that was held."""
        return self.row.get("state") == "planned" and self._defaults.get("state") == "held"

    def heading(self) -> str:
        """The title of the form."""
        return f"点名：{self.row['topic']}" if self.holds else super().heading()

    def focus_first(self) -> None:
        """Whose roll is called is ticked first."""
        if self.holds and self.panel.buttons:
            self.panel.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
            # Below the fields, where the window is narrow: once all has its place.
            QTimer.singleShot(0, self, self._show_roll)
        else:
            super().focus_first()

    def _show_roll(self) -> None:
        if self.body.area.isAncestorOf(self.panel):
            self.body.area.ensureWidgetVisible(self.panel.told, 0, 0)
            self.body.area.ensureWidgetVisible(self.panel.buttons[0], 0, 60)

    def side(self) -> QWidget:
        """The attendance."""
        return self.panel

    def loaded(self) -> None:
        """Seat the people: as kept, or everybody present."""
        whom = set() if self.uid else of_course(self.context.store, self._defaults.get("course"))
        if self.uid:
            sheet = Sheet(kept_seats(self.context.store, self.uid))
            if not self.read_only:
                # Nobody was named beforehand: all whom its kind is for are present until ticked.
                unnamed = self.holds and not sheet.seats and not self._branches
                sheet.add_roll(self._people(), PRESENT if unnamed else None)
        else:
            sheet = Sheet([])
            sheet.add_roll((p for p in self._anybody() if p.id in whom), PRESENT)
            sheet.add_roll(self._people(), None if self._branches or whom else PRESENT)
        self.panel.show_sheet(sheet)
        if whom:
            self.panel.touched = True  # the course says whom it is for, not the kind
        if self.holds and not any(seat.uid for seat in sheet.seats) and not self._branches:
            self.panel.set_scope(self._scope())
        if self.read_only:
            self.panel.set_read_only()
        if not self.uid:
            if "starts_at" not in self._defaults:
                self.fill("starts_at", self._day())
            self._after_last()
        self._year()
        self._judge()
        self._say_plan()

    def _people(self) -> list[Person]:
        """Who can be expected on its day: the branch's members; of a committee's session, any
        branch's."""
        return people(self.context.store, ON_ROLL, everywhere=self._branches, on=self._held_on())

    def _anybody(self) -> list[Person]:
        """The same with those on the way."""
        return people(self.context.store, (*ON_ROLL, *ON_THE_WAY), everywhere=self._branches)

    def _say_plan(self) -> None:
        """A day to come is a plan, and is said to be one."""
        raw = {"starts_at": self.editors["starts_at"].raw()}
        at = read_values(self.record, raw, strict=True)[0].get("starts_at")
        # What was held and keeps its day stays so, whatever the clock says now.
        kept = self.row.get("state") == "held" and to_stored(at) == self.row.get("starts_at")
        ahead = at is not None and at > now() and not kept
        state = self.editors["state"]
        held, plan = (SESSION_STATE.label(code) for code in ("held", "planned"))
        if ahead and state.raw() == held:
            self._shown_as_plan = True
            state.restore(plan)
        elif not ahead and self._shown_as_plan and state.raw() == plan:
            state.restore(held)
        self._shown_as_plan = self._shown_as_plan and ahead
        self.body.hint("state", "还没到时间，存下来是计划" if ahead else self.fields["state"].help)
        # What is being written down was held: nobody has to say so.
        self.body.show_line("state", bool(self.uid) or ahead)

    def _held_on(self) -> date | None:
        """The day that stands in the form; None where none does."""
        raw = {"starts_at": self.editors["starts_at"].raw()}
        at = read_values(self.record, raw, strict=True)[0].get("starts_at")
        return at.date() if at is not None else None

    def _reseat(self) -> None:
        """Another day may have another roll: seat it, unless somebody was marked already."""
        if self.uid or self._like or self.panel.touched:
            return
        now = self._people()
        if {each.id for each in now} == {seat.member for seat in self.panel.sheet.seats}:
            return
        scope = self.panel.scope.currentText()
        sheet = Sheet([])
        sheet.add_roll(now, None if self._branches else PRESENT)
        self.panel.show_sheet(sheet)
        self.panel.set_scope(scope)

    def leads_to(self) -> tuple[str, str, str, str] | None:
        """A review that was held leads to its grades."""
        if self._branches or self._kind() != "review_meeting":
            return None
        if parse_moment(self.editors["starts_at"].raw()) > now():
            return None  # still to come
        return "接着给每名党员填评定等次", "填评定等次", "members", "review"

    def changed(self, column: str) -> None:
        """Another kind brings its own habits; a ballot is judged while it is typed."""
        if column == "kind" and not self.uid:
            self._after_last()
        if column == "starts_at":
            self._reseat()
            self._say_plan()
        if column in ("kind", "starts_at"):
            self._year()
        if column in WATCHED:
            self._judge()

    def write_more(self, writer: Writer, uid: str) -> None:
        """The attendance, in the same operation."""
        self.panel.sheet.write(writer, writer.reference("session", uid))

    def more_draft(self) -> dict[str, Any]:
        """The states by member."""
        return {
            str(seat.member): seat.state
            for seat in self.panel.sheet.seats
            if seat.member is not None
        }

    def restore_more(self, kept: dict[str, Any]) -> None:
        """The states that were kept, for those who are still there."""
        for seat in self.panel.sheet.seats:
            if str(seat.member) in kept:
                seat.state = kept[str(seat.member)]
        self.panel.touched = True
        self.panel.refresh()

    def _organ(self) -> str:
        """What sort of organisation this file is of."""
        with self.context.store.read() as connection:
            found = rows.find(connection, "organisation", self.context.store.own.uid)
        return str(found["kind"]) if found is not None else ""

    def _judge(self) -> None:
        self.ballot.judge({column: self.editors[column].raw() for column in WATCHED})

    def _year(self) -> None:
        """What is held for a year shows for which; early in the next, last year is proposed."""
        kind = self._kind()
        if not self.uid and "for_year" not in self._defaults:
            year = self._proposed(kind)
            self.fill("for_year", str(year) if year else "")
            words = f"年初开的多半是 {year} 年度的；是今年的请改" if year else ""
            self.body.hint("for_year", words or self.fields["for_year"].help)
        told = bool(self.editors["for_year"].raw())
        self.body.show_line("for_year", told or kind in YEARLY)

    def _proposed(self, kind: str | None) -> int | None:
        day = self._held_on()
        if kind is None or day is None:
            return None
        store = self.context.store
        with store.read() as connection:
            return proposed_year(connection, store.own.id, kind, day)

    def _day(self) -> str:
        """The day it begins with: the one it was opened for, else today."""
        return str(self._defaults.get("starts_at") or today().isoformat())[:10]

    def _kind(self) -> str | None:
        known = self.fields["kind"].choices
        label = str(self.editors["kind"].raw() or "")
        return known.codes.get(label) if known else None

    def _offer_kinds(self) -> None:
        """Only the kinds an organisation of this sort holds."""
        editor = self.editors["kind"]
        letter = "B" if self.context.store.role == "branch" else "C"
        if isinstance(editor, ChoiceEditor) and not self.uid:
            editor.offer([each.label for each in SESSION_KINDS if letter in each.held_by])

    def _scope(self) -> str:
        """Whom a session of its kind is for."""
        circle = CIRCLES.get(self._kind() or "", "")
        if circle == "group":
            return str(self._defaults.get("group") or self.row.get("group") or EVERYBODY)
        return COMMITTEE if circle == "committee" else EVERYBODY

    def _after_last(self) -> None:
        code = self._kind()
        self.body.hint("kind", norms.hint(code))
        if not self.panel.touched and code:
            if self._branches:
                self.panel.set_scope(LEADERS if code == "training" else NOBODY)
            else:
                self.panel.set_scope(self._scope())
        last = last_session(self.context.store, kind=code)
        self.like_last.setVisible(last is not None and not self._like)
        self.like_last.setToolTip(tip_text(_told(last) if last is not None else ""))
        if last is None or not code:
            self.body.hint("starts_at", "")
            return
        for column in _AGAIN:
            value = last.get(column)
            if column not in self._defaults:
                self.fill(column, f"{value:g}" if isinstance(value, float) else value)
        at = datetime.fromisoformat(str(last["starts_at"]))
        said = [f"周{_DAYS[at.weekday()]}"]
        if at.hour or at.minute:
            if len(str(self._defaults.get("starts_at") or "")) <= len("2026-03-20"):
                self.fill("starts_at", f"{self._day()} {at:%H:%M}")
            said[0] += "上午" if at.hour < 12 else "下午" if at.hour < 18 else "晚上"
        if isinstance(last.get("hours"), float):
            said.append(f"{last['hours']:g} 学时")
        self.body.hint("starts_at", f"照上次：{'，'.join(said)}")

    def repeat(self, uid: str) -> None:
        """Filled in like another session; those who were expected there are expected again."""
        super().repeat(uid)
        before = {seat.member for seat in kept_seats(self.context.store, uid) if seat.member}
        if before and not self.panel.touched:
            sheet = Sheet([])
            here = self._anybody()
            sheet.add_roll((each for each in here if each.id in before), PRESENT)
            sheet.add_roll((each for each in here if each.category in ON_ROLL), None)
            places = {each.id: place for place, each in enumerate(here)}
            sheet.seats.sort(key=lambda seat: places.get(seat.member or 0, 0))
            self.panel.show_sheet(sheet)
        self.body.hint("starts_at", "")
        self._say_plan()

    def _like_last(self) -> None:
        last = last_session(self.context.store, kind=self._kind())
        if last is not None:
            self.repeat(str(last["uid"]))
            self.focus_on(CHANGES)

    def _same_as_last(self) -> None:
        last = last_session(self.context.store, kind=self._kind(), other_than=self.uid)
        last = last or last_session(self.context.store, other_than=self.uid)
        if last is None:
            self.context.tell("还没有上一次活动可以照着填", "idle")
            return
        seats = kept_seats(self.context.store, str(last["uid"]))
        self.panel.sheet.copy({s.member: s.state for s in seats if s.member and s.state})
        self.panel.touched = True
        self.panel.refresh()
        self.touch("attendance")
        self.context.tell(f"到会情况已照 {str(last['starts_at'])[:10]} 的那次填好，请核对", "info")

    def _with_activists(self, on: bool) -> None:
        more = people(self.context.store, ON_THE_WAY)
        if on:
            self.panel.sheet.add_roll(more, PRESENT)
        else:
            ids = {person.id for person in more}
            self.panel.sheet.seats = [
                seat for seat in self.panel.sheet.seats if seat.uid or seat.member not in ids
            ]
        self.panel.rebuild()
        self.touch("attendance")
        if on and not more:
            self.context.tell("花名册里还没有积极分子或发展对象", "idle")
