"""The settings of the rules: `settings [NAME [VALUE]]`, with the checks of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection

from partydesk.cli.outcome import Outcome, opened
from partydesk.records.fields import Choices
from partydesk.records.findings import UserError
from partydesk.records.integrity import TALK_KIND
from partydesk.records.kinds import SESSION_KIND
from partydesk.store.store import Store

NAMES = (
    "customs、hand_in_days.month|quarter|half|year|other、life_meeting_until、study_kinds、"
    "talk_kinds、review_cap、holidays"
)


@dataclass(frozen=True, slots=True)
class _Setting:
    """One setting: what it is, how it reads as JSON, and how a text is kept as its value."""

    label: str
    read: Callable[[Connection], Any]
    keep: Callable[[Store, str], None]
    choices: Choices | None = None

    def told(self, value: Any) -> str:
        """The value in words."""
        if not isinstance(value, list):
            return str(value)
        return "、".join(self.choices.label(each) if self.choices else each for each in value)


def settings(options: Any) -> Outcome:
    """Show all settings, or one; with a value keep it first. Raises UserError for what is none."""
    known = _settings()
    name = options.name
    if name is not None and name not in known:
        listed = "、".join(f"{each}（{one.label}）" for each, one in known.items())
        raise UserError("not-found", f"没有“{name}”这个设置；可以是：{listed}")
    with opened(options, write=options.value is not None) as store:
        if options.value is not None:
            known[name].keep(store, options.value)
        with store.read() as connection:
            values = {each: one.read(connection) for each, one in known.items()
                      if name in (None, each)}  # fmt: skip
    return Outcome(
        {"settings": values},
        [
            f"{known[each].label}\t{each}\t{known[each].told(value)}"
            for each, value in values.items()
        ],
    )


def _settings() -> dict[str, _Setting]:
    from partydesk.operations.rule_settings import choose_rules
    from partydesk.rules import deadlines, park_settings
    from partydesk.rules.norms import NORMS, custom

    customs = {norm.label: norm.id for norm in NORMS.values() if norm.custom}
    found = {
        "customs": _Setting(
            "园区自定的要求",
            lambda connection: sorted(custom.chosen(connection)),
            lambda store, text: choose_rules(
                store, frozenset(customs.get(word, word) for word in _words(text))
            ),
        )
    }
    for each in deadlines.SPAN:
        found[f"hand_in_days.{each.code}"] = _Setting(
            f"{each.label}报送期限（天）",
            partial(_days_of, each.code),
            partial(_keep_days, each.code, each.label),
        )
    found["life_meeting_until"] = _Setting(
        "组织生活会和民主评议最迟哪一天",
        park_settings.life_meeting_until,
        lambda store, text: choose_rules(
            store, None, None, park_settings.life_meeting_until_pair(text)
        ),
    )
    for name, label, kinds, read, pair in (
        ("study_kinds", "算学时的活动", SESSION_KIND, park_settings.study_kinds,
         park_settings.study_kinds_pair),
        ("talk_kinds", "算廉政谈心谈话的谈话", TALK_KIND, park_settings.talk_kinds,
         park_settings.talk_kinds_pair),
    ):  # fmt: skip
        found[name] = _Setting(
            label,
            partial(_sorted, read),
            partial(_keep_kinds, kinds, pair),
            kinds,
        )
    found["review_cap"] = _Setting(
        "民主评议优秀最多占正式党员的",
        lambda connection: str(park_settings.review_cap(connection)),
        lambda store, text: choose_rules(store, None, None, park_settings.review_cap_pair(text)),
    )
    found["holidays"] = _Setting(
        "以后年份的放假和调休",
        lambda connection: [
            line for line in
            park_settings.holiday_lines(park_settings.holidays(connection)).split("\n") if line
        ],
        lambda store, text: choose_rules(
            store, None, None,
            park_settings.holidays_pair(
                park_settings.read_holiday_lines(re.sub("[;；]", "\n", text))
            ),
        ),
    )  # fmt: skip
    return found


def _days_of(code: str, connection: Connection) -> int:
    from partydesk.rules import deadlines

    return deadlines.allowed(connection)[code]


def _keep_days(code: str, label: str, store: Store, text: str) -> None:
    from partydesk.operations.rule_settings import choose_rules
    from partydesk.rules.deadlines import MOST_DAYS

    if not re.fullmatch("[0-9]{1,4}", text):
        raise UserError("bad-value", f"{label}的报送期限要填 1 到 {MOST_DAYS} 天，不能是“{text}”")
    choose_rules(store, None, {code: int(text)})


def _sorted(read: Callable[[Connection], Iterable[str]], connection: Connection) -> list[str]:
    return sorted(read(connection))


def _keep_kinds(
    kinds: Choices, pair: Callable[[list[str]], tuple[str, str]], store: Store, text: str
) -> None:
    from partydesk.operations.rule_settings import choose_rules

    by_label = {each.label: each.code for each in kinds}
    choose_rules(store, None, None, pair([by_label.get(word, word) for word in _words(text)]))


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[,，、;；\s]+", text.strip("[]")) if word]
