"""Offers of places."""

from sqlalchemy import Select, select

from deqing_events import database
from deqing_events.registration.changes.models import PlaceOffer
from deqing_events.registration.passes import TOKEN_LENGTH, hash_token
from deqing_events.registration.questions.models import Answer


def open_offer(registration_id: int) -> PlaceOffer | None:
    """Return the living offer of a registration, or None."""
    query = select(PlaceOffer).where(PlaceOffer.registration_id == registration_id, PlaceOffer.ended_at.is_(None))
    return database.session().scalars(_fresh(query)).one_or_none()


def offer_by_token(token: str) -> PlaceOffer | None:
    """Return the living offer with this token, or None."""
    if len(token) != TOKEN_LENGTH or not token.isascii() or not token.isalnum():
        return None
    query = select(PlaceOffer).where(PlaceOffer.token_hash == hash_token(token.upper()), PlaceOffer.ended_at.is_(None))
    return database.session().scalars(_fresh(query)).one_or_none()


def answer_ids(registration_id: int) -> set[int]:
    """Return the ids of the answers of a registration: an answer that changes gets a new row."""
    return set(database.session().scalars(select(Answer.id).where(Answer.registration_id == registration_id)))


def _fresh(query: Select[PlaceOffer]) -> Select[PlaceOffer]:
    return query.execution_options(populate_existing=True)
