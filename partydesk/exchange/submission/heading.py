"""The heading of a submission: from whom, for which period, which revision, made when.

Each value has its alphabet and its range, and digests in the metadata cover them all: what was
changed by hand after the export is refused. Older files are judged by the digest they have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from partydesk.exchange.submission import below_read, canonical, dues_read, figures_sheet
from partydesk.exchange.submission.columns import COVER, METADATA
from partydesk.records.checks import organisation_code, organisation_name
from partydesk.records.findings import UserError
from partydesk.records.periods import Period, parse_period
from partydesk.records.values import clean_text, plain

MOST_REVISIONS = 99_999
HAND_FILLED = "手工填写"
"""The program that a submission filled in by hand is said to be by."""

WANTED = {
    "org_uid": "组织的编号", "org_code": "组织编码", "org_name": "党组织名称", "period": "期间",
    "revision": "修订号", "made_at": "写出时间", "program": "程序版本", "content": "内容的校验",
}  # fmt: skip
"""What no heading lacks: key in the metadata → how people call it."""

_YEARS = range(1921, 2200)
_NUMBER = re.compile(r"(\d{1,7})(?:\.0*)?", re.ASCII)
UID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_DIGEST = re.compile(r"[0-9a-f]{40}")
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?", re.ASCII)
_PROGRAM = re.compile(r"[0-9A-Za-z.+_-]{1,40}")
_AGAIN = "请支部用支部工作台重新导出，导出后不要改动文件"


@dataclass(slots=True)
class Heading:
    """Who, what for, which revision. `made_at` is a UTC stamp, `program` the version it is by.

    `previous` is the content digest of the revision before: empty when there was none or the
    branch does not know it any more, None in files of programs that did not tell. `order` is a
    stamp that puts all that an organisation wrote, of whatever period, one after the other: it
    never goes back, whatever the clock does. Empty in files of programs that did not tell.
    """

    org_uid: str
    org_code: str
    org_name: str
    period: Period
    revision: int
    made_at: str
    program: str
    previous: str | None = None
    order: str = ""


def heading_digest(version: int, heading: Heading, content: str) -> str:
    """The digest of all that a heading says and of the content it stands over."""
    return canonical.content_digest(
        [
            str(version), heading.org_uid, heading.org_code, heading.org_name,
            heading.period.text, str(heading.revision), heading.made_at, heading.program,
            heading.previous or "", content,
        ],
        {},
    )  # fmt: skip


def order_digest(heading: str, order: str) -> str:
    """The digest that ties `order` to the rest of its heading, whose digest is given.

    Its own, beside `heading_digest`, which programs know that never heard of an order.
    """
    return canonical.content_digest([heading, order], {})


def metadata_heading(
    meta: Mapping[str, str], version: int, sheets: Sequence[str], *, taken_before: bool = False
) -> Heading:
    """The heading our own export left, checked against the digests beside it.

    `sheets` are the data sheets of the format `version`. A file that was `taken_before` is read
    as it was taken then, by the rules of its time. Raises UserError when something is missing,
    is no value, is out of its range, or was changed after the export.
    """
    missing = [words for key, words in WANTED.items() if not meta.get(key)]
    if missing:
        raise _damaged(f"“{METADATA}”工作表不完整（缺 {'、'.join(missing)}）")
    revision = (_number_then if taken_before else readable_number)(meta["revision"])
    if revision is None:
        raise _damaged(f"修订号“{meta['revision'][:20]}”不是数字")
    if len(meta["period"]) > 40:
        raise _damaged(f"期间“{meta['period'][:40]}…”不是期间")
    heading = Heading(
        org_uid=meta["org_uid"],
        org_code=clean_text(meta["org_code"], lines=False),
        org_name=clean_text(meta["org_name"], lines=False),
        period=(_period_then if taken_before else _period_now)(meta["period"]),
        revision=revision,
        made_at=meta["made_at"],
        program=clean_text(meta["program"], lines=False),
        previous=meta.get("previous", "") if "heading" in meta else None,
        order=meta.get("order", ""),
    )
    if not taken_before:
        check_heading(heading)
        _compare(meta, version, sheets, heading)
    return heading


def check_heading(heading: Heading, *, on_cover: bool = False) -> None:
    """Raise UserError when a value of the heading is not of its alphabet or out of its range.

    `on_cover`: people wrote it there by hand, and can mend it there.
    """
    wrong = [
        message.rpartition("，")[0]
        for message in (organisation_code(heading.org_code), organisation_name(heading.org_name))
        if message is not None
    ]
    if not 1 <= heading.revision <= MOST_REVISIONS:
        wrong.append(f"修订号 {heading.revision} 不合情理，应在 1 和 {MOST_REVISIONS} 之间")
    if heading.period.first.year not in _YEARS or heading.period.last.year not in _YEARS:
        wrong.append(f"期间“{heading.period.text}”不合情理")
    if wrong and on_cover:
        raise UserError("cover-value", f"“{COVER}”工作表：{'；'.join(wrong)}。请改正再交")
    if not on_cover:
        if not UID.fullmatch(heading.org_uid):
            wrong.append("组织的编号不是支部工作台编的")
        if not readable_stamp(heading.made_at):
            wrong.append(f"写出时间“{heading.made_at[:30]}”不是时间")
        if not _PROGRAM.fullmatch(heading.program):
            wrong.append("程序版本不是支部工作台写的")
        if heading.previous and not _DIGEST.fullmatch(heading.previous):
            wrong.append("前一版的校验不是支部工作台写的")
        if heading.order and not readable_stamp(heading.order):
            wrong.append(f"报送次序“{heading.order[:30]}”不是时间")
    if wrong:
        raise _damaged("；".join(wrong))


def _compare(
    meta: Mapping[str, str], version: int, sheets: Sequence[str], heading: Heading
) -> None:
    content = canonical.content_digest(
        [heading.org_uid, heading.org_code, heading.period.text],
        {sheet: meta.get(f"digest:{sheet}", "") for sheet in sheets},
    )
    whole = heading_digest(version, heading, content) if heading.previous is not None else None
    tied = order_digest(whole, heading.order) if whole and heading.order else ""
    if (
        content != meta["content"]
        or (whole is not None and whole != meta["heading"])
        or tied != meta.get("order_digest", "")
        or not figures_sheet.sound(meta)
        or not below_read.sound(meta)
        or not dues_read.sound(meta)
    ):
        raise UserError(
            "heading-altered",
            f"“{METADATA}”工作表在导出后被改动了（现在写的是 {heading.org_code}，"
            f"期间 {heading.period.text}，第 {heading.revision} 版），"
            f"不能确定是谁的哪一版。{_AGAIN}",
        )


def readable_number(text: str) -> int | None:
    """A number of a heading from a cell's text (2, 2.0), or None when it is none."""
    found = _NUMBER.fullmatch(text.strip())
    return int(found[1]) if found else None


def readable_revision(text: str) -> int | None:
    """A revision number from a cell's text, or None when it is none or out of its range."""
    number = readable_number(text)
    return number if number is not None and 1 <= number <= MOST_REVISIONS else None


def _number_then(text: str) -> int | None:
    """A number as earlier versions read it."""
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        return None


def _period_then(text: str) -> Period:
    """A period as earlier versions read it, full-width digits and all."""
    return replace(parse_period(plain(text), exact=True), text=text.strip().upper())


def _period_now(text: str) -> Period:
    """A period in the one form that files hold it in."""
    return parse_period(text, exact=True)


def readable_stamp(text: str) -> bool:
    """Whether a text is a UTC stamp of a time that people's calendars know."""
    if not _STAMP.fullmatch(text):
        return False
    try:
        return datetime.fromisoformat(text[:19]).year in _YEARS
    except ValueError:
        return False


def _damaged(what: str) -> UserError:
    return UserError("damaged-metadata", f"{what}。{_AGAIN}")
