"""All norms as one looks them up, and from when until when their texts hold."""

from __future__ import annotations

from datetime import date

import pytest

from partydesk.operations.rule_settings import choose_rules, switch_custom
from partydesk.records.findings import UserError
from partydesk.rules import texts
from partydesk.rules.norms import NORMS
from partydesk.rules.rulebook import GROUPS, Rule, matching, rulebook
from partydesk.store.store import Store


def rules(store: Store) -> dict[str, Rule]:
    with store.read() as connection:
        return {rule.norm.id: rule for rule in rulebook(connection)}


def test_every_norm_stands_in_a_group_with_a_text_or_a_mark(empty_store: Store) -> None:
    found = rules(empty_store)
    assert found.keys() == NORMS.keys()
    assert {rule.group for rule in found.values()} == set(GROUPS)
    for rule in found.values():
        assert rule.article
        # Only what is custom can be switched, and it says so.
        assert (rule.on is None) != rule.norm.custom
        assert not rule.norm.custom or rule.mark


def test_a_text_says_since_and_until(empty_store: Store) -> None:
    found = rules(empty_store)
    assert found["theme_day"].since == date(2018, 10, 28)
    assert found["hours_32"].since == date(2019, 5, 6)
    assert found["hours_56"].until == date(2028, 12, 31)
    talk = found["apply_talk"]
    assert (talk.article, talk.earlier) == (
        "发展党员工作细则（2026 年）第七条",
        "发展党员工作细则（2014 年）第七条",
    )
    assert talk.span == "2026-05-18 起"
    old = texts.text_of(talk.earlier)
    assert old is not None and (old.since, old.until) == (date(2014, 6, 11), date(2026, 5, 17))
    assert found["oath"].earlier == ""  # no limit there in 2014
    forms = [norm.article for norm in found["ballot"].also]
    assert "基层组织选举工作条例" in forms


def test_a_form_of_a_norm_is_told_only_where_it_says_something_else(empty_store: Store) -> None:
    for rule in rules(empty_store).values():
        said = [(each.label, each.says, each.article) for each in (rule.norm, *rule.also)]
        assert len(set(said)) == len(said), rule.norm.id
    assert [norm.article for norm in rules(empty_store)["hours_56"].also] == [
        "2019—2023 年全国党员教育培训工作规划"
    ]


def test_texts_of_one_name_do_not_overlap() -> None:
    for first, second in zip(texts.TEXTS, texts.TEXTS[1:], strict=False):
        if first.name[:6] == second.name[:6] and first.until and second.since:
            assert first.until < second.since


@pytest.mark.parametrize("wanted", ["主题党日", "ztdr", "zhutidangri", "每月相对", "zz 主题 2018"])
def test_searched_by_characters_pinyin_and_article(empty_store: Store, wanted: str) -> None:
    listed = matching(rules(empty_store).values(), wanted)
    assert "theme_day" in {rule.norm.id for rule in listed}
    assert len(listed) < len(NORMS)
    assert matching(listed, "没有这样的规则") == []


def test_customs_are_switched_and_nothing_else(empty_store: Store) -> None:
    switch_custom(empty_store, "lecture_quarterly", on=True)
    assert rules(empty_store)["lecture_quarterly"].state == "开"
    with pytest.raises(UserError, match="不是可以开关的园区规定"):
        switch_custom(empty_store, "theme_day", on=False)
    assert rules(empty_store)["lecture_quarterly"].state == "开"
    switch_custom(empty_store, "lecture_quarterly", on=False)
    assert rules(empty_store)["lecture_quarterly"].state == "关"


def test_the_norm_of_submissions_says_the_park_s_days(empty_store: Store) -> None:
    choose_rules(empty_store, days={"quarter": 30})
    choose_rules(empty_store, days={"month": 5})  # the others stay
    assert rules(empty_store)["submission"].norm.says == "每季度后 30 天内"
