"""Files with people's full names: the reason is asked for, logged, and stands in the file with who and when."""

from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue

from deqing_events.audit import actions as audit
from deqing_events.database import transaction
from deqing_events.domain.tables import Table
from deqing_events.events.models import Event
from deqing_events.registration.forms import ReasonForm
from deqing_events.web import access, clock
from deqing_events.web.formatting import moment


class FullForm(ReasonForm):
    """Why full names are taken out."""


def asked_page(event: Event | None, form: FullForm, back: str) -> ResponseReturnValue:
    """Ask for the reason; the form goes to the address that was asked for. ``event`` is None for a register of all."""
    page = render_template("contests/full_file.html", event=event, form=form, back=back, here=request.full_path)
    return page, 422 if form.errors else 200


def note_full(action: str, event: Event | None, what: str, reason: str) -> None:
    """Write down that somebody takes full names out, and why; ``what`` is the register where there is no event."""
    about = ("event", event.id) if event else (what, "all")
    with transaction():
        record = {"what": what, "reason": reason[:200]}
        audit.record(action, *about, by=access.acting(), now=clock.now(), **record)


def stamp(reason: str) -> str:
    """Return the line of a file that says who took it out, when and why."""
    return f"{access.principal().name} {moment(clock.now())} 导出，用途：{reason}"


def stamped(table: Table, line: str) -> Table:
    """Return the table with that line under it; the same table without one."""
    return replace(table, notes=(*table.notes, line)) if line else table
