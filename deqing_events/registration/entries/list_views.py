"""A list on its way: handing it in, what would come of it, the lines to change, and the word that takes it in."""

from pathlib import Path, PurePath

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.documents.fill_in import fill_in_bytes
from deqing_events.events.models import Event
from deqing_events.organisations.importing import uploads
from deqing_events.registration.entries import actions, outcomes, queries, template
from deqing_events.registration.entries.actions import File, ListChangedError, ListRefusedError
from deqing_events.registration.entries.doors import ENTER, circumstances, enterer, event_or_404, why_shut
from deqing_events.registration.entries.forms import ConfirmForm, ListForm
from deqing_events.registration.entries.models import EntryUpload
from deqing_events.registration.entries.naming import named, workplaces
from deqing_events.registration.entries.outcomes import Line
from deqing_events.registration.entries.reading import LARGEST_BYTES, UNUSABLE, Handed, read
from deqing_events.registration.forms import EmptyForm
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.web import access, clock, download, installation

blueprint = Blueprint("entry_lists", __name__, url_prefix="/unit/events/<slug>/lists")
GONE = "这份名单已经用过、放弃或过了 7 天，请重新上传。"


@blueprint.post("")
@access.staff(ENTER)
def hand_in(slug: str) -> ResponseReturnValue:
    """Take a workbook and lead to what would come of it."""
    event, form = event_or_404(slug), ListForm()
    usable, (name, content) = form.validate_on_submit(), _taken()
    if not usable:
        return _retry(event, form)
    try:
        read(content, event, enterer(event), today=clock.today())
    except UNUSABLE as unusable:
        form.file.errors = [str(unusable)]
        return _retry(event, form)
    file = File(name, content, access.principal().account_id or 0)
    made = actions.hand_in(event.id, file, _folder(), now=clock.now(), by=access.acting())
    return redirect(url_for(".one", slug=slug, upload_id=made), 303)


@blueprint.get("/<int:upload_id>")
@access.staff(ENTER)
def one(slug: str, upload_id: int) -> ResponseReturnValue:
    """Show what would come of each line; nothing is registered yet."""
    event = event_or_404(slug)
    upload = _own(event, upload_id)
    if upload.state != "previewed":
        return render_template("registration/entries/over.html", event=event, upload=upload)
    handed = _handed(event, upload)
    if handed is None:
        return _gone(slug)
    return _page(event, upload, handed, ConfirmForm.for_list(numbers=handed.holds_numbers, fresh=True))


@blueprint.post("/<int:upload_id>/confirm")
@access.staff(ENTER)
def confirm(slug: str, upload_id: int) -> ResponseReturnValue:
    """Register everybody on the list, or nobody."""
    event = event_or_404(slug)
    upload, here = _own(event, upload_id), url_for(".one", slug=slug, upload_id=upload_id)
    handed = _handed(event, upload)
    if upload.state != "previewed":
        return redirect(here, 303)
    if handed is None:
        return _gone(slug)
    form = ConfirmForm.for_list(numbers=handed.holds_numbers)
    if not form.validate():
        return _page(event, upload, handed, form), 422
    how = circumstances(enterer(event))
    try:
        count = actions.take_in(upload.id, handed.candidates, form.seen.data or "", _folder(), how)
    except ListChangedError as changed:
        return _page(event, upload, handed, form, str(changed), changed), 409
    except (ListRefusedError, RegistrationRefusedError) as refusal:
        return _page(event, upload, handed, form, str(refusal)), 409
    flash(f"已报名 {count} 人，已经通知每个人。", "ok")
    return redirect(here, 303)


@blueprint.post("/<int:upload_id>/drop")
@access.staff(ENTER)
def drop(slug: str, upload_id: int) -> ResponseReturnValue:
    """Give a list up."""
    event = event_or_404(slug)
    upload = _own(event, upload_id)
    if not EmptyForm().validate_on_submit():
        abort(400)
    try:
        actions.drop(upload.id, _folder(), now=clock.now(), by=access.acting())
        flash("已放弃这份名单，一个人都没有报。", "ok")
    except ListRefusedError as refusal:
        flash(str(refusal), "bad")
    return redirect(url_for("entries.one", slug=slug), 303)


@blueprint.get("/<int:upload_id>/marked.xlsx")
@access.staff(ENTER)
def marked(slug: str, upload_id: int) -> ResponseReturnValue:
    """Download the list as it was handed in, with 行号 and 原因 beside what has to be changed."""
    event = event_or_404(slug)
    upload = _own(event, upload_id)
    handed = _handed(event, upload) if upload.state == "previewed" else None
    if handed is None:
        return _gone(slug)
    lines, _ = _looked(event, handed)
    stem, reach = PurePath(upload.file_name).stem, access.reach(ENTER)
    sheet = template.marked(event, workplaces(reach), handed.reading, lines, stem=stem)
    return download.xlsx(fill_in_bytes(sheet), f"{sheet.file_name}.xlsx")


def _taken() -> tuple[str, bytes]:
    file = request.files.get("file")
    if file is None:
        return "", b""
    with file.stream:
        return PurePath((file.filename or "").replace("\\", "/")).name or "名单.xlsx", file.read(LARGEST_BYTES + 1)


def _retry(event: Event, form: ListForm) -> ResponseReturnValue:
    page = render_template("registration/entries/again.html", event=event, form=form)
    return page, 422


def _own(event: Event, upload_id: int) -> EntryUpload:
    return queries.upload_of(upload_id, event.id, access.principal().account_id) or abort(404)


def _handed(event: Event, upload: EntryUpload) -> Handed | None:
    content = uploads.content_of(_folder(), upload.stored_name)
    if content is None:
        return None
    try:
        return read(content, event, enterer(event), today=clock.today())
    except UNUSABLE:  # what the event asks was changed since
        return None


def _gone(slug: str) -> ResponseReturnValue:
    flash(GONE, "warn")
    return redirect(url_for("entries.one", slug=slug), 303)


def _looked(event: Event, handed: Handed) -> tuple[list[Line], str]:
    """Return what would come of each line, and why nothing can come of any."""
    who = enterer(event)
    try:
        return actions.look(event.id, handed.candidates, circumstances(who)), ""
    except RegistrationRefusedError as refusal:
        return [outcomes.of_problem(each) for each in handed.candidates if each.problem], str(refusal)


def _page(  # noqa: PLR0913, PLR0917 - the list, what was said about it, and how it stands
    event: Event,
    upload: EntryUpload,
    handed: Handed,
    form: ConfirmForm,
    problem: str = "",
    changed: ListChangedError | None = None,
) -> str:
    lines, shut = (changed.lines, "") if changed else _looked(event, handed)
    form.seen.data = outcomes.seen_as(lines)
    counted = outcomes.counts(lines)
    return render_template(
        "registration/entries/preview.html",
        event=event,
        upload=upload,
        form=form,
        lines=sorted(lines, key=lambda line: line.kind != "problem"),
        counts=counted,
        new=counted["fine"] + counted["review"] + counted["waits"],
        ignored=handed.reading.ignored,
        problem=problem or shut,
        said=changed.said if changed else [],
        shut=shut or why_shut(event, enterer(event)),
        of=named(access.reach(ENTER)),
    )


def _folder() -> Path:
    return installation.settings().uploads
