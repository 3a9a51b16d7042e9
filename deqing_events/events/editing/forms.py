"""Forms of the event editor, one per part."""

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional, Regexp

from deqing_events.domain.kinds import ENTRANT_WORDS, FAMILY_KINDS, FAMILY_WORDS, LEVEL_WORDS
from deqing_events.events.fields import After, CountField, InstantField, PickField, RowField, SegmentField
from deqing_events.events.trades import TRADES
from deqing_events.web.forms import BaseForm, compact, required

KINDS = {FAMILY_WORDS[family]: dict(kinds) for family, kinds in FAMILY_KINDS.items()}
PHONE = Regexp(r"^[0-9][0-9 \-]{5,18}$", message="电话只写数字和短横线，比如 0572-0000000。")
MOST = 100_000
PLACES = NumberRange(1, MOST, "名额填 1 到 100000 之间的整数。")


def _short(length: int) -> Length:
    return Length(max=length, message=f"请写短一些，最多 {length} 个字。")


class BasicForm(BaseForm):
    """What kind of event it is and whose figure it is."""

    title = StringField("名称", [*required("请填写名称。"), _short(80)])
    kind = PickField("类别", required("请选一个类别。"), choices=KINDS)
    organiser_level = PickField(
        "主办层级", required("请选主办层级。"), choices={level.value: word for level, word in LEVEL_WORDS.items()}
    )
    host_id = RowField("主办工会")
    host_unit = StringField("主办单位", [_short(120)])
    township_id = RowField("所属镇街")
    campaign_id = RowField("所属竞赛活动")
    trade = PickField("工种", [Optional()], choices={"": "不分工种", **TRADES})
    contest_class = SegmentField("类别等级", [Optional()], choices={"": "不分", "I": "一类", "II": "二类"}, default="")
    entrant_kind = SegmentField(
        "参赛对象", required("请选参赛对象。"), choices={kind.value: word for kind, word in ENTRANT_WORDS.items()}
    )
    summary = StringField("一句话介绍", [_short(300)])
    is_preliminary = BooleanField("这是初赛或选拔赛")
    is_test = BooleanField("这是测试，不计入统计")


class SessionForm(BaseForm):
    """One session: when and where."""

    title = StringField("场次名称", [_short(60)])
    venue = StringField("地点", [*required("请填写地点。"), _short(80)])
    address = StringField("详细地址", [_short(120)])
    township_id = RowField("地点所在镇街")
    starts_at = InstantField("开始", required("请填写开始时间。"))
    ends_at = InstantField("结束", [*required("请填写结束时间。"), After("starts_at", "结束要晚于开始。")])
    capacity = CountField("这一场的名额", [Optional(), PLACES])
    note = StringField("提醒", [_short(120)])


class RegistrationForm(BaseForm):
    """Whether, when and how many people sign up."""

    needs_registration = BooleanField("要报名才能参加")
    registration_opens_at = InstantField("报名开始", [Optional()])
    registration_closes_at = InstantField(
        "报名截止", [Optional(), After("registration_opens_at", "报名截止要晚于报名开始。")]
    )
    cancel_until = InstantField("可自行取消到", [Optional()])
    capacity = CountField("名额上限", [Optional(), PLACES])
    waiting_list = BooleanField("满额后可以候补")


class EligibilityForm(BaseForm):
    """Who may take part."""

    who_may = TextAreaField("谁能报名", [_short(2000)])


class NoticeForm(BaseForm):
    """The notice as published, and whom to ask."""

    notice = TextAreaField("通知原文", [_short(20_000)])
    contact = StringField("联系人", [_short(40)])
    contact_phone = StringField("咨询电话", [Optional(), PHONE], filters=(compact,))
