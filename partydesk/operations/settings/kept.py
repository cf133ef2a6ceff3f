"""How the values of settings are read and kept: of the organisation, the rules, this computer."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from partydesk.documents.notice_texts import NoticeText, template_pair
from partydesk.operations.records import save_record
from partydesk.operations.rule_settings import choose_rules
from partydesk.operations.settings.declared import choice, flag, number, words
from partydesk.records.checking import read_values
from partydesk.records.fields import Choices
from partydesk.records.findings import UserError
from partydesk.records.organisation import Organisation
from partydesk.rules import deadlines, park_settings
from partydesk.store import appearance, rows, settings
from partydesk.store.store import Store

Read = Callable[[Store], Any]
Keep = Callable[[Store, str], None]


def from_file(read: Callable[[Connection], Any]) -> Read:
    """Reading what a connection to the file tells."""

    def value(store: Store) -> Any:
        with store.read() as connection:
            return read(connection)

    return value


# -- a field of the own organisation ---------------------------------------------------------------


def field_of_own(name: str) -> Read:
    """The value of a field of the own organisation, as text; "" for none."""

    def value(store: Store) -> str:
        with store.read() as connection:
            own = rows.get(connection, "organisation", store.own.id) or {}
        return str(own.get(name) or "")

    return value


def keep_field_of_own(name: str, label: str) -> Keep:
    """An operation that changes a field of the own organisation, undone like any."""

    def keep(store: Store, text: str) -> None:
        typed, findings = read_values(Organisation, {name: text.strip()}, strict=False)
        if findings:
            raise UserError("invalid", f"{label}没有改：{findings[0].message}", findings)
        save_record(store, "organisation", store.own.uid, typed, f"修改{label}")

    return keep


def enrolment(store: Store) -> str:
    """Which enrolment card is held here, and how many branches have one."""
    from partydesk.exchange.seal import held, issued

    with store.read() as connection:
        card, made = held.held(connection), issued.cards(connection)
    said = []
    if card is not None:
        said.append(
            f"{card.committee_name}发的第 {card.number} 号，报送表加封，"
            f"本机的指纹 {card.fingerprint}"
        )
    if store.role == "committee":
        count = len({each.org_code for each in made if not each.ended_at})
        said.append(f"{count} 个支部有卡" if count else "还没有给支部发过")
    return "；".join(said) or "没有，报送表不加封"


# -- rules -----------------------------------------------------------------------------------------


def keep_pair(pair: Callable[[str], tuple[str, str]]) -> Keep:
    """What the rules are set by; pages that show what they say are told."""
    return lambda store, text: choose_rules(store, None, None, pair(text))


def read_days(code: str) -> Read:
    """Until how many days after its end the sheet of a kind of period is handed in."""
    return from_file(lambda connection: deadlines.allowed(connection)[code])


def keep_days(code: str, label: str) -> Keep:
    """Until when the sheet of a kind of period is handed in."""
    most = deadlines.MOST_DAYS
    return lambda store, text: choose_rules(store, None, {code: number(text, label, 1, most)})


def keep_lead(key: str, label: str) -> Keep:
    """How many days ahead one is reminded."""
    most = park_settings.MOST_LEAD_DAYS
    return lambda store, text: choose_rules(
        store, None, None, (key, str(number(text, label, 0, most)))
    )


def keep_number(key: str, label: str, most: int) -> Keep:
    """A number among the rules, 1 to `most`."""
    return lambda store, text: choose_rules(
        store, None, None, (key, str(number(text, label, 1, most)))
    )


def keep_flag(key: str, label: str) -> Keep:
    """A switch among the rules."""
    return lambda store, text: choose_rules(
        store, None, None, (key, "1" if flag(text, label) else "0")
    )


def keep_choice(choices: Choices, label: str, pair: Callable[[str], tuple[str, str]]) -> Keep:
    """One of several, by code or label."""
    return keep_pair(lambda text: pair(choice(text, label, choices)))


def keep_codes(kinds: Choices, pair: Callable[[list[str]], tuple[str, str]]) -> Keep:
    """Kinds that count, by code or label."""
    by_label = {each.label: each.code for each in kinds}
    return keep_pair(lambda text: pair([by_label.get(word, word) for word in words(text)]))


def keep_customs(customs: Choices) -> Keep:
    """The park's own rules that are asked for, by code or label."""
    by_label = {each.label: each.code for each in customs}
    return lambda store, text: choose_rules(
        store, frozenset(by_label.get(word, word) for word in words(text))
    )


def holidays_pair(text: str) -> tuple[str, str]:
    """Days off and shifted working days, a stretch a line or between semicolons."""
    return park_settings.holidays_pair(
        park_settings.read_holiday_lines(re.sub("[;；]", "\n", text))
    )


# -- folders ---------------------------------------------------------------------------------------


def read_text(key: str, usual: str = "") -> Read:
    """A text of the file's own settings."""
    return from_file(lambda connection: settings.get(connection, key, usual))


def keep_own_choice(key: str, label: str, choices: Choices) -> Keep:
    """One of a few in the file's own settings."""
    return lambda store, text: store.set_settings((key, choice(text, label, choices)))


def keep_folder(key: str, label: str) -> Keep:
    """A folder that is there; nothing written: the usual one again."""

    def keep(store: Store, text: str) -> None:
        chosen = text.strip()
        if chosen:
            folder = Path(chosen).expanduser()
            if not folder.is_absolute() or not folder.is_dir():
                raise UserError(
                    "no-folder",
                    f"{label}要是一个现在就有的文件夹，写全路径；找不到“{chosen[:80]}”",
                )
            chosen = str(folder)
        store.set_settings((key, chosen))

    return keep


# -- texts to paste --------------------------------------------------------------------------------


def keep_text(text: NoticeText) -> Keep:
    """The secretary's own words of a text; none: ours again."""
    return lambda store, written: store.set_settings(template_pair(text, written))


# -- this computer ---------------------------------------------------------------------------------


def look(name: str) -> Read:
    """How the program looks on this computer."""
    return lambda store: appearance.appearance(store.home, name)


def keep_look(name: str, label: str, choices: Choices) -> Keep:
    """Keep how it looks; the window is dressed by whoever keeps it there."""

    def keep(store: Store, text: str) -> None:
        appearance.keep_appearance(store.home, name, choice(text, label, choices))

    return keep


def keep_sign_in(label: str) -> Keep:
    """Whether the program speaks up at sign-in."""

    def keep(store: Store, text: str) -> None:
        from partydesk.operations.settings.sign_in import start_at_sign_in

        start_at_sign_in(store.home, flag(text, label))

    return keep


def at_sign_in(store: Store) -> bool:
    """Whether the program speaks up at sign-in."""
    from partydesk.operations.settings.sign_in import starts_at_sign_in

    return starts_at_sign_in(store.home)
