"""Checks of a whole record: fields that agree with one another, dates in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from partydesk.records import clock
from partydesk.records.checks import birth_date_of, identity_number, sex_of
from partydesk.records.findings import Finding
from partydesk.records.periods import months_after


def agrees_with_identity(record: Any) -> Iterable[Finding]:
    """Birth date and sex must be those of the identity number."""
    identity = record.id_number
    if not identity or identity_number(identity) is not None:
        return
    birth = birth_date_of(identity)
    if record.birth_date and birth and record.birth_date != birth:
        yield Finding(
            "birth-differs",
            f"出生日期 {record.birth_date} 与公民身份号码里的 {birth} 不一致，请核对改正其中一个",
            column="birth_date",
        )
    sex = sex_of(identity)
    if record.sex and sex and record.sex != sex:
        told = {"1": "男", "2": "女"}
        yield Finding(
            "sex-differs",
            f"性别“{told.get(record.sex, record.sex)}”与公民身份号码里的“{told[sex]}”不一致，"
            "请核对改正其中一个",
            column="sex",
        )


def in_order(*columns: str) -> Callable[[Any], Iterable[Finding]]:
    """A check that the dates of these columns, where filled in, do not run backwards.

    The first two of `born < applied` are strict by the nature of a life; later steps may fall
    on one day.
    """

    def check(record: Any) -> Iterable[Finding]:
        from partydesk.records.fields import fields

        declared = fields(record.record_class)
        earlier: tuple[str, date] | None = None
        for column in columns:
            value = getattr(record, column)
            if value is None:
                continue
            if earlier is not None and value < earlier[1]:
                yield Finding(
                    "dates-backwards",
                    f"{declared[column].label} {value:%Y-%m-%d} 早于"
                    f"{declared[earlier[0]].label} {earlier[1]:%Y-%m-%d}，请核对改正其中一个",
                    column=column,
                )
            earlier = (column, value)

    return check


def of_age(record: Any) -> Iterable[Finding]:
    """An applicant is 18 or over (发展党员工作细则 Art. 5)."""
    born, applied = record.birth_date, record.applied_on or record.joined_on
    if born and applied:
        years = applied.year - born.year - ((applied.month, applied.day) < (born.month, born.day))
        if years < 18:
            label = "申请入党" if record.applied_on else "加入党组织"
            yield Finding(
                "under-age",
                f"{label}早于出生日期，请核对日期"
                if years < 0
                else f"{label}时才 {years} 岁，不满 18 岁（发展党员工作细则第五条），请核对日期",
                column="applied_on" if record.applied_on else "joined_on",
            )


def year_it_is_for(record: Any) -> Iterable[Finding]:
    """A session is for the year of its day or the one beside it."""
    year, held = record.for_year, record.starts_at
    if year is not None and held is not None and abs(held.year - year) > 1:
        yield Finding(
            "year-far-off",
            f"{held:%Y-%m-%d} 召开，所属年度写的是 {year} 年：只能是当年，或者前后一年，请核对",
            column="for_year",
        )


def ballot(record: Any) -> Iterable[Finding]:
    """Votes never exceed the voters present and the written opinions, nor these the entitled."""
    written = record.written_votes or 0
    if written and record.ballot_kind not in (None, "admission"):
        yield Finding(
            "ballot",
            "书面意见只在接收、转正的表决里算数，请核对表决事项或者去掉书面意见",
            column="written_votes",
        )
    if record.entitled is not None and (record.voters_present or 0) > record.entitled:
        yield Finding(
            "ballot", "实到会有表决权人数多于应到会有表决权人数，请核对", column="voters_present"
        )
    elif record.entitled is not None and (record.voters_present or 0) + written > record.entitled:
        yield Finding(
            "ballot",
            f"实到会的和送来书面意见的共 {(record.voters_present or 0) + written} 人，"
            f"多于应到会有表决权的 {record.entitled} 人，请核对",
            column="written_votes",
        )
    votes = sum(v or 0 for v in (record.in_favour, record.against, record.abstained))
    if record.voters_present is not None and votes > record.voters_present + written:
        also = f"和送来书面意见的 {written} 人" if written else ""
        yield Finding(
            "ballot",
            f"赞成、反对、弃权共 {votes} 票，"
            f"多于实到会有表决权的 {record.voters_present} 人{also}，请核对",
            column="in_favour",
        )


def extension(record: Any) -> Iterable[Finding]:
    """A probation is extended by half a year to a year (发展党员工作细则 Art. 31)."""
    if record.extended_until is None or record.joined_on is None:
        return
    shortest, longest = months_after(record.joined_on, 18), months_after(record.joined_on, 24)
    if not shortest <= record.extended_until <= longest:
        yield Finding(
            "extension",
            f"延长预备期至 {record.extended_until:%Y-%m-%d} 不对：预备期一年，延长不少于半年、"
            f"不超过一年，应在 {shortest:%Y-%m-%d} 和 {longest:%Y-%m-%d} 之间",
            column="extended_until",
        )


# Between these days the Party had no probation (党章 of the ninth and tenth congress).
_NO_PROBATION = (date(1969, 4, 14), date(1977, 8, 18))


def probation_over(joined: date | None, extended_until: date | None = None) -> date | None:
    """The day a probation ends: a year after joining, or when it is extended to.

    None where the day of joining is not known, or there was no probation then.
    """
    if extended_until is not None:
        return extended_until
    if joined is None or _NO_PROBATION[0] <= joined < _NO_PROBATION[1]:
        return None
    return months_after(joined, 12)


def _label(record: Any, column: str) -> str:
    from partydesk.records.fields import fields

    return fields(record.record_class)[column].label


def confirmed_in_time(record: Any) -> Iterable[Finding]:
    """Nobody is a full member before the probation ends (发展党员工作细则 Art. 31).

    A day at the beginning of its month may be one of which only the month is known. Before 1977
    there were other probations.
    """
    over, confirmed = probation_over(record.joined_on, record.extended_until), record.confirmed_on
    if over is None or record.joined_on is None:
        return
    if confirmed is None:
        if record.category == "full" and record.joined_on <= clock.today() < over:
            yield Finding(
                "full-early",
                f"{record.joined_on} 加入，预备期到 {over} 才满，现在还不能是正式党员"
                "（发展党员工作细则第三十一条），请核对人员类别和日期",
                column="category",
            )
        return
    if not record.joined_on <= confirmed < over:
        return  # in time, or backwards, which is said by itself
    month_only = confirmed.day == 1 and (confirmed.year, confirmed.month) == (over.year, over.month)
    if month_only or record.joined_on < _NO_PROBATION[1]:
        return
    yield Finding(
        "confirmed-early",
        f"{_label(record, 'confirmed_on')} {confirmed} 早于预备期满的 {over}，不能转正"
        "（发展党员工作细则第三十一条），请核对改正其中一个日期",
        column="confirmed_on",
    )


def left_whole(record: Any) -> Iterable[Finding]:
    """Who has left did so on a day, to a place; who is on the roll has left on none."""
    if record.relation in (None, "on_roll") and record.left_on is not None:
        words = (
            f"填了{_label(record, 'left_on')} {record.left_on}，组织关系却是在册："
            "转走了的请办“转出”，或把组织关系改成转出；没有转走请清空日期"
        )
        yield Finding("left-here", words, column="left_on")
    if record.relation != "left":
        return
    for column in ("left_on", "left_to"):
        if getattr(record, column) is None:
            yield Finding(
                "left-incomplete",
                f"组织关系是转出，还要填{_label(record, column)}",
                column=column,
            )


def state_dated(record: Any) -> Iterable[Finding]:
    """Whatever state of membership is not the usual one began on a day; a limit ends within a year
    (Art. 30 of 党员教育管理工作条例)."""
    from partydesk.records.fields import fields

    if record.membership in (None, "normal"):
        return
    start, until = record.membership_on, record.correct_until
    if start is None:
        table = fields(record.record_class)["membership"].choices
        state = table.label(record.membership) if table else record.membership
        yield Finding(
            "state-undated",
            f"党籍状态是{state}，还要填{_label(record, 'membership_on')}",
            column="membership_on",
        )
    elif record.membership == "correcting" and until:
        longest = months_after(start, 12)
        if not start <= until <= longest:
            yield Finding(
                "correct-too-long",
                f"限期改正从 {start} 起最长一年，"
                f"{_label(record, 'correct_until')}应在 {longest} 以前",
                column="correct_until",
            )
