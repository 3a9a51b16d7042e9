"""What a filled form of a change says. Knows no request."""

from deqing_events.domain.questions.wording import for_statistics
from deqing_events.organisations.queries import UnitHit
from deqing_events.registration.forms import FixForm
from deqing_events.registration.models import Registration
from deqing_events.registration.people import Details
from deqing_events.registration.workplaces import Workplace, settle


def workplace(held: Registration, form: FixForm) -> Workplace | None:
    """Return the workplace of a form that validates, the one held where it is not asked; None to choose one first."""
    if not form.validate():
        return None
    if "unit_text" not in form:
        return Workplace(held.unit_text, held.unit_id)
    found: Workplace | list[UnitHit] = settle(form.unit_text.data, form.chosen_unit_id, form.unit_choice.data or "")
    if isinstance(found, list):
        form.offer(found)
        return None
    return found


def details(held: Registration, form: FixForm, place: Workplace, proved_mobile: str = "") -> Details:
    """Return what the sign-up is to say; what the form does not ask stays. ``proved_mobile`` is the phone's own."""
    return Details(
        name=(form.name.data if "name" in form else "") or held.name,
        mobile=(form.mobile.data if "mobile" in form else "") or held.mobile,
        unit_text=place.text,
        unit_id=place.unit_id,
        session_id=form.chosen_session_id if "session_id" in form else held.session_id,
        publish_name=held.publish_name,
        trade=for_statistics(form.questions, form.answers).get("trade", held.trade),
        answers=form.answers,
        proved_mobile=proved_mobile,
    )
