"""From a posted form to a stored objection, with the file that may come along."""

from deqing_events.contests.appeals.papers import FOLDER
from deqing_events.contests.history import Change
from deqing_events.contests.objections import actions
from deqing_events.contests.objections.forms import ObjectForm
from deqing_events.contests.objections.models import Objection
from deqing_events.domain.identity import normalise_mobile
from deqing_events.registration.questions import stored_files
from deqing_events.web import installation


def sent(notice_id: int, form: ObjectForm, change: Change) -> Objection | str:
    """Store what a valid form says; the sentence when it was refused. Only a stored objection keeps its file."""
    folder, name = installation.settings().uploads / FOLDER, ""
    mobile = normalise_mobile(form.mobile.data) or ""
    try:
        content = form.paper.data.read() if form.paper.data else b""
        name = stored_files.take(folder, content).name if content else ""
        made = actions.file(notice_id, actions.Filing(form.name.data, mobile, form.grounds.data, name), change)
    except (stored_files.UnusableFileError, actions.ObjectionRefusedError) as refusal:
        stored_files.forget(folder, [name] if name else [])
        return str(refusal)
    if name and made.file_name != name:
        stored_files.forget(folder, [name])
    return made
