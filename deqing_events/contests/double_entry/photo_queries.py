"""Questions about photos of papers."""

from sqlalchemy import select

from deqing_events import database
from deqing_events.contests.double_entry.models import SheetPhoto
from deqing_events.contests.double_entry.papers import Paper


def photos(event_id: int, paper: Paper) -> list[SheetPhoto]:
    """Return the photos of a paper, the earliest first; those whose file is gone are left out."""
    query = select(SheetPhoto).where(
        SheetPhoto.event_id == event_id,
        SheetPhoto.part == paper.part,
        SheetPhoto.judge == paper.judge,
        SheetPhoto.file_name != "",
    )
    return list(database.session().scalars(query.order_by(SheetPhoto.id)))


def photo(event_id: int, paper: Paper, photo_id: int) -> SheetPhoto | None:
    """Return one photo of a paper, or None."""
    return next((row for row in photos(event_id, paper) if row.id == photo_id), None)
