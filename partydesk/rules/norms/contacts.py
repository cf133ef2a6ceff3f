"""Members between two rolls, far away or silent: letters and 回执, contact, 限期改正, 隐形党员.

What records show is all that is known: of a member whom they don't show at organisation life for
half a year they say that one should look and talk, never that he left the Party (Art. 31).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from partydesk.records.member import HIDDEN_KIND, MEMBERSHIP, STUDY_EXEMPT
from partydesk.records.periods import months_after
from partydesk.records.transfer import MOST_VALID_DAYS
from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.fact_rows import ContactRow, Organ, Person, Talk, TransferRow
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.known import of_contact, of_talk
from partydesk.rules.norms.recurrence import open_state

_EDUCATION = "党员教育管理工作条例"
RECEIPT = Norm("transfer_receipt", "转出回执", "收到回执前由原支部负责，满 1 个月没有回执的要催问",
               f"{_EDUCATION}第二十五条", "向接收的党组织催问，收到后填回执日期", "transfer",
               settles=Settles(("receipt_on", "state")),
               amiss="转出党员满1个月没有收到回执",
               step="逐人向接收的党组织催问回执，收到以前继续负责")  # fmt: skip
LETTER = Norm("letter_expired", "介绍信有效期", f"按介绍信上写的天数，最长 {MOST_VALID_DAYS} 天",
              "组通字〔2006〕45号", "问清是不是已经接收：接收了的填回执日期，没有的说明原因重开",
              "transfer", settles=Settles(("receipt_on", "state")),
              amiss="组织关系介绍信过期", step="逐人问清，没有接收的重开介绍信")  # fmt: skip
FLOATING = Norm("floating_contact", "联系流动党员", "每季度至少联系 1 次", "惯例，不是全国规定",
                "打电话、发微信或者走访，记一条联系记录",
                "member", private=True, custom=True, usual=True,
                settles=Settles(("how", "result"), "contact", known=of_contact),
                amiss="满一个季度没有联系流动党员", step="逐人联系流动党员并登记")  # fmt: skip
SILENT = Norm("silent", "久未参加组织生活", "无正当理由连续 6 个月不参加组织生活的，按自行脱党处理",
              f"{_EDUCATION}第三十一条",
              "这只是提醒：先核对出勤记录，再找本人谈话、问清原因；有正当理由的补记请假",
              "member", private=True,
              settles=Settles(("held_on", "talker", "topic"), "talk", {"kind": "reminder"},
                              of_talk),
              amiss="党员连续6个月没有参加组织生活的记录",
              step="核对记录，逐人谈话了解原因")  # fmt: skip
CORRECTING = Norm("correcting", MEMBERSHIP.label("correcting"), "改正期限最长 1 年",
                  f"{_EDUCATION}第三十条",
                  "期满由支部大会讨论：改正了的恢复正常，没有改正的报上级按规定处理；改党籍状态",
                  "member", private=True, settles=Settles(("membership", "membership_on")),
                  amiss="限期改正期满没有处理",
                  step="限期改正期满的，召开支部大会讨论，报上级处理")  # fmt: skip
HIDDEN = Norm("hidden_member", "隐形、口袋党员", "每名党员都要编入一个支部",
              f"{_EDUCATION}第二十五条", "找到本人和组织关系，编入支部后填落实日期",
              "member", private=True,
              settles=Settles(("settled_on",)),
              amiss="发现的隐形、口袋党员没有落实组织关系",
              step="逐人落实组织关系，编入支部")  # fmt: skip
# Where the day it runs from is not known, that day is asked for first.
_RECEIPT_UNDATED = replace(RECEIPT, settles=Settles(("issued_on",)))
_CORRECTING_UNDATED = replace(CORRECTING, settles=Settles(("membership_on", "correct_until")))
NORMS = (RECEIPT, LETTER, FLOATING, SILENT, CORRECTING, HIDDEN)

_SILENT_MONTHS = 6
_LEAST_MISSED = 2
"""Fewer occasions missed than these say nothing of anybody."""


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """The items of each member and letter that one of these norms speaks of."""
    for organ in facts.organs:
        names = {person.id: person.name for person in facts.people.get(organ.id, ())}
        for transfer in facts.transfers.get(organ.id, ()):
            if transfer.member in names:
                yield from _transfer(facts, transfer, names[transfer.member])
        contacts: dict[int | None, list[ContactRow]] = defaultdict(list)
        for contact in facts.contacts.get(organ.id, ()):
            contacts[contact.member].append(contact)
        talks: dict[str, list[Talk]] = defaultdict(list)
        for talk in facts.talks.get(organ.id, ()):
            for subject in talk.subjects.split("、"):
                talks[subject].append(talk)
        for person in facts.people.get(organ.id, ()):
            if person.in_party and person.in_standing:
                reached = _reached(person, contacts, talks)
                yield from _hidden(facts, person)
                if person.relation in ("on_roll", None):
                    yield from _correcting(facts, person)
                    yield from _floating(facts, person, reached)
                    yield from _silent(facts, organ, person, reached)


_Reached = list[tuple[str, str, str]]
"""When a member was reached and by which record: (day, kind, uid), in order."""


def _reached(
    person: Person, contacts: dict[int | None, list[ContactRow]], talks: dict[str, list[Talk]]
) -> _Reached:
    found = [(each.day, "contact", each.uid) for each in contacts.get(person.id, ())]
    found += [(each.day, "talk", each.uid) for each in talks.get(person.name, ())]
    return sorted(found)


def _item(
    norm: Norm, person: Person, state: State, due: date | None, text: str,
    evidence: tuple[tuple[str, str], ...] = (),
) -> Obligation:  # fmt: skip
    return Obligation(norm, person.organisation, state, due, "", "member", person.uid, person.name,
                      evidence, text)  # fmt: skip


def _transfer(facts: Facts, transfer: TransferRow, name: str) -> Iterator[Obligation]:
    if not transfer.issued_on:
        if transfer.direction == "out" and transfer.state == "open" and not transfer.receipt_on:
            yield Obligation(
                _RECEIPT_UNDATED, transfer.organisation, State.LACKING, None, "", "transfer",
                transfer.uid, name, (), "没有填开具日期",
            )  # fmt: skip
        return
    issued = date.fromisoformat(transfer.issued_on)
    told = f"{issued} 开出，{transfer.place}"
    limits = []
    if transfer.direction == "out":
        limits.append((RECEIPT, months_after(issued, 1), ""))
    if transfer.valid_days or transfer.letter_no:
        # Within a park one moves without a letter.
        days = transfer.valid_days or MOST_VALID_DAYS
        expires = issued + timedelta(days=days)
        unsaid = "" if transfer.valid_days else f"，没有填有效期，最长 {MOST_VALID_DAYS} 天"
        limits.append((LETTER, expires, f"，有效期到 {expires}{unsaid}"))
    for norm, due, more in limits:
        text, evidence = f"{told}{more}", (("transfer", transfer.uid),)
        if transfer.state in ("received", "open") and transfer.receipt_on:
            receipt = date.fromisoformat(transfer.receipt_on)
            if due not in facts.period and receipt not in facts.period:
                continue
            late = (receipt - due).days
            state, text = (
                State.DONE,
                f"{receipt} 收到回执" + (f"，晚 {late} 天" if late > 0 else ""),
            )
        elif transfer.state == "open" and due <= facts.period.last:
            state = open_state(due, facts.today, grace=None)
            if norm is RECEIPT:
                text += f"，已 {(facts.today - issued).days} 天"
        else:
            continue
        yield Obligation(norm, transfer.organisation, state, due, "", "transfer", transfer.uid,
                         name, evidence, text)  # fmt: skip


def _floating(facts: Facts, person: Person, reached: _Reached) -> Iterator[Obligation]:
    """A quarter after the last contact; what comes after a first contact that nobody recorded is
    not known to be late."""
    if person.floating != 1 or person.lost == 1:
        return
    latest, kind, uid = max(
        [*reached, (facts.seen.get(person.id, ""), "member", person.uid)], key=lambda each: each[0]
    )
    if not latest:
        yield _item(FLOATING, person, State.DUE, None, "还没有联系记录")
        return
    last = date.fromisoformat(latest)
    if last in facts.period:
        yield _item(FLOATING, person, State.DONE, last, f"{latest} 联系", ((kind, uid),))
    due = months_after(last, 3)
    if due <= facts.period.last:
        text = f"上次 {latest} 联系，{due} 满一个季度"
        yield _item(FLOATING, person, open_state(due, facts.today, grace=None), due, text)


def _silent(facts: Facts, organ: Organ, person: Person, reached: _Reached) -> Iterator[Obligation]:
    """Half a year in which the branch recorded organisation life and the member was at none."""
    day = min(facts.day, facts.period.last.isoformat())
    days = facts.life.get(organ.id, [])
    if not days or person.floating == 1 or person.lost == 1 or not person.on_roll(day):
        return
    restored = person.membership_on or "" if person.membership == "restored" else ""
    # Before the first that is recorded nothing is known of anybody.
    seen = facts.seen.get(person.id, "")
    since = max(seen, person.since, restored, days[0])
    over = months_after(date.fromisoformat(since), _SILENT_MONTHS).isoformat()
    first = bisect_right(days, since) if since == seen else bisect_left(days, since)
    missed = days[first : bisect_right(days, day)]
    if over > day or len(missed) < _LEAST_MISSED or missed[-1] < over:
        return
    text = f"{since} 以后支部记了 {len(missed)} 次组织生活，都没有出席或请假的记录"
    if person.study_exempt:
        why = STUDY_EXEMPT.label(person.study_exempt)
        yield _item(SILENT, person, State.EXEMPT, None, f"{why}；{text}")
        return
    since_then = tuple((kind, uid) for on, kind, uid in reached if on >= over)
    state = State.DONE if since_then else State.DUE
    yield _item(SILENT, person, state, None, text, since_then)


def _correcting(facts: Facts, person: Person) -> Iterator[Obligation]:
    if person.membership != "correcting":
        return
    longest = months_after(date.fromisoformat(person.membership_on), 12) if (
        person.membership_on) else None  # fmt: skip
    until = date.fromisoformat(person.correct_until) if person.correct_until else None
    limits = [each for each in (until, longest) if each is not None]
    if not limits:
        text = "没有填从哪天起改正、改到哪天"
        yield _item(_CORRECTING_UNDATED, person, State.LACKING, None, text)
        return
    due = min(limits)
    if due > facts.period.last:
        return
    text = f"{person.membership_on} 起限期改正，" if person.membership_on else ""
    text += f"{due} 期满"
    if until and longest and until > longest:
        text += f"；填的 {until} 超过 1 年，最长到 {longest}"
    yield _item(CORRECTING, person, open_state(due, facts.today, grace=None), due, text)


def _hidden(facts: Facts, person: Person) -> Iterator[Obligation]:
    if not person.hidden_kind or (person.found_on or "") > facts.period.last.isoformat():
        return
    label = HIDDEN_KIND.label(person.hidden_kind)
    found = f"{person.found_on} 发现" if person.found_on else "没有填发现日期"
    if not person.settled_on:
        yield _item(HIDDEN, person, State.DUE, None, f"{label}，{found}，还没有落实")
    elif date.fromisoformat(person.settled_on) in facts.period:
        text = f"{label}，{found}，{person.settled_on} 落实"
        yield _item(HIDDEN, person, State.DONE, None, text, (("member", person.uid),))
