"""Every field is declared well enough that tables, forms and sheets can be built from it."""

from __future__ import annotations

from collections import Counter

import pytest

from partydesk.records.codes import EDUCATION, ETHNICITY, POST, SEX
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.kinds import ELEMENT, SESSION_KIND, SESSION_KINDS
from partydesk.records.registry import kind_of, kinds
from partydesk.records.values import to_stored

ALL = [
    pytest.param(kind, known, id=f"{kind}.{name}")
    for kind, record in kinds().items()
    for name, known in fields(record).items()
]

RECORDS_MD = {
    "organisation": "code name short_name kind parent founded_on elected_on term_years secretary "
    "contact phone address brand_name brand_note",
    "enterprise": "name credit_code kind staff above_scale formation formed_on reason_not_formed "
    "members_here members_elsewhere instructor union youth women surveyed_on integrity_award_on "
    "closed_on",
    "member": "name id_number sex ethnicity birth_date education category joined_on confirmed_on "
    "post duty group enterprise phone landline address membership relation floating floating_to "
    "lost lost_on arrived_on arrived_from left_on left_to backbone backbone_on applied_on "
    "talked_on activist_on candidate_on publicised_from publicised_to prescreened_on approved_on "
    "sworn_on sponsors mentors",
    "transfer": "member direction letter_no issued_on valid_days place dues_paid_to receipt_on "
    "state",
    "contact": "member on how result by",
    "step": "member step on note",
    "inspection": "member on opinion by",
    "thought_report": "member on theme",
    "dues_base": "member from_month income kind rate monthly reduced approved_on",
    "dues_payment": "member month amount paid_on extra",
    "course": "year name for_whom hours quarter",
    "dues_notice": "year from_on until_on way note",
    "dues_handed": "until_month amount on to receipt_no",
    "session": "kind elements starts_at hours place topic first_agenda host recorder lecturer "
    "lecturer_role summary decisions reflections hours_volunteered partner organiser entitled "
    "voters_present in_favour against abstained",
    "attendance": "session member state note",
    "study_credit": "member way on hours topic by course",
    "election": "kind asked_on agreed_on session seats entitled present issued returned valid",
    "candidate": "election name post votes elected",
    "talk": "kind held_on place talker talker_role subjects topic content response follow_up "
    "follow_up_due followed_up_on recorder",
    "paper": "kind person year signed_on filed_on note",
    "ticket": "number source raised_by enterprise category severity description raised_on owner "
    "lead measures due_on state resolved_on closed_on checked_by outcome satisfaction",
    "ticket_step": "ticket at by note state",
    "post": "kind name holder pledge since until checks",
    "campaign": "name from_on until_on goal over",
    "campaign_step": "campaign number name about",
    "campaign_done": "step subject on note",
    "duty_area": "name holder scope",
    "duty": "duty_area text cadence source",
    "duty_done": "duty on note",
    "venue": "name kind owner checked_on",
    "risk_check": "venue on found ticket",
    "review": "member year self_grade peer_grade grade note",
    "appraisal": "kind year rated secretary grade on",
    "brand": "name meaning lead measures results since",
    "life_work": "year",
    "life_issue": "life_work",
    "worker": "name role firms since until",
    "award": "who honour by on",
    "care": "who on what amount",
    "sanction": "member kind on until",
    "exemption": "norm about subject from_on until_on reason by",
    "star": "scheme item year self_score review_score evidence",
    "figure": "figure period value unit threshold source reported_on note",
    "none": "figure period note",
    "attachment": "of_kind of_uid name sha256 size added_on",
}


def test_every_kind_and_name_of_the_specification_is_there() -> None:
    assert list(kinds()) == list(RECORDS_MD)
    for kind, names in RECORDS_MD.items():
        missing = set(names.split()) - set(fields(kind_of(kind)))
        assert not missing, f"{kind}: {missing}"


