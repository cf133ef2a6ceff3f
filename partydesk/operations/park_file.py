"""The park's rules and campaigns as one file, signed by the committee; a branch sees what would
change before it takes it.

JSON: format, version, who and when, `rules` (rules/park_rules.py), `campaigns` with their steps,
the committee's uid and its signature over all of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection

from partydesk.exchange.replies.signed import doubt, private_key, signature, text_of
from partydesk.exchange.seal.held import held
from partydesk.operations.settings.catalogue import settings_of
from partydesk.records import clock
from partydesk.records.campaign import OVER, Campaign, CampaignStep
from partydesk.records.fields import fields
from partydesk.records.findings import UserError
from partydesk.records.values import shown, to_stored
from partydesk.rules import park_rules
from partydesk.store import schemes, settings
from partydesk.store.atomic import reason, written
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges, Writer

FORMAT, VERSION = "partydesk-park-rules", 1
SUFFIX = ".rules"
_MOST = 4 << 20  # bytes of a file; a real one has some hundred thousand at most
_OF_CAMPAIGN = ("name", "from_on", "until_on", "over", "subjects", "about")
_OF_STEP = ("number", "name", "group", "due_on", "about")


@dataclass(frozen=True, slots=True)
class ParkFile:
    """What a file says: by whom, when, the rules, the campaigns with their steps (stored values by
    column, `uid` and `steps` beside them). `doubt` is why it may not be the committee's, "" where
    its signature is right or no card says which committee that is."""

    park: str
    made_at: str
    rules: dict[str, str]
    campaigns: tuple[Mapping[str, Any], ...]
    doubt: str = ""


def file_name(store: Store) -> str:
    """What the file is called unless somebody says otherwise."""
    return f"{store.own.short_name}_园区规矩_{clock.today()}{SUFFIX}"


def write(store: Store, out: Path) -> ParkFile:
    """Write what this committee has set, and its campaigns that are not over. Raises UserError
    where it cannot be written, or this is no committee's file."""
    if store.role != "committee":
        raise UserError("not-committee", "园区的规矩由党委写出，支部收下")
    with store.read() as connection:
        rules = park_rules.told(connection)
        running = list(_running(connection, store.own.id))
        private = private_key(connection)
    facts = {
        "format": FORMAT,
        "version": str(VERSION),
        "park": store.own.name,
        "committee": store.own.uid,
        "made_at": clock.now_stamp(),
        "rules": json.dumps(rules, ensure_ascii=False, sort_keys=True),
        "campaigns": json.dumps(running, ensure_ascii=False, sort_keys=True),
    }
    if private:
        facts["signature"] = signature(facts, private)
    with written(out) as temporary:
        temporary.write_text(json.dumps(facts, ensure_ascii=False, indent=1), "utf-8")
    return ParkFile(store.own.name, facts["made_at"], rules, tuple(running))


def read(store: Store, file: Path) -> ParkFile:
    """What a file says. Raises UserError for one that cannot be read or is none."""
    facts = _facts(file)
    try:
        rules, campaigns = json.loads(facts["rules"]), json.loads(facts["campaigns"])
        told = tuple(_sound(each) for each in campaigns)
        if not all(isinstance(part, str) for pair in rules.items() for part in pair):
            raise ValueError("a rule is no text")
        made = ParkFile(facts["park"], facts["made_at"], rules, told)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise UserError("damaged", f"“{file.name}”已损坏，请党委再写一份") from None
    with store.read() as connection:
        why = doubt(held(connection), facts.get("committee", ""), facts.get("signature", ""),
                    text_of(facts))  # fmt: skip
    return ParkFile(made.park, made.made_at, rules, told, why)


