"""What a person answers to the questions that rows raise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ASK_EACH, TAKE_AS_SAME, TAKE_AS_NEW = "ask", "update", "new"
LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers given beforehand or in the preview.

    `same`: what becomes of rows that may be somebody recorded already: ask (they wait), update
    (they are, where only one comes into question) or new. `rows` answers single ones, by their
    place among the rows, from 0: the uid of who it is, `new` or `leave`. `fields` are the stored
    values that a whole source's new records get where it leaves a field open that is never guessed.
    `clears`: a blank cell of a paste empties what is recorded; else it says nothing.
    """

    same: str = ASK_EACH
    rows: Mapping[int, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    clears: bool = False
