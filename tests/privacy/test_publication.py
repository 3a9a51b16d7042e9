"""A full name that may be published no more is gone from every public page at once; given again, it is back."""

import io
import re
import time
import zipfile
from collections.abc import Iterator
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from deqing_events import database
from deqing_events.contests.models import Publication
from deqing_events.contests.results import queries as results
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration
from deqing_events.web import access
from tests import factories
from tests.conftest import Clock
from tests.contests import stage
from tests.factories_registration import registration
from tests.factories_workers import recognise
from tests.reading import StrictClient

pytestmark = pytest.mark.usefixtures("app")
NAME, MASKED, MOBILE = "覃魇罕", "覃*罕", "19900009913"
PAGE = "/my/privacy"


@pytest.fixture
def event(app: Flask) -> Event:
    """A contest with two results out, in which one person agreed to be named in full."""
    desk = StrictClient(app)
    event = stage.county(desk)
    stage.rules(event, draw_within=0)
    held = registration(event, NAME, mobile=MOBILE, publish_name=True)
    other = registration(event, "陈样本", publish_name=True)
    for number, row, paper in (("A1", held, "91"), ("A2", other, "80")):
        stage.mark(stage.entrant(event, number, row.name, registration_id=row.id), paper, ("50", "30"))
    stage.publish(desk, event)
    stage.publish(desk, event, "final")
    return event


def public_addresses(app: Flask, event: Event) -> Iterator[str]:
    """Yield every address that everybody may open, every choice of each."""
    values = {"slug": event.slug, "version": "1"}
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        policy = access.policy_of(app, rule.endpoint)
        if policy is None or policy.kind != "public":
            continue
        choices = [options.split(",") for options in re.findall(r"<any\(([^)]*)\):\w+>", rule.rule)]
        pattern = re.sub(r"<any\([^)]*\):\w+>", "\0", rule.rule)
        pattern = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values.get(found[1], "1"), pattern)
        for chosen in product(*choices):
            parts = iter(chosen)
            yield re.sub("\0", lambda _found, parts=parts: next(parts).strip(), pattern)  # type: ignore[misc]


def naming(app: Flask, event: Event) -> set[str]:
    """The public addresses on which the full name stands."""
    stranger, found = StrictClient(app), set()
    for address in public_addresses(app, event):
        answer = stranger.get(address)
        assert answer.status_code < 500, address
        if NAME in words(answer):
            found.add(address)
    return found


def words(answer: TestResponse) -> str:
    """Return what an answer says; of a workbook, what its parts say."""
    if not answer.data.startswith(b"PK"):
        return answer.get_data(as_text=True)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def test_every_public_page_reads_todays_consent(app: Flask, client: StrictClient, event: Event) -> None:
    ranking = f"/results/{event.slug}"
    before = naming(app, event)
    assert {ranking, f"{ranking}/v1"} <= before, "the full name was never public"
    recognise(client, MOBILE)
    client.submit(f"{PAGE}/consents/publication/stop", page=PAGE)
    assert naming(app, event) == set()
    page = StrictClient(app).get(ranking).get_data(as_text=True)
    assert (MASKED in page, "陈样本" in page) == (True, True)
    client.submit(f"{PAGE}/consents/publication/give", page=PAGE)
    assert naming(app, event) == before


def test_a_page_kept_ready_in_another_process_is_not_shown_on(
    app: Flask, client: StrictClient, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranking = f"/results/{event.slug}"
    first = StrictClient(app).get(ranking)
    assert NAME in first.get_data(as_text=True)
    recognise(client, MOBILE)
    monkeypatch.setattr("deqing_events.contests.results.board.forget", lambda _slug: None)
    client.submit(f"{PAGE}/consents/publication/stop", page=PAGE)
    later = time.monotonic() + 2
    monkeypatch.setattr(time, "monotonic", lambda: later)
    again = StrictClient(app).get(ranking, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, NAME in again.get_data(as_text=True)) == (200, False)


def test_files_for_staff_mask_the_name_too(app: Flask, client: StrictClient, event: Event) -> None:
    desk = StrictClient(app)
    factories.dai(desk)
    address = f"/desk/events/{event.id}/results/ranking.csv"
    assert NAME in desk.get(address).get_data(as_text=True)
    recognise(client, MOBILE)
    client.submit(f"{PAGE}/consents/publication/stop", page=PAGE)
    database.session().rollback()
    text = desk.get(address).get_data(as_text=True)
    assert (NAME in text, MASKED in text) == (False, True)


def test_a_choice_about_names_is_no_correction_of_the_results(app: Flask, client: StrictClient, event: Event) -> None:
    recognise(client, MOBILE)
    client.submit(f"{PAGE}/consents/publication/stop", page=PAGE)
    desk = StrictClient(app)
    factories.dai(desk)
    page = desk.get(f"/desk/events/{event.id}/results").get_data(as_text=True)
    assert "公布更正" not in page


def test_a_new_choice_makes_a_new_key_for_the_kept_page(client: StrictClient, event: Event, clock: Clock) -> None:
    first = results.standing(event.slug)
    recognise(client, MOBILE)
    clock.forward(minutes=1)
    client.submit(f"{PAGE}/consents/publication/stop", page=PAGE)
    database.session().rollback()
    second = results.standing(event.slug)
    assert first is not None
    assert second is not None
    assert (second.publication_id, second.digest) == (first.publication_id, first.digest)
    assert second.choices > first.choices


def test_what_was_published_stays_as_it_was(client: StrictClient, event: Event) -> None:
    recognise(client, MOBILE)
    client.submit(f"{PAGE}/consents/publication/stop", page=PAGE)
    database.session().rollback()
    query = select(Publication).where(Publication.event_id == event.id)
    assert all(NAME in str(row.content) for row in database.session().scalars(query))
    assert database.session().scalars(select(Registration).where(Registration.name == NAME)).one().publish_name is False
