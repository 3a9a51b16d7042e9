"""An outcome as the gate's pages without a script draw it: the macro's values and the form behind the left button."""

import secrets
from typing import Any

from flask import request, url_for
from markupsafe import Markup

from deqing_events.checkin.forms import CodeForm
from deqing_events.checkin.outcomes import Line, Outcome
from deqing_events.web.formatting import local

ANSWER = "answer-"
"""How the fields of door questions begin."""


def shown(outcome: Outcome, form: CodeForm, token: str) -> dict[str, Any]:
    """Return the outcome as the page's macro takes it; ``form`` says whom a further act is about."""
    seen = outcome.seen
    return {
        "look": outcome.look,
        "word": outcome.word,
        "reason": [_marked(line) for line in outcome.lines],
        "forced": seen.forced,
        "gate": f"{seen.gate} · {seen.list_name}",
        "time": f"{local(seen.at):%H:%M:%S}",
        "person": {"name": outcome.who, "tail": outcome.tail, "unit": outcome.unit},
        "next": _marked(outcome.next),
        "next_icon": outcome.icon,
        "questions": seen.questions,
        "other": _left(outcome, form, token),
        "back": {"href": url_for("gate.scan", token=token), "text": outcome.back},
    }


def answers() -> dict[str, str]:
    """Return what was answered to the questions of the list."""
    return {name[len(ANSWER) :]: given for name, given in request.form.items() if name.startswith(ANSWER)}


def nonce() -> str:
    """Return a fresh nonce for a form."""
    return secrets.token_urlsafe(18)


def _left(outcome: Outcome, form: CodeForm, token: str) -> dict[str, Any] | None:
    if outcome.left is None:
        return None
    kind, text = outcome.left
    if kind == "undo":
        return {"post": url_for("gate.annul", token=token), "text": text, "fields": {"nonce": outcome.seen.nonce}}
    if kind in {"force", "answer"}:
        again = {"code": form.code.data or "", "person": form.person.data or "", "direction": outcome.seen.direction}
        fields = {**again, "lane": form.lane.data or "", "force": "1" if kind == "force" else "", "nonce": nonce()}
        fields |= {f"{ANSWER}{key}": given for key, given in answers().items()}
        return {"post": url_for("gate.code", token=token), "text": text, "fields": fields}
    if kind == "call":
        return {"href": f"tel:{outcome.seen.contact_phone}", "text": text}
    return {"href": url_for(f"gate.{kind}", token=token), "text": text}


def _marked(line: Line) -> Markup:
    return Markup().join(Markup("<b>{}</b>").format(part) if odd % 2 else part for odd, part in enumerate(line))
