"""Forms of collecting and applying corrections."""

from collections.abc import Sequence

from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.objections.models import Objection
from deqing_events.domain.objections import spoken
from deqing_events.web.forms import BaseForm, required


class AddForm(BaseForm):
    """One change: of whom, what, to which value."""

    entrant_id = SelectField("参赛者", required("请选参赛者。"))
    what = SelectField("更正什么", required("请选要更正的项。"))
    value = StringField("改成", [Length(max=40, message="最多 40 个字。")])

    @classmethod
    def offering(cls, entrants: Sequence[tuple[int, str]], what: Sequence[tuple[str, str]]) -> "AddForm":
        """Return the form with these entrants and these things to correct."""
        made = cls()
        made.entrant_id.choices = [SelectChoice("", "请选"), *(SelectChoice(str(key), word) for key, word in entrants)]
        made.what.choices = [SelectChoice("", "请选"), *(SelectChoice(key, word) for key, word in what)]
        return made


class ApplyForm(BaseForm):
    """On which basis and why; ``seen`` is the digest of what was looked at."""

    seen = HiddenField()
    basis = SelectField("依据", [Length(max=20)])
    ruling = StringField("其他依据", [Length(max=80, message="最多 80 个字。")])
    reason = StringField("更正理由", [Length(max=200, message="最多 200 个字。")])

    @classmethod
    def offering(cls, appeals: Sequence[Appeal], objections: Sequence[Objection]) -> "ApplyForm":
        """Return the form with the rulings that wait for their correction."""
        made = cls()
        made.basis.choices = [
            *(SelectChoice(f"appeal:{row.id}", f"第 {row.number} 号申诉的裁定 {row.document}") for row in appeals),
            *(SelectChoice(f"objection:{row.id}", f"异议 {spoken(row.receipt)} 的核实结论") for row in objections),
            SelectChoice("other", "其他书面材料（写在下面）"),
        ]
        return made
