"""Forms of the bounds on places: each at most, one limit or reserve, a pasted table of delegations."""

import datetime as dt
from collections.abc import Mapping

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from deqing_events.domain.place_checks import WORDS
from deqing_events.domain.places import BY_PERSON, Dimension, Kind
from deqing_events.domain.text import row_id
from deqing_events.events.fields import CountField, InstantField, PickField, SegmentField
from deqing_events.organisations.queries import UnitHit
from deqing_events.web.forms import BaseForm, required

MOST = 100_000
LONGEST_TABLE = 20_000
LIMITED = NumberRange(0, MOST, "名额填 0 到 100000 之间的整数。")
SET_ASIDE = NumberRange(1, MOST, "预留填 1 到 100000 之间的整数；不留了请点“现在放回”。")
SHORT = Length(max=120, message="名称最多 120 个字。")
KINDS = {Kind.LIMIT.value: "作为上限", Kind.RESERVE.value: "作为预留"}


class EachForm(BaseForm):
    """How many places each workplace, union, delegation or trade may take."""

    unit = CountField("每个单位最多", [Optional(), LIMITED])
    union = CountField("每个工会最多", [Optional(), LIMITED])
    township = CountField("每个代表队最多", [Optional(), LIMITED])
    trade = CountField("每个工种最多", [Optional(), LIMITED])

    def most(self) -> dict[Dimension, int | None]:
        """Return what was filled in by dimension; None where there is to be no such bound."""
        return {dimension: self[dimension.value].data for dimension in BY_PERSON}


class BoundForm(BaseForm):
    """One limit or reserve: whom it covers, how many places, and when a reserve gives the unused ones back."""

    target = PickField("对象", required("请选一个。"), choices={})
    named = StringField("名称", [*required("请填写名称。"), SHORT])
    unit_text = StringField("单位", [*required("请填写单位。"), SHORT])
    unit_id = HiddenField()
    unit_choice = RadioField("请选一个单位", [Optional()], choices=[], validate_choice=False)
    places = CountField("名额", [InputRequired("请填名额。")])
    release_at = InstantField("到时放回", [Optional()])

    @property
    def chosen_unit_id(self) -> int | None:
        """The workplace that the search in the page put into the hidden field."""
        return row_id(self.unit_id.data)

    def offer(self, hits: list[UnitHit]) -> None:
        """Ask which of the found workplaces is meant."""
        self.unit_choice.choices = [(str(hit.id), f"{hit.name}（{hit.township_name or '未分镇街'}）") for hit in hits]
        self.unit_choice.flags.required = True
        self.unit_choice.errors = ["名称和登记的不完全一样，请选一个。"]


class TableForm(BaseForm):
    """A pasted table of delegations and what to make of it."""

    kind = SegmentField("用作", required("请选一种。"), choices=KINDS, default=Kind.LIMIT.value)
    table = TextAreaField(
        "代表队名额表", [*required("请把表贴进来。"), Length(max=LONGEST_TABLE, message="表太长了。")]
    )
    release_at = InstantField("预留到时放回", [Optional()])


def bound_form(kind: Kind, dimension: Dimension | None, choices: Mapping[str, str]) -> BoundForm:
    """Return the form of a new bound of a dimension, or of one that is there (``dimension`` None)."""
    form = BoundForm()
    if dimension not in (Dimension.TRADE, Dimension.TOWNSHIP):
        del form.target
    else:
        form.target.label.text, form.target.choices = WORDS[dimension], {"": "请选", **choices}
    if dimension is not Dimension.UNION:
        del form.named
    if dimension is not Dimension.UNIT:
        for name in ("unit_text", "unit_id", "unit_choice"):
            del form[name]
    form.places.validators = [*form.places.validators, LIMITED if kind is Kind.LIMIT else SET_ASIDE]
    form.places.label.text = "最多几个名额" if kind is Kind.LIMIT else "预留几个名额"
    if kind is Kind.LIMIT:
        del form.release_at
    return form


def releases(form: BoundForm) -> dt.datetime | None:
    """Return when the reserve of a form gives back; None for a limit."""
    return form.release_at.data if "release_at" in form else None
