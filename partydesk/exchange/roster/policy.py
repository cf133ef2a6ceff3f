"""Where the rows of a file and those of a paste are decided differently: options and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """How the rows of a source are read, matched and decided.

    - `from_list`: the rows were copied out of a list as it shows them. A cell that reads like the
      record's (masked, too) is unchanged. An empty cell says nothing, unless it is said to clear.
    - `leaves_out`: a wrong cell that the record can do without is left out; else it keeps its
      row out.
    - `follows`: a row is matched with what earlier rows add and change, too, those with a number
      first; else only with what the store holds. Findings about it stand at its name.
    - `anywhere`: names are looked for in all organisations, a row of an unknown one is refused;
      else in the row's own, and a row of an unknown one goes to the file's.

    `words` are the sentences that differ, by code. A backup named `reason` is made before
    `backed_up` rows.
    """

    from_list: bool
    leaves_out: bool
    follows: bool
    anywhere: bool
    verb: str
    reason: str
    backed_up: int
    words: Mapping[str, str]


FILE = Policy(
    from_list=False,
    leaves_out=True,
    follows=True,
    anywhere=False,
    verb="导入",
    reason="import",
    backed_up=1,
    words={
        "duplicate-row": "与第 {first} 行是同一{unit}，只收第 {first} 行。"
        "请在原表删去多余的一行；确是两个不同的，请补上号码再导入",
        "same-name": "已有同名但{how}不同的记录，这一行按另一{unit}新增。"
        "若是同一{unit}，收下后在列表里选中这两条，右键“合并成一个…”",
        "in-recycle-bin": "回收站里有号码相同的记录，这一行按新增收。"
        "要接着用原来的，请撤销导入，先从回收站恢复它",
        "read-only": "这条{title}是支部报来的，这里只能看，而表里的{some}与它不同。"
        "要改，请退回支部，由支部改后重报",
        "stale": "看过预览以后，数据又有了变动，这次没有导入。请重新读一遍这个文件再导入",
    },
)
PASTE = Policy(
    from_list=True,
    leaves_out=False,
    follows=False,
    anywhere=True,
    verb="粘贴",
    reason="paste",
    backed_up=10,
    words={
        "duplicate-row": "与第 {first} 行是同一条，只收第 {first} 行。请删去多余的一行",
        "same-name": "已有一条别的都对得上，只有{number}不同，这一行按新的一条收，请核对",
        "in-recycle-bin": "回收站里有号码相同的记录，这一行按新的一条收。"
        "要接着用原来的，请先从回收站恢复它",
        "read-only": "这条{title}是支部报来的，这里只能看，而粘贴的{labels}与它不同。"
        "要改，请退回支部，由支部改后重报",
        "stale": "看过预览以后，数据又有了变动，这次没有收。请再粘贴一次",
    },
)
