"""Rules that look at what is on file need the mobile proved first: what the pages say. Needs a request."""

from flask import render_template, url_for

from deqing_events.domain.eligibility.deciding import PROVE
from deqing_events.domain.masking import mask_mobile
from deqing_events.events.models import Event
from deqing_events.registration.eligibility import queries
from deqing_events.registration.eligibility.gate_actions import IneligibleError
from deqing_events.web import clock
from deqing_events.workers import recognised


def first(event_id: int) -> bool:
    """Tell whether this phone has to prove its mobile before a form of the event makes sense."""
    return recognised.owner() is None and queries.proof_first(event_id, now=clock.now())


def page(event: Event, back: str) -> str:
    """Return the page that leads to the proof and from there to ``back``: the same for everybody."""
    return render_template(
        "registration/prove.html",
        event=event,
        conditions=queries.lines(event.id, now=clock.now()),
        sign_in=url_for("workers.sign_in", next=back),
    )


def wanted(refusal: Exception | None) -> bool:
    """Tell whether a sign-up was refused because the mobile is not proved."""
    return isinstance(refusal, IneligibleError) and refusal.prove


def sentence() -> str:
    """Say what to do where the mobile that was typed is not proved; it depends on this phone alone."""
    owner = recognised.owner()
    if owner is None:
        return PROVE
    return f"这部手机验证的是 {mask_mobile(owner)}，这一场只能报这个号码的人。别人请用自己的手机报。"
