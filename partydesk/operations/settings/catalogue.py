"""All settings there are, in the order of the page.

A new one is one `Setting(…)` here: the page, `partydesk settings` and the palette follow.
"""

from __future__ import annotations

from functools import cache, partial

from partydesk.documents.notice_texts import NOTICE_TEXTS, template_lines
from partydesk.operations.settings import kept
from partydesk.operations.settings.declared import Section, Setting, Sort
from partydesk.operations.settings.keys import LOCK_AFTER, PAPERS_FOLDER, SUBMISSION_FOLDER
from partydesk.records.declared import choices
from partydesk.records.fields import fields
from partydesk.records.findings import UserError
from partydesk.records.integrity import TALK_KIND
from partydesk.records.kinds import SESSION_KIND
from partydesk.records.organisation import Organisation
from partydesk.rules import deadlines, park_settings
from partydesk.rules.awards import conditions
from partydesk.rules.norms import NORMS, custom
from partydesk.store import appearance, protection
from partydesk.store.store import Store

SECTIONS = (
    Section("start", "起用", "flag"),
    Section("look", "外观", "sun"),
    Section("remind", "提醒", "bell"),
    Section("deadlines", "时限", "clock", "改了马上照它算"),
    Section("protection", "保护", "lock"),
    Section("backups", "备份", "disks", "打开、关闭时和每半小时自动备份"),
    Section("files", "文件放哪里", "sheet"),
    Section("texts", "通知、简报的话", "copy", "花括号里的到时候填上"),
    Section("rules", "本园区的规矩", "book", "改了马上照它算"),
)

_ON_THIS_COMPUTER, _ORGANISATION, _SYSTEM = "这台电脑", "本组织信息", "系统的登录项"

_SAFE = (
    "身份证号、电话在界面和打印里遮住一部分；谈话内容不写进任何表格；数据只在这台电脑上，不联网。"
)
_SCHEME, _TEXT_SIZE = choices(*appearance.SCHEME), choices(*appearance.TEXT_SIZE)
_LOCK_AFTER = choices(
    ("5", "5 分钟"), ("15", "15 分钟"), ("30", "30 分钟"), ("60", "1 小时"), ("0", "不锁")
)


def settings_of(role: str) -> dict[str, Setting]:
    """The settings of a file of this role, by name."""
    return {each.name: each for each in _all() if each.of in ("", role)}


