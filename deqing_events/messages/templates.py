"""The fixed texts of messages with their fixed placeholders.

A provider of text messages approves each text beforehand under an id of its own, so the words and the names of the
placeholders below are a contract: change them together with the provider's. The signature is the provider's too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
SIGNATURE = "【德清职工赛事】"
CODES, NOTICES = "codes", "notices"
"""Data classes for retention: one-time codes, and everything else."""


class PlaceholderError(ValueError):
    """A message was queued with an unknown template, or without exactly its placeholders: a bug of the caller."""


@dataclass(frozen=True)
class Template:
    """One kind of message. ``secret`` ones hold a one-time code: never listed, emptied once they went out."""

    key: str
    title: str
    text: str
    secret: bool = False

    @property
    def placeholders(self) -> frozenset[str]:
        """The names that must be given."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.text) if name)

    @property
    def data_class(self) -> str:
        """How long it may be kept."""
        return CODES if self.secret else NOTICES


_ALL = (
    Template(
        "sign_in_code",
        "验证码",
        "验证码 {code}，{minutes} 分钟内有效，用来打开“我的”。不是你在操作就不用管，也不要告诉别人。",
        secret=True,
    ),
    Template("registration_confirmed", "报名成功", "你已报上{event}，{when}。报名编号 {number}，通行码在“我的”里。"),
    Template("registration_received", "报名已收到", "{event}的报名已收到，编号 {number}。正在审核，有结果马上告诉你。"),
    Template("waiting_listed", "候补中", "{event}名额满了，你在候补第 {place} 位。有人退出会按次序递补，并告诉你。"),
    Template(
        "place_gained",
        "递补成功",
        "有名额了，你已从候补转为正式报名{event}，{when}。来不了请在“我的”里取消。",
    ),
    Template("returned", "请补充报名", "{event}的报名还差一点：{reason}。在“我的”里补好再提交，就能继续。"),
    Template("approved", "审核通过", "{event}的报名已通过，{when}。报名编号 {number}，通行码在“我的”里。"),
    Template("rejected", "这次没有报上", "{event}这次没有报上：{reason}。有疑问请问主办方，欢迎参加别的活动。"),
    Template("reminder", "明天的活动", "明天见：{event}，{when}，{venue}。入场请出示通行码，在“我的”里打开。"),
    Template("round_advanced", "晋级", "祝贺，你晋级了{event}。请在“我的”里确认参加，来不了也请尽早答复。"),
    Template("round_reserve", "晋级候补", "你是{event}的候补第 {place} 位。有人放弃会按次序递补，并告诉你。"),
    Template(
        "round_moved_up",
        "递补晋级",
        "有人放弃，轮到你参加{event}，{when}。请在 {until} 前到“我的”里确认，过时名额会给下一位候补。",
    ),
    Template("results_out", "成绩公布", "{event}的成绩已公布，在“我的”里看你的成绩。"),
    Template("certificate_issued", "证书已发", "你在{event}获得{award}，证书已发，编号 {number}。在“我的”里看和下载。"),
    Template("cancelled_by_staff", "报名已取消", "你在{event}的报名已由工作人员取消：{reason}。有疑问请问主办方。"),
    Template("substituted", "已换人", "你在{event}的名额已换给{name}，原来的通行码不再有效。有疑问请问领队。"),
    Template("team_invitation", "组队邀请", "{captain}邀请你加入{team}，参加{event}。{until}前打开 {link} 答复。"),
    Template(
        "team_entered",
        "队伍已报名",
        "{team}已报名{event}，共 {size} 人。队伍编号 {number}，名单和通行码在“我的”里。",
    ),
    Template("team_cancelled", "队伍已退出", "你所在的{team}不再参加{event}：{reason}。有疑问请问队长或主办方。"),
    Template("event_changed", "活动变动", "{event}有变动：{change}。最新安排看活动页。"),
    Template("data_request_done", "申请已办好", "你提出的{request}已办好，在“我的”里看结果。"),
)
TEMPLATES: Mapping[str, Template] = {template.key: template for template in _ALL}
SECRET = tuple(template.key for template in _ALL if template.secret)
TITLES: Mapping[str, str] = {template.key: template.title for template in _ALL}


def filled(key: str, values: Mapping[str, object]) -> tuple[dict[str, str], str]:
    """Return the tidied values and the whole text. Raises PlaceholderError unless just the placeholders are given."""
    template = TEMPLATES.get(key)
    if template is None:
        raise PlaceholderError(f"no message template {key!r}")
    missing, unknown = template.placeholders - values.keys(), values.keys() - template.placeholders
    if missing or unknown:
        raise PlaceholderError(f"{key}: missing {sorted(missing)}, unknown {sorted(unknown)}")
    tidied = {name: tidy(value) for name, value in values.items()}
    empty = sorted(name for name, value in tidied.items() if not value)
    if empty:
        raise PlaceholderError(f"{key}: empty {empty}")
    return tidied, SIGNATURE + template.text.format(**tidied)


def tidy(value: object) -> str:
    """Return a value on one line, without what would look like another sender's signature or end a sentence twice."""
    text = " ".join(_INVISIBLE.sub("", str(value)).split()).replace("【", "〔").replace("】", "〕")
    return text.rstrip("。；; ")


def body(text: str) -> str:
    """Return a text without the signature, as pages of our own show it."""
    return text.removeprefix(SIGNATURE)