@pytest.mark.parametrize(("kind", "field"), ALL)
def test_a_field_says_what_it_is(kind: str, field: Field) -> None:
    assert field.label.strip() == field.label != ""
    assert field.column in fields(kind_of(kind))
    assert field.width > 0
    assert (field.choices is not None) == (field.kind in (Kind.CHOICE, Kind.CHOICES))
    assert (field.refers in kinds()) == (field.kind is Kind.REFERENCE)
    if field.default is not None and field.choices:
        assert field.default in field.choices.by_code


@pytest.mark.parametrize("kind", list(kinds()))
def test_no_label_or_alias_of_a_kind_means_two_fields(kind: str) -> None:
    declared = fields(kind_of(kind)).values()
    spellings = Counter(s for field in declared for s in {field.label, *field.aliases})
    spellings.update(each.label for each in kind_of(kind).derived)
    assert [spelling for spelling, times in spellings.items() if times > 1] == []


def test_titles_and_sheets_of_kinds_are_their_own() -> None:
    titles = [record.title for record in kinds().values()]
    sheets = [record.sheet for record in kinds().values() if record.sheet]
    assert len(set(titles)) == len(titles)
    assert len(set(sheets)) == len(sheets)


@pytest.mark.parametrize("kind", list(kinds()))
def test_what_a_kind_says_of_itself_names_real_columns(kind: str) -> None:
    record = kind_of(kind)
    named = {*record.described_by, *record.natural_key}
    named |= {record.dated_by} if record.dated_by else set()
    assert named <= set(fields(record))


@pytest.mark.parametrize(("kind", "field"), ALL)
def test_code_tables_have_unique_codes_and_labels(kind: str, field: Field) -> None:
    if field.choices is None:
        return
    entries = list(field.choices)
    assert len({entry.code for entry in entries}) == len(entries)
    assert len({entry.label for entry in entries}) == len(entries)
    for entry in entries:
        # No spelling may lead to another entry than its own.
        assert {field.choices.codes[s] for s in (entry.code, entry.label, *entry.aliases)} == {
            entry.code
        }
        assert to_stored(entry.code) == entry.code


def test_the_56_ethnic_groups() -> None:
    groups = [entry for entry in ETHNICITY if entry.label.endswith("族")]
    assert [entry.code for entry in groups] == [f"{n:02d}" for n in range(1, 57)]
    assert {"蒙古族", "回族", "鄂温克族", "达斡尔族", "鄂伦春族", "基诺族"} <= set(ETHNICITY.labels)
    assert ETHNICITY.codes["维吾尔"] == ETHNICITY.codes["维吾尔族"] == "05"
    assert {"97", "98"} <= set(ETHNICITY.by_code)


def test_tables_of_the_partys_own_lists() -> None:
    assert SEX.codes["男"] == "1"
    assert SEX.codes["女"] == "2"
    assert EDUCATION.codes["大学"] == "21"
    assert POST.labels[:3] == (
        "非公有经济控制企业管理岗位",
        "非公有经济控制企业专业技术岗位",
        "非公有企业工勤岗位",
    )


def test_session_kinds_know_who_holds_them() -> None:
    assert len(SESSION_KINDS) == len(list(SESSION_KIND)) == 30
    assert {kind.held_by for kind in SESSION_KINDS} == {"B", "C", "CB"}
    committee = {kind.label for kind in SESSION_KINDS if kind.held_by == "C"}
    assert committee == {
        "党委会议",
        "中心组学习",
        "意识形态专题会",
        "从严治党专题会",
        "党风廉政专题会",
        "人才服务会议",
    }
    assert len(ELEMENT.labels) == 11


def test_only_what_was_said_in_a_talk_the_base_of_dues_and_sanctions_are_confidential() -> None:
    private = {
        (kind, name): str(field.privacy)
        for kind, record in kinds().items()
        for name, field in fields(record).items()
        if field.privacy != "public"
    }
    assert {key for key, privacy in private.items() if privacy == "confidential"} == {
        ("talk", "content"),
        ("sanction", "kind"),
        ("sanction", "reason"),
        ("talk", "response"),
        ("dues_base", "income"),
    }
    assert {key for key, privacy in private.items() if privacy == "personal"} == {
        ("organisation", "phone"),
        ("member", "id_number"),
        ("member", "phone"),
        ("member", "landline"),
        ("member", "address"),
    }
