"""The short forms of rules: skills contest, judged performance, appraisal of workplaces; import of a full sheet."""

import json
from collections.abc import Callable
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, Regexp

from deqing_events.contests.rule_sheets.team_answers import BASES as TEAM_BASES
from deqing_events.contests.rule_sheets.team_answers import COUNTINGS, league_of
from deqing_events.contests.rule_sheets.wording import point_list, tier_lines, typed_lines, valued_lines
from deqing_events.domain.sheet_cursor import Problem
from deqing_events.web.forms import BaseForm, compact, required

WHOLE = Regexp(r"^[0-9]{1,3}$", message="请填整数。")
COUNTED = Regexp(r"^[1-9][0-9]?$", message="请填 1 到 99 的整数；都计就留空。")
WEIGHT = Regexp(r"^[0-9]{1,3}(\.[0-9]{1,4})?$", message="请填数字，例如 1 或 1.5。")
DECIMAL = Regexp(r"^[0-9]{1,5}(\.[0-9]{1,4})?$", message="请填数字，最多 4 位小数。")
TIE_CHOICES = [
    SelectChoice("", "不比较"),
    SelectChoice("elapsed", "用时（短者在前）"),
    SelectChoice("penalties", "总分扣分（少者在前）"),
]
PART_CHOICES = [SelectChoice("part:practical", "实操成绩"), SelectChoice("part:theory", "理论成绩")]
BASES = [
    SelectChoice("attended", "实际参赛人数"),
    SelectChoice("registered", "报名人数"),
    SelectChoice("ranked", "有名次的人数"),
]
ROUNDINGS = [
    SelectChoice("half_up", "四舍五入"),
    SelectChoice("floor", "只舍不入"),
    SelectChoice("ceil", "有零头就进一"),
]
POLICIES = [
    SelectChoice("cumulative_include", "并列一起获奖，下一等奖相应减少"),
    SelectChoice("tier_fixed_include", "并列一起获奖，下一等奖名额不变"),
    SelectChoice("exclude_down", "装不下的并列者一起列入下一等奖"),
]
LEAGUE_TIES = [SelectChoice("average", "平分所占名次的积分"), SelectChoice("rank", "都得该名次的积分")]
MOST_BYTES = 400_000
MOST_FILE = 2_000_000
OWN_ACT = Length(max=200, message="最多 200 个字。")


