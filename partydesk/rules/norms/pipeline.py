"""发展党员: every limit on the way from application to full membership.

The 2014 rules hold for steps before 18 May 2026, the rules of 2026 for those after
(domain.md §1.4). A step belongs to the rules of the day that its limit runs from. Of the 2014
text only the article numbers that domain.md gives are named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from partydesk.records.fields import fields
from partydesk.records.member import Member
from partydesk.records.periods import months_after
from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.fact_rows import Organ, Person
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.known import of_log
from partydesk.rules.norms.recurrence import open_state, slots
from partydesk.rules.working_days import working_days

REVISED = date(2026, 5, 18)
"""The day from which the revised 细则 holds."""

_NEW, _OLD = "发展党员工作细则（2026 年）", "发展党员工作细则（2014 年）"
_LABELS = {name: field.label for name, field in fields(Member).items()}


def _norm(
    id: str,
    label: str,
    says: str,
    article: str,
    remedy: str,
    *settling: str,
    affair: str = "",
    kind: str = "",
    known: Callable[[Obligation, date], Mapping[str, object]] = lambda _item, _day: {},
    **words: Any,
) -> Norm:
    article = f"{_NEW}{article}"
    return Norm(
        id,
        label,
        says,
        article,
        remedy,
        "member",
        settles=Settles(settling, kind, known=known, affair=affair),
        **words,
    )


APPLY_TALK = _norm("apply_talk", "派人谈话", "收到申请书后 1 个月内", "第七条",
                   f"派人同申请人谈话，填{_LABELS['talked_on']}",
                   "talked_on",
                   amiss="没有按期与入党申请人谈话", step="收到申请后按期派人谈话")  # fmt: skip
MENTORS = _norm("mentors", "指定培养联系人", "1 至 2 名正式党员", "第九条",
                f"指定后填{_LABELS['mentors']}",
                "mentors",
                amiss="没有指定培养联系人", step="为入党积极分子指定培养联系人")  # fmt: skip
INSPECTION = _norm("inspection", "考察入党积极分子", "支部每半年 1 次", "第十一条",
                   "考察后记一次考察写实：哪天、意见、谁考察的",
                   "on", "opinion", "by", kind="inspection", known=of_log,
                   amiss="没有按期考察入党积极分子", step="每半年考察一次入党积极分子")  # fmt: skip
REPORT = Norm("thought_report", "思想汇报", "每季度交 1 篇思想汇报", "惯例，不是全国规定",
              "交来后登记：哪天、什么题目", "member", custom=True, together=True, every="quarter",
              settles=Settles(("on", "theme"), "thought_report", known=of_log),
              amiss="没有按期交思想汇报", step="提醒本人每季度交思想汇报")  # fmt: skip
CANDIDATE_YEAR = _norm("candidate_year", "确定发展对象", "培养教育 1 年以上", "第十三条",
                       "没有满 1 年的，不能列为发展对象；核对两个日期",
                       "activist_on", "candidate_on",
                       amiss="确定发展对象时培养不满1年",
                       step="核对日期，不满1年的继续培养")  # fmt: skip
AGREED = _norm("candidate_agreed", "党委同意列为发展对象", "党委同意以后才公示，公示以后才列为",
               "第十三条", f"党委同意后填{_LABELS['agreed_on']}",
               "agreed_on",
               amiss="列为发展对象没有先经上级党委同意",
               step="先报上级党委同意，再公示，最后列为发展对象")  # fmt: skip
PUBLICITY = _norm("publicity", "发展对象公示", "不少于 5 个工作日", "第十三条",
                  f"公示后填{_LABELS['publicised_from']}和{_LABELS['publicised_to']}",
                  "publicised_from", "publicised_to",
                  amiss="发展对象公示不合要求", step="按规定天数公示")  # fmt: skip
SPONSORS = _norm("sponsors", "确定入党介绍人", "2 名正式党员", "第十四条",
                 f"确定后填{_LABELS['sponsors']}",
                 "sponsors",
                 amiss="没有确定入党介绍人", step="为发展对象确定两名入党介绍人")  # fmt: skip
VETTING = _norm("vetting", "政治审查", "接收前必须通过", "第十六条",
                f"审查后填{_LABELS['vetted_on']}",
                "vetted_on",
                amiss="没有政治审查记录", step="接收以前完成政治审查")  # fmt: skip
TRAINING = _norm("training", "发展对象集中培训", "不少于 3 天或 24 学时", "第十七条",
                 f"培训后填{_LABELS['trained_on']}和{_LABELS['training_hours']}",
                 "trained_on", "training_hours",
                 amiss="发展对象集中培训不够", step="安排发展对象参加集中培训")  # fmt: skip
PRESCREEN = _norm("prescreen", "支部大会讨论接收", "预审合格后 1 个月内", "第十九条",
                  f"召开支部大会，填{_LABELS['joined_on']}，人员类别改为预备党员",
                  "joined_on", "category",
                  affair="admit", amiss="预审合格后没有按期讨论接收",
                  step="预审合格后按期召开支部大会讨论")  # fmt: skip
APPROVAL = _norm("approval", "党委审批接收", "3 个月内，特殊情况不超过 6 个月", "第二十五条",
                 f"请上级党委审批，填{_LABELS['approved_on']}",
                 "approved_on",
                 amiss="接收预备党员没有按期审批", step="按期报上级党委审批")  # fmt: skip
OATH = _norm("oath", "入党宣誓", "批准后一般 1 个月内", "第二十九条",
             f"宣誓后填{_LABELS['sworn_on']}",
             "sworn_on",
             amiss="没有按期入党宣誓", step="批准后按期组织宣誓")  # fmt: skip
PROBATION = _norm("probation", "讨论转正", "预备期 1 年", "第三十一条",
                  f"本人申请，支部大会讨论，填{_LABELS['confirm_voted_on']}；延长的填"
                  f"{_LABELS['extended_until']}",
                  "confirm_voted_on",
                  affair="confirm", amiss="没有按期讨论预备党员转正",
                  step="预备期满按期召开支部大会讨论转正")  # fmt: skip
EXTENSION = _norm("extension", "延长预备期", "只能延长 1 次，不少于半年、不超过 1 年", "第三十一条",
                  "期满时支部大会讨论：够条件的转正，不够的取消资格；填"
                  f"{_LABELS['confirm_voted_on']}",
                  "confirm_voted_on",
                  affair="confirm", amiss="延长的预备期满没有按期讨论",
                  step="延长期满按期召开支部大会讨论")  # fmt: skip
CONFIRM_APPROVAL = _norm("confirm_approval", "党委审批转正", "3 个月内", "第三十三条",
                         f"请上级党委审批，填{_LABELS['confirm_approved_on']}",
                         "confirm_approved_on",
                         amiss="预备党员转正没有按期审批", step="按期报上级党委审批")  # fmt: skip
TEMPORARY = Norm("temporary_admission", "临时党支部不发展党员", "临时党支部不接收预备党员",
                 "支部工作条例第八条", "由上级党委指定的党支部重新审查，按规定报上级处理", "member",
                 settles=Settles(("arrived_on", "joined_on")),
                 amiss="临时党支部接收了预备党员",
                 step="报上级党委，由正式设立的党支部办理")  # fmt: skip
NORMS = (APPLY_TALK, MENTORS, INSPECTION, REPORT, CANDIDATE_YEAR, AGREED, PUBLICITY, SPONSORS,
         VETTING, TRAINING, PRESCREEN, APPROVAL, OATH, PROBATION, EXTENSION, CONFIRM_APPROVAL,
         TEMPORARY)  # fmt: skip

# What the text of 2014 says of the same, where it says it: the others have no limit there.
_EARLIER = {
    norm.id: replace(norm, article=f"{_OLD}{article}")
    for norm, article in (
        (APPLY_TALK, "第七条"),
        (MENTORS, "第九条"),
        (INSPECTION, "第十一条"),
        (CANDIDATE_YEAR, "第十三条"),
        (SPONSORS, "第十四条"),
        (VETTING, "第十六条"),
        (TRAINING, "第十七条"),
        (APPROVAL, "第二十六条"),
        (PROBATION, "第三十二条"),
        (EXTENSION, "第三十二条"),
        (CONFIRM_APPROVAL, "第三十四条"),
    )
} | {TEMPORARY.id: TEMPORARY}


def version(norm: Norm, day: date) -> Norm | None:
    """The norm as it stood on a day; None where the text of that day has no such limit."""
    return norm if day >= REVISED else _EARLIER.get(norm.id)


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """The items of everybody on the way, and of those whose steps fall in the period."""
    # Of a full member nothing is left to say a year after; most of a roll is passed over here.
    recent = f"{facts.period.first.year - 1}-01-01"
    for organ in facts.organs:
        for person in facts.people.get(organ.id, ()):
            if (
                person.category != "full"
                or (person.confirmed_on or "") >= recent
                or (person.confirm_voted_on and not person.confirm_approved_on)
            ):
                yield from _Person(facts, organ, person).items(reports=REPORT.id in custom)


@dataclass(slots=True)
class _Person:
    facts: Facts
    organ: Organ
    person: Person

    def items(self, *, reports: bool = False) -> Iterator[Obligation]:
        person = self.person
        # Who is on another roll is that branch's to see through.
        if person.relation not in ("on_roll", None) or not person.in_standing:
            return
        before = person.category
        yield from self._limit(
            APPLY_TALK, person.applied_on, 1, person.talked_on, open=before == "applicant"
        )
        if before in ("activist", "candidate"):
            yield from self._mentors()
            yield from self._inspection()
        if reports and before in ("activist", "candidate", "probationary"):
            yield from self._reports()
        yield from self._temporary()
        yield from self._candidate()
        if before in ("candidate", "probationary"):
            yield from self._ready()
        yield from self._limit(
            PRESCREEN, person.prescreened_on, 1, person.joined_on, open=before == "candidate"
        )
        yield from self._limit(
            APPROVAL,
            person.joined_on,
            3,
            person.approved_on,
            open=before == "probationary",
            at_most=6,
        )
        yield from self._limit(
            OATH, person.approved_on, 1, person.sworn_on, open=before == "probationary"
        )
        yield from self._probation()
        yield from self._limit(
            CONFIRM_APPROVAL, person.confirm_voted_on, 3, person.confirm_approved_on, open=True
        )

    def _item(
        self, norm: Norm, since: date, state: State, due: date | None, text: str
    ) -> Iterator[Obligation]:
        stands = version(norm, since)
        if stands is not None:
            person = self.person
            evidence = (("member", person.uid),) if state is not State.DUE else ()
            yield Obligation(stands, person.organisation, state, due, "", "member", person.uid,
                       person.name, evidence, text)  # fmt: skip

    def _wrong(self, due: date) -> State:
        """The state of a step that is written, and not as it has to be."""
        return open_state(due, self.facts.today, grace=None)

    def _open(self, due: date, *, move: bool = False) -> State:
        """The state of a step of which nothing is written: due, overdue, or only not in the roster.

        A `move` to the next stage is not taken by somebody who still stands in the one before.
        What was due before one came here was the former branch's, and is only not in the roster.
        """
        start = (self.organ.used_from or "") if move else self.organ.judged_from
        if not move:
            start = max(start, self.person.arrived_on or "")
        state = open_state(due, self.facts.today, grace=None)
        written_later = state is State.OVERDUE and due.isoformat() < start
        return State.LACKING if written_later else state

    def _limit(
        self,
        norm: Norm,
        start: str | None,
        months: int,
        done: str | None,
        *,
        open: bool,
        at_most: int = 0,
    ) -> Iterator[Obligation]:
        """A step that must follow another within some months (`at_most` where there is cause)."""
        if not start:
            return
        since = date.fromisoformat(start)
        due = months_after(since, months)
        period, today = self.facts.period, self.facts.today
        last = months_after(since, at_most) if at_most else due
        if done:
            # Told in the period of the limit, or of the step when it came late.
            if due in period or date.fromisoformat(done) in period:
                late = (date.fromisoformat(done) - due).days
                state = State.DONE if done <= last.isoformat() else State.MISSED
                text = f"{done} 办" + (f"，超过 {months} 个月 {late} 天" if late > 0 else "")
                if done < start:
                    state, text = State.MISSED, f"{done} 办，早于应当在前的 {start}，次序不对"
                yield from self._item(norm, since, state, due, text)
        elif open and due <= period.last:
            text = f"{since:%Y-%m-%d} 起，{due:%Y-%m-%d} 到期"
            if at_most and today > due:
                text += f"；有特殊情况的最迟 {last:%Y-%m-%d}"
            yield from self._item(norm, since, self._open(due, move=norm is PRESCREEN), due, text)

    def _mentors(self) -> Iterator[Obligation]:
        if not self.person.activist_on:
            return
        since = date.fromisoformat(self.person.activist_on)
        names = _names(self.person.mentors)
        if since > self.facts.period.last:
            return
        strangers = self._strangers(names, since)
        good = 1 <= len(names) <= 2 and not strangers
        state = State.DONE if good else self._open(since) if not names else self._wrong(since)
        text = f"现有 {len(names)} 名" + (f"：{'、'.join(names)}" if names else "")
        text += _not_full(strangers)
        if not good or since in self.facts.period:
            yield from self._item(MENTORS, since, state, since, text)

    def _inspection(self) -> Iterator[Obligation]:
        if not self.person.activist_on:
            return
        logged = {each.day: each.uid for each in self.facts.inspections.get(self.person.id, ())}
        began = self.person.activist_on
        days = sorted(d for d in {*logged, self.person.inspected_on or ""} if d >= began)
        before = date.fromisoformat(began)
        for day in days:
            since = date.fromisoformat(day)
            late = (since - months_after(before, 6)).days
            if since in self.facts.period:
                text = f"{day} 考察" + (f"，隔了半年零 {late} 天" if late > 0 else "")
                for item in self._item(INSPECTION, since, State.DONE, since, text):
                    item.evidence += (("inspection", logged[day]),) if day in logged else ()
                    yield item
            before = since
        latest, since = (days or [began])[-1], before
        due = months_after(since, 6)
        if due <= self.facts.period.last:
            text = f"上次 {latest}" if days else f"{latest} 起"
            yield from self._item(
                INSPECTION, since, self._open(due), due, f"{text}，{due:%Y-%m-%d} 到期"
            )

    def _reports(self) -> Iterator[Obligation]:
        """The quarters that lie within one's way from activist to full member."""
        person = self.person
        reports = self.facts.reports.get(person.id, ())
        for slot in slots("quarter", self.facts.period):
            first, last = slot.first.isoformat(), slot.last.isoformat()
            if not person.activist_on or person.activist_on > first or first > self.facts.day:
                continue
            found = [each for each in reports if first <= each.day <= last]
            state = State.DONE if found else self._open(slot.last)
            text = f"{found[0].day} 交" if found else ""
            evidence = tuple(("thought_report", each.uid) for each in found)
            yield Obligation(REPORT, person.organisation, state, slot.last, slot.text, "member",
                             person.uid, person.name, evidence, text)  # fmt: skip

    def _candidate(self) -> Iterator[Obligation]:
        person = self.person
        if not person.candidate_on:
            return
        chosen = date.fromisoformat(person.candidate_on)
        within = chosen in self.facts.period
        if within and person.activist_on:
            due = months_after(date.fromisoformat(person.activist_on), 12)
            state = State.DONE if chosen >= due else State.MISSED
            short = "" if chosen >= due else f"，差 {(due - chosen).days} 天满 1 年"
            text = f"{person.activist_on} 列为积极分子{short}"
            yield from self._item(CANDIDATE_YEAR, chosen, state, chosen, text)
        if within or (person.category != "full" and chosen <= self.facts.period.last):
            yield from self._agreed(chosen, within)
            yield from self._publicity(chosen, within)

    def _agreed(self, chosen: date, within: bool) -> Iterator[Obligation]:
        """The Party committee agrees before 公示 and before the day of 列为."""
        agreed, person = self.person.agreed_on, self.person
        if not agreed:
            text = f"没有填{_LABELS['agreed_on']}"
            yield from self._item(AGREED, chosen, self._open(chosen), chosen, text)
        elif within:
            late = [
                f"晚于{_LABELS[name]}（{day}）"
                for name in ("publicised_from", "candidate_on")
                if (day := getattr(person, name)) and agreed > day
            ]
            state = State.MISSED if late else State.DONE
            text = "，".join([f"{agreed} 同意", *late])
            yield from self._item(AGREED, chosen, state, chosen, text)

    def _temporary(self) -> Iterator[Obligation]:
        person = self.person
        if self.organ.kind != "temporary_branch" or not person.joined_on:
            return
        # Who came from elsewhere, or joined before there was this branch, was not taken in here.
        here = (person.arrived_on or "") <= person.joined_on
        since = date.fromisoformat(person.joined_on)
        founded = self.organ.founded_on or ""
        if here and person.joined_on >= founded and since in self.facts.period:
            text = f"{person.joined_on} 由临时党支部接收，临时党支部不能接收预备党员"
            yield from self._item(TEMPORARY, since, State.MISSED, since, text)

    def _strangers(self, names: list[str], day: date) -> list[str]:
        """Who of these is no full member of the roll, by that day or (named since) by today."""
        latest = max(day.isoformat(), self.facts.day)
        known = self.facts.is_full_member
        return [name for name in names if not known(self.organ.id, name, latest)]

    def _publicity(self, chosen: date, within: bool) -> Iterator[Obligation]:
        first, last = self.person.publicised_from, self.person.publicised_to
        if not (first and last):
            yield from self._item(
                PUBLICITY, chosen, self._open(chosen), chosen, "没有填公示起止日期"
            )
            return
        if not within:
            return
        counted = working_days(
            date.fromisoformat(first), date.fromisoformat(last), self.facts.holidays
        )
        parts = [f"公示 {counted.days} 个工作日"]
        state = State.DONE if counted.days >= 5 else State.MISSED
        if last > chosen.isoformat():
            state = State.MISSED
            parts.append(f"{last} 才结束，晚于{_LABELS['candidate_on']}（{chosen}）")
        if counted.remark:
            parts.append(counted.remark)
        yield from self._item(PUBLICITY, chosen, state, chosen, "，".join(parts))

    def _ready(self) -> Iterator[Obligation]:
        """What must be there before the branch votes on an admission."""
        person = self.person
        start = person.joined_on if person.category == "probationary" else person.candidate_on
        if not start:
            return
        since = date.fromisoformat(start)
        if since > self.facts.period.last:
            return
        hours = person.training_hours or 0
        # Who was taken in elsewhere has sponsors there.
        here = (person.arrived_on or "") <= start
        strangers = self._strangers(_names(person.sponsors), since) if here else []
        checks: tuple[tuple[Norm, Callable[[], bool], str], ...] = (
            (SPONSORS, lambda: len(_names(person.sponsors)) == 2 and not strangers,
             f"现有 {len(_names(person.sponsors))} 名介绍人{_not_full(strangers)}"),
            (VETTING, lambda: bool(person.vetted_on), person.vetted_on or "没有填政治审查日期"),
            (TRAINING, lambda: bool(person.trained_on) and hours >= 24, f"{hours:g} 学时"),
        )  # fmt: skip
        order = {VETTING.id: person.vetted_on, TRAINING.id: person.trained_on}
        for norm, good, text in checks:
            took = order.get(norm.id) or ""
            if person.joined_on and took > person.joined_on:
                if since in self.facts.period:
                    text = f"{took} 办，晚于支部大会接收（{person.joined_on}），次序不对"
                    yield from self._item(norm, since, State.MISSED, since, text)
            elif good():
                if since in self.facts.period:
                    yield from self._item(norm, since, State.DONE, since, text)
            elif person.category == "candidate":
                yield from self._item(norm, since, State.DUE, None, text)
            else:
                empty = not any(getattr(person, name) for name in norm.settles.fields)
                state = self._open(since) if empty else self._wrong(since)
                yield from self._item(norm, since, state, since, f"已接收，{text}")

    def _probation(self) -> Iterator[Obligation]:
        person = self.person
        if not person.joined_on or not (person.category == "probationary" or person.confirmed_on):
            return
        norm, since = PROBATION, date.fromisoformat(person.joined_on)
        due = months_after(since, 12)
        told = "预备期 1 年"
        voted = person.confirm_voted_on
        if person.extended_until:
            if due in self.facts.period:
                text = f"延长到 {person.extended_until}"
                yield from self._item(norm, since, State.DONE, due, text)
            norm, since, told = EXTENSION, due, "延长的预备期"
            due = date.fromisoformat(person.extended_until)
            shortest, longest = months_after(since, 6), months_after(since, 12)
            if not shortest <= due <= longest and due in self.facts.period:
                text = f"延长到 {due} 不合规定，应在 {shortest} 和 {longest} 之间"
                yield from self._item(norm, since, State.MISSED, due, text)
                return
            if voted and voted < person.extended_until:
                voted = None  # the vote that extended it
        period = self.facts.period
        if person.confirmed_on and person.confirmed_on < due.isoformat():
            if date.fromisoformat(person.confirmed_on) in period:
                text = f"{person.confirmed_on} 转正，{told}未满，{due:%Y-%m-%d} 才到期"
                yield from self._item(norm, since, State.MISSED, due, text)
        elif done := voted or person.confirmed_on:
            if due in period or date.fromisoformat(done) in period:
                late = (date.fromisoformat(done) - due).days
                # 期满后及时讨论: the meeting of the month after is in time, a later one is late.
                state = State.MISSED if late > 31 else State.DONE
                text = f"{done} 讨论转正" + (f"，迟 {late} 天" if late > 0 else "")
                if late < 0:
                    state, text = State.MISSED, f"{text}，{told}到 {due} 才满，早了 {-late} 天"
                yield from self._item(norm, since, state, due, text)
        elif due <= period.last:
            yield from self._item(
                norm, since, self._open(due, move=True), due, f"{told}，{due:%Y-%m-%d} 到期"
            )


def _not_full(strangers: list[str]) -> str:
    return f"；{'、'.join(strangers)}不是本支部名册里的正式党员" if strangers else ""


def _names(people: str | None) -> list[str]:
    return [name for name in (people or "").split("、") if name]
