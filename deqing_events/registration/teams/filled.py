"""What a filled form of a team says, for the actions. Knows no request."""

from deqing_events.domain.questions.wording import for_statistics
from deqing_events.domain.text import compact
from deqing_events.organisations.models import Organisation
from deqing_events.organisations.queries import UnitHit, resolve_unit
from deqing_events.registration.forms import RegistrationForm
from deqing_events.registration.people import Details
from deqing_events.registration.teams.draft_actions import Represented
from deqing_events.registration.workplaces import Workplace, settle


def workplace(form: RegistrationForm) -> Workplace | None:
    """Return the workplace of a form that validates; None when something is to be changed or chosen first."""
    if not form.validate():
        return None
    found: Workplace | list[UnitHit] = settle(form.unit_text.data, form.chosen_unit_id, form.unit_choice.data or "")
    if isinstance(found, list):
        form.offer(found)
        return None
    return found


def status(form: RegistrationForm) -> int:
    """Return 200 where nothing is wrong and the answers only call for more, else 422."""
    return 200 if form.second_step and not form.errors else 422


def details(form: RegistrationForm, place: Workplace, proved_mobile: str = "") -> Details:
    """Return whom a form describes; ``proved_mobile`` where they fill it in themselves."""
    return Details(
        name=form.name.data,
        mobile=form.mobile.data,
        unit_text=place.text,
        unit_id=place.unit_id,
        session_id=form.chosen_session_id,
        publish_name=form.publishes,
        photos=form.allows_photos,
        trade=for_statistics(form.questions, form.answers).get("trade", ""),
        answers=form.answers,
        proved_mobile=proved_mobile,
    )


def represented(name: str, text: str, fallback: Workplace | None, towns: list[Organisation]) -> Represented:
    """Return what a team is called and whom it plays for: a township, a known workplace, or own words."""
    if not text and fallback is not None:
        text = fallback.text
    name = " ".join(name.split())
    key = compact(text)
    town = next((each for each in towns if key and key == compact(each.name)), None)
    if town is not None:
        return Represented(name, town.name, None, town.id)
    unit = resolve_unit(text) if text else None
    if unit is not None:
        return Represented(name, unit.name, unit.id, unit.township_id)
    return Represented(name, text.strip())
