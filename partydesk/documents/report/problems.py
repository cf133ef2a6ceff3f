"""What is amiss in a report's period, and who is to see to it until when."""

from __future__ import annotations

from partydesk.documents.report import wording
from partydesk.documents.report.content import Level, Sentence
from partydesk.documents.report.material import Material
from partydesk.documents.report.shortcomings import Shortcoming, shortcomings
from partydesk.documents.report.templates import Run
from partydesk.rules.norms import NORMS, State

_MOST_LABELS = 8
_MOST_NAMED = 2
_MONTHS_LEFT = 3
_QUARTER_DAYS = 93


def problems(material: Material, annex: str = "") -> list[Shortcoming]:
    """What the norms found, then open tickets, then the figures nobody recorded.

    `annex` is the label of the list of organisations, "" where none is attached.
    """
    items, single, only = material.items, not material.committee, material.kind.only
    if only:
        items = [item for item in items if item.norm.id in only]
    places, year = material.places, material.period.last.year
    found = shortcomings(
        items, list(NORMS), places, year=year, single=single, skip=frozenset(("ticket",)),
        annex=annex,
    )  # fmt: skip
    number = {figure.id: figure.value for figure in material.more}
    if number.get("tickets_open"):
        overdue = [i for i in items if i.norm.id == "ticket" and i.state is State.OVERDUE]
        late = shortcomings(overdue, ("ticket",), places, year=year, single=single, annex=annex)
        lines = late[0].lines if late else {}
        where = late[0].facts["who:ticket"] if late and not single else ""
        found.append(
            Shortcoming(
                "tickets",
                Sentence("problem:tickets", Level.ITEM, wording.OPEN_TICKETS),
                Sentence("next:tickets", Level.ITEM, wording.OPEN_TICKETS_STEP),
                {
                    "count:tickets": f"{len(overdue)}个",
                    "who:tickets": f"，{where}" if where else "",
                },
                lines,
            )
        )
    blank = [figure.label for figure in material.figures if figure.value is None]
    if blank and not only:
        few = "、".join(blank[:_MOST_LABELS])
        found.append(
            Shortcoming(
                "figures",
                Sentence("problem:figures", Level.ITEM, wording.MISSING_FIGURES),
                Sentence("next:figures", Level.ITEM, wording.MISSING_FIGURES_STEP),
                {
                    "count:figures": str(len(blank)),
                    "who:figures": few + ("等" if len(blank) > _MOST_LABELS else ""),
                },
                {},
            )
        )
    return found[: material.kind.most or None]


def _owner(material: Material, problem: Shortcoming) -> str:
    """Whose it is to mend, by office and name: the secretaries of a few branches; of many the
    committee's leads, and theirs each do it."""
    names, own = material.secretaries, material.scope.id

    def secretary(id: int, called: str) -> str:
        return f"{called}书记{names.get(id, '')}"

    if not material.committee:
        return secretary(own, "支部")
    if not problem.of_branches:
        return secretary(own, "党委")
    if not 0 < len(problem.lines) <= _MOST_NAMED:
        return f"{secretary(own, '党委')}牵头、有关支部书记"
    return "、".join(
        secretary(id, "党委" if id == own else material.places[id].name) for id in problem.lines
    )


def owners(material: Material, *, on: bool) -> dict[str, Run]:
    """For each next step the token that says whose it is, by office and name, and in which month it
    ends.

    Steps of a year or half-year have three months, those of a shorter period one.
    """
    last = material.period.last
    long = (last - material.period.first).days > _QUARTER_DAYS
    months = last.year * 12 + last.month - 1 + (_MONTHS_LEFT if long else 1)
    # Written long after the period it is still to come.
    months = max(months, material.today.year * 12 + material.today.month)
    until = f"{months // 12}年{months % 12 + 1}月底前完成"
    said = {}
    for each in material.found:
        who = _owner(material, each)
        token = f"owner:{each.id}"
        said[token] = Run(f"，由{who}负责，{until}" if on else "", token)
    return said
