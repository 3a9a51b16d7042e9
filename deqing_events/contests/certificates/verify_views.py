"""Checking a certificate: anybody types its code or scans it, and reads whether it counts. People are shown masked."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.accounts import throttling
from deqing_events.contests.certificates import queries
from deqing_events.contests.certificates.forms import VerifyForm
from deqing_events.contests.certificates.models import Certificate
from deqing_events.contests.certificates.sheets import day_text
from deqing_events.domain.certificates import CertificateState, grouped, is_code, tidy_code
from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.masking import mask_name
from deqing_events.web import access, clock

blueprint = Blueprint("verify", __name__)
MISSES = throttling.Limit("verify-address", most=30, seconds=600)
"""Codes that lead nowhere, from one address: with 27 to the 10 codes there is nothing to guess, only to slow down."""
TOO_FAST = "试得太快了，请过 10 分钟再查。"
SHAPE = "查验码是 10 位字母和数字，在证书左下角，请对照再看一遍。"


@blueprint.route("/verify", methods=["GET", "POST"])
@access.public
def ask() -> ResponseReturnValue:
    """Ask for the code of a certificate."""
    form = VerifyForm()
    if not form.validate_on_submit():
        return render_template("contests/certificates/verify.html", form=form), (422 if form.errors else 200)
    code = tidy_code(form.code.data)
    if not is_code(code):
        form.code.errors = [SHAPE]
        return render_template("contests/certificates/verify.html", form=form), 422
    return redirect(url_for("verify.one", code=code), 303)


@blueprint.get("/verify/<code>")
@blueprint.get("/VERIFY/<code>", endpoint="one_scanned")
@access.public
def one(code: str) -> ResponseReturnValue:
    """Say whether the certificate with this code counts."""
    address, now = access.acting().address, clock.now()
    if throttling.exhausted(MISSES, address, now=now):
        return render_template(
            "contests/certificates/verify.html", form=VerifyForm(formdata=None), problem=TOO_FAST
        ), 429
    row = queries.by_code(code) if is_code(tidy_code(code)) else None
    if row is None:
        throttling.count_try(MISSES, address, now=now)
        return render_template("contests/certificates/verdict.html", row=None, now=now), 404
    return render_template("contests/certificates/verdict.html", row=row, lines=_lines(row), now=now)


def _lines(row: Certificate) -> list[tuple[str, Any]]:
    """Return label and value of what is shown; without the name where the certificate does not count any more."""
    person = row.holder_kind == EntrantKind.PERSON
    who = [("获奖人" if person else "获奖单位", mask_name(row.name) if person else row.name), ("单位", row.unit_name)]
    rest = [
        ("项目", row.batch.item),
        ("奖项", row.award),
        ("颁发单位", row.batch.issuer),
        ("颁发", day_text(row.batch.issued_on)),
        ("证书编号", row.number),
        ("查验码", grouped(row.code)),
    ]
    shown = [*who, *rest] if row.state == CertificateState.VALID.value else rest
    return [(label, value) for label, value in shown if value]
