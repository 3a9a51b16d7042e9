"""Questions about the windows of appeals."""

from deqing_events import database
from deqing_events.contests.appeal_hours.models import AppealWindow
from deqing_events.domain.appeals import Window


def window(event_id: int, default: int) -> Window:
    """Return how long appeals of an event are taken; ``default`` hours where nobody chose."""
    held = database.session().get(AppealWindow, event_id)
    return Window(held.hours, held.extended_until) if held else Window(default)


def row(event_id: int) -> AppealWindow | None:
    """Return the stored window, or None."""
    return database.session().get(AppealWindow, event_id)
