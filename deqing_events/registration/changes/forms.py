"""Forms of changes to a sign-up."""

from collections.abc import Sequence
from typing import cast

from wtforms import StringField
from wtforms.validators import Length

from deqing_events.domain.questions.definition import Answers, Question
from deqing_events.events.models import Event
from deqing_events.registration.forms import FixForm
from deqing_events.registration.models import Registration
from deqing_events.web.forms import required


class CorrectForm(FixForm):
    """Whom and what a sign-up names, as staff correct it, with the reason."""

    reason = StringField("原因", [*required("请写明原因。"), Length(min=2, max=60, message="原因写 2 到 60 个字。")])


def own_form(held: Registration, questions: Sequence[Question], answers: Answers) -> FixForm:
    """Return the form a worker changes a sign-up with: the person stays, and in a team its session and workplace."""
    form = FixForm.for_held(held.event, questions, answers)
    gone = ["name", "mobile"] if held.team_id is None else ["name", "mobile", "unit_text", "unit_id", "unit_choice"]
    if held.team_id is not None and "session_id" in form:
        gone.append("session_id")
    for name in gone:
        del form[name]
    return form


def correct_form(event: Event, held: Registration) -> CorrectForm:
    """Return the form staff correct a sign-up with; the answers have a page of their own."""
    form = cast("CorrectForm", CorrectForm.for_held(event, (), {}))
    if held.team_id is not None and "session_id" in form:
        del form.session_id
    return form