def differences(store: Store, told: ParkFile) -> list[str]:
    """What taking it would change here, a line each; none where all is so already. Raises UserError
    for rules that this program does not know."""
    before, after = {}, {}
    scheme = ("", "")
    try:
        with store.transaction() as connection:
            seen = cast(Store, _Seen(connection))
            known = {
                name: each
                for name, each in settings_of("branch").items()
                if each.section in ("deadlines", "rules")
            }
            kept = settings.get(connection, schemes.KEY, "[]")
            before = {name: each.told(each.read(seen)) for name, each in known.items()}
            park_rules.take(connection, told.rules)
            after = {name: each.told(each.read(seen)) for name, each in known.items()}
            scheme = kept, settings.get(connection, schemes.KEY, "[]")
            raise _Back
    except _Back:
        pass
    lines = [
        f"{known[name].label}：{before[name] or '没有'} → {after[name] or '没有'}"
        for name in known
        if before[name] != after[name]
    ]
    if json.loads(scheme[0]) != json.loads(scheme[1]):
        lines.append("星级方案：换成园区现在的")
    with store.read() as connection:
        for each in told.campaigns:
            lines += _campaign_lines(connection, each)
    return lines


def take(store: Store, told: ParkFile) -> list[str]:
    """Let the rules hold here, and have a copy of each campaign, in one step of undo for those; the
    lines of what that changed. Raises UserError; nothing is then changed."""
    if store.role != "branch":
        raise UserError("not-branch", "这是发给支部的，党委自己的规矩在“设置”里改")
    if told.doubt:
        raise UserError("not-theirs", f"没有收：{told.doubt}。请党委再写一份")
    lines = differences(store, told)
    with store.transaction() as connection:
        park_rules.take(connection, told.rules)
    if told.campaigns:
        with store.write("收下园区的专项行动") as writer:
            for each in told.campaigns:
                _keep(writer, each)
    store.tell(OperationChanges("收下园区的规矩", (("organisation", store.own.uid),)))
    return lines


class _Back(Exception):
    """Nothing of what was tried is kept."""


class _Seen:
    """A store as one connection sees it before anything is kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The connection itself."""
        yield self._connection


def _running(connection: Connection, own: int) -> Iterator[dict[str, Any]]:
    """The committee's campaigns that are not over, with their steps, as stored."""
    names = ", ".join(f'"{name}"' for name in _OF_CAMPAIGN)
    steps = ", ".join(f'"{name}"' for name in _OF_STEP)
    for id, uid, *values in connection.exec_driver_sql(
        f"SELECT id, uid, {names} FROM campaign WHERE organisation = ? AND submission IS NULL "
        "AND deleted_at IS NULL AND until_on >= ? ORDER BY from_on, id",
        (own, clock.today().isoformat()),
    ).fetchall():
        listed = connection.exec_driver_sql(
            f"SELECT {steps} FROM campaign_step WHERE campaign = ? AND deleted_at IS NULL "
            "ORDER BY number, id",
            (id,),
        ).fetchall()
        yield {
            "uid": uid,
            **dict(zip(_OF_CAMPAIGN, values, strict=True)),
            "steps": [dict(zip(_OF_STEP, step, strict=True)) for step in listed],
        }


def _facts(file: Path) -> dict[str, str]:
    try:
        if file.stat().st_size > _MOST:
            raise ValueError("too long")
        facts = json.loads(file.read_bytes())
    except FileNotFoundError:
        raise UserError("file-missing", f"找不到“{file.name}”。请看 U 盘是否插好，再试") from None
    except OSError as error:
        raise UserError("unreadable", f"读不到“{file.name}”（{reason(error)}），请再试") from None
    except (ValueError, RecursionError):
        facts = None
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise UserError("not-rules", f"“{file.name}”不是园区的规矩，文件名以 {SUFFIX} 结尾")
    if not all(isinstance(part, str) for part in facts.values()):
        raise UserError("damaged", f"“{file.name}”已损坏，请党委再写一份")
    if not facts.get("version", "").isascii() or int(facts["version"]) > VERSION:
        raise UserError("newer", f"“{file.name}”由更新的支部工作台写出，请先升级本机的支部工作台")
    return facts


