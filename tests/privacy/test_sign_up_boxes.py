"""The boxes of a sign-up: one per purpose, none ticked; refusing the free ones blocks nothing; who is under 14."""

import re

import pytest
from sqlalchemy import select

from deqing_events import database
from deqing_events.domain.guardians import SENTENCE
from deqing_events.registration.consents import WORDS, Purpose, sentence_of, title_of
from deqing_events.registration.models import Consent, Registration
from deqing_events.registration.teams.tokens import invitation_token
from tests import factories, factories_teams
from tests.factories_registration import keys
from tests.factories_teams import draft
from tests.reading import StrictClient, text_of
from tests.registration.questions.asking import NUMBER, WORKER, asking_event

pytestmark = pytest.mark.usefixtures("app")
BOXES = ("agree", "agree_number", "publish", "photos")


def ticked(page: str) -> dict[str, bool]:
    """Which boxes a page has, and whether they are ticked."""
    found = {}
    for name in BOXES:
        box = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
        if box is not None:
            found[name] = "checked" in box[0]
    return found


def said() -> dict[str, bool]:
    database.session().rollback()
    return {row.purpose: row.given for row in database.session().scalars(select(Consent))}


def test_each_purpose_has_a_box_and_none_is_ticked(client: StrictClient) -> None:
    plain, asks = factories.event(), asking_event("identity")
    page = client.get(f"/events/{plain.slug}/register").get_data(as_text=True)
    assert ticked(page) == {"agree": False, "publish": False, "photos": False}
    page = client.get(f"/events/{asks.slug}/register").get_data(as_text=True)
    assert ticked(page) == dict.fromkeys(BOXES, False)


def test_a_team_asks_the_same(client: StrictClient) -> None:
    event = factories_teams.event()
    page = client.get(f"/events/{event.slug}/team").get_data(as_text=True)
    assert ticked(page) == {"agree": False, "publish": False, "photos": False}
    token = invitation_token(draft(event), keys())
    page = client.get(f"/team/{token}").get_data(as_text=True)
    assert ticked(page) == {"agree": False, "publish": False, "photos": False}


@pytest.mark.parametrize("chosen", [{}, {"publish": "y"}, {"photos": "y"}, {"publish": "y", "photos": "y"}])
def test_the_free_ones_block_nothing_and_are_kept_as_said(client: StrictClient, chosen: dict[str, str]) -> None:
    event = factories.event()
    page = f"/events/{event.slug}/register"
    assert client.submit(f"{page}/submit", {**WORKER, **chosen}, page=page).status_code == 303
    assert said() == {"taking_part": True, "publication": "publish" in chosen, "photos": "photos" in chosen}
    held = database.session().scalars(select(Registration)).one()
    assert held.publish_name == ("publish" in chosen)


def test_a_number_needs_its_own_box(client: StrictClient) -> None:
    event = asking_event("identity")
    page = f"/events/{event.slug}/register"
    fields = {**WORKER, "a_identity": NUMBER, "shown": "identity", "agree_number": ""}
    refused = client.submit(f"{page}/submit", fields, page=page)
    assert refused.status_code == 422
    assert "填了身份证号，要勾选这一项。" in text_of(refused.get_data(as_text=True))
    assert said() == {}
    assert client.submit(f"{page}/submit", {**fields, "agree_number": "y"}, page=page).status_code == 303
    assert said()["identity"] is True


def test_the_page_for_checking_carries_each_choice(client: StrictClient) -> None:
    event = factories.event()
    page = f"/events/{event.slug}/register"
    checked = client.submit(page, {**WORKER, "photos": "y"}).get_data(as_text=True)
    assert ('name="photos" value="y"' in checked, 'name="publish"' in checked) == (True, False)
    assert "现场照片可以使用" in text_of(checked).replace(" ", "")


def test_under_14_nobody_signs_up_alone(client: StrictClient) -> None:
    event = asking_event("birth_date")
    page = f"/events/{event.slug}/register"
    fields = {**WORKER, "a_birth_date": "2013-05-01", "shown": "birth_date"}
    refused = client.submit(f"{page}/submit", fields, page=page)
    assert (refused.status_code, SENTENCE in text_of(refused.get_data(as_text=True))) == (422, True)
    assert said() == {}
    assert client.submit(f"{page}/submit", {**fields, "a_birth_date": "2012-05-01"}, page=page).status_code == 303


def test_every_version_that_was_agreed_to_stays_readable() -> None:
    for purpose, words in WORDS.items():
        assert sentence_of(purpose, words.version) == words.sentence
        assert title_of(purpose) == words.title
    assert (sentence_of("taking_part", "1999-01"), title_of("something")) == ("", "something")
    assert {purpose for purpose in Purpose if WORDS[purpose].needed} == {Purpose.TAKING_PART, Purpose.IDENTITY}


def test_the_notice_is_versioned_and_says_the_periods_of_this_installation(client: StrictClient) -> None:
    page = text_of(client.get("/privacy").get_data(as_text=True))
    assert "2026-12 版" in page
    assert "活动结束后 180 天删除" in page
    assert "未满 14 岁的，要监护人同意" in page
