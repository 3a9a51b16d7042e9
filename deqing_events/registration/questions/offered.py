"""What the questions offer to the event editor: their part in its navigation."""

from deqing_events.domain.questions.checks import problems
from deqing_events.events.hooks import EditorPart
from deqing_events.events.models import Event
from deqing_events.registration.questions import queries


def editor_part(event: Event) -> EditorPart:
    """Return the part 报名要填什么; bad while something on the form is wrong."""
    questions = queries.form_of(event.id)
    wrong = problems(questions, queries.facts_of(event.id)) if questions else []
    state = "bad" if wrong else "ok" if questions else ""
    return EditorPart("questions", "报名要填什么", f"/desk/events/{event.id}/sign-up/form", state)