def _sound(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """A campaign as it can be kept. Raises KeyError, TypeError, ValueError for what is none."""
    if told["over"] not in OVER.by_code or not isinstance(told["uid"], str):
        raise ValueError("no campaign")
    for name in ("from_on", "until_on"):
        date.fromisoformat(told[name])
    texts = (told["name"], told["subjects"], told["about"])
    if not isinstance(told["name"], str) or not all(t is None or isinstance(t, str) for t in texts):
        raise ValueError("no text")
    for step in told["steps"]:
        _typed(step, _OF_STEP)
        if not isinstance(step["name"], str) or not isinstance(step["number"], int):
            raise ValueError("no step")
    return told


def _typed(stored: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(stored[name]) if name.endswith("_on") and stored[name]
        else stored[name]
        for name in names
    }  # fmt: skip


def _copy_of(connection: Connection, uid: str) -> tuple[int, str] | None:
    found = connection.exec_driver_sql(
        "SELECT id, uid FROM campaign WHERE of_park = ? AND submission IS NULL "
        "AND deleted_at IS NULL",
        (uid,),
    ).fetchone()
    return None if found is None else (int(found[0]), str(found[1]))


def _kept_steps(connection: Connection, campaign: int) -> dict[int, dict[str, Any]]:
    names = ", ".join(f'"{name}"' for name in _OF_STEP)
    return {
        row[1]: {"uid": row[0], **dict(zip(_OF_STEP, row[1:], strict=True))}
        for row in connection.exec_driver_sql(
            f"SELECT uid, {names} FROM campaign_step WHERE campaign = ? AND deleted_at IS NULL",
            (campaign,),
        )
    }


def _campaign_lines(connection: Connection, told: Mapping[str, Any]) -> Iterator[str]:
    """What changes of a campaign: it is new, or what of it and of its steps is another."""
    known = _copy_of(connection, told["uid"])
    name = f"专项行动“{told['name']}”"
    if known is None:
        yield f"{name}：新的，{told['from_on']} 至 {told['until_on']}，{len(told['steps'])} 步"
        return
    names = ", ".join(f'"{each}"' for each in _OF_CAMPAIGN)
    row = connection.exec_driver_sql(
        f"SELECT {names} FROM campaign WHERE id = ?", (known[0],)
    ).one()
    declared = fields(Campaign)
    for column, before in zip(_OF_CAMPAIGN, row, strict=True):
        if before != told[column]:
            field = declared[column]
            yield f"{name}{field.label}：{shown(field, before)} → {shown(field, told[column])}"
    kept, declared = _kept_steps(connection, known[0]), fields(CampaignStep)
    for step in told["steps"]:
        mine = kept.pop(step["number"], None)
        if mine is None:
            yield f"{name}加第 {step['number']} 步：{step['name']}"
        elif changed := [declared[c].label for c in _OF_STEP if mine[c] != step[c]]:
            yield f"{name}第 {step['number']} 步“{step['name']}”：{'、'.join(changed)}有改动"
    for mine in kept.values():
        yield f"{name}去掉第 {mine['number']} 步：{mine['name']}"


def _keep(writer: Writer, told: Mapping[str, Any]) -> None:
    """Have a copy of a campaign as the park has it; what was ticked stays with the steps."""
    values = {**_typed(told, _OF_CAMPAIGN), "of_park": told["uid"]}
    known = _copy_of(writer.connection, told["uid"])
    if known is None:
        uid = writer.add("campaign", values)
        known = writer.reference("campaign", uid), uid
    else:
        writer.edit("campaign", known[1], values)
    kept = _kept_steps(writer.connection, known[0])
    for step in told["steps"]:
        mine = kept.pop(step["number"], None)
        if mine is None:
            writer.add("campaign_step", {**_typed(step, _OF_STEP), "campaign": known[0]})
        elif any(mine[column] != to_stored(step[column]) for column in _OF_STEP):
            writer.edit("campaign_step", mine["uid"], _typed(step, _OF_STEP))
    for mine in kept.values():
        writer.remove("campaign_step", mine["uid"])
