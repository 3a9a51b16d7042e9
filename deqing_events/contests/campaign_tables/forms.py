"""Forms of a campaign's points."""

from typing import Any

from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from deqing_events.contests.rule_sheets.forms import LEAGUE_TIES, readable, whole
from deqing_events.contests.rule_sheets.team_answers import league_of
from deqing_events.contests.rule_sheets.wording import point_list
from deqing_events.domain.sheet_cursor import Problem
from deqing_events.web.forms import BaseForm, required

_FIXED = {"league_counts": "places", "league_best": "", "league_basis": "delegation", "league_weight": "1"}


class PointsForm(BaseForm):
    """How the contests of a campaign start to count, and how its table ranks."""

    league_points = StringField(
        "每项的团体积分（按名次）", [*required("请填写积分。"), Length(max=200), readable(point_list)]
    )
    league_other = whole("其余有名次者各积", "1")
    league_ties = SelectField("并列名次的积分", choices=[SelectChoice(*choice) for choice in LEAGUE_TIES])
    countback = BooleanField("积分相同比较名次多少", default=True)
    league_prizes = whole("团体奖到第几名", "3")
    league_organisers = whole("优秀组织奖到第几名", "13")

    def league(self) -> dict[str, Any]:
        """Return the answers as they are stored."""
        return league_of({**_FIXED, **self.data})

    def show_problems(self, problems: list[Problem]) -> bool:
        """Put each sentence at its field; tell whether there was any."""
        for problem in problems:
            field = self._fields.get(problem.path.replace("league.", "league_")) or self.league_points
            field.errors = [*field.errors, problem.sentence]
        return bool(problems)


class RenewForm(BaseForm):
    """Why the table is kept anew."""

    reason = StringField("为什么更新", [Length(max=200, message="最多 200 个字。")])
