"""Forms of teams: starting one, naming people, joining, declining, putting somebody in another's place."""

from typing import cast

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from deqing_events.events.models import Event
from deqing_events.registration.forms import RegistrationForm, override_field
from deqing_events.registration.people import LONGEST_NAME, LONGEST_UNIT
from deqing_events.registration.questions import queries as questions
from deqing_events.web.forms import BaseForm, required

LONGEST_TEAM = 40
LONGEST_LIST = 4000


class TeamNameForm(BaseForm):
    """What a team is called and whom it plays for."""

    team_name = StringField("队名", [*required("请填写队名。"), Length(max=LONGEST_TEAM, message="队名最多 40 个字。")])
    represents = StringField("代表", [Optional(), Length(max=LONGEST_UNIT, message="代表的单位最多 120 个字。")])


class TeamForm(RegistrationForm):
    """A new team and its captain's own data."""

    team_name = StringField("队名", [*required("请填写队名。"), Length(max=LONGEST_TEAM, message="队名最多 40 个字。")])
    represents = StringField("代表", [Optional(), Length(max=LONGEST_UNIT, message="代表的单位最多 120 个字。")])


class PersonForm(BaseForm):
    """Name and mobile of somebody: enough to name or to find them."""

    name = StringField("姓名", [*required("请填写姓名。"), Length(max=LONGEST_NAME, message="姓名最多 60 个字。")])
    mobile = RegistrationForm.mobile
    validate_name = RegistrationForm.validate_name
    validate_mobile = RegistrationForm.validate_mobile


class SubstituteForm(RegistrationForm):
    """Who takes somebody's place; whoever fills it in vouches for the newcomer's consent."""

    agree = BooleanField("本人同意", [InputRequired("要先征得本人同意。")])
    reason = StringField("原因", [Optional(), Length(min=2, max=60, message="原因写 2 到 60 个字。")])


class DeskTeamForm(TeamNameForm):
    """A team that staff enter for others: a line for each person, the captain first."""

    people = TextAreaField(
        "队员名单", [*required("请填写队员，每行一人。"), Length(max=LONGEST_LIST, message="名单太长了，请分开登记。")]
    )
    session_id = RadioField("场次", [InputRequired("请选一个场次。")])
    reason = StringField("不合要求也登记的原因", [Optional(), Length(min=2, max=60, message="原因写 2 到 60 个字。")])


class DeskSubstituteForm(SubstituteForm):
    """Who takes somebody's place, as staff enter it."""

    override = override_field()


class DeskMemberForm(PersonForm):
    """Somebody whom staff add to a team."""

    unit_text = StringField("单位", [Optional(), Length(max=LONGEST_UNIT, message="单位最多 120 个字。")])
    reason = StringField("原因", [*required("请写明原因。"), Length(min=2, max=60, message="原因写 2 到 60 个字。")])
    override = override_field()


def team_form(event: Event) -> TeamForm:
    """Return the form of a new team of an event, with the event's questions to its captain."""
    return cast("TeamForm", TeamForm.for_event(event, questions.current(event.id)))


def joining_form(event: Event) -> RegistrationForm:
    """Return the form somebody joins a team of an event with: the team has settled the session."""
    form = RegistrationForm.for_event(event, questions.current(event.id))
    if "session_id" in form:
        del form.session_id
    return form


def substitute_form(event: Event) -> SubstituteForm:
    """Return the form of who takes a team member's place, for a captain."""
    form = cast("SubstituteForm", SubstituteForm.for_event(event))
    for name in ("session_id", "publish", "photos", "agree_number", "reason"):
        if name in form:
            del form[name]
    return form


def desk_substitute_form(event: Event) -> DeskSubstituteForm:
    """Return the form of who takes a team member's place, for staff, who say why."""
    form = cast("DeskSubstituteForm", DeskSubstituteForm.for_event(event))
    for name in ("session_id", "publish", "photos", "agree_number"):
        if name in form:
            del form[name]
    form.reason.validators = [*required("请写明原因。"), Length(min=2, max=60, message="原因写 2 到 60 个字。")]
    form.reason.flags.required = True
    return form
