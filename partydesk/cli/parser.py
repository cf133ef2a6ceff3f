"""The commands and their options."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from partydesk import __version__
from partydesk.cli import (
    affairs,
    arguments,
    awards,
    away,
    campaigns,
    cards,
    care,
    collecting,
    demo,
    dues,
    exemptions,
    handover,
    joining,
    life,
    notices,
    papers,
    park,
    password,
    plans,
    records,
    release,
    report,
    rules,
    selftest,
    settings,
    settling,
    statistics,
    training,
    transfers,
    travel,
)
from partydesk.cli.asking import ASKS
from partydesk.records.registry import kinds as all_kinds
from partydesk.records.registry import rosters, several_of

# argparse's own sentences, as a person here would say them.
_WHO = "留痕里记谁的名字；不写时是今天在窗口里写的操作人，没有写过就是登录的人"
_SENTENCES = (
    (
        r"argument ([^:]+): invalid choice: '([^']*)' \(choose from (.*)\)",
        r"\1 没有“\2”，可以是：\3",
    ),
    (r"argument ([^:]+): expected one argument", r"\1 后面要写一个值"),
    (r"argument ([^:]+): expected at least one argument", r"\1 后面至少要写一个值"),
    (r"argument ([^:]+): invalid (?:\w+) value: '(.*)'", r"\1 不能是“\2”"),
    (r"argument ([^:]+): (.*)", r"\1：\2"),
    (r"the following arguments are required: (.*)", r"缺少：\1"),
    (r"unrecognized arguments: (.*)", r"看不懂：\1"),
)


class _Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese, of what is wrong with a command too.

    `told` gives what stands below the help of a command: names and what they mean. It is called
    when somebody asks for help.
    """

    told: Callable[[], Mapping[str, str]] | None = None

    def __init__(self, **given: Any) -> None:
        super().__init__(
            **{**given, "add_help": False}, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        # Other ways to name these two groups there are none.
        self._positionals.title = "要写的"
        self._optionals.title = "选项"
        if given.get("add_help", True):
            self.add_argument("-h", "--help", action="help", help="显示这些说明")

    def format_help(self) -> str:
        """The help, as argparse lays it out."""
        if self.told is not None:
            self.epilog = "\n".join(f"  {name:<24}{text}" for name, text in self.told().items())
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        for pattern, sentence in _SENTENCES:
            if re.fullmatch(pattern, message):
                message = re.sub(pattern, sentence, message).replace("'", "")
                break
        self.exit(2, f"命令写得不对：{message}。用法：{self.prog} --help\n")


def positive(text: str) -> int:
    """An argparse type: a whole number of at least 1."""
    number = int(text) if text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError("要写大于 0 的整数")
    return number


def make_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    common = _Parser(add_help=False)
    everywhere = common.add_argument_group("每个命令都有的")
    everywhere.add_argument("--home", metavar="DIR", default=argparse.SUPPRESS, help="数据文件夹")
    everywhere.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="结果写成一个 JSON 对象"
    )
    everywhere.add_argument(
        "--password-file", metavar="FILE", type=Path, default=argparse.SUPPRESS,
        help="数据有密码时：第一行写着密码（或恢复码）的文件",
    )  # fmt: skip
    parser = _Parser(
        prog="partydesk", description="支部工作台。不带命令时打开窗口。", parents=[common]
    )
    parser.add_argument("--version", action="version", version=f"partydesk {__version__}",
                        help="是哪一版")  # fmt: skip
    commands = parser.add_subparsers(metavar="命令", required=True)

    def command(name: str, does: object, text: str) -> _Parser:
        made: _Parser = commands.add_parser(name, help=text, description=text, parents=[common])
        made.set_defaults(command=does)
        return made

    # Two-word kinds have a hyphen here (cli.md).
    kinds = {name.replace("_", "-"): record for name, record in all_kinds().items()}

    def kinds_told() -> dict[str, str]:
        return {name: record.title for name, record in kinds.items()}

    one = command("demo", demo.demo, "用示例数据从头到尾走一遍")
    one.set_defaults(asks_no_password=True)
    one.add_argument("folder", metavar="DIR", type=Path, help="放进哪个文件夹；没有就新建")
    one.add_argument("--branches", metavar="N", type=positive, default=5, help="几个支部；不写时 5")
    one.add_argument("--seed", metavar="N", type=int, default=1, help="换一个数，示例数据就不同")
    one = command("init", records.init, "新建一份数据")
    one.add_argument("--as", dest="role", choices=("branch", "committee"), required=True,
                     help="branch 党支部，committee 党委")  # fmt: skip
    one.add_argument("--code", required=True, help="组织编码")
    one.add_argument("--name", required=True, help="党组织名称")
    one.add_argument("--short-name", help="简称")
    one.add_argument(
        "--used-from", metavar="日期", help="从哪天起用，以前的不算缺；不写时是本季度第一天"
    )
    one = command("import", records.import_file, "导入花名册或企业台账")
    sorts = {several_of(name): all_kinds()[name].title for name in rosters()}
    one.add_argument("what", choices=list(sorts), metavar="WHAT", help="收哪一种，见下")
    one.told = lambda: sorts
    arguments.file(one, "花名册或台账：.xlsx、.xls、.ods、.csv 等")
    which = one.add_mutually_exclusive_group()
    which.add_argument("--sheet", metavar="工作表", help="收哪张工作表；不写时自己找")
    which.add_argument("--all-sheets", action="store_true", help="文件里每张这样的工作表都收")
    one.add_argument(
        "--same",
        choices=("ask", "update", "new"),
        default="ask",
        help="可能是已登记的人：ask 先不收，update 当作同一人，new 当作另一人",
    )
    one.add_argument("--category", metavar="类别", help="表里看不出人员类别时，新增的按哪一类记")
    one.add_argument(
        "--map", metavar="表头=栏目", action="append", default=[],
        help="某一列收到哪一项（写“不收”就不收），可写几次；收下后记住这种版式",
    )  # fmt: skip
    one.add_argument("--forget-map", action="store_true", help="忘掉这种版式从前的指定")
    one.add_argument("--preview", action="store_true", help="只看会怎样，不收")
    one = command("add", records.add, "添加一条记录")
    # A file comes with its bytes, by a command of its own.
    arguments.kind(one, (kind for kind in kinds if kind != "attachment"))
    one.told = kinds_told
    one.add_argument("values", metavar="JSON", help=f"{arguments.STDIN}；写 {ASKS} 列出有哪些字段")
    one.add_argument(
        "--each", action="store_true", help="各记一次：谈话对象、签订人写几个人，就给每人记一条"
    )
    one = command("attach", records.attach, "给一条记录添加附件")
    owners = [kind for kind, record in kinds.items() if not record.kept_within]
    arguments.kind(one, owners)
    one.told = kinds_told
    arguments.record(one)
    one.add_argument("files", metavar="FILE", type=Path, nargs="+", help="附上哪些文件")
    one = command("edit", records.edit, "修改一条记录")
    arguments.kind(one, kinds)
    one.told = kinds_told
    arguments.record(one)
    one.add_argument("values", metavar="JSON", help=arguments.STDIN)
    one = command("remove", records.remove, "把一条记录放进回收站")
    arguments.kind(one, kinds)
    one.told = kinds_told
    arguments.record(one)
    one = command("join", joining.join, "两条是同一个：合为一条；不写编号时列出疑似重复的")
    arguments.kind(one, owners)
    one.told = kinds_told
    one.add_argument("kept", metavar="UID", nargs="?", help="留下的一条")
    one.add_argument("gone", metavar="UID", nargs="?", help="并过去的一条")
    one.add_argument("values", metavar="JSON", nargs="?", help="以哪边为准的几项，不写时按留下的")
    one.add_argument("--apart", action="store_true", help="这两条不是同一个，以后不再列出")
    one = command("list", records.list_rows, "列出记录")
    arguments.kind(one, kinds)
    one.told = kinds_told
    arguments.period(one, required=False, or_else="不写时全部")
    arguments.organisation(one)
    one = command("indicators", rules.indicators, "各项指标")
    arguments.period(one)
    arguments.organisation(one)
    one.add_argument("--evidence", metavar="ID", help="列出一个指标的依据")
    one.add_argument("--beyond", action="store_true", help="连述职报告以外的数字一起列出")
    one = command("norms", rules.norms, "规矩：该办什么、办了没有、依据哪一条；园区自定的开关")
    arguments.period(one, required=False, or_else="不写时列出园区自定的规定")
    arguments.organisation(one)
    one.add_argument("--today", metavar="日期", help="按哪一天判断，例如 2026-09-22")
    one.add_argument("--on", metavar="ID", help="打开一条园区自定的规定")
    one.add_argument("--off", metavar="ID", help="关掉一条园区自定的规定")
    one.add_argument("--list", action="store_true", help="列出全部规则：条文、起止、开关")
    one = command("dues", dues.dues, "党费：每月应交、已交，谁还欠着；党委看各支部报来的")
    arguments.period(one, required=False, or_else="不写时是今年")
    arguments.organisation(one)
    one = command(
        "statistics", statistics.statistics, "党内统计：数量变化（应有数核对）、基本情况、岗位"
    )
    arguments.period(one, text="2026H1、2026H2 或者 2026")
    arguments.out(
        one, "存成 .xlsx、.pdf 或者 .docx；不写时只看", ".xlsx", ".pdf", ".docx", required=False
    )
    one = command("awards", awards.awards, "评优：谁符合园区定的条件、为什么，每个条件都有依据")
    arguments.period(one, required=False, text="哪一年的", or_else="不写时是今年，年初三个月是上年")
    one.add_argument("--of", choices=("members", "branches"), default="members",
                     help="members 党员（不写时），branches 支部")  # fmt: skip
    arguments.organisation(one)
    command("away", away.away, "联系与流动：流动、失联、隐形党员，最近联系、下一步、哪天以前")
    command("transfers", transfers.transfers, "转接对接：园区内转出和转入两头，没有接上的先列")
    one = command(
        "life", life.life, "组织生活会：一年的步骤、查摆的问题，转入问题台账；党委看各支部"
    )
    one.add_argument("--year", type=int, metavar="年份", help="哪个年度的；不写时是最近的")
    one.add_argument("--begin", action="store_true", help="先登记这个年度，开始准备")
    one.add_argument(
        "--to-tickets", metavar="UID", nargs="*", help="查摆的问题转入问题台账；不写编号时全部转"
    )
    one = command("training", training.training, "培训计划：哪期开了、谁参加了；支部连同党委的计划")
    one.add_argument("--year", type=int, metavar="年份", help="哪一年的；不写时是今年")
    one = command("settings", settings.settings, "设置：看、改")
    one.add_argument("name", metavar="NAME", nargs="?", help=settings.NAMES)
    one.add_argument("value", metavar="VALUE", nargs="?", help="不写时只看")
    one = command(
        "park-rules", park.park_rules, "园区的规矩、专项行动、培训计划：党委写成文件，支部收下"
    )
    one.add_argument("file", metavar="FILE", nargs="?", type=Path, help="支部收下这个文件")
    arguments.out(one, "党委写到这个 .rules", ".rules", metavar="FILE.rules", required=False)
    one.add_argument("--preview", action="store_true", help="只看会改什么，不收")
    one = command("settle", settling.settle, "办理：填上一条规矩要求的内容，并回答办成了没有")
    one.add_argument("rule", metavar="RULE", help="规矩的编号，见 norms")
    one.add_argument(
        "values", metavar="JSON", help=f"要填的内容；- 从标准输入读；写 {ASKS} 列出要填什么"
    )
    one.add_argument("--about", metavar="UID", help="对谁（编号、姓名或党小组名）")
    one = command("exempt", exemptions.exempt, "不适用：写明理由，某条规矩对某人某时不作要求")
    one.add_argument("rule", metavar="RULE", nargs="?", help="规矩的编号，见 norms")
    one.add_argument("--about", metavar="UID", help="对谁（编号或党小组名）；不写时是整个支部")
    one.add_argument("--reason", metavar="TEXT", help="为什么不适用")
    one.add_argument("--from", dest="since", metavar="日期", help="不写时从还没办的最早一项起")
    one.add_argument("--until", metavar="日期", help="到哪天为止；不写时一直不适用")
    one.add_argument("--list", action="store_true", help="列出不适用的")
    one.add_argument("--undo", metavar="UID", help="撤销一条不适用")
    one = command("affair", affairs.affair, "办一件事：转出、转正、换书记等，一步改好")
    one.add_argument("name", metavar="NAME", nargs="?", help="见 affair --list")
    one.add_argument("given", metavar="UID JSON", nargs="*", help="对谁（编号）；回答写成 JSON")
    one.add_argument("--list", action="store_true", help="列出能办的事和各问什么")
    one.add_argument("--preview", action="store_true", help="只看会改什么，不办")
    one = command("plan", None, "年度计划：排一年的活动；时间过了，开了、改期、没开")
    within = one.add_subparsers(metavar="做什么", required=True)

    def plan(name: str, does: object, text: str) -> _Parser:
        made: _Parser = within.add_parser(name, help=text, description=text, parents=[common])
        made.set_defaults(command=does)
        return made

    one = plan("year", plans.year, "一年的计划和已开的")
    one.add_argument("year", metavar="年份", help="例如 2026")
    one.add_argument("--copy-from", metavar="年份", help="先照这一年的排；放假的顺延到工作日")
    one.add_argument(
        "--fill", nargs=2, metavar=("类型", "哪天"), help="整列排：主题党日 每月第一个星期五"
    )
    one.add_argument("--topic", metavar="主题", help="整列排的主题；不写就是类型的名称")
    one = plan("held", plans.held, "开了")
    arguments.record(one, "计划的编号")
    one.add_argument("values", metavar="JSON", nargs="?", help="一起填的字段；写 - 从标准输入读")
    one = plan("moved", plans.moved, "改期")
    arguments.record(one, "计划的编号")
    one.add_argument("date", metavar="日期", help="2026-12-04；带时间写 2026-12-04T14:00")
    one = plan("not-held", plans.not_held, "没开：规矩要的仍要补开，或者记不适用")
    arguments.record(one, "计划的编号")
    one.add_argument("--reason", metavar="TEXT", help="为什么没开")
    campaigns.declare(
        command("campaign", None, "专项行动：做到哪一步、谁落后；新建、打钩").add_subparsers(
            metavar="做什么", required=True
        ),
        common,
    )
    one = command("notice", notices.notice, "会议通知、简报、提醒：可以直接粘贴的文字")
    one.add_argument("uid", metavar="UID", help="活动的编号；提醒是党员或本组织的编号")
    one.add_argument("--kind", choices=notices.KINDS, help="不写时：计划是通知，开过的是简报")
    one = command("export", travel.export, "写出报送表")
    arguments.period(one)
    arguments.out(one, "放进哪个文件夹，例如 U 盘", metavar="DIR")
    one.add_argument("--unsealed", action="store_true", help="有登记卡也不加封")
    one = command("template", travel.template, "写出空白模板")
    arguments.out(one, "模板写到这个 .xlsx", ".xlsx")
    one = command("merge", travel.merge, "收表：合并支部的报送表")
    one.add_argument(
        "paths", metavar="PATH", type=Path, nargs="+", help="报送表，或者放着报送表的文件夹、.zip"
    )
    one.add_argument("--preview", action="store_true", help="只看会怎样，不收")
    one.add_argument("--accept-edited", action="store_true", help="连导出后改过的行一起收")
    one.add_argument(
        "--accept-unenrolled",
        action="store_true",
        help="名册里没有、也不像任何支部的，都登记为新的支部收下；像谁的仍然要问。"
        "有登记卡的支部没有加封的表，也收下",
    )
    one.add_argument(
        "--as",
        dest="branch",
        metavar="CODE",
        help="回答这些表是名册里哪个支部的：并成一个，以后用名册的编码",
    )
    one.add_argument(
        "--recode",
        action="store_true",
        help="同 --as 一起写：是那个支部接着报，从此用表里的编码，旧编码也认得",
    )
    one.add_argument("--as-new", action="store_true", help="回答：是另一个支部，登记成新的")
    one.add_argument("--as-refused", action="store_true", help="回答：不收，以后也不收")
    one.add_argument("--accept-withdrawn", action="store_true", help="收下先前撤回过的表")
    one.add_argument("--operator", metavar="NAME", help=_WHO)
    cards.add_commands(command, _WHO)
    one = command("withdraw", travel.withdraw, "撤回一个支部某期间的表")
    arguments.organisation(one, required=True)
    arguments.period(one)
    one.add_argument("--reason", metavar="TEXT", help="为什么撤回，记在留痕里")
    one.add_argument("--operator", metavar="NAME", help=_WHO)
    one = command("answers", travel.answers, "对“这份表是哪个支部的”回答过什么；撤回一个回答")
    one.add_argument("--undo", type=int, metavar="ID", help="撤回这个回答，据此收下的表一起撤回")
    one.add_argument("--operator", metavar="NAME", help=_WHO)
    one = command("log", collecting.log, "留痕：谁在什么时候收下、撤回、退回了哪份表，为什么")
    arguments.organisation(one)
    one.add_argument("--since", metavar="日期", help="从哪天起，例如 2026-09-01")
    one = command("coverage", collecting.coverage, "报送情况：各支部各期间交了没有、报到哪一天")
    arguments.period(one)
    one = command("conflicts", collecting.conflicts, "两边都报的人、活动、企业：列出来，定一条")
    one.add_argument("key", metavar="编号", nargs="?", help="定哪一条：列出来的编号，开头几位就行")
    how = "both 两边都算（不是同一个），或以哪个支部为准的编码（也可以写 first、second、third …）"
    one.add_argument("decision", metavar="定法", nargs="?", help=how)
    one.add_argument("--all", action="store_true", help="连定过的一起列出")
    one.add_argument("--operator", metavar="NAME", help=_WHO)
    one = command("compare", collecting.compare, "数字为什么变了：两个时刻之间来了、走了、改了什么")
    arguments.period(one)
    one.add_argument(
        "--between", nargs=2, required=True, metavar=("T1", "T2"),
        help="日期、时间，或 rev:N（一个支部的第 N 版，要同时写 --org）",
    )  # fmt: skip
    one.add_argument("--indicator", metavar="ID", help="只看这一个指标")
    arguments.organisation(one)
    one = command("rollup", travel.rollup, "生成汇总表")
    arguments.period(one)
    arguments.out(one, "汇总表写到这个 .xlsx", ".xlsx")
    one.add_argument(
        "--with", dest="sheets", metavar="SHEET,…", default="",
        help="附上哪些逐行的表，例如 members,sessions；all 全部，none 不附；不写时行数多的不附",
    )  # fmt: skip
    one = command("report", report.report, "述职报告、小结、通报、简报")
    arguments.period(one)
    arguments.out(
        one, "写到这个文件，按后缀是 Word 还是 PDF", ".docx", ".pdf", metavar="FILE.docx|FILE.pdf"
    )
    arguments.organisation(one, or_else="不写时是这份数据自己的组织")
    one.add_argument(
        "--kind", default="yearly", metavar="KIND",
        help="yearly 年度述职（不写时）、half 半年小结、secretary 书记述职、bulletin 情况通报、"
        "firms 服务企业情况、brief 一页简报",
    )  # fmt: skip
    one.add_argument(
        "--without", metavar="PART,…", default="",
        help="这次不要哪些部分或段落，例如 work,organisation.cases,last_year；窗口里的开关照旧留着",
    )  # fmt: skip
    one.add_argument(
        "--with", dest="also", metavar="PART,…", default="",
        help="这次写上哪些关着的部分或段落",
    )  # fmt: skip
    one.add_argument(
        "--keep", action="store_true", help="把 --without、--with 的开关留着，窗口里也照这样"
    )
    one = command("print", papers.print_, "打印材料：PDF，多数也能是 Word")
    one.add_argument("what", metavar="WHAT", help="哪一种材料，见下")
    one.told = papers.titles
    one.add_argument("uid", metavar="UID", nargs="?", help="哪一条记录")
    arguments.out(one, "写到这个文件", ".pdf", ".docx", metavar="FILE.pdf|FILE.docx")
    arguments.period(one, required=False, or_else="不写时由材料自己定")
    one.add_argument(
        "--full", action="store_true", help="显示完整的身份号码和电话；移交清单写上姓名"
    )
    one = command("slip", travel.slip, "对一份报送表开退回单或回执")
    arguments.file(one, "对哪份报送表", name="submission")
    arguments.out(one, "写到这个 .xlsx", ".xlsx")
    one.add_argument("--words", metavar="TEXT", help="退回时写给支部的话")
    one.add_argument("--until", metavar="日期", help="退回后要在哪天以前改好，例如 2026-09-30")
    one.add_argument("--operator", metavar="NAME", help=_WHO)
    one = command("receipt", travel.receipt, "支部收下党委的回执（连同带回的学时、星级）或退回单")
    arguments.file(one, "回执或退回单")
    one = command("check", care.check, "检查数据是否完好")
    one.add_argument(
        "--accept",
        action="store_true",
        help="数据文件与上次关闭时不一样，而确实是自己换过的：以后以现在的为准",
    )
    one = command("backup", care.backup, "做一份核对过的备份")
    arguments.out(one, "备份写到这个 .partydesk", ".partydesk", ".db")
    one = command("restore", care.restore, "恢复一份备份（现在的数据会另存）")
    arguments.file(one, "备份的 .partydesk（早先版本的 .db 也行）")
    one.add_argument("--preview", action="store_true", help="只看会改什么")
    one.add_argument(
        "--put-away", action="store_true",
        help="现在的数据密码和恢复码都没有了：整个收进 set-aside，不删，再恢复",
    )  # fmt: skip
    handover.add_commands(command)
    one = command("password", None, "密码：设、换、取消；忘了密码用恢复码")
    words = one.add_subparsers(metavar="做什么", required=True)
    for name, does, text in (
        ("set", password.set_, "设密码，把数据、附件、备份都加密；恢复码只显示一次，请抄在纸上"),
        ("change", password.change, "换密码；忘了的，--password-file 里写恢复码"),
        ("remove", password.remove, "取消密码，都不再加密"),
        ("recovery", password.recovery, "换一个恢复码，以前的不能再用"),
    ):
        one = words.add_parser(name, help=text, description=text, parents=[common])
        one.set_defaults(command=does, asks_no_password=True)
        if name in ("set", "change"):
            one.add_argument(
                "--new-password-file", metavar="FILE", type=Path, help="第一行写着新密码的文件"
            )
    one = command("selftest", selftest.selftest, "自检：在临时文件夹里把主要的事做一遍，再读回核对")
    one.set_defaults(asks_no_password=True)
    one.add_argument("--release", action="store_true", help="只核对装好的程序文件与发行的是否一样")
    one = command("portable-upgrade", release.portable_upgrade, "把旧的便携版升级成这一版")
    one.add_argument("old", type=Path, help="旧的便携版文件夹")
    return parser
