"""Names of people: what one is, where several stand in one text, and when two are the same.

The written name is kept, with · between its parts; names are compared by `person_key`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# The dot in 阿依古丽·买买提, in all the ways it is typed.
_DOTS = re.compile(r"\s*[·•‧・･．∙●⋅∘﹒᛫⸱ㆍ]\s*|(?<=[\u3400-\u9fff])\s*\.\s*(?=[\u3400-\u9fff])")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_BETWEEN = re.compile(r"[、，,；;/／|｜&＆\n]+|\s{2,}")
_AND = re.compile("[和及与]")
_SEPARATOR = re.compile(r"[、，,；;/／|｜&＆\n]")
# Namesakes are told apart by a number; a longer one is of a telephone or an identity card.
_DIGITS = re.compile(r"\d{4,}")
_HEADER_WORD = re.compile(
    "姓名|性别|民族|籍贯|学历|身份证|号码|电话|手机|日期|时间|党员|支部|党委|党组织|党小组|"
    "备注|合计|总计|小计|人数|共计|编号|序号|单位|职务|签字|盖章|填表"
)
_HAN_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]{2,4}")
_DOTTED = re.compile(r"[^\s·]+(?:·[^\s·]+)+")

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚"
    "范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元"
    "卜顾孟平黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路"
    "娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸"
    "左石崔吉钮龚程邢裴陆荣翁荀羊惠甄封储靳邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双"
    "闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾"
    "鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那"
    "简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖闫付代覃涂苟仝佟岳"
)
_DOUBLE_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳",
    )
)
# Other forms of a character, as registers and input methods write them in names. Only forms
# that are one character in law; 喆 and 哲 are two.
_FORMS = (
    "呂吕吳吴黃黄陳陈張张楊杨趙赵孫孙馬马劉刘許许鄧邓蕭萧閻阎葉叶盧卢龍龙鄭郑馮冯蔣蒋韓韩羅罗"
    "譚谭陸陆溫温強强彥彦戶户峯峰錄录祿禄淥渌兪俞內内產产說说悅悦稅税閱阅銳锐靑青淸清淨净爭争"
    "綠绿眞真値值愼慎塡填鎭镇飮饮飲饮曽曾増增層层黒黑歩步髙高吿告潁颍頴颖穎颖勲勋勳勋敎教旣既"
    "卽即鄕乡郞郎艷艳豔艳華华衛卫賀贺齊齐國国東东車车軍军鋒锋龔龚蘭兰麗丽麥麦興兴榮荣傑杰偉伟"
    "剛刚貴贵寶宝"
)
_VARIANTS = str.maketrans(dict(zip(_FORMS[::2], _FORMS[1::2], strict=True)))


@lru_cache(maxsize=20_000)
def person_key(name: str) -> str:
    """What of a name is compared: no width, dots, blanks or unseen marks, one form of a letter."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", _DOTS.sub("·", name)))
    return re.sub(r"[\s·]+", "", text).translate(_VARIANTS).casefold()


def people_key(names: str) -> str:
    """The same of several names joined by 、, in any order."""
    return "、".join(sorted(map(person_key, re.split("[、，,；;]", names))))


def tidy_name(text: str) -> str:
    """One name as it is kept: blanks out of it (张　三), · between its parts.

    A name in Latin letters keeps its single blanks.
    """
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    text = _DOTS.sub("·", re.sub(r"[\u3000\t\xa0]", " ", text)).strip(" ")
    if not re.search(r"[A-Za-z]", text):
        return re.sub(r"\s", "", text)
    return re.sub(r"\s+", " ", text)


def is_name(text: str) -> bool:
    """Whether a text looks like one whole name of a person: 张三, 古丽·阿依, 欧阳娜娜."""
    if _HEADER_WORD.search(text):
        return False
    return bool(_HAN_NAME.fullmatch(text) or _DOTTED.fullmatch(text))


def split_names(text: str) -> list[str]:
    """The single names of a text: 张三、李四; also set apart by a blank, 和 or 及.

    A blank parts names only where each piece is a name: 张 三 and 欧阳 修 stay one.
    """
    found: list[str] = []
    for part in _BETWEEN.split(text.replace("\u3000", " ").replace("\xa0", " ")):
        found += [name for piece in _apart(part.strip()) if (name := tidy_name(piece))]
    return found


@lru_cache(maxsize=20_000)
def one_name(text: str) -> str:
    """What is written where one person belongs: a name, or several, joined by 、."""
    if re.search("[A-Za-z]", text) and not _SEPARATOR.search(text):
        return tidy_name(text)
    return "、".join(split_names(text))


def _apart(part: str) -> list[str]:
    if not part or re.search("[A-Za-z]", part):
        return [part]
    part = _DOTS.sub("·", part)
    pieces = part.split()
    whole = "".join(pieces)
    if len(pieces) == 2 and pieces[0] in _DOUBLE_SURNAMES and len(whole) <= 4:
        pieces = [whole]
    if len(pieces) > 1 and not all(map(is_name, pieces)):
        # 张三 和 李四, or 张 三 和 李 四.
        if _AND.search(part):
            return _joined_by_and(_AND.split(part)) or [whole]
        return [whole]
    return [name for piece in pieces for name in _joined_by_and(_AND.split(piece)) or [piece]]


def _joined_by_and(pieces: list[str]) -> list[str]:
    """The names that 和 joins, where each is one with a surname that is common; else none."""
    names = ["".join(piece.split()) for piece in pieces]
    sure = all(
        is_name(name) and ("·" in name or name[0] in _SURNAMES or name[:2] in _DOUBLE_SURNAMES)
        for name in names
    )
    return names if sure and len(names) > 1 else []


@lru_cache(maxsize=20_000)
def name_of_one(value: str) -> str | None:
    """A check: the name of one person, with no separator, number or header word in it."""
    if _SEPARATOR.search(value) or len(split_names(value)) > 1:
        return f"姓名“{value}”像是几个人写在一格里，请一人一行"
    if _DIGITS.search(unicodedata.normalize("NFKC", value)):
        return f"姓名“{value}”里有一串数字，不像姓名，请核对是否填错了列"
    if _HEADER_WORD.search(value):
        return f"姓名“{value}”是栏目的名称，不是姓名，请核对是否填错了列"
    return None