def readable(read: Callable[[str], Any]) -> Callable[[Any, Any], None]:
    """Return a validator that shows the sentence of ``read`` when it refuses the text."""

    def check(form: Any, field: Any) -> None:  # noqa: ANN401 - WTForms passes its own types
        del form
        try:
            read(field.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from error

    return check


def whole(label: str, default: str) -> Any:  # noqa: ANN401 - WTForms has no types
    """Return a field for a whole number that must be filled."""
    return StringField(label, [*required(), WHOLE], filters=(compact,), default=default)


def decimal(label: str, default: str = "", *, needed: bool = False) -> Any:  # noqa: ANN401 - WTForms has no types
    """Return a field for a decimal number."""
    first = required() if needed else [Optional()]
    return StringField(label, [*first, DECIMAL], filters=(compact,), default=default)


class RulesForm(BaseForm):
    """What every template asks: places, ties, prizes, team points."""

    seen = HiddenField(default="0")
    title = StringField("规则名称", [*required(), Length(max=80, message="最多 80 个字。")])
    places = StringField("显示小数位", [*required(), Regexp(r"^[0-6]$", message="请填 0 到 6。")], default="2")
    tie1 = SelectField("总分相同先比", choices=TIE_CHOICES)
    tie2 = SelectField("再比", choices=TIE_CHOICES)
    tie3 = SelectField("最后比", choices=TIE_CHOICES)
    draw_within = whole("前几名并列要抽签", "3")
    tiers = TextAreaField("奖项和名额", [readable(tier_lines)])
    award_base = SelectField("比例的基数", choices=BASES)
    award_rounding = SelectField("名额取整", choices=ROUNDINGS)
    tie_policy = SelectField("获奖线上并列", choices=POLICIES)
    award_line = decimal("获奖最低总分")
    need_pass = BooleanField("达到合格线才能获奖")
    per_unit_max = StringField("每单位最多几个奖", [Optional(), WHOLE], filters=(compact,))
    league_points = StringField("团体积分（按名次）", [Length(max=200), readable(point_list)])
    league_other = whole("其余有名次者各积", "0")
    league_ties = SelectField("并列名次的积分", choices=LEAGUE_TIES)
    countback = BooleanField("积分相同比较名次多少", default=True)
    league_counts = SelectField(
        "团体怎么算", choices=[SelectChoice(*pair) for pair in COUNTINGS.items()], default="places"
    )
    league_best = StringField("每队只计最好的几个", [Optional(), COUNTED], filters=(compact,))
    league_basis = SelectField(
        "按什么排", choices=[SelectChoice(*pair) for pair in TEAM_BASES.items()], default="delegation"
    )
    league_prizes = whole("团体奖到第几名", "3")
    league_organisers = whole("优秀组织奖到第几名", "13")
    league_weight = StringField("在竞赛活动总积分里的系数", [*required(), WEIGHT], filters=(compact,), default="1")
    reason = StringField("修改理由", [OWN_ACT])

    FIELD_OF: tuple[tuple[str, str], ...] = (
        ("awards.tiers", "tiers"),
        ("awards.pass_line", "award_line"),
        ("awards.per_unit_max", "per_unit_max"),
        ("panel.min_judges", "min_judges"),
        ("panel.drop", "drop_each_side"),
        ("panel.judges", "judge_count"),
        ("places", "places"),
        ("title", "title"),
        ("criteria", "criteria"),
    )

    def league(self) -> dict[str, Any]:
        """Return the team table as it is stored; {} without points."""
        return league_of(self.data)

    def show_problems(self, problems: list[Problem]) -> None:
        """Put each sentence of the law at the field it is about, or on top."""
        for problem in problems:
            field = self._fields.get(self._field_of(problem.path))
            if field is None:
                self.form_errors.append(problem.sentence)
            else:
                field.errors = [*field.errors, problem.sentence]

    def _field_of(self, path: str) -> str:
        if path.startswith("league."):
            return path.replace(".", "_")
        if path == "parts" or path.endswith(".weight"):
            return "theory_weight"
        if path.endswith(".pass"):
            return "part_pass"
        if path.startswith("parts"):
            return "criteria"
        return next((name for start, name in self.FIELD_OF if path.startswith(start)), "")


class PanelForm(RulesForm):
    """Rules with a panel of judges."""

    judge_count = StringField(
        "裁判人数",
        [*required(), Regexp(r"^(?:[1-9]|[1-4][0-9])$", message="请填 1 到 49。")],
        filters=(compact,),
        default="5",
    )
    judge_names = TextAreaField("裁判称呼", [readable(typed_lines)])
    min_judges = whole("每项至少几人评分", "1")
    drop_each_side = whole("去掉最高、最低各几个", "1")

    def validate_judge_names(self, field: Any) -> None:  # noqa: ANN401 - WTForms calls it by name
        """Names, when given, must be as many as the judges, different, and short enough for a seat."""
        names = typed_lines(field.data or "")
        if names and str(len(names)) != (self.judge_count.data or ""):
            raise ValidationError(f"写了 {len(names)} 位，和裁判人数对不上，请改一致。")
        if len(set(names)) != len(names):
            raise ValidationError("有重名的裁判，请加以区分。")
        if any(len(name) > 20 for name in names):  # noqa: PLR2004 - the width of the column
            raise ValidationError("裁判称呼最多 20 个字。")


class SkillsForm(PanelForm):
    """Theory and practical."""

    theory_weight = decimal("理论占比 %", "30", needed=True)
    practical_weight = decimal("实操占比 %", "70", needed=True)
    part_pass = decimal("理论、实操合格线", "60")
    criteria = TextAreaField("实操评分项", [*required("请写至少一项，每行一项。"), readable(valued_lines)])
    tie1 = SelectField("总分相同先比", choices=[*TIE_CHOICES, *PART_CHOICES], default="part:practical")
    tie2 = SelectField("再比", choices=[*TIE_CHOICES, *PART_CHOICES], default="elapsed")
    tie3 = SelectField("最后比", choices=[*TIE_CHOICES, *PART_CHOICES], default="part:theory")
    tiers = TextAreaField("奖项和名额", [readable(tier_lines)], default="一等奖 10%\n二等奖 20%\n三等奖 30%")
    league_points = StringField(
        "团体积分（按名次）", [Length(max=200), readable(point_list)], default="10,9,8,7,6,5,4,4,4,4"
    )
    league_other = whole("其余有名次者各积", "1")


class PerformanceForm(PanelForm):
    """A judged performance: trimmed mean, overtime taken off once."""

    scale = decimal("满分", "10", needed=True)
    criteria = TextAreaField("评分项", [readable(valued_lines)])
    min_judges = whole("每项至少几人评分", "3")
    overtime_title = StringField("超时扣分名称", [*required(), Length(max=40)], default="超时（每 30 秒）")
    overtime_points = decimal("每次扣", "0.1", needed=True)
    draw_within = whole("前几名并列要抽签", "0")
    award_base = SelectField("比例的基数", choices=BASES, default="ranked")
    tiers = TextAreaField("奖项和名额", [readable(tier_lines)], default="一等奖 1个\n二等奖 2个\n三等奖 3个")


class AppraisalForm(RulesForm):
    """An appraisal of workplaces: sections, bonus, deductions, vetoes, lines."""

    criteria = TextAreaField(
        "考核内容和分值",
        [*required("请写至少一项，每行一项。"), readable(valued_lines)],
        default="组织领导 12\n安全管理 35\n劳动保护与职业健康 25\n基层组织安全生产建设 15\n群众监督参与 13",
    )
    bonus_max = decimal("鼓励项最多加分", "4")
    deductions = TextAreaField("扣分项", [readable(valued_lines)], default="主要领导未任组委会主任 1")
    disqualifying = TextAreaField(
        "一票否决（取消资格）", [readable(typed_lines)], default="周期内发生重伤及以上生产安全事故"
    )
    no_award = TextAreaField("一票否决（保留名次、不获奖）", [readable(typed_lines)], default="全年未开展活动")
    part_pass = decimal("合格线", "80")
    award_line = decimal("获奖最低总分", "95")
    need_pass = BooleanField("达到合格线才能获奖", default=True)
    draw_within = whole("前几名并列要抽签", "0")
    award_base = SelectField("比例的基数", choices=BASES, default="ranked")
    tiers = TextAreaField("奖项和名额", [readable(tier_lines)], default="优胜单位 10个")

    def validate_criteria(self, field: Any) -> None:  # noqa: ANN401 - WTForms calls it by name
        """Ask for sections that add up to 100 (domain.md §3.3)."""
        total = sum(value for _, value in valued_lines(field.data or ""))
        if total != 100:  # noqa: PLR2004 - the rule
            raise ValidationError(f"各项分值加起来要等于 100，现在是 {total}。")


class ImportForm(BaseForm):
    """A full rule sheet as JSON, pasted or as a file."""

    seen = HiddenField(default="0")
    text = TextAreaField("规则表（JSON）", [Optional()])
    file = FileField("或选择文件（.xlsx 或 .json）")
    reason = StringField("修改理由", [OWN_ACT])

    def given(self) -> str | bytes:
        """Return what was chosen or pasted, the file first."""
        return self.file.data.read(MOST_FILE + 1) if self.file.data else (self.text.data or "")


def read_document(raw: str | bytes) -> dict[str, Any]:
    """Read a JSON object; decimals stay exact text. Raises ValueError with a sentence for anything else."""
    if not raw.strip():
        raise ValueError("请粘贴规则表，或选择一个 .json 文件。")
    if len(raw) > MOST_BYTES:
        raise ValueError("内容太长，请删去多余部分。")
    try:
        found = json.loads(raw, parse_float=str, parse_constant=str)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        where = f"（第 {error.lineno} 行附近）" if isinstance(error, json.JSONDecodeError) else ""
        raise ValueError(f"这不是完整的 JSON{where}，请对照导出的样子改一改。") from error
    if not isinstance(found, dict) or "\\u00" in json.dumps(found, ensure_ascii=False):
        raise ValueError("规则表要以 { 开头、以 } 结尾，里面不能有看不见的字符。")
    return found


FORMS: dict[str, type[RulesForm]] = {"skills": SkillsForm, "performance": PerformanceForm, "appraisal": AppraisalForm}