@cache
def _all() -> tuple[Setting, ...]:
    own = fields(Organisation)
    customs = choices(*((norm.id, norm.label) for norm in NORMS.values() if norm.custom))
    return (
        Setting(
            "used_from", "start", own["used_from"].label, Sort.DAY,
            kept.field_of_own("used_from"),
            kept.keep_field_of_own("used_from", own["used_from"].label),
            own["used_from"].help, kept=_ORGANISATION,
        ),
        Setting(
            "secretary", "start", own["secretary"].label, Sort.SHOWN,
            kept.field_of_own("secretary"), kept=_ORGANISATION,
            change=("换书记…", "new-secretary"),
        ),
        Setting(
            "scheme", "look", "明暗", Sort.CHOICE, kept.look("scheme"),
            kept.keep_look("scheme", "明暗", _SCHEME),
            default="system", kept=_ON_THIS_COMPUTER, choices=_SCHEME,
        ),
        Setting(
            "text_size", "look", "字号", Sort.CHOICE, kept.look("text_size"),
            kept.keep_look("text_size", "字号", _TEXT_SIZE),
            "字和按钮一起变，重新打开后生效", "standard", _ON_THIS_COMPUTER,
            choices=_TEXT_SIZE,
        ),
        Setting(
            "lead_days", "remind", "提前", Sort.NUMBER,
            kept.from_file(park_settings.lead_days), kept.keep_lead("lead_days", "提前天数"),
            "换届、组织生活会等自己写明提前多久的不受影响",
            str(park_settings.USUAL_LEAD_DAYS), unit="天",
        ),
        Setting(
            "birthday_lead_days", "remind", "政治生日提前", Sort.NUMBER,
            kept.from_file(park_settings.birthday_lead_days),
            kept.keep_lead("birthday_lead_days", "政治生日提前天数"),
            default=str(park_settings.USUAL_BIRTHDAY_LEAD_DAYS), unit="天",
        ),
        Setting(
            "at_sign_in", "remind", "登录电脑时说一声", Sort.FLAG, kept.at_sign_in,
            kept.keep_sign_in("登录电脑时说一声"),
            "只在有逾期或者今天到期的事时", "关", _SYSTEM,
        ),
        Setting(
            "hand_in_periods", "deadlines", "要支部交", Sort.SEVERAL,
            kept.from_file(lambda connection: sorted(deadlines.calendar(connection))),
            kept.keep_codes(deadlines.ASKABLE, deadlines.calendar_pair),
            "没有勾的期间不算未交，交了也收", "，".join(sorted(deadlines.USUAL_CALENDAR)),
            choices=deadlines.ASKABLE,
        ),
        *(
            Setting(
                f"hand_in_days.{each.code}", "deadlines", f"{each.label}期满后", Sort.NUMBER,
                kept.read_days(each.code),
                kept.keep_days(each.code, f"{each.label}报送期限"),
                "内报送" if each.code != "other" else "内报送，园区定了几天就填几天",
                str(deadlines.USUAL_DAYS), unit="天",
            )
            for each in deadlines.SPAN
        ),
        Setting(
            "life_meeting_until", "deadlines", "组织生活会最迟", Sort.TEXT,
            kept.from_file(park_settings.life_meeting_until),
            kept.keep_pair(park_settings.life_meeting_until_pair),
            "月和日，1 至 4 月是次年的；民主评议同它", park_settings.USUAL_LIFE_UNTIL,
        ),
        Setting(
            "protection", "protection", "现在怎样", Sort.SHOWN,
            lambda store: f"{protection.described(store.home)}。{_SAFE}",
        ),
        Setting(
            "lock_after", "protection", "不用时锁上", Sort.CHOICE, kept.read_text(*LOCK_AFTER),
            kept.keep_own_choice(LOCK_AFTER[0], "不用时锁上", _LOCK_AFTER),
            default=LOCK_AFTER[1], choices=_LOCK_AFTER,
        ),
        Setting(
            "enrolment", "protection", "登记卡", Sort.SHOWN, kept.enrolment,
            help="收下、换卡在“报送”，发卡在“交表情况”的“登记卡”",
        ),
        Setting(
            "second_place", "backups", "第二备份位置", Sort.FOLDER,
            kept.read_text("second_place"), kept.keep_folder("second_place", "第二备份位置"),
            "每次备份也放一份到这里，连附件和收下的报送表", "",
        ),
        Setting(
            "papers_folder", "files", "打印和导出", Sort.FOLDER,
            kept.read_text(PAPERS_FOLDER), kept.keep_folder(PAPERS_FOLDER, "打印和导出的文件夹"),
            "没有设的放在“文档”", "",
        ),
        Setting(
            "submission_folder", "files", "报送表", Sort.FOLDER,
            kept.read_text(SUBMISSION_FOLDER),
            kept.keep_folder(SUBMISSION_FOLDER, "放报送表的文件夹"),
            "没有插 U 盘时写到这里", "", of="branch",
        ),
        *(
            Setting(
                each.key, "texts", each.label, Sort.LINES,
                kept.from_file(partial(template_lines, each)), kept.keep_text(each),
                f"可以用：{'、'.join(f'{{{name}}}' for name in each.places)}；空着就用原来的话",
                each.start,
            )
            for each in NOTICE_TEXTS.values()
        ),
        Setting(
            "customs", "rules", "园区自定的要求", Sort.SEVERAL,
            kept.from_file(lambda connection: sorted(custom.chosen(connection))),
            kept.keep_customs(customs), "条文没有定的，勾了才提醒",
            "，".join(sorted(n.id for n in NORMS.values() if n.custom and n.usual)),
            choices=customs,
        ),
        Setting(
            "study_kinds", "rules", "算学时的活动", Sort.SEVERAL,
            kept.from_file(lambda connection: sorted(park_settings.study_kinds(connection))),
            kept.keep_codes(SESSION_KIND, park_settings.study_kinds_pair),
            "时间记进党员的学时；志愿服务、劳动不算学时",
            "，".join(sorted(park_settings.USUAL_STUDY)), choices=SESSION_KIND,
        ),
        Setting(
            "talk_kinds", "rules", "算次数的谈话", Sort.SEVERAL,
            kept.from_file(lambda connection: sorted(park_settings.talk_kinds(connection))),
            kept.keep_codes(TALK_KIND, park_settings.talk_kinds_pair),
            "记进廉政谈心谈话次数", "，".join(sorted(park_settings.USUAL_TALKS)),
            choices=TALK_KIND,
        ),
        Setting(
            "review_cap", "rules", "优秀最多占", Sort.TEXT,
            kept.from_file(lambda connection: str(park_settings.review_cap(connection))),
            kept.keep_pair(park_settings.review_cap_pair),
            "民主评议优秀占正式党员的份额，写成 1/3 或者 30%",
            str(park_settings.USUAL_REVIEW_CAP),
        ),
        *(
            Setting(
                f"award_{what}", "rules", f"评优{conditions.LABEL[what]}的条件", Sort.SEVERAL,
                kept.from_file(partial(conditions.codes_of, what=what)),
                kept.keep_codes(conditions.choices_of(what), partial(conditions.codes_pair, what)),
                "勾上的条件都要符合；没有记录的不算符合",
                "，".join(each.code for each in every), choices=conditions.choices_of(what),
            )
            for what, every in conditions.WHAT.items()
        ),
        Setting(
            "award_rate", "rules", "评优的各项比率至少", Sort.NUMBER,
            kept.from_file(conditions.rate),
            kept.keep_number("award_rate", "评优的各项比率", 100),
            "到会率、三会一课完成率、主题党日完成率、学时达标率", "90", unit="%",
        ),
        Setting(
            "award_stars", "rules", "评优的支部至少", Sort.NUMBER,
            kept.from_file(conditions.stars), kept.keep_number("award_stars", "评优的星级", 99),
            "星级方案里的星数", "8", unit="星",
        ),
        Setting(
            "award_share", "rules", "评优最多占", Sort.TEXT,
            kept.from_file(lambda connection: str(conditions.share(connection))),
            kept.keep_pair(conditions.share_pair),
            "占每个支部正式党员、占全部支部的份额，写成 1/3 或者 30%", "1/3",
        ),
        Setting(
            "dues_amounts", "rules", "报送表写每人党费金额", Sort.FLAG,
            kept.from_file(park_settings.dues_amounts),
            kept.keep_flag("dues_amounts", "报送表写每人党费金额"),
            "园区规定要写才打开；平时只写每人每月交没交和支部合计", "关",
        ),
        Setting(
            "dues_handed_every", "rules", "党费多久上缴一次", Sort.CHOICE,
            kept.from_file(park_settings.dues_handed_every),
            kept.keep_choice(
                park_settings.HANDED_EVERY, "党费上缴周期", park_settings.dues_handed_every_pair
            ),
            "", park_settings.USUAL_HANDED_EVERY, choices=park_settings.HANDED_EVERY,
        ),
        Setting(
            "dues_handed_days", "rules", "期满后几天内上缴", Sort.NUMBER,
            kept.from_file(park_settings.dues_handed_days),
            kept.keep_lead("dues_handed_days", "党费上缴天数"),
            "", str(park_settings.USUAL_HANDED_DAYS), unit="天",
        ),
        Setting(
            "holidays", "rules", "放假和调休", Sort.LINES,
            kept.from_file(
                lambda connection: park_settings.holiday_lines(
                    park_settings.holidays(connection)
                ).splitlines()
            ),
            kept.keep_pair(kept.holidays_pair),
            "公示算工作日要知道。新的一年通知出来以后填：一行写休或班和日期，连着的用“至”", "",
        ),
    )  # fmt: skip


def keep_setting(store: Store, setting: Setting, text: str) -> None:
    """Keep a value as somebody wrote it.

    Raises UserError for what cannot be, or what is set elsewhere; nothing is then changed.
    """
    if setting.keep is None:
        how = f"“{setting.change[0].rstrip('…')}”里" if setting.change else "别处"
        raise UserError("not-here", f"{setting.label}不在这里改，在{how}改")
    if not store.writable:
        raise UserError("read-only", "这份数据是只读打开的，设置不能改")
    setting.keep(store, text)
