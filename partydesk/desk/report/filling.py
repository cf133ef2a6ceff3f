"""Where a figure that nobody recorded is filled in: which form, with what is known."""

from __future__ import annotations

from datetime import date

from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.records.figures import REPORT_FIGURES
from partydesk.records.periods import Period

# The kind of session that a figure is first of all about.
_SESSIONS = {
    "committee_meetings": "party_committee",
    "centre_group_studies": "centre_group",
    "thematic_discussions": "discussion",
    "research_topics": "research",
    "leader_lectures": "lecture",
    "outreach_talks": "outreach",
    "group_studies": "group_study",
    "reflections": "group_study",
    "oath_renewals": "oath",
    "base_visits": "base_visit",
    "theme_days": "theme_day",
    "ideology_reviews": "ideology",
    "training_courses": "training",
    "governance_meetings": "governance",
    "conduct_meetings": "conduct",
    "warning_sessions": "warning",
    "talent_meetings": "talent_meeting",
}
# These are kept in lists of what is there already: one looks there first.
_TABS = {
    "tickets_resolved": "tickets",
    "firms_surveyed": "register",
    "firms_own_branch": "register",
    "firms_attached": "register",
    "firms_joint": "register",
    "branches_founded": "register",
    "coverage_rate": "register",
    "integrity_firms": "register",
}
_PAPERS = {
    "pledges_signed": ("responsibility", "signed_on"),
    "dossiers_filed": ("dossier", "filed_on"),
}


def target_of(figure: str, period: Period, today: date) -> NavigationTarget:
    """How to begin recording what a figure counts. Raises KeyError for an id that is none."""
    if figure in _TABS:
        return NavigationTarget(tab=_TABS[figure])
    day = min(period.last, max(today, period.first)).isoformat()
    if figure in _SESSIONS:
        return NavigationTarget("session", defaults={"kind": _SESSIONS[figure], "starts_at": day})
    if figure == "integrity_talks":
        return NavigationTarget("talk", defaults={"held_on": day})
    if figure in _PAPERS:
        kind, dated = _PAPERS[figure]
        return NavigationTarget(
            "paper", defaults={"kind": kind, "year": period.last.year, dated: day}
        )
    known = {each.id: each for each in REPORT_FIGURES if each.reported}[figure]
    return NavigationTarget(
        "figure",
        defaults={
            "figure": figure,
            "period": period.text,
            "unit": known.unit,
            "reported_on": today.isoformat(),
        },
    )
